"""From the environment to `Settings`: every fault found at once, each a sentence with its mend."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import env_file, model, values
from bot.settings.model import Settings
from bot.settings.secrecy import redacted
from bot.settings.table import REQUIRED, TABLE

ENV_FILE = values.ROOT / ".env"
_CUT_SHORT = (
    "this is not the whole token. Copy it again from @BotFather: digits, a colon, 35 letters."
)
_NO_KEY = (
    "KEEP_PHOTOS: clients' photos are kept only encrypted, and DATA_KEY is empty. Write a key into"
    " DATA_KEY, or KEEP_PHOTOS=no"
)
_FOR_WEBHOOK = ("WEBHOOK_SECRET", "LISTEN", "DATABASE_URL")
_NO_WEBHOOK = (
    "WEBHOOK_URL: a webhook is for several machines, and needs WEBHOOK_SECRET, LISTEN and"
    " DATABASE_URL. Set all three; or leave WEBHOOK_URL empty, and the bot asks Telegram itself"
)
_TELEGRAMS_TOKEN = re.compile(r"[0-9]{6,16}:[A-Za-z0-9_-]{35}")

# A made-up clinic, for what needs no settings; its phone number is kept free for fiction.
DEMONSTRATION: Mapping[str, str] = {
    "TELEGRAM_BOT_TOKEN": f"424242:{'local-telegram'.ljust(35, '-')}",
    "TELEGRAM_API_URL": "http://127.0.0.1:8081",
    "OWNER_IDS": "1001",
    "CLINIC_NAME": "Rose Clinic",
    "CLINIC_PHONE": "+49 30 23125000",
    "CLINIC_TIMEZONE": "Europe/Berlin",
    "CLINIC_HOURS": "Mon-Fri 09:00-18:00; Sat 10:00-14:00",
    "CLINIC_LOCATION": "52.5,13.4",
    "EMERGENCY_NUMBER": "112",
    "URGENT_CARE_NUMBER": "116117",
    "DATA_DIR": "data/demonstration",
}
_TAKEN_FOR_DEMONSTRATION = ("CONTENT_DIR", "LOG_LEVEL", "LOG_FORMAT")


class SettingsError(Exception):
    """The settings cannot be used; `faults` holds every fault as one plain sentence."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was found: `wrong` names the settings in which the demonstration's stand in.

    `notes` are sentences about what is odd and keeps nothing from working.
    """

    settings: Settings
    wrong: frozenset[str]
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


def load(environ: Mapping[str, str], *, path: Path = ENV_FILE) -> Settings:
    """Read the settings from the environment over the file. Raises SettingsError."""
    return _checked(examine_all(environ, path=path))


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings from a mapping. Raises SettingsError with every fault."""
    return _checked(examine(environment))


def examine_all(environ: Mapping[str, str], *, path: Path = ENV_FILE) -> Examined:
    """Look at the file and the environment, which wins; raises nothing."""
    found = env_file.read(path, frozenset(TABLE))
    seen = examine({**found.values, **environ})
    advice: tuple[str, ...] = ()
    if found.missing and not any(environ.get(name) for name in REQUIRED):
        advice = (f"There is no file {path.name} here. Copy .env.example to it and fill it in.",)
    return Examined(
        settings=seen.settings,
        wrong=seen.wrong,
        faults=(*advice, *found.faults, *seen.faults),
        notes=found.notes,
    )


def examine(environment: Mapping[str, str]) -> Examined:
    """Look at every setting; raises nothing."""
    read_values, faults = _read_each(environment)
    if _is_cut_short(read_values):
        faults |= {"TELEGRAM_BOT_TOKEN": f"TELEGRAM_BOT_TOKEN: {_CUT_SHORT}"}
    if read_values.get("KEEP_PHOTOS") and not read_values.get("DATA_KEY", True):
        faults |= {"KEEP_PHOTOS": _NO_KEY}
    if read_values.get("WEBHOOK_URL") and not all(read_values.get(each) for each in _FOR_WEBHOOK):
        faults |= {"WEBHOOK_URL": _NO_WEBHOOK}
    texts = {name: _text(environment, name) for name in TABLE}
    for name in faults:
        texts[name] = DEMONSTRATION.get(name) or TABLE[name].default or ""
        read_values[name] = TABLE[name].read(texts[name])
    return Examined(
        settings=Settings(
            **{name.lower(): value for name, value in read_values.items()},
            clinic_hours_text=texts["CLINIC_HOURS"],
        ),
        wrong=frozenset(faults),
        faults=tuple(faults.values()),
    )


def demonstration(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of a made-up clinic; only the content's folder and logs may be chosen.

    Raises SettingsError when one of these is wrong.
    """
    chosen = {name: (environ or {}).get(name, "") for name in _TAKEN_FOR_DEMONSTRATION}
    return read({**DEMONSTRATION, **chosen})


def content_dir(environ: Mapping[str, str], *, path: Path = ENV_FILE) -> Path:
    """Return the content's folder, whatever else is set. Raises SettingsError."""
    return _of_these(environ, path, "CONTENT_DIR").content_dir


def of_data(environ: Mapping[str, str], *, path: Path = ENV_FILE) -> Settings:
    """Return settings that tell where data lies and its keys, and no more. Raises SettingsError."""
    return _of_these(environ, path, "DATA_DIR", "DATABASE_URL", "DATA_KEY")


def _of_these(environ: Mapping[str, str], path: Path, *names: str) -> Settings:
    """Return settings of which only these can be relied on."""
    seen = examine_all(environ, path=path)
    if seen.wrong.intersection(names):
        raise SettingsError(seen.faults)
    return seen.settings


def _read_each(environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values that can be used, and a sentence for each name that has none."""
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, setting in TABLE.items():
        text = _text(environment, name)
        if not text and setting.default is None:
            faults[name] = f"{name} is missing. Write it into .env, like {name}={setting.example}"
            continue
        try:
            found[name] = setting.read(_within_limit(text))
        except values.Wrong as wrong:
            faults[name] = redacted(f"{name}: {wrong}")
    return found, faults


def _is_cut_short(found: Mapping[str, Any]) -> bool:
    """Tell whether a token for Telegram's own server is not in its form; others have their own."""
    token, server = found.get("TELEGRAM_BOT_TOKEN"), found.get("TELEGRAM_API_URL")
    if token is None or server is None or not model.is_telegrams_own(server):
        return False
    return _TELEGRAMS_TOKEN.fullmatch(token) is None


def _text(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name, "").strip() or TABLE[name].default or ""


def _within_limit(text: str) -> str:
    if len(text) > values.VALUE_LIMIT_CHARACTERS:
        most = values.VALUE_LIMIT_CHARACTERS
        raise values.Wrong(f"it has {len(text)} characters. Shorten it to {most} or fewer.")
    return text


def _checked(seen: Examined) -> Settings:
    if seen.faults:
        raise SettingsError(seen.faults)
    return seen.settings
