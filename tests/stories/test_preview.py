"""`./run preview`: the whole course on paper, for any session, zone and area."""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands import preview
from tests.cast import LIBRARY

KEYS = ["step", "merged", "at", "audible", "leaflet", "text", "skipped"]
AREAS = LIBRARY.packs["microneedling"].areas
SUNSCREEN = ("sunscreen", "sun cream", "spf")
FINE_BEFORE = ("may start", "not yet", "not before")
CLOCK_CHANGES = [
    ("2026-03-28T14:30", "Europe/Berlin"),
    ("2026-03-29T01:59", "Europe/Berlin"),
    ("2026-03-29T02:30", "Europe/Berlin"),
    ("2026-10-24T20:00", "Europe/Berlin"),
    ("2026-10-25T02:30", "Europe/Berlin"),
    ("2026-10-25T02:30+01:00", "Europe/Berlin"),
    ("2026-03-07T17:00", "America/New_York"),
    ("2026-04-04T17:00", "Australia/Lord_Howe"),
    ("2026-12-15T12:00", "Arctic/Longyearbyen"),
    ("2026-06-15T12:00", "Europe/Oslo"),
    ("2024-02-28T23:59", "Pacific/Kiritimati"),
    ("2026-01-01T00:00", "Pacific/Pago_Pago"),
]

Printed = pytest.CaptureFixture[str]
Course = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command find the content read already: it is the same each time."""
    monkeypatch.setattr("bot.leaflets.read", lambda folder: LIBRARY)


def printed(capsys: Printed, *arguments: str) -> str:
    """Run the command; return what it printed."""
    assert preview.run(list(arguments)) == 0
    return capsys.readouterr().out


def course(
    capsys: Printed,
    session: str = "2026-03-27T17:00",
    zone: str = "Europe/Berlin",
    areas: tuple[str, ...] = ("face",),
) -> Course:
    """Return the course as JSON has it."""
    chosen = [word for area in areas for word in ("--area", area)]
    arguments = ("--session", session, "--zone", zone, *chosen, "--json")
    return list(json.loads(printed(capsys, *arguments)))


def of(found: Course, step: str) -> dict[str, Any]:
    """Return the line of a step."""
    return next(line for line in found if line["step"] == step)


def ended_at(session: str, zone: str) -> datetime:
    """Return the session's end as the clocks there show it."""
    moment = datetime.fromisoformat(session)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def test_the_json_is_one_array_with_these_keys(capsys: Printed) -> None:
    """Ordered by time, each time with its offset."""
    found = course(capsys)
    times = [datetime.fromisoformat(line["at"]) for line in found]
    assert {tuple(key for key in line if key in KEYS) for line in found} == {tuple(KEYS)}
    assert times == sorted(times)
    assert [line["at"] for line in found if line["at"][-6:] not in ("+01:00", "+02:00")] == []


def test_the_course_of_the_example(capsys: Printed) -> None:
    """The pushes of a face, on the night before summer time and after it."""
    found = course(capsys)
    assert [(line["step"], line["at"]) for line in found if line["audible"]] == [
        ("evening-0", "2026-03-27T19:30+01:00"),
        ("day-1", "2026-03-28T09:00+01:00"),
        ("day-2", "2026-03-29T09:00+02:00"),
        ("day-3", "2026-03-30T09:00+02:00"),
        ("day-5", "2026-04-01T09:00+02:00"),
        ("day-7", "2026-04-03T09:00+02:00"),
        ("day-10", "2026-04-06T09:00+02:00"),
        ("day-14", "2026-04-10T09:00+02:00"),
        ("day-28", "2026-04-24T09:00+02:00"),
        ("day-84", "2026-06-19T09:00+02:00"),
    ]


def test_the_sun_lines_are_folded_into_the_mornings(capsys: Printed) -> None:
    """`merged` names the steps told in a message."""
    found = course(capsys)
    assert of(found, "day-5")["merged"] == ["sun-5"]
    assert [line for line in found if line["step"] == "sun-5"] == []


def test_sunscreens_hour_is_named_before_and_told_when_it_comes(capsys: Printed) -> None:
    """Earlier messages say shade, hat, clothing, and when sunscreen may start."""
    found = course(capsys)
    early = " ".join(of(found, step)["text"] for step in ("card", "evening-0", "day-1"))
    assert [
        word for word in ("shade", "hat", "clothing", "Sat 28 March, 17:00") if word not in early
    ] == []
    assert of(found, "sun-gate")["at"] == "2026-03-28T17:00+01:00"
    assert of(found, "sun-gate")["audible"] is False


def test_a_step_that_does_not_go_out_says_why(capsys: Printed) -> None:
    """A session in the evening: no line of its own when sunscreen may start."""
    line = of(course(capsys, "2026-03-27T20:30"), "sun-gate")
    assert (line["skipped"], line["text"], line["audible"]) == (
        "after sunset; the next morning's message says it",
        None,
        False,
    )


def test_an_evening_in_quiet_hours_is_part_of_the_card(capsys: Printed) -> None:
    """And is no push of its own."""
    found = course(capsys, "2026-03-27T20:30")
    assert of(found, "card")["merged"] == ["evening-0"]
    assert "evening-0" not in [line["step"] for line in found]


def test_every_area_and_all_of_them_have_a_course(capsys: Printed) -> None:
    """Each with words of its own, and the strictest rule where several are treated."""
    texts = {
        areas: of(course(capsys, areas=areas), "day-1")["text"]
        for areas in (*((area,) for area in AREAS), AREAS)
    }
    assert len(set(texts.values())) == len(AREAS) + 1
    assert "Make-up: not yet, from Wed 1 April" in texts[AREAS]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize(("session", "zone"), CLOCK_CHANGES)
def test_no_message_tells_anybody_to_use_sunscreen_before_its_hour(
    capsys: Printed, session: str, zone: str, area: str
) -> None:
    """Whenever clocks change, wherever the sun stands, in every area."""
    found = course(capsys, session, zone, (area,))
    opens = ended_at(session, zone).astimezone(ZoneInfo("UTC")) + timedelta(hours=24)
    early = [
        line
        for message in found
        if message["text"] and datetime.fromisoformat(message["at"]) < opens
        for line in message["text"].replace(". ", ".\n").splitlines()
        if any(word in line.lower() for word in SUNSCREEN)
    ]
    assert [line for line in early if not any(fine in line for fine in FINE_BEFORE)] == []


@pytest.mark.parametrize(("session", "zone"), CLOCK_CHANGES)
def test_each_step_is_there_once_sent_folded_in_or_skipped(
    capsys: Printed, session: str, zone: str
) -> None:
    """Ten sounds at most; nothing forgotten, nothing twice."""
    found = course(capsys, session, zone)
    named = [step for line in found for step in (line["step"], *line["merged"])]
    assert sorted(named) == sorted(step.name for step in LIBRARY.packs["microneedling"].steps)
    assert len([line for line in found if line["audible"]]) <= 10
    assert [line for line in found if (line["text"] is None) is (line["skipped"] is None)] == []


def test_for_people_it_is_a_page_to_read(capsys: Printed) -> None:
    """Without --json: the time, the step, whether it sounds, and the words."""
    page = printed(capsys, "--session", "2026-03-27T17:00", "--area", "scalp")
    assert "── 2026-03-28T09:00+01:00  day-1 with sun-1  [sound ]" in page
    assert "Good evening." in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--session", "yesterday"], "--session"),
        (["--session", "2026-02-31T10:00"], "--session"),
        (["--session", "2026-03-27T17:00", "--zone", "Mars/Crater"], "not a time zone"),
        (["--session", "2026-03-27T17:00", "--area", "elbow"], "face, scalp, body"),
        (["--session", "2026-03-27T17:00", "--language", "tlh"], "--language"),
        ([], "--session"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    capsys: Printed, arguments: list[str], said: str
) -> None:
    """Status 2, and what may be written instead."""
    with pytest.raises(SystemExit) as ended:
        preview.run(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
