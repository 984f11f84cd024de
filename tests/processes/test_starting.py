"""What keeps the bot from starting is said in plain words; what only delays it is waited for."""

import asyncio
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.simulator import http_api
from tests.processes.program import ROOT, Program
from tests.processes.street import Street

REQUIRED = (
    "TELEGRAM_BOT_TOKEN",
    "OWNER_IDS",
    "CLINIC_NAME",
    "CLINIC_PHONE",
    "CLINIC_TIMEZONE",
    "CLINIC_HOURS",
    "EMERGENCY_NUMBER",
    "URGENT_CARE_NUMBER",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout of its own, so that its `.env` is the test's to write."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "bot", root / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "content").symlink_to(ROOT / "content")
    yield root
    assert not (root / "data").exists()


async def refusal_of(checkout: Path) -> str:
    """Start the bot on the file alone; it must end with 1; return what it says."""
    program = await Program.start({}, root=checkout)
    assert await program.ends() == 1
    assert "Traceback" not in program.output
    return program.output


@pytest.mark.parametrize("content", [None, "", "# nothing yet\n"])
async def test_a_missing_or_empty_file_names_every_setting_at_once(
    checkout: Path, content: str | None
) -> None:
    """All eight that the bot cannot start without, in one go."""
    if content is not None:
        (checkout / ".env").write_text(content, encoding="utf-8")
    said = await refusal_of(checkout)
    assert [name for name in REQUIRED if f"{name} is missing" not in said] == []
    assert (".env.example" in said) == (content is None)


async def test_a_wrong_file_names_every_fault_at_once(checkout: Path) -> None:
    """Wrong values, missing ones and a line nobody understands stand side by side."""
    lines = (
        "TELEGRAM_BOT_TOKEN=123456:short",
        "OWNER_IDS=@ann",
        "CLINIC_NAME=Rose Clinic",
        "CLINIC_TIMEZONE=Europe/Atlantis",
        "CLINIC_HOURS=whenever",
        "EMERGENCY_NUMBER=call us",
        "LOG_LEVEL=LOUD",
        "this is no setting",
    )
    (checkout / ".env").write_text("\n".join(lines), encoding="utf-8")
    said = await refusal_of(checkout)
    wrong = ("TELEGRAM_BOT_TOKEN:", "OWNER_IDS:", "CLINIC_TIMEZONE:", "CLINIC_HOURS:", "LOG_LEVEL:")
    missing = ("CLINIC_PHONE is missing", "URGENT_CARE_NUMBER is missing", "Line 8 of .env")
    faults = (*wrong, "EMERGENCY_NUMBER:", *missing)
    assert [fault for fault in faults if fault not in said] == []
    assert "123456:short" not in said


async def test_a_second_process_on_the_same_folder_leaves_at_once(street: Street) -> None:
    """It says why, with status 1, and the first one works on."""
    first = await street.start_and_greet()
    second = await street.start()
    assert await second.ends() == 1
    assert "another process of this bot is using the data folder" in second.output
    assert "Traceback" not in second.output
    street.bob.says("/help")
    await street.bob.reads("For your own notes")
    assert await first.stop() == 0


async def test_a_wrong_token_is_said_without_being_shown(street: Street) -> None:
    """Status 1, a sentence with the mend, and the folder is free again."""
    wrong = street.world.token[:-5] + "wrong"
    program = await street.start(TELEGRAM_BOT_TOKEN=wrong)
    assert await program.ends() == 1
    assert "refuses TELEGRAM_BOT_TOKEN" in program.output
    assert [word for word in (wrong, wrong[-20:], "Traceback") if word in program.output] == []
    await street.start_and_greet()
    assert await street.program.stop() == 0


async def test_damaged_content_is_told_file_by_file(street: Street, tmp_path: Path) -> None:
    """Whoever broke a text reads which one, and the bot does not start with half of it."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "content" / "microneedling" / "en" / "consent.md").write_text("---\n: [\n---\n")
    program = await street.start(CONTENT_DIR=str(tmp_path / "content"))
    assert await program.ends() == 1
    assert "consent.md" in program.output
    assert "Traceback" not in program.output


async def test_a_server_that_is_away_at_the_start_is_waited_for(street: Street) -> None:
    """The bot knocks until it is let in, then works as ever."""
    port = int(street.server.url.rsplit(":", 1)[1])
    await street.server.close()
    program = await street.start()
    await program.says("telegram cannot be reached", times=2)
    street.server = await http_api.serve(street.world, port=port)
    street.bob.says("/help")
    await street.bob.reads("For your own notes")
    assert await program.stop() == 0


async def test_a_server_that_goes_away_for_a_while_is_waited_for(street: Street) -> None:
    """What people wrote meanwhile is answered, and what was to be sent is sent, by itself."""
    port = int(street.server.url.rsplit(":", 1)[1])
    program = await street.start_and_greet()
    await street.server.close()
    await program.says("polling failed", times=2)
    street.bob.says("/help")
    street.server = await http_api.serve(street.world, port=port)
    await street.bob.reads("For your own notes")
    assert await program.stop() == 0


async def test_a_signal_is_heard_while_it_is_still_starting(street: Street) -> None:
    """Reading the content takes a moment; a stop in it is a stop with status 0 or the signal's."""
    program = await street.start(LOG_FORMAT="json")
    await asyncio.wait_for(program.process.stdout.read(0), 1)  # type: ignore[union-attr]
    assert await program.stop() in {0, -signal.SIGTERM}
