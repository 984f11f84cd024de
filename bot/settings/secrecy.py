"""What looks like a bot token never leaves the program in readable form."""

import re

HIDDEN = "[token]"
# Wherever it stands, also in the middle of an address, with its colon as it is or encoded.
_TOKEN = re.compile(r"\d{3,}(?::|%3A)[A-Za-z0-9_-]{35,}", re.IGNORECASE)


def redacted(text: str) -> str:
    """Return the text with whatever looks like a bot token taken out."""
    return _TOKEN.sub(HIDDEN, text)
