"""What the bot wrote to a client beside the plan, as staff read it in the timeline: its title.

A leaflet has one of its own; a phrase has none, and is told by what its table is about.
"""

from collections.abc import Callable, Iterator, Mapping

from bot.core.outbox import MessageRow

_QUESTION = "topics/"
_ABOUT = "timeline.about"
PLAIN = "timeline.automatic"
# What the phrases of each table that clients read are about: the end of a phrase of the timeline.
ABOUT: Mapping[str, str] = {
    **dict.fromkeys(("alert", "unread", "calmed", "contact", "hold"), "alert"),
    "emergency": "emergency",
    **dict.fromkeys(("check_in", "amber"), "check_in"),
    **dict.fromkeys(("can", "verdict", "did_you_mean", "rules"), "allowed"),
    **dict.fromkeys(("browse", "odd", "start", "foreign", "link"), "help"),
    "settings": "settings",
    "progress": "photos",
    **dict.fromkeys(("course", "near_end", "session"), "course"),
    **dict.fromkeys(("consent", "mydata", "forget", "withdraw", "retention", "not_me"), "data"),
}


def told(
    row: MessageRow, say: Callable[[str], str], *, in_full: bool
) -> tuple[str, Mapping[str, str]]:
    """Return the phrase that tells of a row, and its values; `say` puts a key into words.

    What a client asked about is told only to who may read what clients write: `in_full`.
    """
    keys = tuple(each for each in _keys(row) if each)
    question = next((each for each in keys if each.startswith(_QUESTION)), None)
    if question is not None and in_full:
        return "timeline.question", {"title": say(f"title:{question}")}
    if question is not None:
        return _titled(say(f"{_ABOUT}.question"))
    table, dot, _ = keys[0].partition(".") if keys else ("", ".", "")
    if not dot:
        return _titled(say(f"title:{keys[0]}"))
    return _titled(say(f"{_ABOUT}.{ABOUT[table]}")) if table in ABOUT else (PLAIN, {})


def _titled(title: str) -> tuple[str, Mapping[str, str]]:
    return "timeline.automatic_titled", {"title": title}


def _keys(row: MessageRow) -> Iterator[str]:
    """Return the keys of all that a row says, the first said first."""
    yield row.leaflet
    yield from row.parts
    yield from (each.leaflet for each in row.blocks)
