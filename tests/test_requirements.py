"""The pinned files say what pyproject.toml declares, by hash, and name no package index."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["dependency-groups"]["dev"],
    "requirements-uv.txt": PROJECT["dependency-groups"]["installer"],
}
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|file:")


def name_of(requirement: str) -> str:
    """A distribution's name as registries compare it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def pins_of(file: str) -> dict[str, str]:
    """Name and the whole pin, hashes with it, of each package in a requirement file."""
    text = (ROOT / file).read_text(encoding="utf-8")
    joined = text.replace("\\\n", " ")
    lines = [line.split("#")[0].strip() for line in joined.splitlines()]
    return {name_of(line): " ".join(line.split()) for line in lines if line}


@pytest.mark.parametrize("file", sorted(DECLARED))
def test_everything_declared_is_pinned(file: str) -> None:
    """Whoever adds a dependency pins it in the same change."""
    missing = {name_of(declared) for declared in DECLARED[file]} - pins_of(file).keys()
    assert missing == set()


@pytest.mark.parametrize("file", sorted(DECLARED))
def test_every_pin_is_exact_and_has_a_hash(file: str) -> None:
    """What is installed is what was looked at, whichever index serves it."""
    loose = [
        pin for pin in pins_of(file).values() if "==" not in pin or "--hash=sha256:" not in pin
    ]
    assert loose == []


@pytest.mark.parametrize("file", sorted(DECLARED))
def test_no_pin_names_a_package_index(file: str) -> None:
    """Where packages come from is the machine's own affair."""
    assert ADDRESS.findall((ROOT / file).read_text(encoding="utf-8")) == []


def test_the_developers_packages_hold_the_programs() -> None:
    """One environment serves both, and tests run what runs in a clinic."""
    runtime, developer = pins_of("requirements.txt"), pins_of("requirements-dev.txt")
    assert {name: developer.get(name) for name in runtime} == runtime


def test_every_dependency_says_why_it_is_there() -> None:
    """A line of comment stands above each of them."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    declared = [requirement for group in DECLARED.values() for requirement in group]
    silent = [
        requirement
        for requirement in declared
        if not lines[lines.index(f'    "{requirement}",') - 1].strip().startswith("# ")
    ]
    assert silent == []
