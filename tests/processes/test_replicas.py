"""Two processes on one PostgreSQL: one listens, both send, and either may die at any moment."""

from pathlib import Path

import pytest

from bot.commands import restore
from tests.database_server import emptied
from tests.processes.street import Street

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
