"""The HTML of Telegram's parse_mode as plain text and entities; MarkdownV2 is not read here.

Source: https://core.telegram.org/bots/api#html-style.
"""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

from bot.simulator.chats import Entity
from bot.simulator.entities import checked_link, units
from bot.simulator.errors import bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def read_html(text: str, drop: Callable[[str], None]) -> tuple[str, list[Entity]]:
    """The text without its tags, and what the tags meant; an unknown or open tag is refused."""
    reader = _Reader(drop)
    reader.feed(text)
    reader.close()
    if reader.open:
        raise bad_request(f"can't parse entities: can't find end tag for \"{reader.open[-1][0]}\"")
    return "".join(reader.parts), reader.found


class _Reader(HTMLParser):
    """Collects text and entities; offsets are UTF-16 units of the text so far."""

    def __init__(self, drop: Callable[[str], None]) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.found: list[Entity] = []
        self.open: list[tuple[str, int, dict[str, str | None]]] = []
        self._drop = drop
        self._units = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise bad_request(f'can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append((tag, self._units, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise bad_request(f'can\'t parse entities: unexpected end tag "{tag}"')
        _, offset, attributes = self.open.pop()
        length = self._units - offset
        kind, extra = TAGS[tag], {}
        if kind == "text_link":
            url = checked_link(attributes.get("href") or "")
            if url is None:
                self._drop("text_link whose link Telegram does not take")
                return
            extra = {"url": url}
        if kind == "blockquote" and "expandable" in attributes:
            kind = "expandable_blockquote"
        if length:
            self.found.append(Entity(type=kind, offset=offset, length=length, extra=extra))

    def handle_comment(self, data: str) -> None:
        raise bad_request('can\'t parse entities: unsupported start tag "!--"')

    def handle_decl(self, decl: str) -> None:
        raise bad_request('can\'t parse entities: unsupported start tag "!"')

    def handle_pi(self, data: str) -> None:
        raise bad_request('can\'t parse entities: unsupported start tag "?"')

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        self._units += units(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(NAMED.get(name, f"&{name}"))

    def handle_charref(self, name: str) -> None:
        digits = name[1:] if name[:1] in "xX" else name
        self.handle_data(chr(int(digits, 16 if name[:1] in "xX" else 10)))
