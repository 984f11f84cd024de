"""How each kind of setting is read: a text in, a value out, or one plain sentence with the mend.

Which settings there are is written in `table`. Nothing here touches a file or the network.
"""

import base64
import binascii
import difflib
import re
import unicodedata
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.core import opening
from bot.core.opening import OpeningHours
from bot.core.outbox import ChatId, UserId
from bot.core.sun import Place, PlaceError
from bot.settings.secrecy import redacted

ROOT = Path(__file__).resolve().parents[2]
SHOWN_CHARACTERS = 40
VALUE_LIMIT_CHARACTERS = 2000
OWNER_LIMIT = 20
KEY_LIMIT = 10
KEY_BYTES = 32
ID_LIMIT = 2**52  # Telegram promises that its ids stay below

_NUMBER = re.compile(r"\+?\(?[0-9][0-9 ()./-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
# 32 bytes as URL-safe Base64, with the sign at its end or without it.
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")
_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})
# Marks that turn the direction of the text after them, which is ours.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_Choice = TypeVar("_Choice", bound=str)


class Wrong(Exception):
    """A value that cannot be used; the text is a sentence that follows the setting's name."""


def shown(value: str) -> str:
    """Return a value as it may be shown in a sentence: short, on one line, in quotes."""
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in redacted(value))
    cut = plain if len(plain) <= SHOWN_CHARACTERS else f"{plain[:SHOWN_CHARACTERS]}…"
    return f"'{cut}'"


def line(limit_characters: int) -> Callable[[str], str]:
    """Return the reader of a line of text for people, up to so many characters."""

    def read(value: str) -> str:
        text = unicodedata.normalize("NFC", value)
        if len(text) > limit_characters:
            raise Wrong(
                f"it has {len(text)} characters. Shorten it to {limit_characters} or fewer."
            )
        if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in text):
            raise Wrong("it holds a line break or another control character. Write it in one line.")
        if any(sign in _TURNING for sign in text):
            raise Wrong("it holds an invisible mark that turns the text around. Type it anew.")
        if not any(sign.isalnum() for sign in text):
            raise Wrong(f"{shown(text)} has no letter and no digit. Write it out.")
        return text

    return read


def phone(digits: int) -> Callable[[str], str]:
    """Return the reader of a number to call, with at least so many digits."""

    def read(value: str) -> str:
        found = sum(sign.isdigit() for sign in value)
        if not _NUMBER.fullmatch(value) or not digits <= found <= 20:
            raise Wrong(
                f"{shown(value)} is no number to call. Write digits, spaces and + ( ) / . - only,"
                f" with {digits} to 20 digits."
            )
        return value

    return read


def whole_number(lowest: int, highest: int, unit: str) -> Callable[[str], int]:
    """Return the reader of a number of `unit` between two limits, both allowed."""

    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
            raise Wrong(f"{shown(value)} will not do. Write {unit} from {lowest} to {highest}.")
        return int(value)

    return read


def one_of(*choices: _Choice) -> Callable[[str], _Choice]:
    """Return the reader of one word among a few, in any letter case."""

    def read(value: str) -> _Choice:
        for choice in choices:
            if choice.lower() == value.lower():
                return choice
        raise Wrong(f"{shown(value)} is not known. Write one of: {', '.join(choices)}.")

    return read


def yes_or_no(value: str) -> bool:
    """Read a yes or a no."""
    if value.lower() not in _YES | _NO:
        raise Wrong(f"{shown(value)} is neither yes nor no. Write yes or no.")
    return value.lower() in _YES


def token(value: str) -> str:
    """Read a bot token in any server's form; it is never repeated in a sentence."""
    if not _TOKEN.fullmatch(value):
        raise Wrong(
            "this is no bot token. Copy all that @BotFather gave: digits, a colon, letters."
        )
    return value


def data_keys(value: str) -> tuple[bytes, ...]:
    """Read the keys of the data, the newest first; none of them is repeated in a sentence."""
    texts = [part for part in re.split(r"[,\s]+", value) if part]
    if len(texts) > KEY_LIMIT:
        raise Wrong(f"it holds {len(texts)} keys. Keep the {KEY_LIMIT} newest at most.")
    keys = tuple(_data_key(text, number) for number, text in enumerate(texts, 1))
    if len(set(keys)) < len(keys):
        raise Wrong("it holds the same key twice. Leave one out.")
    return keys


def _data_key(text: str, number: int) -> bytes:
    wrong = Wrong(
        f"key {number} is none. Copy all 43 characters of what `./run rotate-key --new` printed,"
        " with commas between several keys."
    )
    if not _KEY.fullmatch(text):
        raise wrong
    try:
        key = base64.urlsafe_b64decode(f"{text[:43]}=")
    except binascii.Error:
        raise wrong from None
    # By chance there are hardly ever fewer than 25 different ones; a key made up by hand has few.
    if len(set(key)) < KEY_BYTES // 2:
        raise Wrong(
            f"key {number} can be guessed. `./run rotate-key --new` prints one that cannot."
        )
    return key


def owners(value: str) -> frozenset[UserId]:
    """Read the owners' numeric ids, separated by commas or spaces."""
    found = [part for part in re.split(r"[,;\s]+", value) if part]
    for part in found:
        if part.startswith("-") and part[1:].isdigit():
            raise Wrong(f"{shown(part)} is a group. Write people's ids; a group is STAFF_CHAT_ID.")
        if not re.fullmatch(r"[0-9]{1,16}", part) or not 0 < int(part) < ID_LIMIT:
            raise Wrong(
                f"{shown(part)} is no Telegram id. Write numbers separated by commas, like"
                " 123456789,987654321; @userinfobot tells each person theirs."
            )
    if not found or len(found) > OWNER_LIMIT:
        raise Wrong(f"it names {len(found)} people. Name from 1 to {OWNER_LIMIT}.")
    return frozenset(UserId(int(part)) for part in found)


def contact(value: str) -> ChatId | None:
    """Read the numeric id of one person; none when the value is empty."""
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,16}", value) or not 0 < int(value) < ID_LIMIT:
        raise Wrong(
            f"{shown(value)} is no id of one person. Write a number like 123456789;"
            " @userinfobot tells each person theirs."
        )
    return ChatId(int(value))


def group(value: str) -> ChatId | None:
    """Read the id of a group; none when the value is empty."""
    if not value:
        return None
    if not re.fullmatch(r"-[0-9]{1,16}", value) or int(value) <= -ID_LIMIT or int(value) == 0:
        raise Wrong(f"{shown(value)} is no group. A group's id starts with a minus, like -1001234.")
    return ChatId(int(value))


def zone(value: str) -> zoneinfo.ZoneInfo:
    """Read the name of a time zone."""
    try:
        return zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        likely = _likely_zones(value)
        hint = f"Did you mean {' or '.join(likely)}?" if likely else "Write it like Europe/Berlin."
        raise Wrong(f"{shown(value)} is no time zone. {hint}") from error


def hours(value: str) -> OpeningHours:
    """Read opening hours."""
    try:
        return opening.parse(value)
    except opening.OpeningHoursError as error:
        raise Wrong(str(error)) from error


def place(value: str) -> Place | None:
    """Read a latitude and a longitude; none when the value is empty."""
    if not value:
        return None
    numbers = re.fullmatch(r"(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)", value, re.ASCII)
    if numbers is None:
        raise Wrong(f"{shown(value)} is no place. Write latitude,longitude, like 52.52,13.40.")
    try:
        return Place(latitude=float(numbers[1]), longitude=float(numbers[2]))
    except PlaceError as error:
        raise Wrong(f"{shown(value)} is not on the globe. {error}") from error


def language(value: str) -> str:
    """Read the code of a language, as its folder in the content is named."""
    if not _LANGUAGE.fullmatch(value):
        raise Wrong(f"{shown(value)} is no language. Write a code like en, de or pt-BR.")
    return value


def folder(value: str) -> Path:
    """Read a folder's path; a relative one counts from the folder that holds `bot/`."""
    if "\0" in value:
        raise Wrong("it holds a control character. Type it anew.")
    try:
        return ROOT / Path(value).expanduser()
    except RuntimeError as error:
        raise Wrong(f"{shown(value)} names a home that is not there. Write it out.") from error


def _likely_zones(value: str) -> list[str]:
    known = sorted(zoneinfo.available_timezones())
    wanted = value.strip().lower().replace(" ", "_")
    same = [name for name in known if name.lower() == wanted]
    city = [name for name in known if "/" in name and name.lower().endswith(f"/{wanted}")]
    return (same or city or difflib.get_close_matches(value, known, n=2, cutoff=0.7))[:2]
