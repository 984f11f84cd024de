"""What `./run` says on a machine that lacks something, and how it speaks to pip, uv and pytest."""

import ast
import importlib.util
import os
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "run"
SHARED_OUT = "-n 3 --dist loadfile --no-loadscope-reorder"


@pytest.fixture
def run() -> ModuleType:
    """The script as a module; loading it does nothing."""
    loader = SourceFileLoader("run_script", str(SCRIPT))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all of PATH, on a machine where we are an ordinary user."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return folder


def add_tool(folder: Path, name: str, *, status: int = 0) -> None:
    """Put a program on PATH that only ends."""
    (folder / name).write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def test_old_pythons_can_read_the_script() -> None:
    """They must get as far as the sentence that tells them they are too old."""
    assert ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6)).body


def test_an_old_python_is_told_of_a_newer_one(run: ModuleType, tools: Path) -> None:
    """A version manager's stand-in that does not start is passed over."""
    add_tool(tools, "python3.12")
    add_tool(tools, "python3.13", status=127)
    with pytest.raises(run.SetUpError) as told:
        run.check_machine("posix", (3, 9))
    sentence = "Python 3.11 or newer is needed, this is 3.9: start it as `python3.12 run ...`."
    assert str(told.value) == sentence


def test_an_old_python_alone_is_told_what_to_install(run: ModuleType, tools: Path) -> None:
    """The sentence holds the command of this machine's package manager."""
    add_tool(tools, "apt-get")
    with pytest.raises(run.SetUpError) as told:
        run.check_machine("posix", (3, 10))
    mend = "`sudo apt-get update && sudo apt-get install -y python3.11` mends it."
    assert str(told.value) == f"Python 3.11 or newer is needed, this is 3.10: {mend}"


def test_windows_is_sent_to_wsl(run: ModuleType) -> None:
    """The program runs on Linux and macOS."""
    with pytest.raises(run.SetUpError, match="inside WSL"):
        run.check_machine("nt", (3, 13))


@pytest.mark.parametrize(
    ("manager", "mend"),
    [
        ("apt-get", "`sudo apt-get update && sudo apt-get install -y python3-pip` mends it."),
        ("dnf", "`sudo dnf install -y python3-pip` mends it."),
        ("brew", "`brew install python` mends it."),
        ("none", "install python3-pip with this machine's package manager."),
    ],
)
def test_a_python_without_pip_and_uv_is_told_what_to_install(
    run: ModuleType, tools: Path, monkeypatch: pytest.MonkeyPatch, manager: str, mend: str
) -> None:
    """A minimal system has neither."""
    add_tool(tools, manager)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    fresh = tools.parent
    (fresh / "requirements-uv.txt").write_text("", encoding="utf-8")
    with pytest.raises(run.SetUpError) as told:
        run.find_uv(fresh)
    assert str(told.value) == f"this Python has no pip: {mend}"


def test_root_needs_no_sudo(run: ModuleType, tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container has none."""
    add_tool(tools, "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    mend = "`apt-get update && apt-get install -y python3-venv` mends it."
    assert run.mend_with("python3-venv") == mend


def test_a_package_that_is_not_the_pinned_one_is_refused_in_plain_words(run: ModuleType) -> None:
    """A wrong hash is not a network fault."""
    assert "do not use it" in run.explain("error: Hash mismatch for `aiohttp`; failed to fetch")


def test_a_company_certificate_is_named(run: ModuleType) -> None:
    """The machine's own certificates are not uv's."""
    assert "SSL_CERT_FILE" in run.explain("cause: invalid peer certificate: UnknownIssuer")


def test_uv_learns_what_pip_was_told_about_this_machine(run: ModuleType) -> None:
    """The environment wins over the install section, and that over the global one."""
    listing = "\n".join(
        [
            "global.index-url='https://one.invalid/simple'",
            "global.cert='/etc/company.pem'",
            "global.timeout='60'",
            "install.index-url='https://two.invalid/simple'",
            ":env:.find-links='/wheels\\n/more'",
        ]
    )
    assert run.pip_told(listing) == {
        "UV_DEFAULT_INDEX": "https://two.invalid/simple",
        "SSL_CERT_FILE": "/etc/company.pem",
        "UV_FIND_LINKS": "/wheels,/more",
    }


def test_what_uv_was_told_itself_stands(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip's settings only fill what is open; no Python is ever downloaded."""
    monkeypatch.setenv("UV_INDEX_URL", "https://mine.invalid/simple")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/mine.pem")
    listing = "global.index-url='https://pip.invalid/simple'\nglobal.cert='/etc/pip.pem'\n"
    pip = subprocess.CompletedProcess([], 0, stdout=listing)
    monkeypatch.setattr(run, "quietly", lambda _command, _settings: pip)
    settings = run.uv_settings(tmp_path)
    assert "UV_DEFAULT_INDEX" not in settings
    assert settings["SSL_CERT_FILE"] == "/etc/mine.pem"
    assert settings["UV_PYTHON_DOWNLOADS"] == "never"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], f"pytest {SHARED_OUT}"),
        (["--fast"], f"pytest {SHARED_OUT} -m not slow and not browser"),
        (["-x", "--fast"], f"pytest {SHARED_OUT} -m not slow and not browser -x"),
        (["tests/core"], "pytest tests/core"),
        (["-n", "0"], "pytest -n 0"),
    ],
)
def test_the_whole_suite_gets_its_workers(run: ModuleType, words: list[str], expected: str) -> None:
    """A single file starts faster without them."""
    assert " ".join(run.pytest_command(words)) == expected


def test_a_start_compiles_once_whatever_python_is_told(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Python may write nothing beside the sources, every start would compile them all."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    code = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"
    settings = run.program_settings()
    told = subprocess.check_output([sys.executable, "-c", code], env=settings, text=True)
    assert told.split() == ["False", str(SCRIPT.parent / ".tools" / "compiled")]
