"""Floods: whoever sends ten thousand messages holds up nobody, and nothing that matters is lost."""

import pytest

from bot.core import bounds
from bot.core.client import ClientFile
from bot.core.outbox import ALERT_WAITING_MOST, RowState
from tests.cast import ANN, CLINIC, DAN, Phone, Town
from tests.stories.conftest import RaiseTown
from tests.watched_disk import MemoryDisk, WatchedDisk

FLOOD = 10_000
BATCH = 100
SAVE_BYTES_MOST = 300_000
VISITOR_BYTES_MOST = 50_000
THROAT = "my throat is closing up and i cant breathe"


class PlainDisk(WatchedDisk):
    """A disk that forgets what it once held, which would be gigabytes here."""

    def write(self, handle: int, data: memoryview) -> int:
        """Write, no more."""
        return MemoryDisk.write(self, handle, data)


async def crowded(raise_town: RaiseTown) -> Town:
    """Put up a town in which Ann and Bob are clients; Dan is nobody."""
    town = await raise_town(disk=PlainDisk())
    await town.link_ann()
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    return town


async def floods(town: Town, user: int, words: str, count: int) -> None:
    """Let that many messages come, and the bot take each hundred of them."""
    for number in range(count):
        person = {"id": user, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
        arrived = {
            "message_id": 50_000 + number,
            "date": int(town.clock.now().timestamp()),
            "chat": {"id": user, "type": "private", "first_name": "Somebody"},
            "from": person,
            "text": f"{words} {number}",
        }
        town.world.state.push("message", arrived)
        if number % BATCH == BATCH - 1:
            await town.app.intake.take_batch(timeout_seconds=0)


async def file_of(town: Town, user: int) -> ClientFile:
    """The file of the client whose chat this is."""
    file_id = await town.store.client_of_chat(user)
    assert file_id is not None
    file = await town.store.load(file_id)
    assert isinstance(file, ClientFile)
    return file


def size(town: Town, folder: str) -> int:
    """The bytes of the largest file of a folder: what a save writes."""
    files = town.disk.files()
    return max(len(content) for path, content in files.items() if path.startswith(folder))


async def asks(town: Town, phone: Phone, words: str) -> str:
    """Ask in the middle of it: one batch and one tick later the answer has to be there."""
    town.world.send_text(phone.user_id, words)
    await town.app.intake.take_batch(timeout_seconds=0)
    await town.app.tick(town.clock.now())
    return phone.newest.words


@pytest.mark.slow
async def test_ten_thousand_messages_of_a_client_leave_a_file_that_is_cheap_to_save(
    raise_town: RaiseTown,
) -> None:
    """Every word is kept and on its way to staff, in few messages; Bob is answered meanwhile."""
    town = await crowded(raise_town)
    await floods(town, ANN, "blorp wibble", FLOOD // 2)
    assert "Not yet" in await asks(town, town.bob, "can I swim?")
    await floods(town, ANN, "blorp wibble", FLOOD // 2)
    file = await file_of(town, ANN)
    kept = [line for each in file.messages for line in each.text.split("\n")]
    assert len(kept) == FLOOD
    assert len(file.messages) < bounds.MESSAGES_KEPT
    assert size(town, "clients/") < SAVE_BYTES_MOST


@pytest.mark.slow
async def test_ten_thousand_messages_of_a_stranger_cost_others_nothing(
    raise_town: RaiseTown,
) -> None:
    """Dan's file stays small, Bob is answered at once, and staff hear nothing of it."""
    town = await crowded(raise_town)
    heard = len(town.clinic.received)
    await floods(town, DAN, "hello", FLOOD // 2)
    assert "Not yet" in await asks(town, town.bob, "can I swim?")
    await floods(town, DAN, "hello", FLOOD // 2)
    assert size(town, "chats/chat14") < VISITOR_BYTES_MOST
    assert len(town.clinic.received) == heard


async def test_an_emergency_within_a_strangers_flood_is_heard(raise_town: RaiseTown) -> None:
    """However much came before it: the number to call."""
    town = await crowded(raise_town)
    await floods(town, DAN, "hello", BATCH)
    await town.dan.says(THROAT)
    assert any("Do not wait for our answer" in each.words for each in town.dan.received)


async def test_an_emergency_within_a_clients_flood_reaches_staff(raise_town: RaiseTown) -> None:
    """As an alarm of its own, with its words behind it; the flood stays a few lines."""
    town = await crowded(raise_town)
    await floods(town, ANN, "blorp wibble", BATCH)
    await town.ann.says(THROAT)
    alarms = [each.words for each in town.clinic.received if "emergency" in each.words.lower()]
    assert len(alarms) >= 1
    assert any("Do not wait for our answer" in each.words for each in town.ann.received)
    assert THROAT in "\n".join(await town.clinic.reads_words())


async def test_words_of_a_flood_open_together(raise_town: RaiseTown) -> None:
    """What joined a message is read with it, and the client is told the truth once."""
    town = await crowded(raise_town)
    await floods(town, ANN, "blorp wibble", BATCH)
    await town.ann.reads()
    shown = "\n".join(await town.clinic.reads_words())
    assert [n for n in range(BATCH) if f"blorp wibble {n}" not in shown] == []


async def test_what_comes_after_staff_looked_is_told_anew(raise_town: RaiseTown) -> None:
    """Words never join a message that was opened already: nobody would see them."""
    town = await crowded(raise_town)
    await floods(town, ANN, "blorp wibble", BATCH)
    await town.clinic.reads_words()
    told = len(town.clinic.received)
    await town.ann.says("blorp wobble")
    assert len(town.clinic.received) > told
    assert "blorp wobble" in "\n".join(await town.clinic.reads_words())


async def test_photos_of_a_flood_wait_in_few_lines(raise_town: RaiseTown) -> None:
    """A staff chat takes one message a second: of one client few wait there at a time."""
    town = await crowded(raise_town)
    for _ in range(BATCH):
        town.world.send_photo(ANN)
    await town.app.intake.take_batch(timeout_seconds=0)
    file = await file_of(town, ANN)
    rows = [row for row in file.outbox.rows.values() if row.to == CLINIC]
    waiting = [row for row in rows if row.alert and row.state is RowState.PLANNED]
    assert len(waiting) == ALERT_WAITING_MOST
    assert len(file.messages) == BATCH
