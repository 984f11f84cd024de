"""Markdown becomes text and entities as Telegram counts them, and values stay literal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import render
from bot.render import markdown
from bot.render.shapes import Entity

thorough = settings(derandomize=True, database=None, deadline=None, max_examples=300)


def bold(offset: int, length: int) -> Entity:
    """Return one bold stretch."""
    return Entity(type="bold", offset=offset, length=length)


def test_a_leaflet_becomes_text_and_entities() -> None:
    """Bold, italic, lists and paragraphs, without the signs that made them."""
    found = render.render("**Do**\n\n- rest\n- *drink*\n\nThat is all.")
    expected = "Do\n\n• rest\n• drink\n\nThat is all."
    assert found == (expected, (bold(0, 2), Entity(type="italic", offset=13, length=5)))


def test_offsets_count_as_telegram_does() -> None:
    """A flower outside the basic plane is two units long."""
    assert render.render("🌸 **Do**") == ("🌸 Do", (bold(3, 2),))


def test_a_heading_brings_no_emoji() -> None:
    """The words alone are shown, bold and underlined."""
    text, entities = render.render("# Today")
    assert (text, {entity.type for entity in entities}) == ("Today", {"bold", "underline"})


def test_a_long_quote_stays_a_quote() -> None:
    """Nothing a client must read hides behind a tap."""
    _, entities = render.render("> " + "word " * 100)
    assert [entity.type for entity in entities] == ["blockquote"]


def test_a_link_keeps_its_address() -> None:
    """The words are shown, the address is in the entity."""
    link = Entity(type="text_link", offset=0, length=4, url="https://clinic.example/a_b")
    assert render.render("[here](https://clinic.example/a_b)") == ("here", (link,))


def test_white_space_around_the_text_moves_the_entities() -> None:
    """Telegram trims messages; offsets stay right because we trim first."""
    assert render.render(markdown.fill("{x}**Do**", {"x": "  "})) == ("Do", (bold(0, 2),))


def test_never_more_entities_than_telegram_keeps() -> None:
    """The rest of the text is there, only plain."""
    text, entities = render.render("**a** " * 150)
    assert (len(entities), text.count("a")) == (100, 150)


def test_a_value_is_put_in() -> None:
    """A plain field and one with an argument."""
    fields = {"name": "Ann", "twice": lambda word: word * 2}
    assert render.render(render.fill("Hello {name}, {twice:ha}.", fields))[0] == "Hello Ann, haha."


@pytest.mark.parametrize("template", ["{nobody}", "{nobody:knows}", "{name:argument}"])
def test_an_unknown_field_is_a_fault(template: str) -> None:
    """It never reaches a client as brackets."""
    with pytest.raises(render.UnknownField) as caught:
        render.fill(template, {"name": "Ann"})
    assert str(caught.value) == template


def test_an_empty_paragraph_goes() -> None:
    """No hole is left where there is nothing to say."""
    found = render.fill("One.\n\n{note}\n\nTwo.", {"note": " "})
    assert found == "One.\n\nTwo."


def test_a_label_goes_with_its_empty_value() -> None:
    """'Note:' alone would look like something lost."""
    found = render.fill("- **Note:** {note}\n- Stay.\n\nGoal: {note}", {"note": ""})
    assert found == "- Stay."


def test_a_sentence_stays_when_the_value_after_it_is_empty() -> None:
    """Only labels go, never advice."""
    assert render.fill("Wear a hat. {note}", {"note": ""}).strip() == "Wear a hat."


def test_values_cannot_make_a_list_of_a_number() -> None:
    """A value and the text around it do not become Markdown together."""
    assert render.render(render.fill("{n}. Rest", {"n": "4"}))[0] == "4. Rest"


NASTY = [
    "*_[x](http://a) <b> \\ & &amp; `c` ||s|| ~~d~~ $1$ # 1. > - +",
    "# not a heading",
    "1. not a list\n2. no",
    "> no quote\n\n    no code\n\n\n\ntoo many lines",
    "```\nno fence\n```",
    "| a | b |\n|---|---|\n| c | d |",
    "<script>alert(1)</script>",
    "line  \nbreak\\\nend",
    "שלום, מה שלומך?",
    "👩🏽‍⚕️🇩🇪🌸",
    "{name} {may:makeup}",
    "**",
    "[a]: https://b.example",
    "https://a.example/b_c_d",
    "a\tb",
    "---",
    "\\(x\\) \\[y\\]",
    "a" * 4096,
]


@pytest.mark.parametrize("value", NASTY)
def test_a_nasty_value_comes_out_as_it_is(value: str) -> None:
    """Whatever was typed is shown as typed, and is never formatted."""
    text, entities = render.render(render.fill("**Note:** {note} **end**", {"note": value}))
    assert text == f"Note: {value} end"
    assert entities == (bold(0, 5), bold(7 + render.units(value), 3))


signs = st.text(
    st.sampled_from("*_[]()<>\\`~|#>-+=.!&{}$\"' \n1ab🌸שé٠\u200f\u202e\u2028:/;%"), max_size=40
)
anything = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), min_size=1, max_size=40)
TEMPLATES = ["{v}", "x {v} y", "**{v}**", "- {v}\n- next", "> {v}", "*a* {v} *b*", "a{v}b"]


@thorough
@given(signs | anything, st.sampled_from(TEMPLATES))
def test_any_value_comes_out_as_it_is(value: str, template: str) -> None:
    """Between two letters, in bold, in a list or a quote: the value stands there literally."""
    value = value.strip()
    text, entities = render.render(render.fill(template, {"v": f"A{value}Z"}))
    start = text.find(f"A{value}Z")
    assert start >= 0
    inner = range(render.units(text[:start]) + 1, render.units(text[:start]) + 1 + len(value))
    inside = [entity for entity in entities if entity.offset in inner]
    assert inside == []


@thorough
@given(st.text(max_size=60), st.sampled_from(TEMPLATES))
def test_entities_always_lie_within_the_text(value: str, template: str) -> None:
    """Telegram refuses what reaches beyond the end, whatever was typed."""
    text, entities = render.render(render.fill(template, {"v": value}))
    ends = [(entity.offset, entity.offset + entity.length) for entity in entities]
    assert all(0 <= start < end <= render.units(text) for start, end in ends)
    assert text == text.strip()
    text.encode("utf-8")


def test_control_characters_and_lone_halves_do_not_go_out() -> None:
    """Telegram refuses a lone surrogate and drops control characters."""
    found = markdown.fill_plain("{v}", {"v": "a\ud83cb\x00c\r\nd\ue041"})
    assert found == "a\ufffdb c\nd\ufffd"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 4, "abc…"),
        ("ab cdef", 4, "ab…"),
        ("a🌸🌸", 4, "a🌸…"),
        ("a🌸🌸", 3, "a…"),
        ("ab👩🏽‍⚕️cd", 6, "ab…"),
        ("aé́x", 4, "aé́x"),
        ("aé́xy", 3, "a…"),
    ],
)
def test_a_cut_is_made_between_characters(text: str, limit: int, expected: str) -> None:
    """Never inside a pair, an accent or an emoji made of several."""
    assert markdown.cut(text, limit) == expected


@thorough
@given(st.text(max_size=50), st.integers(1, 60))
def test_a_cut_text_always_fits(text: str, limit: int) -> None:
    """In UTF-16 units, as Telegram counts."""
    assert render.units(markdown.cut(text, limit)) <= limit
