"""A row becomes what Telegram shows: texts joined, buttons in words, never too long."""

import pytest

from bot import render
from bot.core.outbox import Button, ChatId, Media
from bot.render.shapes import Entity, RenderedButton
from tests.render.bench import ENDED_AT, VISITOR, ann, row, scene

WORRIED = (RenderedButton(label="I'm worried", data="v1:worried"),)


def test_leaflet_parts_and_question_follow_each_other() -> None:
    """Each is a paragraph of its own, the question last and bold."""
    found = render.message(
        row("note", parts=("sun",), question="feeling"), scene(note="Rest.", sun="Shade.")
    )
    assert found.text == "Rest.\n\nShade.\n\nHow is it today?"
    assert found.entities == (Entity(type="bold", offset=15, length=16),)


def test_the_worry_button_is_on_every_message_to_the_client() -> None:
    """Below the row's own buttons."""
    own = Button(phrase="yes", data="v1:x")
    found = render.message(row(keyboard=((own,),)), scene(note="Rest.", yes="Yes"))
    assert found.keyboard == ((RenderedButton(label="Yes", data="v1:x"),), WORRIED)


@pytest.mark.parametrize(
    ("facts", "file"), [({"calm": True}, ann()), ({"to": ChatId(9)}, ann()), ({}, VISITOR)]
)
def test_no_worry_button_where_it_does_not_belong(facts: dict, file: object) -> None:
    """Not on calm rows, not for staff, not for visitors."""
    found = render.message(row(**facts), scene(0, file, note="Rest."))  # type: ignore[arg-type]
    assert found.keyboard == ()


def test_ann_gets_the_leaflet_of_her_one_area() -> None:
    """Staff read the plain one about her."""
    at = scene(**{"note": "All.", "note.face": "Face."})
    texts = [render.message(row(to=to), at).text for to in (None, ChatId(9))]
    assert texts == ["Face.", "All."]


def test_who_has_two_areas_gets_the_plain_leaflet() -> None:
    """It must be right for all areas together."""
    at = scene(0, ann(areas=("face", "body")), **{"note": "All.", "note.face": "Face."})
    assert render.message(row(), at).text == "All."


def test_values_are_told_by_the_end_of_their_names() -> None:
    """Instants, days, months, phrases and lists, on the reader's clock."""
    values = {
        "former_at": ENDED_AT.isoformat(),
        "last_time": ENDED_AT.isoformat(),
        "first_on": "2026-03-28",
        "shown_month": "2026-03-01",
        "kind_phrase": "goals.scars",
        "product_names": "products.gel products.soap",
        "kept_bullets": "products.gel products.soap",
        "until_at": "",
        "words": "goals.scars",
    }
    template = " / ".join(f"{{{name}}}" for name in values)
    found = render.message(row(values=values, calm=True), scene(note=template))
    assert found.text == (
        "Fri 27 March, 17:00 / 17:00 / Saturday 28 March / March 2026 / Scars / "
        "The gel and The soap / • The gel\n• The soap /  / goals.scars"
    )


def test_a_rows_value_goes_before_a_computed_field() -> None:
    """What was known when the row was promised is what is said."""
    found = render.message(row(values={"note": "Then."}), scene(0, ann(note="Now."), note="{note}"))
    assert found.text == "Then."


def test_a_row_is_told_as_of_its_own_instant() -> None:
    """An edit of yesterday's message does not move it to today."""
    found = render.message(row(as_of=ENDED_AT), scene(99, note="{date}"))
    assert found.text == "Friday 27 March"


def test_the_link_of_an_invitation_is_filled_in_and_kept_nowhere() -> None:
    """It comes beside the row."""
    link = "https://t.example/a_b?start=x_y*z"
    assert render.message(row(), scene(note="Open {link}"), link=link).text == f"Open {link}"


def test_a_long_message_of_a_client_is_cut_and_the_rest_stands() -> None:
    """4,096 flowers are 8,192 units: the words around them are all there."""
    quoted = row(values={"words": "🌸" * 4096}, to=ChatId(9))
    found = render.message(quoted, scene(note="Ann wrote:\n\n{words}\n\n**Answer her.**"))
    assert (found.text[:14], found.text[-15:]) == ("Ann wrote:\n\n🌸🌸", "🌸…\n\nAnswer her.")
    assert render.units(found.text) in (4095, 4096)
    assert found.entities[0].offset + found.entities[0].length == render.units(found.text)


def test_two_long_values_are_both_cut() -> None:
    """The longest first, until all fits."""
    values = {"one": "a" * 4096, "two": "b" * 4000}
    found = render.message(row(values=values), scene(note="{one}\n\n{two}"))
    assert render.units(found.text) <= 4096
    assert {"a", "b"} <= set(found.text)


def test_a_caption_is_cut_to_its_own_limit() -> None:
    """A picture's words end at 1,024 units."""
    quoted = row(values={"words": "a" * 4000}, media=Media.PHOTO, to=ChatId(9))
    assert render.units(render.message(quoted, scene(note="{words}")).text) == 1024


def test_a_text_that_is_too_long_without_values_is_cut_at_the_end() -> None:
    """Entities are clipped with it."""
    found = render.message(row(), scene(note=f"**{'a' * 5000}**"))
    assert (render.units(found.text), found.text[-1]) == (4096, "…")
    assert found.entities == (Entity(type="bold", offset=0, length=4096),)


def test_buttons_carry_their_values_plainly() -> None:
    """A label knows no Markdown, so nothing needs hiding from it."""
    button = Button(phrase="pick", url="https://a.example", values={"zone": "*A_b*"})
    found = render.message(row(keyboard=((button,),), calm=True), scene(note="x", pick="In {zone}"))
    assert found.keyboard == ((RenderedButton(label="In *A_b*", url="https://a.example"),),)


def test_a_long_label_is_cut() -> None:
    """A button is read at a glance."""
    button = Button(phrase="pick", data="v1:x", values={"zone": "a" * 200})
    found = render.message(row(keyboard=((button,),), calm=True), scene(note="x", pick="{zone}"))
    assert len(found.keyboard[0][0].label) == 64


def test_the_answer_to_a_tap_is_plain_text() -> None:
    """A short line with values and the clinic's own facts."""
    at = scene(toast="Saved {at_phrase}, call {clinic_phone}")
    assert render.line(at, "toast", {"at_phrase": "goals.scars"}) == "Saved Scars, call +49 30 1"


LISTS = (
    "**Do**\n\n- Rest. Sun cream: {may:sunscreen}.\n\n**Leave alone:**\n\n- Paint: {may:makeup}."
)
HEADS = {"headings.do": "Do", "headings.leave_alone": "Leave alone", "can.group_open": "**Free**"}


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (1, "Do\n\n• Rest.\n\nLeave alone:\n\n• Sun cream: {sun}.\n• Paint: {paint}."),
        (30, "Do\n\n• Rest. Sun cream: allowed now.\n\nLeave alone:\n\n• Paint: {paint}."),
        (50, "Do\n\n• Rest. Sun cream: allowed now.\n\nFree\n\n• Paint: {free}."),
    ],
)
def test_a_line_on_a_rule_stands_below_the_head_that_fits_it_now(hours: int, text: str) -> None:
    """A list that became empty loses its head."""
    found = render.message(row(), scene(hours, note=LISTS, **HEADS)).text
    assert found == text.format(
        sun="not yet, from Sat 28 March, 17:00",
        paint="not yet, from Sun 29 March, 18:00, if your skin is calm",
        free="allowed now, if your skin is calm",
    )


def test_without_a_list_of_what_to_leave_alone_a_leaflet_stays_as_it_is() -> None:
    """There is no head that a line could move to."""
    note = "**Do**\n\n- Sun cream: {may:sunscreen}."
    found = render.message(row(), scene(1, note=note, **HEADS)).text
    assert found == "Do\n\n• Sun cream: not yet, from Sat 28 March, 17:00."
