"""/numbers: the owner reads how the clinic does, in a picture and a table, and sees no client."""

import csv
import io

import pytest

from bot.simulator.chats import Message
from tests import team
from tests.cast import CLINIC, Town
from tests.phone import Phone
from tests.stories.conftest import RaiseTown
from tests.stories.diary import berlin
from tests.team import CLINICIAN, DESK

NAMES_MANY = {31: "Eve", 32: "Fay", 33: "Gil", 34: "Hal", 35: "Ida", 36: "Jon"}


async def join_many(town: Town) -> list[Phone]:
    """Enrol and link six clients, of whom one links an hour later; one more never does."""
    phones = []
    for user, name in NAMES_MANY.items():
        town.world.add_user(user, name, language_code="en")
        phone = town.phone(user)
        link = await town.enrol()
        if name == "Jon":
            await town.pass_until(berlin("27.03.", "18:15"))
        await phone.opens(link)
        await phone.taps("I agree")
        phones.append(phone)
    await town.enrol()
    return phones


async def lived(town: Town) -> list[Phone]:
    """Four answer the first check-in, one stops, one is worried; a day and a half goes by."""
    phones = await join_many(town)
    await town.pass_until(berlin("28.03.", "10:00"))
    for phone in phones[:4]:
        await phone.taps("Better", "1", "No")
    await phones[0].taps("I'm worried")
    await phones[5].says("/settings")
    await phones[5].taps("Stop all", "Yes, stop them")
    await town.pass_until(berlin("29.03.", "10:30"))
    return phones


def newest(phone: Phone, kind: str) -> Message:
    """The newest message of that kind in a chat."""
    return [each for each in phone.received if each.media and each.media.kind == kind][-1]


def lines(phone: Phone) -> dict[str, str]:
    """The caption of the newest picture, by its labels."""
    parted = [each.partition(": ") for each in newest(phone, "photo").words.splitlines()[2:]]
    return {label: said for label, _, said in parted}


def table(phone: Phone) -> dict[tuple[str, str, str], tuple[str, str]]:
    """The newest table, by period, figure and detail."""
    media = newest(phone, "document").media
    assert media is not None
    head, *rows = csv.reader(io.StringIO(media.content.decode("utf-8-sig")))
    assert head == ["period_days", "figure", "detail", "count", "of"]
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


async def test_a_picture_a_table_and_the_counts_in_words(town: Town) -> None:
    """Linked before leaving, replies by day, alerts per 100, opt-outs, lateness: counted right."""
    await lived(town)
    await town.clinic.says("/numbers")
    told = lines(town.clinic)
    picture = newest(town.clinic, "photo").media
    assert picture is not None
    assert picture.content.startswith(b"\x89PNG")
    assert told["Agreed within 30 minutes"] == "5 of 7 / 5 of 7 / 5 of 7"
    assert told["Agreed at all"] == "6 of 7 / 6 of 7 / 6 of 7"
    assert told["Same-day alerts per 100 clients"] == "17 / 17 / 17"
    assert told["Alerts that somebody took"] == "0 of 1 / 0 of 1 / 0 of 1"
    assert told["Stopped the messages"] == "1 / 1 / 1"
    assert told["Check-ins answered, 90 days"] == "Day 1: 4 of 6"
    assert told["Last message before they left, all"] == "Day 1: 1"
    assert told["Messages over 5 minutes late"].startswith("0 of ")


async def test_the_table_says_the_same(town: Town) -> None:
    """A line a figure, by documented columns, named by its day."""
    await lived(town)
    await town.clinic.says("/numbers")
    found = table(town.clinic)
    assert found["30", "linked_within_30_minutes", ""] == ("5", "7")
    assert found["90", "answered_by_day", "1"] == ("4", "6")
    assert found["all", "alerts", "same_day"] == ("1", "6")
    assert found["all", "left_stopped", "day-1"] == ("1", "6")
    media = newest(town.clinic, "document").media
    assert media is not None
    assert media.payload["file_name"] == "numbers-2026-03-29.csv"


async def test_no_code_stands_in_it_and_few_clients_are_not_told(town: Town) -> None:
    """A share of fewer than five clients could be somebody's."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.clinic.says("/numbers")
    told = lines(town.clinic)
    assert told["Agreed at all"] == "<5 / <5 / <5"
    assert told["Same-day alerts per 100 clients"] == "<5 / <5 / <5"
    assert "K-1" not in newest(town.clinic, "photo").words
    media = newest(town.clinic, "document").media
    assert media is not None
    assert b"K-1" not in media.content
    assert table(town.clinic)["all", "linked", ""] == ("<5", "<5")


async def test_with_nobody_enrolled_it_says_that_there_is_nothing(town: Town) -> None:
    """A dash is not a nought."""
    await town.clinic.says("/numbers")
    assert lines(town.clinic)["Agreed at all"] == "– / – / –"


async def test_who_is_erased_is_counted_no_more(town: Town) -> None:
    """Nothing is kept beside the files, and the caption says so."""
    phones = await join_many(town)
    await phones[0].says("/forget")
    await phones[0].taps("Erase everything", "Yes, erase it now")
    await town.clinic.says("/numbers")
    assert lines(town.clinic)["Agreed at all"] == "5 of 6 / 5 of 6 / 5 of 6"
    assert "Who was erased is not counted." in newest(town.clinic, "photo").words


async def test_who_blocks_the_bot_is_counted_after_the_last_message(town: Town) -> None:
    """Found out when the next message could not go."""
    phones = await join_many(town)
    town.wants_trouble = True
    await town.pass_until(berlin("28.03.", "10:00"))
    town.world.block(phones[1].user_id)
    await town.pass_until(berlin("29.03.", "10:00"))
    await town.clinic.says("/numbers")
    found = table(town.clinic)
    left = {key[2]: value for key, value in found.items() if key[:2] == ("all", "left_unreachable")}
    assert sum(int(count) for count, _ in left.values()) == 1
    assert lines(town.clinic)["Could not be reached any more"] == "1 / 1 / 1"


async def test_what_came_late_is_told(town: Town) -> None:
    """A day without Telegram: the morning's message came two hours after its time."""
    phones = await join_many(town)
    town.cut_off(*(phone.user_id for phone in phones))
    await town.pass_until(berlin("28.03.", "11:00"))
    town.mend()
    await town.pass_until(berlin("28.03.", "12:00"))
    await town.clinic.says("/numbers")
    late = table(town.clinic)["all", "sent_late", ""]
    assert int(late[0]) >= len(phones)
    assert int(table(town.clinic)["all", "late_99th_seconds", ""][0]) >= 2 * 3600


@pytest.mark.parametrize("user", [CLINICIAN, DESK])
async def test_only_an_owner_sees_them(town: Town, user: int) -> None:
    """Others on the staff are told whom to ask."""
    await team.join(town, user)
    said = await town.phone(user).says("/numbers")
    assert said == "Only an owner sees the clinic's numbers."


async def test_a_table_for_where_a_comma_parts_decimals(raise_town: RaiseTown) -> None:
    """Spreadsheets there expect semicolons between columns."""
    town = await raise_town()
    await town.clinic.says("/language")
    await town.clinic.taps("Deutsch")
    await town.clinic.says("/numbers")
    media = newest(town.clinic, "document").media
    assert media is not None
    assert media.content.decode("utf-8-sig").startswith("period_days;figure;detail;count;of\r\n")


async def test_after_a_restart_both_still_come(town: Town) -> None:
    """Promised on the disk; made when they are sent."""
    town.cut_off(CLINIC)
    await town.clinic.says("/numbers")
    town.mend()
    await town.restart()
    await town.pass_days(0.1)
    kinds = [each.media.kind for each in town.clinic.received if each.media]
    assert kinds == ["photo", "document"]
