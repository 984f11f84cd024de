"""Two processes on one PostgreSQL: one listens or both are posted to, both send, either may die."""

from pathlib import Path
from random import Random

import pytest

from bot.commands import restore
from tests.database_server import emptied
from tests.processes.poster import SECRET, WEBHOOK, Poster
from tests.processes.street import CLINIC, Street

TAKES_OVER_SECONDS = 60.0
ENROLMENT = ("Needling only", "Face", "Yesterday", ">00:05", "K-1")


@pytest.fixture
def database(database_url: str) -> str:
    """A database with nothing in it."""
    return emptied(database_url)


async def test_the_second_takes_over_when_the_first_is_killed(
    street: Street, database: str, tmp_path: Path
) -> None:
    """Whoever asked meanwhile is answered once, and a worry reaches the clinic."""
    await street.start_and_greet(DATABASE_URL=database)
    second = await street.start(DATABASE_URL=database, DATA_DIR=str(tmp_path / "second"))
    await second.says("started")
    await street.ann.joins(await street.clinic.enrols(*ENROLMENT))
    await street.programs[0].kill()
    street.ann.says("can I swim?")
    answer = await street.ann.reads("Swimming pool from", seconds=TAKES_OVER_SECONDS)
    await street.ann.taps("I'm worried")
    await street.clinic.reads("K-1 is worried")
    await street.ann.reads("Passed on")
    assert street.ann.count(answer.words) == 1
    assert await second.stop() == 0


async def test_all_there_is_moves_to_the_database_and_back(
    street: Street,
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who began in a folder goes on in the database, and afterwards in a folder again."""
    await street.start_and_greet()
    await street.ann.joins(await street.clinic.enrols(*ENROLMENT))
    assert await street.program.stop() == 0
    here, there = street.settings["DATA_DIR"], str(tmp_path / "there")
    monkeypatch.setenv("DATA_DIR", here)
    assert restore.run(["--from", here, "--to", database]) == 0
    await street.start(DATABASE_URL=database)
    await street.ann.taps("I'm worried")
    await street.clinic.reads("K-1 is worried")
    await street.ann.reads("Passed on")
    assert await street.program.stop() == 0
    assert restore.run(["--from", database, "--to", there]) == 0
    await street.start(DATA_DIR=there)
    street.clinic.says("/client K-1")
    await street.clinic.reads("K-1 · day")
    assert await street.program.stop() == 0
    assert restore.run(["--from", here, "--to", database]) == 1
    said = capsys.readouterr()
    assert "of 1 clients" in said.out
    assert "keeps clients already" in said.err


async def test_updates_posted_to_any_process_are_answered_once_and_in_order(
    street: Street, database: str, tmp_path: Path
) -> None:
    """Each is posted twice, here and there, in whatever order; one process ends amid it."""
    poster = Poster(street, Random(1))
    first, second = poster.ports
    both = {"DATABASE_URL": database, "WEBHOOK_URL": WEBHOOK, "WEBHOOK_SECRET": SECRET}
    street.world.start_link(CLINIC)
    await street.start(**both, LISTEN=str(first))
    await street.program.says("started")
    await street.start(**both, LISTEN=str(second), DATA_DIR=str(tmp_path / "second"))
    await street.program.says("started")
    async with poster.posting():
        await street.clinic.reads("Alarms from clients come to this chat")
        await street.ann.joins(await street.clinic.enrols(*ENROLMENT))
        for number in range(5):
            street.ann.says(f"can I swim? {number}")
        await street.until(lambda: street.ann.count("Swimming pool from") == 5)
        poster.ports.remove(first)
        assert await street.programs[0].stop(seconds=30.0) == 0
        await street.ann.taps("I'm worried")
        await street.clinic.reads("K-1 is worried")
        await street.ann.reads("Passed on")
    assert street.ann.count("Swimming pool from") == 5
    assert "aftercare_alerts_open" in await poster.asks(second, "/metrics")
    assert await street.program.stop(seconds=30.0) == 0
