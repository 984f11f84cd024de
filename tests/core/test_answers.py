"""The verdict is for the thing that was asked about, and only where nothing speaks against it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core import answers, handing_over
from bot.core.answers import verdicts
from bot.core.client import Alert, ClientFile, Event, Override
from bot.core.holds import AMBER
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import Block, ChatId, UserId
from bot.core.pack import Restriction, RuleKind, Urgency
from bot.core.questions import Part, Topic, Topics, Understanding
from bot.core.scene import Scene
from bot.core.sun_advice import SunPlaces
from bot.core.triage import Finding, Triage
from tests.cast import clinic_facts
from tests.core.course import FRIDAY_17, HOUR, PACK, linked


def rule(name: str, **facts: object) -> Restriction:
    """Return a rule of 48 hours on the face, otherwise as given."""
    usual: dict[str, object] = {"name": name, "kind": RuleKind.FROM, "hours": {"face": 48}}
    return Restriction(**{**usual, **facts})  # type: ignore[arg-type]


RULES = {
    each.name: each
    for each in (
        rule("paint", condition="calm", topic="colours"),
        rule("powder", hours={"face": 24}, topic="colours"),
        rule("lamp", kind=RuleKind.NEVER, topic="colours"),
        rule("tablet", hours={"face": 168}, medicine=True, topic="tablets"),
        rule("ordered_tablet", kind=RuleKind.ALWAYS, prescribed=True, topic="tablets"),
        rule("ordered_cream", ask_clinic=True, prescribed=True, topic="tablets"),
        rule("hair", hours={"scalp": 24}, topic="colours"),
    )
}
TOPICS = Topics(
    by_slug={
        "colours": Topic(
            slug="colours",
            kind="topic",
            things=("paint", "powder", "lamp", "hair"),
            related=("tablets", "gone"),
        ),
        "tablets": Topic(
            slug="tablets", kind="topic", things=("tablet", "ordered_tablet", "ordered_cream")
        ),
        "expecting": Topic(slug="expecting", kind="topic", staff=True),
        "hours": Topic(slug="hours", kind="admin"),
    }
)


def scene(now: datetime, file: ClientFile | None = None) -> Scene:
    """Return the moment in which a client asks."""
    return Scene(
        file=file or linked(),
        incoming=Incoming(
            update_id=7, chat_id=ChatId(5), user_id=UserId(5), kind=Kind.TEXT, text="may I?"
        ),
        pack=replace(PACK, restrictions={**PACK.restrictions, **RULES}),
        clinic=clinic_facts(),
        now=now,
        places=SunPlaces(place=None, zone_place=None),
        zones=(),
        topics=TOPICS,
    )


def part(topic: str, *things: str, **facts: object) -> Part:
    """Return a part of a message that is surely about a topic."""
    usual: dict[str, object] = {
        "text": "may I?",
        "topic": topic,
        "kind": TOPICS.by_slug[topic].kind,
        "things": things,
        "is_alone": len(things) < 2,
    }
    return Part(**{**usual, **facts})  # type: ignore[arg-type]


def said(now: datetime, asked: Part, file: ClientFile | None = None) -> list[str]:
    """Return the keys of the blocks that answer a part."""
    message = answers.answer(scene(now, file), [asked]).message
    return [block.leaflet for block in message.blocks]


def held(**alert: object) -> ClientFile:
    """Return the client with an alert."""
    facts: dict[str, object] = {
        "id": "worried-1",
        "concern": "worried",
        "urgency": Urgency.SAME_DAY,
        "raised_at": FRIDAY_17,
    }
    return replace(linked(), alerts=(Alert(**{**facts, **alert}),))  # type: ignore[arg-type]


def test_one_thing_gets_its_verdict_and_the_leaflet() -> None:
    """Before its time and after, with the condition as part of it."""
    early = said(FRIDAY_17 + 9 * HOUR, part("colours", "paint"))
    late = said(FRIDAY_17 + 60 * HOUR, part("colours", "paint"))
    assert early == ["verdict.not_yet_if", "topics/colours"]
    assert late == ["verdict.open_if", "topics/colours"]


def test_the_verdict_is_open_from_the_very_hour() -> None:
    """A second before it is not yet."""
    opens = FRIDAY_17 + 24 * HOUR
    asked = part("colours", "powder")
    assert said(opens - timedelta(seconds=1), asked)[0] == "verdict.not_yet"
    assert said(opens, asked)[0] == "verdict.open"


def test_without_a_thing_all_of_the_area_are_listed() -> None:
    """And none of another area."""
    listed = answers.answer(scene(FRIDAY_17 + 30 * HOUR), [part("colours")]).message.blocks[:-1]
    told = [(each.leaflet, each.values["thing_phrase"]) for each in listed]
    assert told == [
        ("can.not_yet_if", "restrictions.paint"),
        ("can.open", "restrictions.powder"),
        ("can.never", "restrictions.lamp"),
    ]


def test_a_rule_that_does_not_concern_the_areas_gives_no_verdict() -> None:
    """Hair, where only the face was treated: neither alone nor below what does concern it."""
    blocks = answers.answer(scene(FRIDAY_17), [part("colours", "hair")]).message.blocks
    assert not any(each.leaflet.startswith("verdict.") for each in blocks)
    assert "restrictions.hair" not in [each.values.get("thing_phrase") for each in blocks]
    both = answers.answer(scene(FRIDAY_17), [part("colours", "hair", "paint")]).message.blocks
    assert "restrictions.hair" not in [each.values.get("thing_phrase") for each in both]


@pytest.mark.parametrize("facts", [{"by_thing": True}, {"is_alone": False}])
def test_no_yes_where_the_match_is_unsure(facts: dict[str, object]) -> None:
    """The thing decided the topic, or another thing was named too: a list."""
    found = said(FRIDAY_17 + 30 * HOUR, part("colours", "powder", **facts))
    assert not any(key.startswith("verdict.") for key in found)
    assert found[0] == "can.open"


def test_a_thing_of_another_topic_is_never_said_yes() -> None:
    """What was really asked about may be a thing nobody told us of."""
    assert said(FRIDAY_17 + 30 * HOUR, part("tablets", "powder"))[0] == "can.open"


def test_what_is_not_allowed_is_said_even_where_the_match_is_unsure() -> None:
    """A "not yet" can do no harm."""
    asked = part("colours", "paint", by_thing=True)
    assert said(FRIDAY_17, asked)[0] == "verdict.not_yet_if"


def test_an_open_alert_unlocks_nothing() -> None:
    """Neither in a verdict nor in a list; what is never allowed stays so."""
    now = FRIDAY_17 + 60 * HOUR
    assert said(now, part("colours", "paint"), held())[0] == "verdict.held"
    told = said(now, part("colours"), held())
    assert told[:3] == ["can.held", "can.held", "can.never"]


def test_a_time_to_come_is_no_promise_while_an_alert_is_open() -> None:
    """It is the earliest there can be, with no countdown."""
    told = answers.answer(scene(FRIDAY_17, held()), [part("colours", "paint")]).message.blocks[0]
    assert (told.leaflet, "opens_in" in told.values) == ("verdict.held_later", False)


def test_a_closed_alert_holds_nothing() -> None:
    """Staff have looked."""
    file = held(closed_at=FRIDAY_17 + HOUR)
    assert said(FRIDAY_17 + 60 * HOUR, part("colours", "paint"), file)[0] == "verdict.open_if"


@pytest.mark.parametrize(("concern", "key"), [("message", "verdict.held"), ("not_sent", None)])
def test_words_handed_over_hold_for_a_day(concern: str, key: str | None) -> None:
    """A row that did not go out says nothing of the client."""
    now = FRIDAY_17 + 60 * HOUR
    file = held(concern=concern, urgency=Urgency.ROUTINE, raised_at=now - 23 * HOUR)
    assert said(now, part("colours", "paint"), file)[0] == (key or "verdict.open_if")
    old = held(concern=concern, urgency=Urgency.ROUTINE, raised_at=now - 25 * HOUR)
    assert said(now, part("colours", "paint"), old)[0] == "verdict.open_if"


def test_an_amber_answer_holds_for_a_day() -> None:
    """Asked again after that."""
    now = FRIDAY_17 + 60 * HOUR
    for ago, key in ((23, "verdict.held"), (25, "verdict.open_if")):
        event = Event(at=now - ago * HOUR, name=AMBER, who="client")
        file = replace(linked(), events=(event,))
        assert said(now, part("colours", "paint"), file)[0] == key


def test_amber_words_in_the_same_message_allow_nothing() -> None:
    """A question beside a sign that is watched."""
    finding = Finding(sign="red", slug="red", urgency=Urgency.ROUTINE, amber=True)
    asked = part("colours", "powder")
    understood = Understanding(
        triage=Triage(findings=(finding,), urgency=Urgency.ROUTINE),
        kind="topic",
        topic="colours",
        top=(),
        parts=(asked,),
    )
    reply = answers.reply(scene(FRIDAY_17 + 30 * HOUR), understood)
    row = next(row for row in reply.file.outbox.rows.values() if row.blocks)
    assert row.blocks[0].leaflet == "verdict.ask"


def test_beside_a_topic_for_staff_nothing_is_allowed() -> None:
    """However little of it there is in the words, and staff get them when there is much."""
    now = FRIDAY_17 + 30 * HOUR
    for likeness, for_staff in ((0.2, False), (0.6, True)):
        scores = (("colours", 0.7), ("expecting", likeness))
        told = answers.answer(scene(now), [part("colours", "powder", scores=scores)])
        assert told.message.blocks[0].leaflet == "verdict.ask"
        assert told.for_staff is for_staff


def test_a_painkiller_never_comes_without_the_word_on_what_is_prescribed() -> None:
    """In the verdict and in the list."""
    one = said(FRIDAY_17, part("tablets", "tablet"))
    assert one == ["verdict.not_yet", "verdict.keep_prescribed", "topics/tablets"]
    assert "verdict.keep_prescribed" in said(FRIDAY_17, part("tablets"))


def test_what_a_doctor_ordered_is_never_stopped() -> None:
    """Whatever else holds, even an alert."""
    asked = part("tablets", "ordered_tablet")
    assert said(FRIDAY_17, asked)[0] == said(FRIDAY_17, asked, held())[0] == "verdict.prescribed"


def test_a_prescribed_cream_is_for_staff() -> None:
    """Answered with "ask", and handed over."""
    told = answers.answer(scene(FRIDAY_17 + 900 * HOUR), [part("tablets", "ordered_cream")])
    assert told.message.blocks[0].leaflet == "verdict.ask"
    assert told.for_staff


def test_a_decided_time_is_told_as_decided() -> None:
    """A longer one by anybody, a shorter one only by who may."""
    for hours, may_loosen, key in (
        (96, False, "verdict.not_yet_if"),
        (24, False, "verdict.not_yet_if"),
        (24, True, "verdict.open_if"),
    ):
        override = Override(
            thing="paint", hours=hours, by=UserId(1), at=FRIDAY_17, may_loosen=may_loosen
        )
        file = linked()
        file = file.with_session(replace(file.session, overrides=(override,)))
        found = said(FRIDAY_17 + 40 * HOUR, part("colours", "paint"), file)
        assert found[:2] == [key, "verdict.decided"]


def test_a_shorter_time_is_kept_and_does_not_count() -> None:
    """Somebody who may not loosen wrote it: the rule's own time holds."""
    override = Override(thing="paint", hours=1, by=UserId(1), at=FRIDAY_17)
    file = linked()
    file = file.with_session(replace(file.session, overrides=(override,)))
    state = verdicts.state_of(RULES["paint"], file, FRIDAY_17 + 10 * HOUR, careful=False)
    assert state.at == FRIDAY_17 + 48 * HOUR


def test_without_a_session_the_strictest_rule_is_told() -> None:
    """In hours, and never a yes for what has a time."""
    understood = Understanding(
        triage=Triage(), kind="topic", topic="colours", top=(), parts=(part("colours", "paint"),)
    )
    pack = scene(FRIDAY_17).pack
    (answer,) = answers.general(understood, TOPICS, pack)
    assert answer.blocks[0] == Block(
        leaflet="verdict.general_from_if",
        values={
            "thing_phrase": "restrictions.paint",
            "rule_wait": "48",
            "condition_phrase": "conditions.calm",
        },
    )


def test_related_topics_that_are_gone_are_not_offered() -> None:
    """And the clinic always is."""
    keyboard = answers.answer(scene(FRIDAY_17), [part("colours", "paint")]).message.keyboard
    assert [button.data for row in keyboard for button in row] == ["v1:r:tablets:7", "v1:ask:7"]


def test_a_message_that_waits_is_passed_on_once() -> None:
    """Asked for twice, or after its ten minutes."""
    moment = scene(FRIDAY_17)
    file = handing_over.kept(moment)
    file = replace(file, outbox=file.outbox.add([handing_over.waiting(moment)]))
    file = handing_over.pass_on(file, "7", moment.clinic, moment.now)
    rows = list(file.outbox.rows.values())
    later = handing_over.fallen_due(file, rows, moment.clinic, moment.now + handing_over.WAITS)
    assert later.alerts == file.alerts
    assert len(later.alerts) == 1
