"""`.env` missing, empty or wrong: `check` and `telegram` name every fault at once, and stop."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.content import made_up

ROOT = Path(__file__).parents[2]
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
WRONG = {
    "TELEGRAM_BOT_TOKEN": "not a token",
    "OWNER_IDS": "Ann",
    "CLINIC_NAME": "***",
    "CLINIC_PHONE": "call us",
    "CLINIC_TIMEZONE": "Mars/Olympus",
    "CLINIC_HOURS": "whenever",
    "EMERGENCY_NUMBER": "x",
    "URGENT_CARE_NUMBER": "y",
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return content that is quickly read: a treatment of three steps in one language."""
    folder = tmp_path_factory.mktemp("quick") / "content"
    made_up.add_to(folder)
    return folder


def said_by(word: str, content: Path, values: dict[str, str]) -> tuple[int, str]:
    """Run the program with these settings; what the environment says wins over any file."""
    environ = {name: value for name, value in os.environ.items() if name not in REQUIRED}
    environ["CONTENT_DIR"] = str(content)
    done = subprocess.run(
        [sys.executable, "-m", "bot", word],
        cwd=ROOT,
        env={**environ, **values},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("word", ["check", "telegram"])
@pytest.mark.parametrize("values", [dict.fromkeys(REQUIRED, ""), WRONG], ids=["empty", "wrong"])
def test_every_fault_is_named_at_once(content: Path, word: str, values: dict[str, str]) -> None:
    """All eight, in plain sentences, in one run; nothing is started, no traceback is shown."""
    status, said = said_by(word, content, values)
    assert [name for name in REQUIRED if name in said] == list(REQUIRED)
    assert status == 1
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("missing", REQUIRED)
def test_telegram_does_not_start_without_each(content: Path, missing: str) -> None:
    """With the other seven right, the one that is missing is named, and it stops with 1."""
    right = {
        "TELEGRAM_BOT_TOKEN": f"987654321:{'b' * 35}",
        "OWNER_IDS": "1",
        "CLINIC_NAME": "Rose Clinic",
        "CLINIC_PHONE": "+49 30 5550100",
        "CLINIC_TIMEZONE": "Europe/Berlin",
        "CLINIC_HOURS": "Mon-Fri 09:00-18:00",
        "EMERGENCY_NUMBER": "112",
        "URGENT_CARE_NUMBER": "116117",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
    }
    status, said = said_by("telegram", content, {**right, missing: ""})
    assert [name for name in REQUIRED if name in said] == [missing]
    assert status == 1
    assert right["TELEGRAM_BOT_TOKEN"] not in said
