"""What stands at the root for several machines names things that exist; it is not built here."""

import re
from pathlib import Path

import yaml

from bot import settings
from bot.settings.values import ROOT


def composed() -> dict[str, dict[str, object]]:
    """The services of the compose file."""
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def test_the_compose_file_sets_what_the_bot_reads() -> None:
    """Each name is a setting, and its value is one that the bot takes."""
    for name in ("bot", "second"):
        environment = composed()[name]["environment"]
        assert isinstance(environment, dict)
        assert environment.keys() <= settings.TABLE.keys()
        values = {key: re.sub(r"\$\{\w+\}", "secret", text) for key, text in environment.items()}
        assert settings.examine({**settings.DEMONSTRATION, **values}).faults == ()


def test_no_two_processes_share_a_folder() -> None:
    """Each has a volume of its own for its backups."""
    volumes = [str(composed()[name]["volumes"]) for name in ("bot", "second")]
    assert len(set(volumes)) == 2


def test_the_database_gets_the_password_that_the_bot_uses() -> None:
    """Both come from the same variable, and none is written down."""
    services = composed()
    given, used = services["database"]["environment"], services["bot"]["environment"]
    assert isinstance(given, dict)
    assert isinstance(used, dict)
    assert given["POSTGRES_PASSWORD"].startswith("${DATABASE_PASSWORD:?")
    assert ":${DATABASE_PASSWORD}@database/" in used["DATABASE_URL"]


def test_the_container_holds_what_is_there() -> None:
    """Every file it copies stands in the checkout."""
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ")]
    assert copied
    assert [name for name in copied if not (ROOT / Path(name)).exists()] == []
