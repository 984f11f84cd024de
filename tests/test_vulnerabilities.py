"""What pip-audit finds fails `./run lint`; what it cannot look up is said."""

import json
from typing import Any

import pytest

from tests import vulnerabilities

WELL = {"name": "tinydb", "version": "4.9.0", "vulns": []}
BAD = {
    "name": "pillow",
    "version": "12.0.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["12.1.0"]}],
}
UNKNOWN = {"name": "segno", "skip_reason": "not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "failed", "sentence"),
    [
        ([WELL], False, "pip-audit: no known vulnerability in 1"),
        (
            [WELL, UNKNOWN],
            False,
            "pip-audit: no known vulnerability in 1; skipped: 1 (not found on PyPI)",
        ),
        ([UNKNOWN], False, "pip-audit: skipped: its database knows nothing (not found on PyPI)"),
        (
            [WELL, BAD, UNKNOWN],
            True,
            "pip-audit: known vulnerabilities:\n  pillow 12.0.0: PYSEC-2026-1, mended in 12.1.0",
        ),
    ],
)
def test_what_was_found_decides(
    packages: list[dict[str, Any]], sentence: str, *, failed: bool
) -> None:
    """A vulnerability fails, whatever else could not be looked up."""
    findings = json.dumps({"dependencies": packages, "fixes": []})
    assert vulnerabilities.verdict(findings, "") == (failed, sentence)


def test_a_database_out_of_reach_is_said() -> None:
    """With the last line of what went wrong; lint goes on."""
    trouble = "Traceback\nConnectionError: no route to host\n"
    said = "pip-audit: skipped: ConnectionError: no route to host"
    assert vulnerabilities.verdict("", trouble) == (False, said)
