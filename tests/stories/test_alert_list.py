"""/alerts: what is open of all clients, the most urgent and oldest first."""

from dataclasses import replace
from datetime import timedelta

from bot.core.client import Alert, ClientFile
from bot.core.outbox import FileId
from bot.core.pack import Urgency
from bot.store.files import Files
from tests import team
from tests.cast import FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_emergency import WORDS
from tests.stories.test_rings import GROUP, MINUTE
from tests.team import CLINICIAN, DESK

NONE = "No alert is open."


async def link_bob(town: Town) -> None:
    """Enrol Bob, who agrees."""
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")


async def three_open(town: Town) -> None:
    """Ann asks, then is worried; later Bob has an emergency."""
    await town.link_ann()
    await link_bob(town)
    await town.ann.says("Is it the blue one?")
    await town.pass_until(FRIDAY_AFTERNOON + MINUTE)
    await town.ann.taps("I'm worried")
    await town.pass_until(FRIDAY_AFTERNOON + 2 * MINUTE)
    await town.bob.says(WORDS)


async def test_the_most_urgent_come_first_then_the_oldest(town: Town) -> None:
    """By code, with the day of the course, how urgent, since when, and who has it."""
    await three_open(town)
    said = await town.clinic.says("/alerts")
    assert said.splitlines() == [
        "Open alerts: 3. The most urgent first, then the oldest.",
        "",
        "• K-2, day 0: EMERGENCY, Fri 27 March, 17:02. Nobody has it.",
        "",
        "• K-1, day 0: same-day: worried, Fri 27 March, 17:01. Nobody has it.",
        "",
        "• K-1, day 0: a message, Fri 27 March, 17:00. Nobody has it.",
    ]
    assert town.clinic.buttons == ["K-2: EMERGENCY", "K-1: same-day: worried", "K-1: a message"]


async def test_nothing_open_is_said(town: Town) -> None:
    """Also after the last one was closed."""
    assert await town.clinic.says("/alerts") == NONE
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.clinic.taps("Close …", "Phoned them")
    assert await town.clinic.says("/alerts") == NONE


async def test_it_says_who_has_it_and_what_is_overdue(town: Town) -> None:
    """Each reader sees "you" for themselves."""
    clinician, desk = await team.join(town, CLINICIAN), await team.join(town, DESK)
    await three_open(town)
    await clinician.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 32 * MINUTE)
    mine, theirs = await clinician.says("/alerts"), await desk.says("/alerts")
    assert "EMERGENCY, Fri 27 March, 17:02. You have it." in mine
    assert "EMERGENCY, Fri 27 March, 17:02. Clinician has it." in theirs
    assert "worried, Fri 27 March, 17:01. Overdue: nobody has it." in theirs
    assert "a message, Fri 27 March, 17:00. Nobody has it." in theirs


async def test_an_alert_opens_with_its_words_and_buttons(town: Town) -> None:
    """For somebody who joined later; the desk reads no words; the look is noted."""
    await three_open(town)
    desk = await team.join(town, DESK)
    await desk.says("/alerts")
    said = await desk.taps("K-1: a message")
    assert said.startswith("K-1 wrote. Day 0 · routine · a message\nNot understood")
    assert desk.buttons == ["View client", "I take it", "Close …"]
    await town.clinic.says("/alerts")
    await town.clinic.taps("K-1: a message")
    assert (await town.clinic.taps("Show")).endswith("\n\nIs it the blue one?")
    await desk.taps("I take it")
    assert desk.newest.words.endswith("You have it, Fri 27 March, 17:02.")
    ann = next(each for each in await files(town) if each.client.reference == "K-1")
    names = [each.name for each in ann.events if each.who == str(DESK)]
    assert names == ["seen by staff", "alert claimed"]


async def files(town: Town) -> list[ClientFile]:
    """All client files."""
    found = [await town.store.load(each) for each in await town.store.client_ids()]
    return [each for each in found if isinstance(each, ClientFile)]


async def test_what_no_message_told_opens_with_the_facts(town: Town) -> None:
    """What is to be watched after a check-in: the bot itself asks again."""
    await town.link_ann()
    [ann] = await files(town)
    await add(town, ann.id, 1, concern="amber")
    await town.clinic.says("/alerts")
    said = await town.clinic.taps("K-1: to be watched")
    assert said == "K-1, to be watched. Day 0 · Fri 27 March, 17:00"


async def add(town: Town, file_id: FileId, count: int, concern: str = "message") -> None:
    """Let a file have so many open alerts more."""

    def change(file: ClientFile) -> tuple[ClientFile, None]:
        fresh = tuple(
            Alert(
                id=f"{concern}-{number + 10}",
                concern=concern,
                urgency=Urgency.ROUTINE,
                raised_at=FRIDAY_AFTERNOON + timedelta(seconds=number),
            )
            for number in range(count)
        )
        return replace(file, alerts=(*file.alerts, *fresh)), None

    await town.store.change_client(file_id, change)


async def test_a_long_list_has_pages_and_reads_only_its_own(town: Town) -> None:
    """Eight a page, turned in place; the files of clients on no page stay unread."""
    await town.link_ann()
    [ann] = await files(town)
    await add(town, ann.id, 20)
    await link_bob(town)
    await town.restart()
    read: list[str] = []
    town.disk.fault = lambda operation, path: read.append(path) if operation == "read" else None
    said = await town.clinic.says("/alerts")
    assert said.startswith("Open alerts: 20.")
    assert (len(town.clinic.buttons), town.clinic.buttons[-1]) == (9, "Next ›")
    assert {path for path in read if path.startswith("clients/")} == {
        f"clients/{ann.id[:2]}/{ann.id}.json"
    }
    town.disk.fault = None
    await town.clinic.taps("Next ›", "Next ›")
    assert (len(town.clinic.buttons), town.clinic.buttons[-1]) == (5, "‹ Before")


async def test_a_damaged_file_does_not_break_the_list(town: Town) -> None:
    """It is put aside and told; the others stand there."""
    await three_open(town)
    ann = next(each for each in await files(town) if each.client.reference == "K-1")
    town.wants_trouble = True
    Files(town.disk).write_atomic(f"clients/{ann.id[:2]}/{ann.id}.json", b"{ broken")
    await town.clinic.says("/alerts")
    listed = [each.words for each in town.clinic.received if each.words.startswith("Open alerts")]
    assert "K-2, day 0: EMERGENCY" in listed[-1]
    assert "a client's file is damaged" in listed[-1]
    again = await town.clinic.says("/alerts")
    assert again.startswith("Open alerts: 1.")


async def test_an_erased_client_is_in_no_list(town: Town) -> None:
    """And an old button of theirs says so."""
    await three_open(town)
    await town.clinic.says("/alerts")
    await town.bob.says("/forget")
    await town.bob.taps("Erase everything about me", "Yes, erase it now")
    await town.pass_until(FRIDAY_AFTERNOON + 3 * MINUTE)
    assert "K-2" not in await town.clinic.says("/alerts")


async def test_in_the_group_nothing_is_listed(raise_town: RaiseTown) -> None:
    """Who asks there is sent to their own chat."""
    town = await raise_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [1])
    await three_open(town)
    town.world.send_text(1, "/alerts", chat_id=GROUP)
    await town.app.settle()
    assert town.world.chat(GROUP)[-1].words.startswith("Please write to me in a private chat")
