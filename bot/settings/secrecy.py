"""What looks like a bot token or a data key never leaves the program in readable form."""

import re

HIDDEN = "[token]"
# Wherever it stands, also in the middle of an address, with its colon as it is or encoded.
_TOKEN = re.compile(r"\d{3,}(?::|%3A)[A-Za-z0-9_-]{35,}", re.IGNORECASE)
# 43 signs by themselves, not all in one letter case as the names of functions are.
_SIGN = "[A-Za-z0-9_-]"
_KEY = re.compile(rf"(?<!{_SIGN})(?=[a-z0-9_-]*[A-Z])(?=[A-Z0-9_-]*[a-z]){_SIGN}{{43}}(?!{_SIGN})")


def redacted(text: str) -> str:
    """Return the text with whatever looks like a bot token or a data key taken out."""
    return _KEY.sub(HIDDEN, _TOKEN.sub(HIDDEN, text))
