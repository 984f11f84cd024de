"""The part of `check` that reads the last backup, as a restore would."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.commands._findings import Finding, Level, Part
from bot.ports import StoreError
from bot.settings import Settings
from bot.store import backups, restoring
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.seal import Seal

OLD = timedelta(hours=48)


def look(settings: Settings, now: datetime) -> list[Finding]:
    """Say how old the last backup is, and whether all of it can be read."""
    if not settings.data_dir.is_dir() and not settings.database_url:
        return []
    if not settings.backup_days:
        return [_finding(Level.WARNING, "BACKUP_DAYS is 0: no backup is made at night.")]
    try:
        return list(_last(settings, now))
    except StoreError as error:
        return [_finding(Level.FAULT, f"The last backup cannot be read: {error}.")]


def _last(settings: Settings, now: datetime) -> Iterator[Finding]:
    seal = Seal(settings.data_key)
    found = backups.kept(Files(Disk(settings.data_dir), seal))
    if not found:
        yield _finding(
            Level.NOTE,
            "There is no backup yet. The running bot makes one each night; ./run backup makes one"
            " now.",
        )
        return
    last = found[0]
    made = f"{last.made_at.astimezone(settings.clinic_timezone):%Y-%m-%d %H:%M}"
    source = Files(Disk(settings.data_dir / last.place), seal)
    damaged = restoring.unreadable(source)
    if damaged:
        named = ", ".join(damaged[:3])
        yield _finding(
            Level.FAULT,
            f"In the backup of {made} {len(damaged)} files are damaged ({named})."
            " ./run backup makes another.",
        )
    elif now - last.made_at > OLD:
        yield _finding(
            Level.WARNING,
            f"The last backup is of {made}. Is the bot running? ./run backup makes another.",
        )
    else:
        yield _finding(Level.NOTE, f"The backup of {made} was read whole: {last.clients} clients.")


def _finding(level: Level, text: str) -> Finding:
    return Finding(Part.STORE, level, text)
