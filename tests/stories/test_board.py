"""The board: today's clients by colour, the worst first; silence is grey and never fine."""

from bot.core import board
from bot.core.board import Colour
from bot.core.outbox import FileId
from tests import cast, team
from tests.cast import ANN, CLINIC, Town
from tests.stories.conftest import RaiseTown
from tests.team import DESK


async def link_bob(town: Town) -> None:
    """Enrol Bob now, and let him agree."""
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")


async def colours(town: Town) -> dict[str, Colour]:
    """How each client of today stands."""
    found = {}
    for file_id in await town.store.client_ids("today"):
        file = await town.store.load(FileId(file_id))
        pack = cast.LIBRARY.packs[file.client.treatment]  # type: ignore[union-attr]
        line = board.line_of(file, pack, town.app.clinic, town.clock.now())  # type: ignore[arg-type]
        found[line.reference] = line.colour
    return found


def places(words: str, *parts: str) -> list[int]:
    """Where these parts stand; in order when sorted."""
    return [words.index(part) for part in parts]


async def test_the_board_shows_todays_clients_the_worst_first(town: Town) -> None:
    """A heading with its count for each colour; code, day, last heard, open alerts."""
    await town.link_ann()
    await link_bob(town)
    await town.enrol()
    await town.pass_days(1)
    await town.bob.taps("I'm worried")
    await town.ann.taps("The same", "1", "No")
    shown = await town.clinic.says("/board")
    assert shown.startswith("Today · clients: 3\nSat 28 March, 17:00")
    assert "🔴 Worried or an open alert (1)" in shown
    assert "• K-2 · day 1 · last heard Sat 28 March, 17:00 · open alerts: 1" in shown
    assert "• K-3 · day 1 · not linked yet" in shown
    order = places(shown, "Worried", "K-2", "Fine at the last", "K-1", "Invited", "K-3")
    assert order == sorted(order)
    assert town.clinic.buttons == ["K-2", "K-1", "K-3", "↻ Refresh"]


async def test_an_empty_board_says_so(town: Town) -> None:
    """And what to do first."""
    assert "No course is running" in await town.clinic.says("/board")
    assert town.clinic.buttons == ["↻ Refresh"]


async def test_silence_is_grey_and_never_fine(town: Town) -> None:
    """Two check-ins in a row unanswered; before that "no answer yet", after an answer fine."""
    await town.link_ann()
    assert await colours(town) == {"K-1": Colour.WAITING}
    await town.pass_days(1)
    assert await colours(town) == {"K-1": Colour.WAITING}
    await town.pass_days(1.2)
    assert await colours(town) == {"K-1": Colour.SILENT}
    await town.ann.taps("Better", "1", "No")
    assert await colours(town) == {"K-1": Colour.FINE}


async def test_a_check_in_answered_in_part_is_not_fine_yet(town: Town) -> None:
    """Only with its last question answered, or when the time for answers is over."""
    await town.link_ann()
    await town.pass_days(1)
    await town.ann.taps("Better", "1")
    assert await colours(town) == {"K-1": Colour.WAITING}
    await town.ann.taps("No")
    assert await colours(town) == {"K-1": Colour.FINE}


async def test_a_check_in_left_in_part_is_never_fine(town: Town) -> None:
    """The question left open may be the one that matters; in doubt nobody is green."""
    await town.link_ann()
    await town.pass_days(1)
    await town.ann.taps("Better", "1")
    assert await colours(town) == {"K-1": Colour.WAITING}
    await town.pass_days(0.6)
    assert await colours(town) == {"K-1": Colour.WAITING}


async def test_who_answered_once_is_silent_after_two_more(town: Town) -> None:
    """One that is missed is "no answer yet"; a word of theirs in between is no silence."""
    await town.link_ann()
    await town.pass_days(1)
    await town.ann.taps("Better")
    await town.pass_days(1.2)
    assert await colours(town) == {"K-1": Colour.WAITING}
    await town.pass_days(1)
    assert await colours(town) == {"K-1": Colour.SILENT}
    await town.ann.says("/today")
    assert await colours(town) == {"K-1": Colour.WAITING}


async def test_after_an_amber_answer_one_is_enough(town: Town) -> None:
    """What was to be watched and then goes quiet is silence after one check-in."""
    await town.link_ann()
    await town.pass_days(1)
    await town.ann.taps("The same", "6")
    assert await colours(town) == {"K-1": Colour.AMBER}
    await town.pass_days(1.2)
    assert await colours(town) == {"K-1": Colour.SILENT}


async def test_who_cannot_be_reached_is_black(town: Town) -> None:
    """Whatever they answered before; back again, they are no longer."""
    await town.link_ann()
    await town.pass_days(1)
    await town.ann.taps("Better")
    town.world.block(ANN)
    await town.pass_days(1.5)
    assert await colours(town) == {"K-1": Colour.UNREACHABLE}
    assert "Cannot be reached: please phone (1)" in await town.clinic.says("/board")


async def test_pages_turn_and_refresh_in_place(town: Town) -> None:
    """Eight clients fit a phone; a code opens the client below the board, which stays."""
    for _ in range(9):
        await town.enrol()
    await town.clinic.says("/board")
    board_id = town.clinic.newest.id
    assert town.clinic.buttons[-2:] == ["↻ Refresh", "Next ›"]
    await town.clinic.taps("Next ›")
    assert town.clinic.newest.id == board_id
    assert town.clinic.buttons == ["K-9", "‹ Before", "↻ Refresh"]
    await town.clinic.taps("K-9")
    assert town.clinic.newest.id != board_id
    assert town.clinic.newest.words.startswith("K-9 · day 0")


async def test_a_refresh_shows_what_is_new(town: Town) -> None:
    """With the time it was made; tapping twice changes nothing."""
    await town.link_ann()
    await town.clinic.says("/board")
    shown = town.clinic.newest.id
    await town.pass_until(cast.utc("2026-03-27T17:05+01:00"))
    await town.ann.taps("I'm worried")
    board_message = next(each for each in town.clinic.received if each.id == shown)
    for _ in range(2):
        town.world.tap(CLINIC, board_message.id, "↻ Refresh")
        await town.app.settle()
    words = next(each.words for each in town.clinic.received if each.id == shown)
    assert "17:05" in words
    assert "Worried or an open alert (1)" in words


async def test_a_course_that_is_over_leaves_the_board(town: Town) -> None:
    """Unless an alert is open; after a restart it is the same."""
    await town.link_ann()
    await town.pass_days(90)
    assert "K-1" not in await town.clinic.says("/board")
    await town.ann.taps("I'm worried")
    await town.restart()
    assert "K-1 · day 90" in await town.clinic.says("/board")


async def test_two_staff_look_while_two_clients_write(raise_town: RaiseTown) -> None:
    """Each gets a board of their own, and nobody's words stand on it."""
    town = await raise_town()
    desk = await team.join(town, DESK)
    await town.link_ann()
    await link_bob(town)
    for phone, text in ((town.ann, "secret one please"), (town.bob, "secret two please")):
        town.world.send_text(phone.user_id, text)
    town.world.send_text(CLINIC, "/board")
    town.world.send_text(DESK, "/board")
    await town.app.settle()
    shown = [each.words for each in desk.received if each.words.startswith("Today")]
    assert len(shown) == 1
    assert "secret" not in shown[0]


async def test_a_board_of_many_reads_only_those_of_today(town: Town) -> None:
    """However many clients the clinic has had."""
    await town.link_ann()
    await town.pass_days(90)
    await link_bob(town)
    ids = await town.store.client_ids()
    today = await town.store.client_ids("today")
    assert (len(ids), len(today)) == (2, 1)
