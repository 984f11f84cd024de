"""What staff type that is not a date: a reference, a number, a line for the client.

Each is returned as it will be kept, or as the sentence that says what is wrong with it. Whether a
reference is taken is the store's to know.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from bot.core.staff_dates import Sentence

REFERENCE_LIMIT_CHARACTERS = 32
TEXT_LIMIT_CHARACTERS = 300

_NUMBER_LIMIT_DIGITS = 3
# Marks that turn the direction of what follows them, and so can make one text look like another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Two references that differ only in these look the same.
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff")
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL_CATEGORIES = ("Cc", "Cs", "Zl", "Zp")


def read_reference(text: str) -> str | Sentence:
    """Return a reference: one line of 1 to 32 characters, with a letter or digit of any script."""
    plain = re.sub(" +", " ", unicodedata.normalize("NFC", text).strip())
    for phrase, is_faulty in _REFERENCE_FAULTS.items():
        if is_faulty(plain):
            return Sentence(phrase=phrase)
    if len(plain) > REFERENCE_LIMIT_CHARACTERS:
        return _too_long(plain, REFERENCE_LIMIT_CHARACTERS)
    return plain


def is_like_a_name(reference: str) -> bool:
    """Tell whether a reference looks like somebody's name: two words or more, and no digit."""
    words = re.sub(r"[-.'’]", "", reference).split()
    is_all_letters = all(word.isalpha() for word in words)
    return len(words) > 1 and is_all_letters and any(len(word) > 1 for word in words)


def read_line(text: str) -> str | Sentence:
    """Return a line for the client: 1 to 300 characters, breaks as spaces, no control signs."""
    one_line = _BREAKS.sub(" ", text)
    kept = "".join(sign for sign in one_line if sign == "\t" or not _is_control(sign))
    plain = " ".join(kept.split())
    if not any(unicodedata.category(sign)[0] not in "CZ" for sign in plain):
        return Sentence(phrase="enrol.says.empty")
    if len(plain) > TEXT_LIMIT_CHARACTERS:
        return _too_long(plain, TEXT_LIMIT_CHARACTERS)
    return plain


def read_number(text: str, lowest: int, highest: int) -> int | Sentence:
    """Return a whole number, in the digits of any script, if it lies within the bounds."""
    plain = text.strip()
    is_short = plain.isdecimal() and len(plain) <= _NUMBER_LIMIT_DIGITS
    if not is_short or not lowest <= int(plain) <= highest:
        values = {"lowest": str(lowest), "highest": str(highest)}
        return Sentence(phrase="enrol.says.number", values=values)
    return int(plain)


def _is_control(sign: str) -> bool:
    return sign in _TURNING or unicodedata.category(sign) in _CONTROL_CATEGORIES


def _has_hidden_signs(plain: str) -> bool:
    return any(_is_control(sign) or sign in _UNSEEN for sign in plain)


def _has_no_letter(plain: str) -> bool:
    return not any(sign.isalnum() for sign in plain)


def _too_long(plain: str, limit: int) -> Sentence:
    values = {"limit": str(limit), "count": str(len(plain))}
    return Sentence(phrase="enrol.says.too_long", values=values)


_REFERENCE_FAULTS: Mapping[str, Callable[[str], object]] = {
    "enrol.says.empty": lambda plain: not plain,
    "enrol.says.reference_command": lambda plain: plain.startswith("/"),
    "enrol.says.reference_lines": _BREAKS.search,
    "enrol.says.reference_signs": _has_hidden_signs,
    "enrol.says.reference_letters": _has_no_letter,
}
