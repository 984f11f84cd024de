"""Staff enrol a client in four taps, or correct a session's time; nothing typed does harm."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import enrolment, staff_dates
from bot.core.client import Session
from bot.core.desk import Draft
from bot.core.enrolment import Correct, Enrol, Facts, Outcome, Shown
from bot.core.outbox import Button, FileId, UserId
from bot.core.pack import Pack, Step, StepKind, SunRules

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 27, 16, 7, 31, tzinfo=UTC)  # Friday, 17:07 in Berlin
NEEDLING_ENDED_AT = datetime(2026, 3, 27, 16, 7, tzinfo=UTC)
NUMBER = 7
CONTENT = Path(__file__).parents[2] / "content" / "microneedling"
DATA_LIMIT_BYTES = 64

thorough = settings(derandomize=True, database=None, deadline=None, max_examples=60)


@cache
def english() -> Mapping[str, str]:
    """The phrases that ship, by dotted key."""
    tables = tomllib.loads((CONTENT / "en" / "phrases.toml").read_text(encoding="utf-8"))
    return dict(flat(tables, ""))


def flat(tables: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """Tables in tables as pairs of a dotted key and a text."""
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


@cache
def pack() -> Pack:
    """The choices that ship, with a course of 84 days."""
    plan = tomllib.loads((CONTENT / "plan.toml").read_text(encoding="utf-8"))
    names = ("areas", "accepted_kinds", "refused_kinds", "goals", "products")
    return Pack(
        treatment="microneedling",
        **{name: tuple(plan[name]) for name in names},
        minimum_interval_weeks={"default": 4, "acne_scars": 6},
        steps=(Step(name="day-84", kind=StepKind.MESSAGE, day=84, at=time(9), leaflet="day-84"),),
        card_days=(0,),
        restrictions={},
        sun=SunRules(gate="", before_gate_leaflet="", line_leaflet={}, gate_leaflet=""),
        questions={},
        guidance=(),
        procedure=(),
        languages=("en",),
        consent_version="1",
    )


def facts_at(now: datetime = NOW, zone: ZoneInfo = BERLIN, code: str = "K-47") -> Facts:
    """The clinic on a Friday afternoon in Berlin, unless told otherwise."""
    words = staff_dates.words_from(english().__getitem__)
    return Facts(pack=pack(), zone=zone, now=now, offered_code=code, words=words)


FACTS = facts_at()


def buttons_of(shown: Shown) -> list[Button]:
    """All buttons of a screen, row by row."""
    return [button for row in shown.keyboard for button in row]


def verb_and_argument(button: Button) -> tuple[str, str]:
    """What the data of a button says, as the chat reads it."""
    version, family, number, verb, *argument = button.data.split(":", 4)
    assert (version, family, number) == ("v1", "e", str(NUMBER))
    return verb, "".join(argument)


def choices(outcome: Outcome) -> set[tuple[str, str]]:
    """What can be tapped, harmless buttons left out."""
    found = {verb_and_argument(button) for button in buttons_of(outcome.screen)}
    return found - {("noop", "")}


def arguments(outcome: Outcome, verb: str) -> list[str]:
    """The arguments offered for one verb, in order."""
    found = map(verb_and_argument, buttons_of(outcome.screen))
    return [argument for offered, argument in found if offered == verb]


def tap(outcome: Outcome, *taps: str, facts: Facts = FACTS) -> Outcome:
    """Tap buttons one after the other, each written as "verb" or "verb:argument"."""
    for one in taps:
        verb, _, argument = one.partition(":")
        assert outcome.draft is not None
        outcome = enrolment.tap(outcome.draft, verb, argument, facts)
    return outcome


def read(outcome: Outcome, text: str, facts: Facts = FACTS) -> Outcome:
    """Type a text."""
    assert outcome.draft is not None
    return enrolment.read(outcome.draft, text, facts)


def begin(facts: Facts = FACTS) -> Outcome:
    """A fresh enrolment."""
    return enrolment.begin(NUMBER, facts)


def begin_correction(facts: Facts = FACTS, ended_at: datetime = NEEDLING_ENDED_AT) -> Outcome:
    """A correction of the session of Ann, whose reference is K-46."""
    session = Session(
        id="s1", ended_at=ended_at, areas=("face",), kind="needling_only", entered_by=UserId(1)
    )
    return enrolment.begin_correction(NUMBER, FileId("ann"), "K-46", session, facts)


def draft_of(outcome: Outcome) -> Draft:
    """The draft, which must still be there."""
    assert outcome.draft is not None
    return outcome.draft


def enrolled(outcome: Outcome) -> Draft:
    """The draft that is to be enrolled; the dialogue must be over."""
    assert isinstance(outcome.effect, Enrol)
    assert (outcome.draft, outcome.screen.keyboard) == (None, ())
    return outcome.effect.draft


TO_WHEN = ("kind:needling_only", "area:face")
TO_REFERENCE = (*TO_WHEN, "now")
TO_EXTRAS = (*TO_REFERENCE, "extras")
TO_HOUR = (*TO_WHEN, "day:2026-03-26")
FORWARD = {
    "kind": (),
    "areas": ("kind:needling_only",),
    "when": TO_WHEN,
    "day": (*TO_WHEN, "calendar"),
    "hour": TO_HOUR,
    "minute": (*TO_HOUR, "hour:14"),
    "reference": TO_REFERENCE,
    "extras": TO_EXTRAS,
    "goal": (*TO_EXTRAS, "edit:goal"),
    "sessions": (*TO_EXTRAS, "edit:sessions"),
    "interval": (*TO_EXTRAS, "edit:interval"),
    "products": (*TO_EXTRAS, "edit:products"),
    "note": (*TO_EXTRAS, "edit:note"),
}


def test_the_common_case_takes_four_taps_and_no_typing() -> None:
    """Kind, area, just now, code."""
    draft = enrolled(tap(begin(), "kind:needling_only", "area:face", "now", "code:K-47"))
    assert (draft.kind, draft.areas, draft.ended_at, draft.reference) == (
        "needling_only",
        ("face",),
        NEEDLING_ENDED_AT,
        "K-47",
    )


@pytest.mark.parametrize("screen", FORWARD)
def test_every_screen_is_reached_by_taps(screen: str) -> None:
    """The taps lead to the screen named."""
    outcome = tap(begin(), *FORWARD[screen])
    assert (draft_of(outcome).screen, outcome.note) == (screen, "")


@pytest.mark.parametrize("screen", [name for name in FORWARD if name != "kind"])
def test_back_restores_exactly_the_former_screen(screen: str) -> None:
    """Back shows the screen as it was before the last tap, with the same buttons."""
    taps = FORWARD[screen]
    before, after = tap(begin(), *taps[:-1]), tap(begin(), *taps)
    assert tap(after, f"back:{screen}").screen == before.screen


@pytest.mark.parametrize("screen", FORWARD)
def test_cancel_ends_the_dialogue_on_every_screen(screen: str) -> None:
    """Nothing is enrolled and no button is left."""
    outcome = tap(begin(), *FORWARD[screen], "cancel")
    assert (outcome.draft, outcome.effect, outcome.screen.keyboard) == (None, None, ())
    assert outcome.screen.phrase == "enrol.cancelled"


@pytest.mark.parametrize("screen", FORWARD)
def test_a_sticker_gets_a_sentence_on_every_screen(screen: str) -> None:
    """The screen stays as it is."""
    before = tap(begin(), *FORWARD[screen])
    outcome = enrolment.unexpected(draft_of(before), FACTS)
    assert outcome.note in ("enrol.says.tap_please", "enrol.says.text_please")
    assert (outcome.draft, outcome.screen) == (before.draft, before.screen)


@pytest.mark.parametrize("screen", FORWARD)
def test_a_draft_survives_a_restart_on_every_screen(screen: str) -> None:
    """What was written to disk and read again shows the same screen."""
    before = tap(begin(), *FORWARD[screen])
    draft = msgspec.json.decode(msgspec.json.encode(before.draft), type=Draft)
    assert enrolment.present(draft, FACTS) == before


def test_two_taps_at_once_count_once() -> None:
    """The second tap of a pair finds another screen and changes nothing, on every way."""
    for taps in (*FORWARD.values(), (*TO_EXTRAS, "edit:products", "done:products")):
        for end in range(1, len(taps) + 1):
            once = tap(begin(), *taps[:end])
            assert tap(once, taps[end - 1]) == replace(once, note="")


def test_two_taps_on_back_go_back_once() -> None:
    """The button names the screen it leaves."""
    once = tap(begin(), *FORWARD["minute"], "back:minute")
    assert tap(once, "back:minute") == once
    assert draft_of(once).screen == "hour"


@pytest.mark.parametrize(
    "forged",
    [
        "code:K-1",
        "hour:99",
        "day:2031-01-01",
        "day:not-a-day",
        "kind:x",
        "area:",
        "save",
        "edit:screen",
        "done:nothing",
        "back",
        "unheard-of:" + "x" * 200,
        "",
    ],
)
@pytest.mark.parametrize("screen", ["kind", "when", "hour", "extras"])
def test_forged_data_changes_nothing(screen: str, forged: str) -> None:
    """Only what the present screen offers counts."""
    before = tap(begin(), *FORWARD[screen])
    assert tap(before, forged) == before


def test_a_kind_with_other_aftercare_is_refused_in_one_sentence() -> None:
    """Radiofrequency, PRP and exosomes are not ours; the screen stays."""
    outcome = tap(begin(), "kind:combined")
    assert outcome.note == "enrol.says.kind_refused"
    assert outcome.note_values == {"kind_names": "kinds.combined"}
    assert outcome.screen == begin().screen


def test_several_areas_are_ticked_and_kept_in_the_packs_order() -> None:
    """Ticks can be taken away again; a double tap ticks once."""
    several = tap(begin(), "kind:needling_only", "several")
    ticked = tap(several, "pick:body", "pick:body", "pick:face", "pick:scalp", "drop:scalp")
    assert draft_of(tap(ticked, "done:areas")).areas == ("face", "body")
    assert [button.phrase for button in buttons_of(ticked.screen)[:3]] == [
        "enrol.buttons.ticked",
        "enrol.buttons.unticked",
        "enrol.buttons.ticked",
    ]


def test_no_area_is_asked_back() -> None:
    """Done with no tick stays and says so."""
    outcome = tap(begin(), "kind:needling_only", "several", "done:areas")
    assert (draft_of(outcome).screen, outcome.note) == ("areas", "enrol.says.area_missing")


def test_back_to_the_areas_shows_the_ticks() -> None:
    """What was ticked is still ticked."""
    ticked = tap(begin(), "kind:needling_only", "several", "pick:face")
    assert tap(ticked, "done:areas", "back:when").screen == ticked.screen


def test_just_now_shows_the_time_and_takes_the_full_minute() -> None:
    """The time stands on the button and once more on the screen that asks for confirmation."""
    when = tap(begin(), *TO_WHEN)
    now_button = buttons_of(when.screen)[0]
    assert now_button.values == {"now_time": NOW.isoformat()}
    assert tap(when, "now").screen.values == {
        "session_at": "2026-03-27T16:07:00+00:00",
        "area_names": "areas.face",
        "kind_names": "kinds.needling_only",
    }


def test_earlier_today_offers_hours_and_minutes_up_to_now() -> None:
    """At 17:07 the last hour is 17, and of it only 17:00."""
    hours = tap(begin(), *TO_WHEN, "day:2026-03-27")
    assert arguments(hours, "hour") == [f"{hour:02}" for hour in range(18)]
    minutes = tap(hours, "hour:17")
    assert arguments(minutes, "minute") == ["1700"]
    assert draft_of(tap(minutes, "minute:1700")).ended_at == datetime(2026, 3, 27, 16, tzinfo=UTC)


def test_yesterday_offers_the_whole_day() -> None:
    """Twenty-four hours, four quarters each."""
    hours = tap(begin(), *TO_HOUR)
    assert len(arguments(hours, "hour")) == 24
    minutes = tap(hours, "hour:23")
    assert arguments(minutes, "minute") == ["2300", "2315", "2330", "2345"]
    ended_at = draft_of(tap(minutes, "minute:2345")).ended_at
    assert ended_at == datetime(2026, 3, 26, 22, 45, tzinfo=UTC)


def test_today_button_of_before_midnight_is_not_taken_for_another_day() -> None:
    """The data names the day; after midnight the screen is shown afresh."""
    before = tap(begin(), *TO_WHEN)
    after_midnight = facts_at(NOW + timedelta(hours=8))
    outcome = tap(before, "day:2026-03-26", facts=after_midnight)
    assert draft_of(outcome).screen == "when"


@pytest.mark.parametrize(
    ("text", "ended_at"),
    [
        ("14:05", "2026-03-27T13:05+00:00"),
        ("2.30pm", "2026-03-27T13:30+00:00"),
        ("yesterday 1405", "2026-03-26T13:05+00:00"),
        ("3.1. 08:00", "2026-01-03T07:00+00:00"),
    ],
)
def test_a_time_typed_at_once_leads_to_the_reference(text: str, ended_at: str) -> None:
    """A time alone is today's; back leads to where it was typed."""
    when = tap(begin(), *TO_WHEN)
    outcome = read(when, text)
    assert draft_of(outcome).ended_at == datetime.fromisoformat(ended_at)
    assert tap(outcome, "back:reference").screen == when.screen


def test_a_day_typed_alone_is_asked_for_its_hour() -> None:
    """And the hour may be typed too, also with a dot."""
    hours = read(tap(begin(), *TO_WHEN), "26 March")
    assert hours.screen.values == {"day_on": "2026-03-26"}
    ended_at = draft_of(read(hours, "12.03")).ended_at
    assert ended_at == datetime(2026, 3, 26, 11, 3, tzinfo=UTC)


def test_another_day_typed_at_the_minutes_starts_again_at_the_hours() -> None:
    """The trail does not grow, whatever is typed to and fro."""
    outcome = tap(begin(), *FORWARD["minute"])
    for text in ("25 March", "24 March", "yesterday"):
        outcome = tap(read(outcome, text), "hour:10")
        assert draft_of(outcome).trail == ("kind", "areas", "when", "hour")


def test_on_the_calendar_a_time_alone_is_asked_for_its_day() -> None:
    """There is no day yet."""
    outcome = read(tap(begin(), *FORWARD["day"]), "14:05")
    assert (draft_of(outcome).screen, outcome.note) == ("day", "dates.day_missing")


@pytest.mark.parametrize("screen", ["when", "day", "hour", "minute"])
@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("31.02.", "dates.no_such_day"),
        ("29.2.2026", "dates.no_leap_day"),
        ("03/04/2026", "dates.day_or_month"),
        ("28 March 2026", "dates.future"),
        ("27 March 17:08", "dates.future"),
        ("27 March 2025", "dates.too_long_ago"),
        ("25:00", "dates.no_such_time"),
        ("<b>*_[x](y)", "dates.not_understood"),
        ("😀", "dates.not_understood"),
        ("", "dates.not_understood"),
        ("x" * 4096, "dates.not_understood"),
    ],
)
def test_a_bad_date_gets_its_sentence_and_the_screen_stays(
    screen: str, text: str, note: str
) -> None:
    """On each screen that takes a date."""
    before = tap(begin(), *FORWARD[screen])
    outcome = read(before, text)
    assert (outcome.note, outcome.draft, outcome.screen) == (note, before.draft, before.screen)


def test_a_number_that_could_be_a_date_or_a_time_is_asked_back() -> None:
    """12.03 at the first question could be either."""
    outcome = read(tap(begin(), *TO_WHEN), "12.03")
    assert (outcome.note, outcome.note_values) == ("dates.date_or_time", {"typed": "12.03"})


def test_the_calendar_offers_the_days_of_this_month_until_today() -> None:
    """Later days are blank; no arrow leads to next month."""
    outcome = tap(begin(), *FORWARD["day"])
    expected = [f"2026-03-{day:02}" for day in range(1, 28)]
    assert (arguments(outcome, "day"), arguments(outcome, "month")) == (expected, ["2026-02"])


def test_the_calendar_goes_over_new_year_and_no_further_than_the_course_is_long() -> None:
    """From January to December and back; 84 days before 20 January is 28 October."""
    facts = facts_at(datetime(2026, 1, 20, 12, tzinfo=UTC))
    january = tap(begin(facts), *FORWARD["day"], facts=facts)
    assert arguments(january, "month") == ["2025-12"]
    december = tap(january, "month:2025-12", facts=facts)
    assert arguments(december, "month") == ["2025-11", "2026-01"]
    assert len(arguments(december, "day")) == 31
    october = tap(december, "month:2025-11", "month:2025-10", facts=facts)
    assert arguments(october, "month") == ["2025-11"]
    assert arguments(october, "day") == [f"2025-10-{day}" for day in (28, 29, 30, 31)]
    assert tap(december, "month:2026-01", facts=facts).screen == january.screen


def test_each_day_of_the_calendar_stands_below_its_weekday() -> None:
    """In every month of two years, weeks start on Monday and no row is longer than seven."""
    for month in range(24):
        now = datetime(2027 + month // 12, month % 12 + 1, 28, 12, tzinfo=UTC)
        facts = facts_at(now)
        rows = tap(begin(facts), *FORWARD["day"], facts=facts).screen.keyboard[1:-1]
        assert {len(row) for row in rows} == {7}
        for row in rows[1:]:
            for weekday, button in enumerate(row):
                verb, argument = verb_and_argument(button)
                assert verb == "noop" or date.fromisoformat(argument).weekday() == weekday


def test_blank_buttons_change_nothing() -> None:
    """A day not allowed is a button that does no harm."""
    calendar = tap(begin(), *FORWARD["day"])
    assert tap(calendar, "noop") == calendar


def test_a_back_from_the_hours_shows_the_same_page_of_the_calendar() -> None:
    """The page turned to is kept."""
    february = tap(begin(), *FORWARD["day"], "month:2026-02")
    assert tap(february, "day:2026-02-11", "back:hour").screen == february.screen


CLOCK_CHANGES = [
    (BERLIN, date(2026, 3, 29), "02", date(2026, 10, 25), time(2, 30), timedelta(hours=1)),
    (NEW_YORK, date(2026, 3, 8), "02", date(2026, 11, 1), time(1, 30), timedelta(hours=1)),
]


@pytest.mark.parametrize(("zone", "spring", "skipped", "_autumn", "_at", "_apart"), CLOCK_CHANGES)
def test_an_hour_that_clocks_skipped_cannot_be_tapped_and_is_refused_when_typed(
    zone: ZoneInfo, spring: date, skipped: str, _autumn: date, _at: time, _apart: timedelta
) -> None:
    """Both ways of giving it."""
    facts = facts_at(datetime.combine(spring, time(23), UTC), zone)
    hours = tap(begin(facts), *TO_WHEN, f"day:{spring}", facts=facts)
    assert skipped not in arguments(hours, "hour")
    assert "03" in arguments(hours, "hour")
    outcome = read(hours, f"{skipped}:30", facts)
    assert (outcome.note, outcome.note_values) == ("dates.skipped_time", {"clock": "02:30"})


@pytest.mark.parametrize(("zone", "_spring", "_skipped", "autumn", "at", "apart"), CLOCK_CHANGES)
def test_a_time_that_came_twice_is_asked_back_by_two_buttons(
    zone: ZoneInfo, _spring: date, _skipped: str, autumn: date, at: time, apart: timedelta
) -> None:
    """Tapped or typed; the two answers are an hour apart, and Back leads to the former screen."""
    facts = facts_at(datetime.combine(autumn, time(23), UTC), zone)
    minutes = tap(begin(facts), *TO_WHEN, f"day:{autumn}", f"hour:{at:%H}", facts=facts)
    twice = tap(minutes, f"minute:{at:%H%M}", facts=facts)
    assert draft_of(twice).screen == "twice"
    typed = read(tap(begin(facts), *TO_WHEN, facts=facts), f"{autumn} {at:%H:%M}", facts)
    assert typed.screen == twice.screen
    first = draft_of(tap(twice, "which:first", facts=facts)).ended_at
    second = draft_of(tap(twice, "which:second", facts=facts)).ended_at
    assert first is not None
    assert second is not None
    assert second - first == apart
    assert {instant.astimezone(zone).time() for instant in (first, second)} == {at}
    assert tap(twice, "back:twice", facts=facts).screen == minutes.screen


def test_the_offered_code_of_a_moment_ago_is_not_taken_for_another() -> None:
    """Bob used K-47 meanwhile: Cat sees K-48 and a sentence, and taps again."""
    before = tap(begin(), *TO_REFERENCE)
    outcome = tap(before, "code:K-47", facts=facts_at(code="K-48"))
    assert (outcome.effect, outcome.note) == (None, "enrol.says.code_gone")
    assert arguments(outcome, "code") == ["K-48"]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("K 12", "K 12"),
        ("  a  b  ", "a b"),
        ("*_[x](y)<b>&amp;`{code}", "*_[x](y)<b>&amp;`{code}"),
        ("\u05d0\u05d1\u05d2 12", "\u05d0\u05d1\u05d2 12"),
        ("\u200f\u0645\u0644\u0641 7", "\u200f\u0645\u0644\u0641 7"),
        ("7 😀", "7 😀"),
        ("e\u0301", "é"),
        ("x" * 32, "x" * 32),
    ],
)
def test_a_typed_reference_of_any_script_is_taken_as_it_is(text: str, reference: str) -> None:
    """Right-to-left, Markdown and HTML signs are only letters here."""
    assert enrolled(read(tap(begin(), *TO_REFERENCE), text)).reference == reference


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", "enrol.says.empty"),
        (" \n ", "enrol.says.empty"),
        ("/start", "enrol.says.reference_command"),
        ("Ann\nBob", "enrol.says.reference_lines"),
        ("Ann\u2028Bob", "enrol.says.reference_lines"),
        ("A\x00B", "enrol.says.reference_signs"),
        ("A\u202eB", "enrol.says.reference_signs"),
        ("A\u2066B", "enrol.says.reference_signs"),
        ("A\u200bB", "enrol.says.reference_signs"),
        ("A\ud800B", "enrol.says.reference_signs"),
        ("😀😀", "enrol.says.reference_letters"),
        ("---", "enrol.says.reference_letters"),
        ("x" * 33, "enrol.says.too_long"),
        ("x" * 4096, "enrol.says.too_long"),
    ],
)
def test_a_bad_reference_gets_a_sentence_and_the_screen_stays(text: str, note: str) -> None:
    """Each fault is named."""
    before = tap(begin(), *TO_REFERENCE)
    outcome = read(before, text)
    assert (outcome.note, outcome.draft, outcome.screen) == (note, before.draft, before.screen)


def test_a_taken_reference_leads_back_with_everything_else_kept() -> None:
    """The action found it in the store."""
    before = tap(begin(), *TO_EXTRAS, "edit:goal", "goal:pores", "done:extras")
    outcome = enrolment.refuse_reference(enrolled(read(before, "K-12")), FACTS)
    assert outcome.note == "enrol.says.reference_taken"
    assert outcome.note_values == {"reference": "K-12"}
    assert (outcome.draft, outcome.screen) == (before.draft, before.screen)


def test_all_extras_reach_the_enrolment() -> None:
    """Goal, sessions, interval, products from the list and typed, a note; then the code."""
    goal = tap(begin(), *TO_EXTRAS, "edit:goal", "goal:acne_scars")
    planned = tap(goal, "edit:sessions", "sessions:6", "edit:interval", "interval:8")
    products = tap(planned, "edit:products", "tick:mild_shampoo", "tick:clinic_gel")
    typed = read(products, "Balm of Dan")
    noted = read(tap(typed, "edit:note"), "Come back\non Monday 😀")
    draft = enrolled(tap(noted, "done:extras", "code:K-47"))
    assert (draft.goal, draft.sessions_planned, draft.interval_weeks) == ("acne_scars", 6, 8)
    assert draft.products == ("clinic_gel", "mild_shampoo")
    assert (draft.typed_products, draft.note) == ("Balm of Dan", "Come back on Monday 😀")


def test_each_extra_can_be_taken_away_again() -> None:
    """What was set is marked and removed by its own button."""
    full = draft_of(tap(begin(), *TO_EXTRAS))
    full = replace(
        full, goal="pores", sessions_planned=3, interval_weeks=8, typed_products="Balm", note="Hi"
    )
    outcome = enrolment.present(full, FACTS)
    for extra in ("goal", "sessions", "interval", "products", "note"):
        outcome = tap(outcome, f"edit:{extra}", f"clear:{extra}")
        assert outcome.note == ""
    assert outcome.screen == tap(begin(), *TO_EXTRAS).screen


def test_back_from_the_products_drops_what_was_ticked_there() -> None:
    """Only Done keeps ticks."""
    extras = tap(begin(), *TO_EXTRAS)
    ticked = tap(extras, "edit:products", "tick:clinic_gel")
    assert tap(ticked, "back:products").screen == extras.screen
    kept = tap(ticked, "done:products", "edit:products")
    assert tap(kept, "untick:clinic_gel", "back:products", "edit:products").screen == kept.screen


def test_intervals_below_the_goals_minimum_are_not_offered_and_are_refused_when_typed() -> None:
    """Acne scars need 6 weeks, anything else 4."""
    assert arguments(tap(begin(), *FORWARD["interval"]), "interval")[0] == "4"
    interval = tap(begin(), *TO_EXTRAS, "edit:goal", "goal:acne_scars", "edit:interval")
    assert arguments(interval, "interval")[0] == "6"
    outcome = read(interval, "5")
    assert (outcome.note, outcome.note_values) == ("enrol.says.interval_short", {"shortest": "6"})
    assert draft_of(read(interval, "26")).interval_weeks == 26


def test_a_goal_chosen_after_too_short_an_interval_takes_it_away_and_says_so() -> None:
    """Four weeks are too short for acne scars."""
    chosen = tap(begin(), *TO_EXTRAS, "edit:interval", "interval:4", "edit:goal")
    outcome = tap(chosen, "goal:acne_scars")
    assert draft_of(outcome).interval_weeks is None
    assert outcome.note == "enrol.says.interval_cleared"
    assert draft_of(tap(chosen, "goal:pores")).interval_weeks == 4


@pytest.mark.parametrize("text", ["0", "25", "-3", "1.5", "six", "", "²", "9" * 4096])
def test_a_number_of_sessions_that_is_none_is_refused(text: str) -> None:
    """Whole numbers from 1 to 24."""
    outcome = read(tap(begin(), *FORWARD["sessions"]), text)
    assert outcome.note == "enrol.says.number"
    assert outcome.note_values == {"lowest": "1", "highest": "24"}


def test_a_number_in_other_digits_is_a_number() -> None:
    """Arabic digits."""
    assert draft_of(read(tap(begin(), *FORWARD["sessions"]), "١٢")).sessions_planned == 12


@pytest.mark.parametrize("screen", ["products", "note"])
@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", "enrol.says.empty"),
        ("\x00\u202e\n", "enrol.says.empty"),
        ("\u200b\u200d", "enrol.says.empty"),
        ("x" * 301, "enrol.says.too_long"),
        ("😀" * 4096, "enrol.says.too_long"),
    ],
)
def test_a_bad_line_for_the_client_gets_a_sentence(screen: str, text: str, note: str) -> None:
    """Empty or too long."""
    before = tap(begin(), *FORWARD[screen])
    outcome = read(before, text)
    assert (outcome.note, outcome.draft) == (note, before.draft)


def test_the_sentence_on_too_long_a_note_names_the_numbers() -> None:
    """How long it was, how long it may be."""
    outcome = read(tap(begin(), *FORWARD["note"]), "x" * 4096)
    assert outcome.note_values == {"count": "4096", "limit": "300"}


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("*_[x](y)<b>&", "*_[x](y)<b>&"),
        ("a\x00b\u202ec\ud800d", "abcd"),
        ("one\r\ntwo\tthree", "one two three"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
        ("\u200f\u05d0\u05d1", "\u200f\u05d0\u05d1"),
        ("x" * 300, "x" * 300),
    ],
)
def test_a_note_is_kept_without_control_signs(text: str, note: str) -> None:
    """Emoji and right-to-left text stay whole."""
    assert draft_of(read(tap(begin(), *FORWARD["note"]), text)).note == note


def test_a_correction_shows_the_kept_time_and_asks_for_the_true_one() -> None:
    """One tap on the time, one to confirm; no kind, area or reference is asked again."""
    outcome = begin_correction()
    assert outcome.screen.values == {
        "reference": "K-46",
        "former_at": NEEDLING_ENDED_AT.isoformat(),
    }
    confirm = read(outcome, "14:05")
    assert draft_of(confirm).screen == "confirm"
    saved = tap(confirm, "save")
    assert isinstance(saved.effect, Correct)
    assert (saved.draft, saved.screen.keyboard) == (None, ())
    assert saved.effect.draft.for_file == "ann"
    assert saved.effect.draft.ended_at == datetime(2026, 3, 27, 13, 5, tzinfo=UTC)


def test_a_correction_that_changes_nothing_says_so() -> None:
    """The same minute again."""
    outcome = read(begin_correction(), "17:07")
    assert (draft_of(outcome).screen, outcome.note) == ("when", "enrol.says.same_time")


def test_a_correction_has_back_and_cancel() -> None:
    """Cancel says that nothing was changed."""
    start = begin_correction()
    confirm = tap(start, "day:2026-03-26", "hour:10", "minute:1015")
    assert tap(confirm, "back:confirm", "back:minute", "back:hour").screen == start.screen
    cancelled = tap(confirm, "cancel")
    assert (cancelled.draft, cancelled.effect) == (None, None)
    assert cancelled.screen.phrase == "enrol.correction_cancelled"


TEXTS = (
    *("K-12", "/x", "A\nB", "A\x00", "---", "x" * 400, "", "6", "3", "31.02.", "29.2.2026"),
    *("03/04/2026", "12.03", "25:00", "14:05", "17:07", "2:30", "28 March", "28 March 2027"),
    *("1 May 2020", "1.5.2020", "soon"),
)


def outcomes_from(outcome: Outcome, facts: Facts) -> Iterator[Outcome]:
    """What every button and every kind of text on a screen leads to."""
    assert outcome.draft is not None
    yield enrolment.unexpected(outcome.draft, facts)
    yield enrolment.tap(outcome.draft, "code", "K-0", facts)
    if outcome.draft.for_file is None:
        yield enrolment.refuse_reference(outcome.draft, facts)
    for text in TEXTS:
        yield read(outcome, text, facts)
    for verb, argument in sorted(choices(outcome)):
        yield enrolment.tap(outcome.draft, verb, argument, facts)


def phrases_of(outcome: Outcome) -> frozenset[tuple[str, frozenset[str]]]:
    """Each phrase of an outcome with the names of the values given to it."""
    shown = outcome.screen
    found = [(button.phrase, button.values) for button in buttons_of(shown)]
    found += [(shown.phrase, shown.values), (outcome.note, outcome.note_values)]
    found += [
        (key, {})
        for _, values in found
        for name, value in values.items()
        if name.endswith("_names")
        for key in value.split()
    ]
    return frozenset((phrase, frozenset(values)) for phrase, values in found if phrase)


def standpoints() -> Iterator[tuple[Outcome, Facts]]:
    """Every screen, and those that look different once something was chosen or clocks changed."""
    for taps in FORWARD.values():
        yield tap(begin(), *taps), FACTS
    full = replace(
        draft_of(tap(begin(), *TO_EXTRAS)),
        goal="pores",
        sessions_planned=3,
        interval_weeks=4,
        note="Hi",
        products=("clinic_gel",),
        typed_products="Balm",
    )
    yield enrolment.present(full, FACTS), FACTS
    for extra in ("goal", "sessions", "interval", "products", "note"):
        yield tap(enrolment.present(full, FACTS), f"edit:{extra}"), FACTS
    several = tap(begin(), "kind:needling_only", "several")
    yield from ((several, FACTS), (tap(several, "pick:face"), FACTS))
    yield from ((begin_correction(), FACTS), (read(begin_correction(), "14:05"), FACTS))
    yield tap(begin(), *FORWARD["day"], "month:2026-02"), FACTS
    autumn = facts_at(datetime(2026, 10, 25, 16, 7, tzinfo=UTC))
    yield read(tap(begin(autumn), *TO_WHEN, facts=autumn), "2:30", autumn), autumn
    spring = facts_at(datetime(2026, 3, 29, 16, 7, tzinfo=UTC))
    yield tap(begin(spring), *TO_WHEN, facts=spring), spring


@cache
def everything() -> tuple[Outcome, ...]:
    """What every button and every kind of text leads to from everywhere."""
    return tuple(
        reached
        for outcome, facts in standpoints()
        for reached in (outcome, *outcomes_from(outcome, facts))
    )


def test_every_phrase_of_the_dialogue_exists_with_the_fields_it_is_given() -> None:
    """A phrase names only fields that the screen fills in."""
    for outcome in everything():
        for phrase, given_names in phrases_of(outcome):
            wanted = set(re.findall(r"\{([a-z_]+)\}", english()[phrase]))
            assert (phrase, wanted - given_names) == (phrase, set())


def test_no_phrase_of_the_dialogue_is_left_over() -> None:
    """Each button and sentence is said somewhere; months and words are read, too."""
    said = {phrase for outcome in everything() for phrase, _ in phrases_of(outcome)}
    tables = ("enrol.buttons.", "enrol.says.", "dates.")
    ours = {key for key in english() if key.startswith(tables)}
    read_only = {key for key in ours if key.startswith(("dates.months.", "dates.words."))}
    assert ours - said - read_only == set()


def test_a_sentence_and_its_screen_can_be_shown_as_one_message() -> None:
    """Where both name a value of the same name, it is the same value."""
    for outcome in everything():
        for name in outcome.note_values.keys() & outcome.screen.values.keys():
            assert outcome.note_values[name] == outcome.screen.values[name]


def test_every_screen_fits_a_phone() -> None:
    """At most three lines of text, eight buttons a row, 64 bytes of data, a hundred buttons."""
    for outcome in everything():
        text = english()[outcome.screen.phrase]
        assert len(text.splitlines()) <= 3
        buttons = buttons_of(outcome.screen)
        assert len(buttons) <= 100
        assert all(0 < len(row) <= 8 for row in outcome.screen.keyboard)
        assert all(0 < len(button.data.encode()) <= DATA_LIMIT_BYTES for button in buttons)


def test_every_open_screen_has_cancel_and_all_but_the_first_have_back() -> None:
    """Nobody is ever stuck."""
    for outcome in everything():
        if outcome.draft is not None:
            verbs = {verb for verb, _ in choices(outcome)}
            assert "cancel" in verbs
            assert ("back" in verbs) == bool(outcome.draft.trail)


@thorough
@given(data=st.data())
def test_no_sequence_of_taps_and_texts_does_harm(data: st.DataObject) -> None:
    """Whatever is tapped and typed in whatever order: an answer, and never an impossible client."""
    zone = data.draw(st.sampled_from([BERLIN, NEW_YORK]))
    minutes = data.draw(st.integers(0, 400 * 24 * 60))
    facts = facts_at(datetime(2025, 12, 20, tzinfo=UTC) + timedelta(minutes=minutes), zone)
    outcome = data.draw(st.sampled_from([begin(facts), begin_correction(facts)]))
    for _ in range(25):
        if outcome.draft is None:
            break
        outcome = data.draw(steps_from(outcome, facts))
        assert len(outcome.draft.trail if outcome.draft else ()) <= 8
    if outcome.effect is not None:
        draft = outcome.effect.draft
        assert draft.reference
        assert draft.areas
        assert draft.ended_at is not None
        assert facts.now - timedelta(days=86) < draft.ended_at <= facts.now
        assert draft.interval_weeks is None or draft.interval_weeks >= 4


def steps_from(outcome: Outcome, facts: Facts) -> st.SearchStrategy[Outcome]:
    """One step further: a button of the screen, a forged tap, or a text."""
    draft = draft_of(outcome)
    # Without cancel, which would end most sequences early.
    offered = st.sampled_from(sorted(choices(outcome) - {("cancel", "")}) or [("cancel", "")])
    forged = st.tuples(st.sampled_from(["day", "hour", "which", "save", "clear"]), st.text())
    texts = st.text(max_size=40) | st.sampled_from(["14:05", "yesterday", "2:30", "27 March", "K1"])
    taps = (offered | offered | offered | forged).map(
        lambda pair: enrolment.tap(draft, pair[0], pair[1], facts)
    )
    return taps | texts.map(lambda text: enrolment.read(draft, text, facts))
