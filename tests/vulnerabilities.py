"""`./run lint` asks pip-audit whether anything pinned here has a known vulnerability.

Its database lies on the network. What cannot be looked up is said and holds nothing up; what is
found fails.
"""

import json
import subprocess
import sys
from typing import Any

PINNED = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")
PATIENCE_SECONDS = 60
SOCKET_SECONDS = 5


def main() -> int:
    """Look all pinned packages up; 1 where one has a known vulnerability."""
    failed, sentence = verdict(*looked_up())
    print(sentence)
    return int(failed)


def looked_up() -> tuple[str, str]:
    """Return what pip-audit wrote: its findings as JSON, and what kept it from any."""
    files = [part for name in PINNED for part in ("--requirement", name)]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", *files]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", str(SOCKET_SECONDS)]
    try:
        done = subprocess.run(
            [*command, *options],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {PATIENCE_SECONDS} s"
    return done.stdout, done.stderr


def verdict(findings: str, trouble: str) -> tuple[bool, str]:
    """Return whether something was found, and the sentence to print."""
    if not findings.strip():
        return False, f"pip-audit: skipped: {_last_line(trouble)}"
    packages = json.loads(findings)["dependencies"]
    bad = [line for each in packages for line in _told(each)]
    if bad:
        return True, "\n".join(["pip-audit: known vulnerabilities:", *bad])
    unknown = [each for each in packages if "skip_reason" in each]
    if len(unknown) == len(packages):
        return False, f"pip-audit: skipped: its database knows nothing ({_why(unknown)})"
    beside = f"; skipped: {len(unknown)} ({_why(unknown)})" if unknown else ""
    return False, f"pip-audit: no known vulnerability in {len(packages) - len(unknown)}{beside}"


def _told(package: dict[str, Any]) -> list[str]:
    return [
        f"  {package['name']} {package['version']}: {each['id']}, mended in "
        f"{', '.join(each['fix_versions']) or 'no version yet'}"
        for each in package.get("vulns", ())
    ]


def _why(unknown: list[dict[str, Any]]) -> str:
    return str(unknown[0]["skip_reason"]) if unknown else "no packages"


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]


if __name__ == "__main__":
    sys.exit(main())
