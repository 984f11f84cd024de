"""Marked text: counted, cleaned, trimmed, refused and dropped as on Telegram."""

from typing import Any

import pytest

from bot.simulator.world import World
from tests.simulator.residents import ANN, Ask


def mark(kind: str, offset: int, length: int, **extra: Any) -> dict[str, Any]:
    """A MessageEntity."""
    return {"type": kind, "offset": offset, "length": length, **extra}


async def shown(world: World, ask: Ask, text: str, *marks: dict[str, Any]) -> Any:
    """What Ann sees of a text and its marks."""
    answer = await ask("sendMessage", chat_id=ANN, text=text, entities=list(marks))
    assert answer["ok"], answer
    message = world.chat(ANN)[-1]
    return message.text, [(e.type, e.offset, e.length) for e in message.entities]


async def test_marks_are_counted_in_utf16_units(world: World, ask: Ask) -> None:
    """A flower before the word shifts it by two."""
    assert await shown(world, ask, "🌸 sun", mark("bold", 3, 3)) == ("🌸 sun", [("bold", 3, 3)])


@pytest.mark.parametrize(
    ("marked", "refusal"),
    [
        (mark("bold", 1, 2), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (
            mark("bold", 0, 1),
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol"
            " at byte offset 4",
        ),
        (
            mark("bold", 3, 9),
            "entity beginning at UTF-16 offset 3 ends after the end of the text"
            " at UTF-16 offset 12",
        ),
        (mark("bold", 9, 1), "entity begins after the end of the text at UTF-16 offset 9"),
    ],
)
async def test_a_mark_outside_the_text_or_inside_a_character_is_refused(
    ask: Ask, marked: dict[str, Any], refusal: str
) -> None:
    """In the words of Telegram's own server."""
    answer = await ask("sendMessage", chat_id=ANN, text="🌸 sun", entities=[marked])
    assert answer["description"] == f"Bad Request: {refusal}"


async def test_blanks_around_a_text_go_and_marks_move_along(world: World, ask: Ask) -> None:
    """Trailing blanks are cut off marks too; leading ones go up to the first mark."""
    assert await shown(world, ask, "  sun \n", mark("bold", 2, 5)) == ("sun", [("bold", 0, 3)])
    assert await shown(world, ask, "  sun", mark("bold", 1, 4)) == (" sun", [("bold", 0, 4)])


async def test_control_characters_become_blanks_and_overrides_vanish(
    world: World, ask: Ask
) -> None:
    """A tab is a blank, a carriage return and a direction override are nothing."""
    marked = mark("bold", 4, 3)
    assert await shown(world, ask, "a\t\u202e\rsun", marked) == ("a sun", [("bold", 2, 3)])


async def test_more_than_100_marks_are_dropped_and_noted(world: World, ask: Ask) -> None:
    """The first hundred stay."""
    marks = [mark("bold", 2 * number, 1) for number in range(102)]
    _, kept = await shown(world, ask, "ab" * 102, *marks)
    assert len(kept) == 100
    assert world.dropped == ["2 entities past 100"]


@pytest.mark.parametrize(
    ("marked", "note"),
    [
        (mark("text_link", 0, 3, url="/page"), "text_link whose link Telegram does not take"),
        (mark("text_link", 0, 3, url="tel:+4930"), "text_link whose link Telegram does not take"),
        (mark("text_link", 0, 3, url="ftp://a.example"), "text_link whose link Telegram does not"),
        (mark("heading", 0, 3), "entity of unknown type heading"),
        (mark("bold", 0, 0), "entity bold of no length"),
    ],
)
async def test_a_mark_telegram_lets_fall_is_noted(
    world: World, ask: Ask, marked: dict[str, Any], note: str
) -> None:
    """Nothing vanishes without a trace here."""
    assert await shown(world, ask, "sun", marked) == ("sun", [])
    assert len(world.dropped) == 1
    assert world.dropped[0].startswith(note)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org", "https://example.org/"),
        ("example.org/a", "http://example.org/a"),
        ("tg://user?id=1", "tg://user?id=1"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
    ],
)
async def test_a_sound_link_is_kept(world: World, ask: Ask, url: str, kept: str) -> None:
    """Completed the way Telegram completes it."""
    await shown(world, ask, "sun", mark("text_link", 0, 3, url=url))
    assert world.chat(ANN)[-1].entities[0].extra == {"url": kept}


async def test_nothing_is_marked_inside_code_and_no_quote_inside_a_quote(
    world: World, ask: Ask
) -> None:
    """The inner mark falls and is noted."""
    marks = [mark("code", 0, 7), mark("bold", 0, 3)]
    assert await shown(world, ask, "sun hat", *marks) == ("sun hat", [("code", 0, 7)])
    marks = [mark("blockquote", 0, 7), mark("expandable_blockquote", 0, 3)]
    assert await shown(world, ask, "sun hat", *marks) == ("sun hat", [("blockquote", 0, 7)])
    assert world.dropped == ["entity bold inside code", "quote inside a quote"]


async def test_telegram_finds_commands_links_and_names_by_itself(world: World, ask: Ask) -> None:
    """Also in what the bot writes, but not inside code."""
    text = "/today at https://example.org, @ann_example #sun desk@example.org"
    _, found = await shown(world, ask, text)
    assert [kind for kind, _, _ in found] == ["bot_command", "url", "mention", "hashtag", "email"]
    assert (await shown(world, ask, "/today", mark("code", 0, 6)))[1] == [("code", 0, 6)]


async def test_half_a_character_is_refused(ask: Ask) -> None:
    """A lone surrogate cannot travel."""
    answer = await ask("sendMessage", chat_id=ANN, text="\ud83c")
    assert answer["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_html_is_read_as_marks(world: World, ask: Ask) -> None:
    """Nested tags, links and escapes."""
    text = '<b>Sun <i>hat</i></b> &amp; <a href="https://example.org/">shade</a>'
    await ask("sendMessage", chat_id=ANN, text=text, parse_mode="HTML")
    message = world.chat(ANN)[-1]
    assert message.text == "Sun hat & shade"
    assert [(e.type, e.offset, e.length) for e in message.entities] == [
        ("bold", 0, 7),
        ("italic", 4, 3),
        ("text_link", 10, 5),
    ]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("<script>x</script>", 'can\'t parse entities: unsupported start tag "script"'),
        ("<b>sun", "can't parse entities: can't find end tag for \"b\""),
        ("sun</b>", 'can\'t parse entities: unexpected end tag "b"'),
        ("<!-- x -->", 'can\'t parse entities: unsupported start tag "!--"'),
    ],
)
async def test_html_telegram_cannot_read_is_refused(ask: Ask, text: str, refusal: str) -> None:
    """Nothing is guessed."""
    answer = await ask("sendMessage", chat_id=ANN, text=text, parse_mode="HTML")
    assert answer["description"] == f"Bad Request: {refusal}"


async def test_markdown_is_not_played_and_says_so(world: World, ask: Ask) -> None:
    """This bot sends entities; MarkdownV2 is refused loudly instead of read wrongly."""
    answer = await ask("sendMessage", chat_id=ANN, text="*sun*", parse_mode="MarkdownV2")
    assert answer["description"] == "Bad Request: unsupported parse_mode"
    assert world.dropped == ["parse_mode markdownv2 is not simulated; send entities"]
