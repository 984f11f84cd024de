"""Every fault a leaflet can have is told in its author's words, with file, line and mend."""

import pytest

from tests.content.small_pack import DAY_0, DAY_3, FIRST_LINE, GREETING, Folder

DAY_3_FILE = "content/small/en/day-3.md"
NOT_HTML = "is HTML. Write plain Markdown, as **bold**."


def at(stem: str, line: int, sentence: str) -> str:
    """Return a sentence with its place: `line` counts from the first line of the text."""
    return f"content/small/en/{stem}.md, line {FIRST_LINE + line}: {sentence}"


def test_the_small_treatment_has_no_fault(folder: Folder) -> None:
    """So each fault below is the one that was put in."""
    assert folder.faults() == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Wait 48 hours.", "'48 hours' – write the rule's name instead, as {may:makeup}."),
        ("Wait two days.", "'days' – write the rule's name instead, as {may:makeup}."),
        ("Next week.", "'week' – write the rule's name instead, as {may:makeup}."),
        ("After 3 months.", "'3 months' – write the rule's name instead, as {may:makeup}."),
        ("At 18:30.", "'18:30' – write the rule's name instead, as {may:makeup}."),
        ("A <b>word</b>.", f"'<b>' {NOT_HTML}"),
        ("A <!-- note -->.", f"'<!-- note -->' {NOT_HTML}"),
        ("> one\n>> two", "a quote within a quote cannot be shown. Take one '>' away."),
        ("a | b", "tables cannot be shown. Write a list, each line with '- '."),
        ("## Head", "write a heading as a line in bold, as **Do**."),
        ("---", "a line like '---' cannot be shown. Leave a line empty."),
        ("![x](https://a.example)", "pictures cannot be shown in a text. Take it out."),
        ("`code`", "'`' cannot be shown as meant. Take it out."),
        ("[us](about)", "'](about)': a link must start with https://."),
        ("[us](http://a.example)", "'](http://a.example)': a link must start with https://."),
        ("[us]: https://a.example", "write a link as [words](https://…)."),
        ("a \ue041 sign", "this line has a sign that cannot be shown. Write it again."),
        ("a\n     indented", "this line starts with too many spaces. Take them away."),
        (
            "{may: makeup}",
            "a field is written as {may:makeup}: small letters, no spaces, both brackets.",
        ),
        (
            "{may:make_up}",
            "'{may:make_up}' names no restriction of plan.toml. Did you mean 'makeup'?",
        ),
        ("{may:xyz}", "'{may:xyz}' names no restriction of plan.toml."),
        ("{date:now}", "'{date:now}' takes nothing after the name. Write {date}."),
        (
            "{interval:hair}",
            "'{interval:hair}' names nothing in [minimum_interval_weeks] of plan.toml.",
        ),
    ],
)
def test_what_may_not_stand_in_a_text_is_told_by_its_line(
    folder: Folder, text: str, sentence: str
) -> None:
    """The last line of the leaflet holds the fault."""
    folder.leaflet("worse", f"Call us.\n\n{text}")
    assert at("worse", 2 + text.count("\n"), sentence) in folder.faults()


def test_an_unknown_field_is_told_with_the_known_ones(folder: Folder) -> None:
    """So that the author can pick the right one."""
    folder.leaflet("worse", "Call {who}.")
    (fault,) = folder.faults()
    assert fault.startswith(at("worse", 0, "'{who}' is not a field. Fields are: {booking_url}, "))


@pytest.mark.parametrize("text", ["Rest every day.", "See [us](https://a.example/48).", "{date}"])
def test_what_looks_like_a_waiting_time_may_be_none(folder: Folder, text: str) -> None:
    """Phrases of the allowed list, addresses and fields."""
    folder.leaflet("worse", text)
    assert folder.faults() == ()


def test_a_service_leaflet_may_name_days_and_values_of_its_row(folder: Folder) -> None:
    """How long data is kept is no aftercare."""
    folder.change("plan.toml", "allowed =", 'service_leaflets = ["kept"]\nallowed =')
    folder.leaflet("kept", "Kept for {retention_days} days:\n\n{kept_bullets}")
    assert folder.faults() == ()


def test_bold_that_is_not_closed_is_a_fault(folder: Folder) -> None:
    """Stars would be shown."""
    folder.leaflet("worse", "**Call us")
    sentence = "a '**' is left over. Bold needs two stars before and after the words."
    assert folder.faults() == (f"content/small/en/worse.md: {sentence}",)


def test_a_text_too_long_for_one_message_is_a_fault(folder: Folder) -> None:
    """By how much is said."""
    folder.leaflet("worse", "a" * 4100)
    sentence = "the text is 4 characters too long for one message. Shorten it."
    assert folder.faults() == (f"content/small/en/worse.md: {sentence}",)


def test_the_sun_line_below_a_step_counts_too(folder: Folder) -> None:
    """A day card must fit with what is added to it."""
    folder.leaflet("day-3", f"{GREETING}\n\n{'a' * 3990}")
    (fault,) = folder.faults()
    assert fault.endswith("characters too long for one message. Shorten it.")


def test_too_much_formatting_is_a_fault(folder: Folder) -> None:
    """Telegram drops what is past the hundredth piece."""
    folder.leaflet("worse", "**a** b " * 101)
    sentence = "there is too much bold, italic and so on for one message. Use less of it."
    assert folder.faults() == (f"content/small/en/worse.md: {sentence}",)


def test_a_private_word_at_the_start_of_a_push_is_a_fault(folder: Folder) -> None:
    """Whoever sees the locked phone learns nothing."""
    folder.leaflet("day-3", "How is your skin? Here is your note.\n\n**Do**\n\n- Rest.")
    sentence = (
        "the first 60 characters must not say 'skin': a locked phone shows them. "
        "Start with a neutral greeting."
    )
    assert folder.faults() == (f"{DAY_3_FILE}: {sentence}",)


def test_private_words_may_stand_in_what_makes_no_sound(folder: Folder) -> None:
    """The pinned card is only seen in the chat."""
    folder.leaflet("day-0", "Your skin today.")
    assert folder.faults() == ()


def test_a_third_instruction_beside_the_sun_line_is_a_fault(folder: Folder) -> None:
    """The sun line is one more."""
    folder.leaflet("day-3", DAY_3.replace("- Drink.", "- Drink.\n- Sleep."))
    sentence = "3 instructions under **Do**; at most 2 as the sun line is one more. Leave one out."
    assert folder.faults() == (at("day-3", 6, sentence),)


def test_a_fourth_instruction_is_a_fault_anywhere(folder: Folder) -> None:
    """Nobody remembers four."""
    folder.leaflet("day-0", DAY_0.replace("- Rest.", "- Rest.\n- Drink.\n- Sleep.\n- Wait."))
    sentence = "4 instructions under **Do**; at most 3. Leave one out."
    assert folder.faults() == (at("day-0", 7, sentence),)


@pytest.mark.parametrize(
    ("stem", "text", "line", "sentence"),
    [
        (
            "day-0",
            DAY_0.replace("- Rest.", "- Put on make-up."),
            4,
            "'Make-up' may not be allowed yet then: take it out, or write {may:makeup} behind it.",
        ),
        (
            "day-3",
            DAY_3.replace("- Drink.", "- Use the sauna."),
            5,
            "'Sauna' may not be allowed yet then: take it out, or write {may:sauna} behind it.",
        ),
        (
            "day-3",
            DAY_3.replace("- Drink.", "- Go on with picking."),
            5,
            "'Picking' may not be allowed yet then: take it out, or write {may:picking} behind it.",
        ),
        (
            "day-3",
            DAY_3.replace("- Sauna: {may:sauna}.", "- Make-up."),
            9,
            "'Make-up' is allowed by then: take it out, or write {may:makeup} behind it.",
        ),
        (
            "day-3",
            DAY_3.replace("**Leave alone**\n\n- Sauna: {may:sauna}.", "**Leave alone** make-up."),
            7,
            "'Make-up' is allowed by then: take it out, or write {may:makeup} behind it.",
        ),
    ],
)
def test_a_card_against_the_rule_table_is_a_fault(
    folder: Folder, stem: str, text: str, line: int, sentence: str
) -> None:
    """What it tells to do must be allowed then, what it forbids must not be."""
    folder.leaflet(stem, text)
    assert at(stem, line, sentence) in folder.faults()


def test_a_card_may_name_what_the_rules_say_too(folder: Folder) -> None:
    """Make-up on day 3 is fine, the sauna and picking are not."""
    text = DAY_3.replace("- Drink.", "- Wear make-up again.").replace(
        "- Sauna: {may:sauna}.", "- The sauna, and picking."
    )
    folder.leaflet("day-3", text)
    assert folder.faults() == ()


def test_the_leaflet_of_one_area_is_held_against_its_own_rule(folder: Folder) -> None:
    """Make-up opens later on the body, so only that card may still forbid it."""
    folder.change(
        "plan.toml", "hours = { face = 48, body = 48 }", "hours = { face = 48, body = 96 }"
    )
    text = DAY_3.replace("- Sauna: {may:sauna}.", "- Make-up.")
    folder.leaflet("day-3.body", text)
    folder.leaflet("day-3.face", text)
    (fault,) = folder.faults()
    assert fault.startswith("content/small/en/day-3.face.md, line 15: 'Make-up' is allowed")


@pytest.mark.parametrize("stem", ["day-0", "worse", "what", "before"])
@pytest.mark.parametrize("word", ["Sunscreen", "sunscreen", "SPF"])
def test_sunscreen_is_not_named_before_its_gate(folder: Folder, stem: str, word: str) -> None:
    """Whatever can be read on the first day names its time, or does not name it at all."""
    folder.leaflet(stem, f"Hello.\n\nThen put on {word}.")
    sentence = (
        f"'{word}' can be read before it may start: add {{may:sunscreen}} or {{from:sunscreen}} "
        "to this paragraph, or leave it out."
    )
    assert folder.faults() == (at(stem, 2, sentence),)


@pytest.mark.parametrize("stem", ["day-3", "line", "gate"])
def test_sunscreen_may_be_named_after_its_gate(folder: Folder, stem: str) -> None:
    """What can only be sent later is free to."""
    folder.leaflet(stem, f"{GREETING}\n\nThen put on sunscreen.")
    assert folder.faults() == ()


def test_guidance_that_comes_after_the_gate_may_name_sunscreen(folder: Folder) -> None:
    """Its hours say so."""
    folder.change("plan.toml", 'leaflet = "worse"', 'leaflet = "worse"\nfrom_hours = 24')
    folder.leaflet("worse", "Put on sunscreen.")
    assert folder.faults() == ()


def test_a_rule_that_says_nothing_of_the_readers_area_is_a_fault(folder: Folder) -> None:
    """The client would be told to ask the clinic."""
    folder.change("plan.toml", "hours = { face = 168, body = 168 }", "hours = { face = 168 }")
    sentence = "'{may:sauna}' has no hours for body in plan.toml. Write them there."
    assert folder.faults() == (at("day-3", 9, sentence),)
