"""The process dies at any call to its outside: nothing is lost, and only a doubt can be twice."""

from collections import Counter

import pytest

from bot.core.client import ClientFile, Status
from bot.core.outbox import MessageRow, RowState
from tests.cast import ANN, CLINIC
from tests.stories.crashing import NEVER, CrashTown, until_the_end
from tests.stories.diary import berlin

ENROL = ("Needling only", "Face", "Just now", "K-")
GREETING = "Hello. Alarms from clients come to this chat."
EVERY = 11  # of so many calls one is tried; the slow test tries them all


async def lived(fatal: int) -> CrashTown:
    """Enrol, link, agree, check in, be worried: the story, with a crash at one call."""
    town = CrashTown(fatal)
    await town.settle()
    town.world.send_text(CLINIC, "/enrol")
    await town.settle()
    for label in ENROL:
        await town.taps(CLINIC, label)
    town.world.start_link(ANN, town.town.link())
    await town.settle()
    await town.taps(ANN, "I agree")
    await town.pass_until(berlin("28.03.", "09:30"))
    for label in ("Better", "1", "No"):
        await town.taps(ANN, label)
    town.world.send_text(ANN, "Is this normal?")
    await town.settle()
    await town.taps(ANN, "I'm worried")
    await town.pass_until(berlin("28.03.", "12:00"))
    return town


def open_rows(rows: list[MessageRow]) -> list[str]:
    """What should be settled by noon and is not."""
    due = [row for row in rows if row.due_at <= berlin("28.03.", "12:00")]
    done = (RowState.SENT, RowState.SKIPPED)
    return [row.key for row in due if row.state not in done]


def facts(file: ClientFile) -> dict[str, object]:
    """What must be true of Ann's file, however often the process died."""
    return {
        "status": file.client.status,
        "reference": file.client.reference[:2],
        "answers": {each.question: each.option for each in file.answers},
        "messages": [each.text for each in file.messages],
        "alerts": [each.concern for each in file.alerts],
        "told": all(each.reached_at is not None for each in file.alerts),
        "chat": file.client.chat_id,
    }


FACTS = {
    "status": Status.LINKED,
    "reference": "K-",
    "answers": {"feeling": "better", "pain": "1", "swelling": "none"},
    "messages": ["Is this normal?"],
    "alerts": ["message", "worried"],
    "told": True,
    "chat": ANN,
}


async def check(fatal: int, calm: CrashTown) -> bool:
    """Live the story with a crash at that call; return whether it came to one."""
    town = await lived(fatal)
    rows = await town.rows()
    doubts = len([row for row in rows if row.doubted])
    assert facts(await town.file()) == FACTS, fatal
    assert open_rows(rows) == [], fatal
    assert [each.words for each in town.world.pinned(ANN)][-1:] == [card(calm)], fatal
    for who in (ANN, CLINIC):
        got, expected = Counter(town.read_by(who)), Counter(calm.read_by(who))
        more = got - expected - greetings(got)
        assert list((expected - got).elements()) == [], (fatal, who)
        assert more.total() <= doubts, (fatal, who, list(more))
    return town.starts > 1


def card(town: CrashTown) -> str:
    """What stands at the top of Ann's chat, and stays there."""
    return town.world.pinned(ANN)[-1].words


def greetings(got: Counter[str]) -> Counter[str]:
    """The greetings to the owner, which a new start repeats until one arrived."""
    return Counter({words: count for words, count in got.items() if words.startswith(GREETING)})


async def test_the_story_without_a_crash() -> None:
    """What is expected of all the others."""
    town = await lived(NEVER)
    assert facts(await town.file()) == FACTS
    assert open_rows(await town.rows()) == []
    assert [row.key for row in await town.rows() if row.doubted] == []


@pytest.mark.parametrize("offset", range(4))
async def test_a_crash_at_some_calls_loses_nothing(offset: int) -> None:
    """At every few calls to the disk or to Telegram, before the call and before its answer."""
    calm, fatal = await lived(NEVER), 1 + offset
    while await check(fatal, calm):
        fatal += 4 * EVERY
    assert fatal > 4 * EVERY


@pytest.mark.slow
async def test_a_crash_at_any_call_loses_nothing() -> None:
    """At each one of them."""
    calm = await lived(NEVER)
    await until_the_end(lambda fatal: check(fatal, calm))
