"""Warning signs: what is remembered, what rests, and what a hard stop is made of."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core import alerts, claims, dialogue, handing_over, holds, plan, stops
from bot.core.alerts import Concern
from bot.core.client import ClientFile, Status
from bot.core.incoming import Kind
from bot.core.outbox import Outbox, RowState, UserId
from bot.core.pack import IfLate, Urgency
from bot.core.plan import Move
from bot.core.questions import Topic, Topics, Understanding
from bot.core.scene import Scene
from bot.core.stops import hard_stop, hearing, watching
from bot.core.triage import Finding, Triage
from tests.core.course import (
    CLINIC,
    FRIDAY_17,
    HOUR,
    PACK,
    arrives,
    linked,
    moment,
    row_of,
    scene,
    with_row,
)
from tests.core.course import step as step_of
from tests.core.small_signs import SMALL

NOW = FRIDAY_17 + HOUR * 30
SWOLLEN = Finding(sign="a", slug="shut-throat", urgency=Urgency.EMERGENCY)
SAD = Finding(sign="b", slug="despair", urgency=Urgency.EMERGENCY)
TOPICS = Topics(
    by_slug={
        "shut-throat": Topic(slug="shut-throat", kind="sign"),
        "despair": Topic(slug="despair", kind="sign", crisis=True),
    }
)
WITH_LINE = replace(CLINIC, crisis_line="0800 1")


def ill(now_raised: float = 30) -> ClientFile:
    """Ann's file with an emergency open."""
    concern = Concern(
        name="emergency",
        urgency=Urgency.EMERGENCY,
        cause="900",
        values={"words": "help"},
        tells_client=False,
    )
    return alerts.raise_alert(linked(), concern, CLINIC, FRIDAY_17 + HOUR * now_raised)


def told(triage: Triage) -> Understanding:
    """A message in which triage found that."""
    return Understanding(triage=triage, kind="red_flag", topic=None, top=())


def writes(file: ClientFile, text: str = "help") -> Scene:
    """Ann writing something now."""
    return scene(file, NOW, arrives(901, Kind.TEXT, text=text))


# ------------------------------------------------------------------- what triage is told


def test_triage_is_told_whose_words_they_are() -> None:
    """Hours since the session, area, language and the risks told before."""
    found = stops.condition(linked().with_client(facts=("diabetes",)), NOW)
    assert (found.hours, found.areas, found.language) == (30.0, ("face",), "en")
    assert found.facts == frozenset({"diabetes"})


def test_a_risk_is_remembered_once() -> None:
    """Beside those told before; the same one told again changes nothing."""
    told_before = writes(linked().with_client(facts=("diabetes",)))
    first, _ = stops.heard(replace(told_before, signs=SMALL), "I take a blood thinner")
    assert first.file.client.facts == ("diabetes", "thinner")
    again, _ = stops.heard(first, "as I said, a blood thinner")
    assert again is first


@pytest.mark.parametrize(
    ("kind", "asking"), [(Kind.TEXT, ""), (Kind.TEXT, "zone"), (Kind.PHOTO, ""), (Kind.COMMAND, "")]
)
def test_a_risk_is_remembered_wherever_it_is_written(kind: Kind, asking: str) -> None:
    """In a message, in place of a city, below a photo, behind /worried."""
    written = arrives(901, kind, text="I take a blood thinner", command="worried", file_id="1")
    moment = scene(linked().with_client(asking=asking), NOW, written)
    reply = dialogue.reply_to(replace(moment, signs=SMALL))
    assert reply.file.client.facts == ("thinner",)


def test_no_sign_is_no_reply() -> None:
    """The message goes on to be answered."""
    assert stops.reply(writes(linked()), told(Triage())) is None


# ------------------------------------------------------------------- the hard stop


@pytest.mark.parametrize(
    ("findings", "line", "called"),
    [
        ((SWOLLEN,), "0800 1", ("112",)),
        ((SAD,), "0800 1", ("0800 1", "112")),
        ((SAD,), "", ("112",)),
        ((SWOLLEN, SAD), "0800 1", ("0800 1", "112")),
    ],
)
def test_the_numbers_are_the_clinics_and_the_crisis_line_where_it_belongs(
    findings: tuple[Finding, ...], line: str, called: tuple[str, ...]
) -> None:
    """Which sign is a crisis stands in its leaflet."""
    clinic = replace(CLINIC, crisis_line=line)
    assert hard_stop.Emergency(findings, TOPICS, "en").numbers(clinic) == called


def test_at_most_one_first_step_and_none_that_is_not_there() -> None:
    """A sign without a leaflet holds up no hard stop."""
    unknown = Finding(sign="c", slug="unheard-of", urgency=Urgency.EMERGENCY)
    assert hard_stop.Emergency((SWOLLEN, SAD), TOPICS, "en").first_step() == ("signs/shut-throat",)
    assert hard_stop.Emergency((unknown,), TOPICS, "en").first_step() == ()


def test_a_stop_is_said_once_a_minute() -> None:
    """One with more numbers, or in another language, is not taken for said."""
    emergency = hard_stop.Emergency((SWOLLEN,), TOPICS, "en")
    in_german = replace(emergency, language="de")
    outbox = Outbox().add([hard_stop.row(1, emergency, ("112",), NOW)])
    later = NOW + timedelta(seconds=59)
    assert hard_stop.is_just_said(outbox, emergency, ("112",), later)
    assert not hard_stop.is_just_said(outbox, emergency, ("0800 1", "112"), later)
    assert not hard_stop.is_just_said(outbox, in_german, ("112",), later)
    assert not hard_stop.is_just_said(outbox, emergency, ("112",), NOW + timedelta(seconds=60))


def test_the_stop_is_promised_before_all_else() -> None:
    """Before rows that wait already, whatever their lane."""
    reply = stops.reply(writes(linked()), told(Triage(findings=(SWOLLEN,))))
    assert reply is not None
    assert next(iter(reply.file.outbox.rows)).startswith("stop:en:1:901")


@pytest.mark.parametrize(
    ("text", "language"),
    [("my throat is closing", "en"), ("minun kurku on turvonnut", "fi"), ("112!!", "en")],
)
def test_the_language_of_words_is_told_where_it_is_sure(text: str, language: str) -> None:
    """Digits are of any language: then the usual one stays."""
    assert hearing.language_of(text, SMALL, "en") == language


# ------------------------------------------------------------------- what rests


def test_a_step_waits_until_its_time_is_over() -> None:
    """While an emergency is open; then it is skipped with a reason."""
    file = ill()
    row = row_of(file, "day-2")
    assert row.valid_until is not None
    verdict = plan.decide(row, moment(file, row.due_at))
    assert (verdict.move, verdict.until) == (Move.WAIT, row.valid_until + timedelta(seconds=1))
    late = plan.decide(row, moment(file, row.valid_until + timedelta(seconds=1)))
    assert (late.move, late.reason) == (Move.SKIP, plan.RESTED)


def test_a_step_that_is_worth_sending_late_waits_on() -> None:
    """A day at a time, as long as the emergency is open."""
    file = with_row(ill(), "day-2", if_late=IfLate.SEND)
    row = row_of(file, "day-2")
    now = row.due_at + timedelta(days=5)
    verdict = plan.decide(row, moment(file, now))
    assert (verdict.move, verdict.until) == (Move.WAIT, now + timedelta(days=1))


def test_a_stopped_client_gets_no_step_for_that_other_reason() -> None:
    """The first reason is the one that is told."""
    file = ill().with_client(status=Status.STOPPED)
    row = row_of(file, "day-2")
    assert plan.decide(row, moment(file, row.due_at)).reason == plan.STOPPED


def test_after_closing_steps_go_on_at_their_own_times() -> None:
    """What is over-due is due now, what is to come keeps its hour."""
    now = FRIDAY_17 + HOUR * 42
    file = with_row(ill(), "day-2", due_at=now + HOUR * 9)
    file = claims.closed(file, file.alerts[0], doing(now), "phoned")
    file = plan.go_on(file, PACK, now)
    assert not file.is_emergency_open
    assert row_of(file, "day-2").due_at == now
    assert row_of(file, "day-3").due_at == plan.due_at(step_of("day-3"), file.session, file.client)


def doing(now: datetime) -> claims.Doing:
    """Return the owner, about to close something."""
    return claims.Doing(user=UserId(1), name="Clinic", cause="7", at=now)


def test_an_alert_is_closed_by_somebody() -> None:
    """The history says who."""
    file = ill()
    closed = claims.closed(file, file.alerts[0], doing(NOW), "phoned")
    assert (closed.events[-1].name, closed.events[-1].who) == ("alert closed", "1")
    assert (closed.alerts[0].closed_by, closed.alerts[0].outcome) == (UserId(1), "phoned")


def test_the_first_part_has_the_buttons_and_only_in_private() -> None:
    """A long message is one alarm with its buttons once."""
    long = Concern(
        name="emergency", urgency=Urgency.EMERGENCY, cause="1", values={"words": "a " * 4000}
    )
    file = alerts.raise_alert(linked(), long, replace(CLINIC, staff_chat=-5), NOW)
    rows = [each for each in file.outbox.rows.values() if each.alert and each.to is not None]
    assert len(rows) == 4
    assert [bool(each.keyboard) for each in rows] == [True, False, False, False]


# ------------------------------------------------------------------- to be watched


def test_what_is_watched_is_asked_once() -> None:
    """Two amber answers of one evening make one question."""
    file = watching.asking_again(linked(), NOW)
    file = watching.asking_again(file, NOW + HOUR)
    asked = [key for key in file.outbox.rows if key.startswith("amber:")]
    assert asked == ["amber:amber-1"]


def test_what_is_closed_is_not_asked() -> None:
    """The promise is taken back, with its reason."""
    file = watching.closed(watching.asking_again(linked(), NOW), NOW)
    row = next(each for key, each in file.outbox.rows.items() if key.startswith("amber:"))
    assert (row.state, row.reason) == (RowState.SKIPPED, watching.ANSWERED)


@pytest.mark.parametrize(
    ("question", "hours", "expected"),
    [("pain", 16, True), ("pain", 40, True), ("pain", 160, False), ("late_signs", 40, False)],
)
def test_the_plan_asks_again_itself_where_a_check_in_comes_tomorrow(
    question: str, hours: int, *, expected: bool
) -> None:
    """Days 1 and 2 have one the day after, day 7 has none."""
    now = FRIDAY_17 + HOUR * hours
    assert watching.is_asked_by_plan(linked(), question, PACK, now) is expected


def watching_both(second: dict[str, str]) -> ClientFile:
    """Ann told of a red spot in words at hour 30, and two hours later of something else."""
    file = watching.noted(watching.opened(linked(), NOW), "red-spot", NOW)
    return file.noting(NOW + HOUR * 2, holds.AMBER, "client", **second)


def test_what_was_told_in_words_stays_watched_when_a_check_in_gets_better() -> None:
    """The better answer ends only what the check-in told of."""
    both = watching_both({"question": "pain"})
    assert not watching.is_about(both, question="pain")
    alone = watching.opened(linked().noting(NOW, holds.AMBER, "client", question="pain"), NOW)
    assert watching.is_about(alone, question="pain")


@pytest.mark.parametrize("second", [{"question": "pain"}, {"fact": "fact"}, {"sign": "itch"}])
def test_what_was_told_first_still_counts_when_it_is_told_again(second: dict[str, str]) -> None:
    """The next day it is for the same day, whatever else was noted in between."""
    finding = Finding(sign="c", slug="red-spot", urgency=Urgency.ROUTINE, amber=True)
    triage = Triage(findings=(finding,), urgency=Urgency.ROUTINE)
    later = scene(watching_both(second), NOW + HOUR * 20, arrives(902, Kind.TEXT, text="red"))
    found = watching.raised(later, triage)
    assert found is not None
    assert (found.slug, found.urgency) == ("red-spot", Urgency.SAME_DAY)


def test_signs_of_every_area_treated_are_read() -> None:
    """A second session elsewhere does not hide the signs of the first."""
    file = linked()
    other = replace(file.session, id="second", areas=("scalp",))
    found = stops.condition(replace(file, sessions=(*file.sessions, other)), NOW)
    assert found.areas == ("face", "scalp")


def test_it_is_so_now_hands_the_words_over_where_no_sign_is_in_them_any_more() -> None:
    """The lists of words may have changed since: a person reads what the client meant."""
    asked = replace(writes(linked(), "please help"), signs=SMALL)
    tapped = replace(asked, file=handing_over.kept(asked), incoming=arrives(77, data="v1:now:901"))
    reply = stops.TAPS["now"](tapped)
    told = [row.values.get("words") for row in reply.file.outbox.rows.values()]
    assert "please help" in told
    assert reply.file.open_alert("worried") is not None
