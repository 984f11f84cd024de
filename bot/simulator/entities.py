"""Marked text as Telegram takes it: UTF-16 lengths, cleaning, trimming, entities checked and found.

Source: tdlib's MessageEntity.cpp and misc.cpp; it stops at parse_mode, which `markup` reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.arguments import whole
from bot.simulator.chats import Entity
from bot.simulator.errors import bad_request
from bot.simulator.limits import ENTITIES_MAX

Drop = Callable[[str], None]

EXTRA_FIELDS: Mapping[str, tuple[str, ...]] = {
    "bold": (),
    "italic": (),
    "underline": (),
    "strikethrough": (),
    "spoiler": (),
    "blockquote": (),
    "expandable_blockquote": (),
    "code": (),
    "pre": ("language",),
    "text_link": ("url",),
    "text_mention": ("user",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time", "date_time_format"),
}
FOUND_BY_TELEGRAM = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)
OPAQUE = frozenset({"code", "pre"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
LINK_SCHEMES = frozenset({"http", "https", "tg", "mailto", "ton"})
WEB_SCHEMES = frozenset({"http", "https"})
_FINDERS = (
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,!?;:)]")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?\b")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
)
_REMOVED = frozenset("\r" + "".join(chr(code) for code in range(0x2028, 0x202F)))
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e]")


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_encoding(text: str) -> None:
    """Refuse half a surrogate pair, which cannot travel as UTF-8."""
    if _HALF_A_PAIR.search(text) is not None:
        raise bad_request("strings must be encoded in UTF-8")


def formatted(text: str, entities: Sequence[Entity], drop: Drop) -> tuple[str, tuple[Entity, ...]]:
    """Clean and trim a text, check its entities and add those Telegram finds by itself."""
    check_encoding(text)
    _check_ends(text, entities)
    text, kept = _cleaned(text, entities)
    text, kept = _trimmed(text, kept)
    kept = _nested(kept, drop)
    if len(kept) > ENTITIES_MAX:
        drop(f"{len(kept) - ENTITIES_MAX} entities past {ENTITIES_MAX}")
        kept = kept[:ENTITIES_MAX]
    return text, _sorted([*kept, *_found(text, kept)])


def read(raw: Iterable[Any], drop: Drop) -> list[Entity]:
    """Telegram's own array of MessageEntity as values; what it would let fall is told to `drop`."""
    return [entity for item in raw if (entity := _read_one(item, drop)) is not None]


def _read_one(item: Any, drop: Drop) -> Entity | None:
    if not isinstance(item, Mapping) or not isinstance(item.get("type"), str):
        raise bad_request("can't parse entities: expected an Object of type MessageEntity")
    kind, offset, length = item["type"], whole(item.get("offset")), whole(item.get("length"))
    if offset is None or length is None:
        raise bad_request("can't parse entities: offset and length must be Integers")
    if kind in FOUND_BY_TELEGRAM:
        return None
    if kind not in EXTRA_FIELDS:
        drop(f"entity of unknown type {kind}")
        return None
    if offset < 0 or length <= 0:
        drop(f"entity {kind} of no length")
        return None
    extra = {name: item[name] for name in EXTRA_FIELDS[kind] if item.get(name) is not None}
    if kind == "text_link":
        url = checked_link(str(extra.get("url", "")))
        if url is None:
            drop("text_link whose link Telegram does not take")
            return None
        extra["url"] = url
    return Entity(type=kind, offset=offset, length=length, extra=extra)


def checked_link(url: str) -> str | None:
    """The link as Telegram keeps it, or None where it would let the link fall."""
    url = url.strip()
    if not url or any(character.isspace() for character in url):
        return None
    if "://" not in url and not url.startswith(("mailto:", "tel:")):
        host = url.split("/")[0]
        url = f"http://{url}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?", host) else ""
    parts = urlsplit(url)
    if parts.scheme not in LINK_SCHEMES:
        return None
    if parts.scheme in WEB_SCHEMES:
        if not parts.hostname or "." not in parts.hostname:
            return None
        return parts._replace(path=parts.path or "/").geturl()
    return url


def _check_ends(text: str, entities: Sequence[Entity]) -> None:
    """Refuse entities that leave the text or cut a character in two."""
    end = units(text)
    if end == len(text) and all(each.offset <= each.end <= end for each in entities):
        return  # no character is of two units, so that none can be cut
    borders = {0: 0}
    position = size = 0
    for character in text:
        position += 2 if ord(character) > 0xFFFF else 1
        size += len(character.encode())
        borders[position] = size
    for entity in entities:
        if entity.offset > position:
            raise bad_request(
                f"entity begins after the end of the text at UTF-16 offset {entity.offset}"
            )
        start = f"entity beginning at UTF-16 offset {entity.offset} ends"
        if entity.end > position:
            raise bad_request(f"{start} after the end of the text at UTF-16 offset {entity.end}")
        if entity.offset not in borders:
            raise bad_request(
                "entity begins in a middle of a UTF-16 symbol at byte offset"
                f" {borders[entity.offset + 1]}"
            )
        if entity.end not in borders:
            raise bad_request(
                f"{start} in a middle of a UTF-16 symbol at byte offset {borders[entity.end + 1]}"
            )


def _cleaned(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become spaces, carriage returns and direction overrides vanish."""
    if _UNCLEAN.search(text) is None:
        return text, [each for each in entities if each.length > 0]
    kept: list[str] = []
    moved = [0]
    for character in text:
        width = 2 if ord(character) > 0xFFFF else 1
        gone = character in _REMOVED
        if not gone:
            kept.append(" " if ord(character) < 32 and character != "\n" else character)
        moved.extend([moved[-1]] * (width - 1))
        moved.append(moved[-1] if gone else moved[-1] + width)
    return "".join(kept), [
        replace(e, offset=moved[e.offset], length=moved[e.end] - moved[e.offset])
        for e in entities
        if moved[e.end] > moved[e.offset]
    ]


def _trimmed(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """Trailing blanks go, leading ones up to the first entity go too, as on Telegram's server."""
    short = text.rstrip(" \n")
    end = units(short)
    kept = [
        replace(e, length=min(e.end, end) - e.offset)
        for e in entities
        if min(e.end, end) > e.offset
    ]
    lead = len(short) - len(short.lstrip(" \n"))
    lead = min([lead, *(e.offset for e in kept)])
    return short[lead:], [replace(e, offset=e.offset - lead) for e in kept]


def _nested(entities: Sequence[Entity], drop: Drop) -> list[Entity]:
    """Nothing lies inside code, no quote inside a quote; the inner one falls."""
    kept: list[Entity] = []
    for entity in _sorted(entities):
        outer = [o for o in kept if o.offset < entity.end and entity.offset < o.end]
        if any(o.type in OPAQUE for o in outer):
            drop(f"entity {entity.type} inside code")
        elif entity.type in QUOTES and any(o.type in QUOTES for o in outer):
            drop("quote inside a quote")
        else:
            kept.append(entity)
    return kept


def _found(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """Commands, links, mentions, hashtags and addresses nobody marked."""
    closed = [e for e in entities if e.type in OPAQUE or e.type in {"text_link", "text_mention"}]
    found: list[Entity] = []
    for kind, finder in _FINDERS:
        for match in finder.finditer(text):
            offset, length = units(text[: match.start()]), units(match.group())
            entity = Entity(type=kind, offset=offset, length=length)
            if not any(o.offset < entity.end and offset < o.end for o in (*closed, *found)):
                found.append(entity)
    return found


def _sorted(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda e: (e.offset, -e.length)))
