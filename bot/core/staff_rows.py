"""Words of a client or of staff in as many messages as they need: none is cut, no file is lost.

It stops at parting the words; who reads them, and for how long, is `showing`'s and `answering`'s.
"""

from dataclasses import replace

from bot.core.outbox import Media, MessageRow, RowKey

# In UTF-16 units, with room for the heading within Telegram's 4096, or 1024 below a picture.
WORDS_LIMIT_UNITS = 3_500
CAPTION_WORDS_LIMIT_UNITS = 700
MORE = "shown.more"


def in_messages(row: MessageRow) -> tuple[MessageRow, ...]:
    """Return the row with as many of its words as fit, and rows with the rest.

    A round video bears no caption, so the words go before it.
    """
    if row.media is Media.VIDEO_NOTE:
        words = replace(row, media=Media.NONE, file_id="")
        file = replace(_following(row, "file"), media=row.media, file_id=row.file_id)
        return (*in_messages(words), file)
    limit = WORDS_LIMIT_UNITS if row.media is Media.NONE else CAPTION_WORDS_LIMIT_UNITS
    first, rest = _parted(row.values.get("words", ""), limit)
    if not rest:
        return (row,)
    rows = [replace(row, values={**row.values, "words": first})]
    while rest:
        first, rest = _parted(rest, WORDS_LIMIT_UNITS)
        values = {"reference": row.values.get("reference", ""), "words": first}
        more = _following(row, str(len(rows) + 1))
        rows.append(replace(more, leaflet=MORE, values=values))
    return tuple(rows)


def _following(row: MessageRow, name: str) -> MessageRow:
    """Return an empty silent row that belongs to the same message."""
    bare = replace(row, key=RowKey(f"{row.key}:{name}"), leaflet="", values={}, file_id="")
    return replace(bare, keyboard=(), media=Media.NONE, audible=False)


def _parted(words: str, limit_units: int) -> tuple[str, str]:
    """Part the words where a line or a word ends, or else anywhere but inside a character."""
    if _units(words) <= limit_units:
        return words, ""
    first = words.encode("utf-16-le")[: limit_units * 2].decode("utf-16-le", "ignore")
    end = max(first.rfind("\n"), first.rfind(" ")) + 1
    if end > len(first) // 2:
        first = first[:end]
    return first, words[len(first) :]


def _units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2
