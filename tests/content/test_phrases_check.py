"""Every fault of the phrases is told by key and line, and the list of them fits what ships."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.leaflets import phrase_check, samples
from bot.leaflets.faults import Faults
from bot.render.markdown import names_of_fields
from tests.content import shipped
from tests.content.small_pack import Folder

PHRASES_FILE = "content/small/en/phrases.toml"
OF_THE_PLAN = {
    "answers", "areas", "conditions", "goals", "kinds", "languages", "options", "procedure",
    "products", "questions", "restrictions", "review",
}  # fmt: skip
WORRIED = 'worried = "The staff.alert.worried {course_day} {reference} {urgency_phrase}"'


def texts(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Return key and text of each phrase."""
    for name, value in tables.items():
        if isinstance(value, str):
            yield f"{prefix}{name}", value
        else:
            yield from texts(value, f"{prefix}{name}.")


def asked_for() -> dict[str, str]:
    """Return the shipped phrases, those that a plan or a language names left out."""
    tables = {name: table for name, table in shipped.phrases().items() if name not in OF_THE_PLAN}
    return {key: text for key, text in texts(tables) if not key.startswith("formats.weeks.")}


def line_of(folder: Folder, start: str, table: str) -> int:
    """Return the number of the line that starts so, below the head of its table."""
    lines = folder.path("en/phrases.toml").read_text(encoding="utf-8").split("\n")
    head = lines.index(f"[{table}]")
    return next(n for n, line in enumerate(lines, 1) if n > head and line.startswith(start))


def test_the_list_names_exactly_the_shipped_phrases() -> None:
    """Whoever adds a phrase, or takes one out, does so in needed_phrases.toml too."""
    assert sorted(phrase_check.needed()) == sorted(asked_for())


def test_the_list_names_the_values_of_each_shipped_phrase() -> None:
    """Nothing beside the computed fields is left out, and nothing is listed in vain."""
    listed = phrase_check.needed()
    used = {key: {name for name, _ in names_of_fields(text)} for key, text in asked_for().items()}
    left_out = {key: used[key] - samples.FIELD_NAMES - listed.get(key, set()) for key in used}
    in_vain = {key: listed[key] - used.get(key, set()) for key in listed}
    assert {key: names for key, names in left_out.items() if names} == {}
    assert {key: names for key, names in in_vain.items() if names} == {}


@pytest.mark.slow
def test_each_phrase_that_is_missing_is_told(folder: Folder) -> None:
    """Whichever it is: without it a message could not be sent."""
    whole = folder.read().treatments["small"]
    for key in phrase_check.needed():
        phrases = whole.phrases["en"]
        texts = {name: text for name, text in phrases.texts.items() if name != key}
        faults = Faults()
        lacking = replace(whole, phrases={"en": replace(phrases, texts=texts)})
        phrase_check.check(lacking, "en", faults)
        sentence = f"'{key}' is missing. Write it in its table."
        assert faults.sentences == (f"{PHRASES_FILE}: {sentence}",)


def test_a_missing_line_of_the_file_is_told(folder: Folder) -> None:
    """The same, as an author does it."""
    folder.change("en/phrases.toml", 'saved = "The toast.saved"\n', "")
    sentence = "'toast.saved' is missing. Write it in its table."
    assert folder.faults() == (f"{PHRASES_FILE}: {sentence}",)


def test_a_longer_table_that_is_missing_is_one_fault(folder: Folder) -> None:
    """Each of its phrases on a line of its own would hide what else is wrong."""
    text = folder.path("en/phrases.toml").read_text(encoding="utf-8")
    before, _, after = text.partition("[urgency]\n")
    table, _, rest = after.partition("[")
    assert table.count("=") == 3
    folder.write("en/phrases.toml", f"{before}[{rest}".replace("[sun]\n", "[sum]\n"))
    told = [fault.partition(": ")[2] for fault in folder.faults()]
    assert "'urgency.routine' is missing. Write it in its table." in told
    assert (
        "the table [sun] is missing. Write it, with hours, low, note_by_clock, note_index, "
        "note_low, unknown." in told
    )


@pytest.mark.parametrize("words", ["", "  "])
def test_a_phrase_without_words_is_told(folder: Folder, words: str) -> None:
    """Telegram refuses an empty message."""
    folder.change("en/phrases.toml", '"The toast.saved"', f'"{words}"')
    place = f"{PHRASES_FILE}, line {line_of(folder, 'saved', 'toast')}"
    assert folder.faults() == (f"{place}: 'toast.saved' is empty. Write its words.",)


def test_an_unknown_phrase_is_told_with_the_likely_right_one(folder: Folder) -> None:
    """A misspelt key, mostly: the right one is missing then."""
    folder.change("en/phrases.toml", 'saved = "The toast.saved"', 'saeved = "Saved."')
    place = f"{PHRASES_FILE}, line {line_of(folder, 'saeved', 'toast')}"
    assert folder.faults() == (
        f"{PHRASES_FILE}: 'toast.saved' is missing. Write it in its table.",
        f"{place}: 'toast.saeved' is not known: nothing asks for it. Did you mean 'toast.saved'?",
    )


def test_a_misspelt_value_is_told_with_what_the_phrase_may_hold(folder: Folder) -> None:
    """Nobody would fill it in, and the message would not be sent."""
    folder.change("en/phrases.toml", WORRIED, WORRIED.replace("{reference}", "{refrence}"))
    place = f"{PHRASES_FILE}, line {line_of(folder, 'worried', 'staff.alert')}"
    (fault,) = folder.faults()
    assert fault.startswith(
        f"{place}: 'staff.alert.worried' holds {{refrence}}, which nobody fills in. "
        "Did you mean {reference}? It may hold {course_day}, {reference}, {urgency_phrase}; "
        "and, as any text, {booking_url}, "
    )


def test_a_word_put_into_other_texts_may_hold_no_field(folder: Folder) -> None:
    """It would be shown with its brackets."""
    folder.change("en/phrases.toml", '"The urgency.routine"', '"as usual at {clinic_name}"')
    place = f"{PHRASES_FILE}, line {line_of(folder, 'routine', 'urgency')}"
    sentence = "'urgency.routine' holds {clinic_name}, which nobody fills in. It may hold no field."
    assert folder.faults() == (f"{place}: {sentence}",)


def test_a_rule_without_its_name_is_told(folder: Folder) -> None:
    """{may} alone says nothing."""
    folder.change("en/phrases.toml", '"The alert.please_phone"', '"Make-up: {may}."')
    place = f"{PHRASES_FILE}, line {line_of(folder, 'please_phone', 'alert')}"
    sentence = "'alert.please_phone' holds {may}, which needs a rule's name, as {may:makeup}."
    assert folder.faults() == (f"{place}: {sentence}",)


@pytest.mark.parametrize(
    ("old", "key"),
    [
        ('"The consent.agree"', "consent.agree"),
        ('"The enrol.buttons.save"', "enrol.buttons.save"),
        ('"Worse"', "options.feeling.worse"),
        ('"What it is"', "procedure.what"),
    ],
)
def test_a_button_whose_words_would_be_cut_is_told(folder: Folder, old: str, key: str) -> None:
    """By how much is said; exactly as long as a button shows is fine."""
    folder.change("en/phrases.toml", old, f'"{"a" * 64}"')
    assert folder.faults() == ()
    folder.change("en/phrases.toml", f'"{"a" * 64}"', f'"{"a" * 67}"')
    (fault,) = folder.faults()
    sentence = f"'{key}' is 3 characters too long for a button, which shows 64. Shorten it."
    assert fault.endswith(f": {sentence}")


def test_buttons_and_words_are_named_by_keys_that_ship() -> None:
    """A name that is left over would check nothing."""
    keys = dict(texts(shipped.phrases()))
    starts = (*phrase_check.BUTTON_TABLES, *phrase_check.PUT_AS_THEY_ARE)
    assert phrase_check.BUTTONS - set(keys) == set()
    assert [start for start in starts if not any(key.startswith(start) for key in keys)] == []


def test_phrases_that_cannot_be_read_are_one_fault(folder: Folder) -> None:
    """Not hundreds of missing phrases that only follow from it."""
    folder.change("en/phrases.toml", '"The toast.saved"', '"The toast.saved')
    (fault,) = folder.faults()
    assert fault.startswith(f"{PHRASES_FILE}: it cannot be read: ")


def test_missing_phrases_are_one_fault(folder: Folder) -> None:
    """The file itself is told."""
    folder.path("en/phrases.toml").unlink()
    sentence = "this file is missing, or is only a link. Put the file itself there."
    assert folder.faults() == (f"{PHRASES_FILE}: {sentence}",)


@pytest.mark.parametrize(
    ("stem", "part"),
    [
        ("day-0", "Normal today"),
        ("day-0", "Do"),
        ("day-0", "Call us today if"),
        ("day-0", "Call {emergency_number} now if"),
        ("day-3", "Call us today if"),
        ("day-3", "Call {emergency_number} now if"),
    ],
)
def test_a_day_card_without_one_of_its_parts_is_told(folder: Folder, stem: str, part: str) -> None:
    """A client who looks for when to call must find it on every card."""
    folder.change(f"en/{stem}.md", f"**{part}**", "And")
    sentence = f"a day card needs a paragraph that starts with **{part}**. Write it."
    assert folder.faults() == (f"content/small/en/{stem}.md: {sentence}",)


def test_a_part_may_not_hide_within_a_paragraph(folder: Folder) -> None:
    """It is looked for at the start of a line of its own."""
    part = "**Call us today if**"
    folder.change("en/day-3.md", part, f"And {part}")
    sentence = f"a day card needs a paragraph that starts with {part}. Write it."
    assert folder.faults() == (f"content/small/en/day-3.md: {sentence}",)


def test_a_later_card_needs_no_emergency_line(folder: Folder) -> None:
    """After the third day the signs it names are no longer expected."""
    folder.change("plan.toml", "card_days = [0, 3]", "card_days = [0, 3, 4]")
    folder.leaflet("day-4", "Hello.")
    folder.change("en/day-4.md", "**Call {emergency_number} now if**", "And")
    assert folder.faults() == ()


def test_the_parts_are_named_by_the_phrases_of_each_language(folder: Folder) -> None:
    """A clinic may call them otherwise, if its cards do so too."""
    folder.change("en/phrases.toml", '"Call us today if"', '"Ring us when"')
    sentence = "a day card needs a paragraph that starts with **Ring us when**. Write it."
    assert folder.faults() == tuple(
        f"content/small/en/{stem}.md: {sentence}" for stem in ("day-0", "day-3")
    )
