"""The digest: each morning at opening, silent clients first; one a day, whatever happens."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.core import opening
from bot.core.client import ClientFile
from bot.core.outbox import skipped
from tests import team
from tests.cast import BERLIN, CLINIC, Town
from tests.phone import Phone
from tests.stories.conftest import RaiseTown
from tests.stories.crashing import CrashTown, until_the_end
from tests.team import CLINICIAN, DESK

EVERY = 9  # of so many calls one is tried; the slow test tries them all
HEAD, CALM = "Who wants a look today", "All calm"


@pytest.fixture(autouse=True)
def calm_mornings() -> None:
    """Here the digest comes to whom it comes: the others' fixture of this name stays away."""


def at(text: str) -> datetime:
    """An instant of the clinic's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def digests(phone: Phone) -> list[str]:
    """The digests a phone got, oldest first: the first line of each."""
    found = [each.words for each in phone.received if each.words.startswith((HEAD, CALM))]
    return [words.splitlines()[0].partition(" · ")[2] for words in found]


async def test_it_comes_each_morning_at_opening(town: Town) -> None:
    """On Saturday at ten, on Monday at nine; on Sunday the clinic is closed."""
    await town.pass_until(at("2026-03-31T08:00"))
    assert digests(town.clinic) == ["Sat 28 March, 10:00", "Mon 30 March, 09:00"]


async def test_silent_clients_come_first(town: Town) -> None:
    """Then who is worried, to be watched, unreachable, new today, or not linked."""
    await town.link_ann()
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")
    await town.enrol()
    await town.pass_until(at("2026-03-29T20:00"))
    await town.bob.taps("I'm worried")
    await town.pass_until(at("2026-03-30T09:05"))
    shown = town.clinic.newest.words
    order = [shown.index(part) for part in ("Silent", "K-1", "Worried", "K-2", "Link not", "K-3")]
    assert order == sorted(order)
    assert town.clinic.buttons == ["K-1", "K-2", "K-3", "Today's board", "Not each morning"]
    await town.clinic.taps("K-1")
    assert town.clinic.newest.words.startswith("K-1 · day 3\n⚪ Silent")


async def test_nothing_to_tell_is_one_calm_line(town: Town) -> None:
    """With how many clients there are."""
    assert (await town.clinic.says("/digest")).startswith(CALM)
    assert "Clients on the board: 0" in town.clinic.newest.words


async def test_an_unanswered_check_in_is_never_called_calm(town: Town) -> None:
    """How many have not answered stands in the list of the morning; whoever is fine is calm."""
    await town.link_ann()
    await town.pass_until(at("2026-03-28T11:00"))
    shown = await town.clinic.says("/digest")
    assert "No answer yet (1)" in shown
    assert "All calm" not in shown
    await town.ann.taps("Better", "0", "No")
    shown = await town.clinic.says("/digest")
    assert shown.startswith(CALM)
    assert "No answer yet" not in shown


async def test_what_did_not_go_out_is_told(town: Town) -> None:
    """A message Telegram refused since the last opening."""
    await town.link_ann()
    file = await town.file()
    row = next(each for each in file.outbox.rows.values() if each.step == "day-1")

    gone = skipped(row, "Telegram refused it: odd")

    def refuse(each: ClientFile) -> tuple[ClientFile, None]:
        return replace(each, outbox=each.outbox.change_all([gone])), None

    await town.store.change_client(file.id, refuse)
    await town.pass_until(at("2026-03-28T10:30"))
    assert "A message did not go out since the last opening (1)" in town.clinic.newest.words


OVERDUE = {
    "en": "🔔 Overdue: nobody has it (1)",
    "es": "🔔 Con retraso: no se encarga nadie (1)",
    "de": "🔔 Überfällig: noch von niemandem übernommen (1)",
    "fr": "🔔 En retard\N{NO-BREAK SPACE}: personne ne s'en occupe (1)",
    "ru": "🔔 Просрочено: никто не взял (1)",
}


@pytest.mark.parametrize("language", OVERDUE)
async def test_overdue_alerts_are_named(town: Town, language: str) -> None:
    """After silent clients and before all others, in the reader's language; each client once."""
    names = {"en": "English", "es": "Español", "de": "Deutsch", "fr": "Français", "ru": "Русский"}
    await town.link_ann()
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    await town.pass_until(at("2026-03-28T11:00"))
    await town.ann.taps("I'm worried")
    await town.pass_until(at("2026-03-28T13:30"))
    await town.bob.taps("I'm worried")
    await town.clinic.says("/language")
    await town.clinic.taps(names[language])
    shown = [line for line in (await town.clinic.says("/digest")).splitlines() if line]
    place = shown.index(OVERDUE[language])
    assert "K-1" in shown[place + 1]
    assert [line for line in shown if "K-1" in line] == [shown[place + 1]]
    assert [number for number, line in enumerate(shown) if "K-2" in line] > [place + 1]


async def test_an_alert_that_somebody_took_is_not_overdue(town: Town) -> None:
    """However long it has been open."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.clinic.taps("I take it")
    await town.pass_until(at("2026-03-28T12:00"))
    shown = await town.clinic.says("/digest")
    assert "Worried" in shown
    assert "Overdue" not in shown


async def test_owners_and_clinicians_get_it_and_each_switches_their_own(town: Town) -> None:
    """The desk only when they ask for it; a tap below the list switches it for this person."""
    clinician, desk = await team.join(town, CLINICIAN), await team.join(town, DESK)
    await town.pass_until(at("2026-03-28T11:00"))
    assert [len(digests(each)) for each in (town.clinic, clinician, desk)] == [1, 1, 0]
    await clinician.taps("Not each morning")
    assert "comes no more by itself" in clinician.newest.words
    await desk.says("/digest")
    await desk.taps("Not each morning", "Send it each morning")
    await town.pass_until(at("2026-03-30T11:00"))
    assert [len(digests(each)) for each in (town.clinic, clinician, desk)] == [2, 1, 2]


async def test_switching_twice_on_one_morning_makes_one(town: Town) -> None:
    """Off and on again before opening: still one."""
    await town.pass_until(at("2026-03-28T09:00"))
    await town.clinic.says("/digest")
    await town.clinic.taps("Not each morning", "Send it each morning")
    await town.pass_until(at("2026-03-28T20:00"))
    assert digests(town.clinic)[1:] == ["Sat 28 March, 10:00"]
    await town.clinic.taps("Not each morning", "Send it each morning")
    await town.pass_until(at("2026-03-29T20:00"))
    assert digests(town.clinic)[1:] == ["Sat 28 March, 10:00"]


async def test_a_restart_makes_no_second_one(town: Town) -> None:
    """Before the opening nothing is lost, after it nothing comes again."""
    await town.restart()
    await town.pass_until(at("2026-03-28T10:01"))
    await town.restart()
    await town.pass_until(at("2026-03-28T20:00"))
    assert digests(town.clinic) == ["Sat 28 March, 10:00"]


@pytest.mark.parametrize(
    ("back_at", "expected"),
    [("2026-03-28T12:00", ["Sat 28 March, 12:00"]), ("2026-03-28T15:00", [])],
)
async def test_down_over_the_opening_it_comes_late_while_of_use(
    town: Town, back_at: str, expected: list[str]
) -> None:
    """Once, while the clinic is open that day; later it waits for the next morning."""
    town.clock.move_to(at(back_at))
    await town.restart()
    assert digests(town.clinic) == expected
    await town.pass_until(at("2026-03-30T09:00"))
    assert digests(town.clinic) == [*expected, "Mon 30 March, 09:00"]


async def test_closed_days_have_none(town: Town) -> None:
    """The next one comes when the clinic opens again; opening again brings it forward."""
    await town.clinic.says("/closed 2026-03-28..2026-03-31")
    await town.pass_until(at("2026-03-30T20:00"))
    assert digests(town.clinic) == []
    await town.clinic.says("/closed")
    await town.clinic.taps("Open again")
    await town.pass_until(at("2026-03-31T20:00"))
    assert digests(town.clinic) == ["Tue 31 March, 09:00"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (
            "2026-03-28T17:00",
            "2026-03-30T12:00",
            ["Sun 29 March, 09:00", "Mon 30 March, 09:00"],
        ),
        (
            "2026-10-24T17:00",
            "2026-10-26T12:00",
            ["Sun 25 October, 09:00", "Mon 26 October, 09:00"],
        ),
    ],
)
async def test_when_clocks_change_it_comes_by_the_clock(
    raise_town: RaiseTown, start: str, end: str, expected: list[str]
) -> None:
    """One each morning, in spring and in autumn."""
    hours = opening.parse("Mon-Sun 09:00-18:00")
    town = await raise_town(at(start), hours=hours)
    await town.pass_until(at(end))
    assert digests(town.clinic) == expected


async def test_a_clinic_that_never_closes_wakes_nobody(raise_town: RaiseTown) -> None:
    """The list comes at six."""
    town = await raise_town(hours=opening.parse("Mon-Sun 00:00-24:00"))
    await town.pass_until(at("2026-03-28T12:00"))
    assert digests(town.clinic) == ["Sat 28 March, 06:00"]


async def test_whoever_is_removed_gets_none(town: Town) -> None:
    """From the moment they are removed."""
    gone = await team.join(town, team.GONE)
    await team.remove(town, team.GONE)
    await town.pass_until(at("2026-03-30T12:00"))
    assert digests(gone) == []


async def lived(fatal: int) -> CrashTown:
    """The clinic switches its digest off and on, and waits for Saturday's opening and Monday's."""
    town = CrashTown(fatal)
    await town.settle()
    town.world.send_text(CLINIC, "/digest")
    await town.settle()
    await town.taps(CLINIC, "Not each morning")
    await town.taps(CLINIC, "Send it each morning")
    await town.pass_until(at("2026-03-30T09:30"))
    return town


async def check(fatal: int) -> bool:
    """Live the story with a crash at that call; return whether it came to one."""
    town = await lived(fatal)
    mornings = digests(town.town.phone(CLINIC))[1:]
    assert len(mornings) == len(set(mornings)), fatal
    # One that may have arrived when the process died is let go: the other morning's came.
    assert len(mornings) >= 1 + (town.starts == 1), fatal
    return town.starts > 1


async def test_a_crash_at_some_calls_never_makes_two_on_one_day() -> None:
    """At every few calls to the disk or to Telegram."""
    fatal = 1
    while await check(fatal):
        fatal += EVERY
    assert fatal > 2 * EVERY


@pytest.mark.slow
async def test_a_crash_at_any_call_never_makes_two_on_one_day() -> None:
    """At each one of them."""
    await until_the_end(check)
