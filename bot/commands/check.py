"""Looks at settings, content, data and token: what is wrong, in plain words, with the mend."""

import argparse
import asyncio
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from telegram.request import BaseRequest

from bot import commands, settings
from bot.chat.carrier import Carrier
from bot.commands import _check_backups, _check_content, _check_store, _check_telegram
from bot.commands._findings import Finding, Level, Part
from bot.settings import Examined
from bot.timing.clock import SystemClock

TELEGRAM_SECONDS = 5.0
_PAYING = (
    "PAID_BROADCAST is yes: what is beyond 30 messages a second costs Telegram Stars, a tenth each."
    " Where Telegram takes no payment, it goes out unpaid and slower, and the log says so."
)
_MARKS = {Level.FAULT: "FAULT", Level.WARNING: "WARNING", Level.NOTE: "fine"}


def run(arguments: list[str]) -> int:
    """Look at everything and print it; 1 when something is wrong."""
    options = _parser().parse_args(arguments)
    now = SystemClock().now()
    findings = look(os.environ, now=now, request=connection(), path=settings.ENV_FILE)
    print(_as_json(findings) if options.json else _as_text(findings))
    bad = {Level.FAULT, Level.WARNING} if options.strict else {Level.FAULT}
    return commands.FAULTS if any(one.level in bad for one in findings) else commands.FINE


def connection() -> BaseRequest:
    """Return the way to the Bot API's server, as the bot takes it, with less patience."""
    seconds = TELEGRAM_SECONDS
    return Carrier(connections=1, connect_seconds=seconds, read_seconds=seconds)


def look(
    environ: Mapping[str, str], *, now: datetime, request: BaseRequest, path: Path
) -> list[Finding]:
    """Return everything found, by parts; what a wrong setting leads to is not looked at."""
    seen = settings.examine_all(environ, path=path)
    found = [*_settings(seen, path)]
    if "CONTENT_DIR" not in seen.wrong:
        today = now.astimezone(seen.settings.clinic_timezone).date()
        found += _check_content.look(seen.settings, today=today)
    if not seen.wrong & {"DATA_DIR", "DATABASE_URL", "DATA_KEY"}:
        found += _check_store.look(seen.settings)
        if not seen.wrong & {"BACKUP_DAYS", "CLINIC_TIMEZONE"}:
            found += _check_backups.look(seen.settings, now)
        if not seen.wrong & {"OWNER_IDS", "STAFF_CHAT_ID"}:
            found += _check_store.unreached(seen.settings)
    if not seen.wrong & {"TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL"}:
        found += asyncio.run(_check_telegram.look(seen.settings, request))
    return sorted(found, key=_order)


def _settings(seen: Examined, path: Path) -> Iterator[Finding]:
    for fault in seen.faults:
        yield Finding(Part.SETTINGS, Level.FAULT, fault)
    for note in seen.notes:
        yield Finding(Part.SETTINGS, Level.WARNING, note)
    if path.is_file() and path.stat().st_mode & 0o077:
        sentence = (
            f"Others on this machine may read the token in {path.name}."
            f" `chmod 600 {path.name}` mends it."
        )
        yield Finding(Part.SETTINGS, Level.WARNING, sentence)
    if not seen.faults:
        yield Finding(Part.SETTINGS, Level.NOTE, "Every setting can be used.")
    if seen.settings.paid_broadcast:
        yield Finding(Part.SETTINGS, Level.NOTE, _PAYING)


def _order(finding: Finding) -> tuple[int, int]:
    return list(Part).index(finding.part), list(Level).index(finding.level)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run check", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="exit with 1 for warnings as well")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _as_text(findings: Sequence[Finding]) -> str:
    lines: list[str] = []
    for part in Part:
        lines.append(f"{part.capitalize()}")
        about = [one for one in findings if one.part is part]
        lines += [f"  {_MARKS[one.level]:8}{one.text}" for one in about]
        if not about:
            lines.append("  -       not looked at, because of the settings above.")
    return "\n".join([*lines, "", _summary(findings)])


def _summary(findings: Sequence[Finding]) -> str:
    faults, warnings = _count(findings, Level.FAULT), _count(findings, Level.WARNING)
    if not faults and not warnings:
        return "All is well."
    counted = ((faults, "fault"), (warnings, "warning"))
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counted if n) + "."


def _as_json(findings: Sequence[Finding]) -> str:
    answer = {
        "faults": _count(findings, Level.FAULT),
        "warnings": _count(findings, Level.WARNING),
        "findings": [{"part": one.part, "level": one.level, "text": one.text} for one in findings],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _count(findings: Sequence[Finding], level: Level) -> int:
    return sum(one.level is level for one in findings)
