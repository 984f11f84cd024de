"""A signature holds for the very words that were read, by name and for a year."""

from datetime import date

import pytest

from bot import leaflets
from bot.leaflets import SignedText
from tests.content.small_pack import TEXTS, Folder

TODAY = date(2026, 3, 27)
LEAFLET = "content/small/en/day-3.md"
RULES = "content/small/plan.toml, [restrictions]"
STEPS = "content/small/plan.toml, [steps]"
PHRASES = "content/small/en/phrases.toml"
THINGS = "content/small/en/things.toml"
SIGNS = "content/small/signs.toml"
SIGN_WORDS = "content/small/en/signs.toml"
ALL = len(TEXTS) + 9  # four parts of the plan, phrases, things, signs and their words, one sign
SIGN = "content/small/en/signs/spreading.md"


def text_of(folder: Folder, name: str) -> SignedText:
    """Return one text as it stands in the folder."""
    return next(text for text in folder.read().signed_texts() if text.name == name)


def sign(folder: Folder, *names: str) -> None:
    """Have Dan sign these texts, or all."""
    for text in folder.read().signed_texts():
        if not names or text.name in names:
            leaflets.sign(text, "Dan", TODAY)


def unsigned(folder: Folder, today: date = TODAY) -> set[str]:
    """Return the names of what is not signed."""
    return set(folder.read().unsigned("small", "en", today))


def test_everything_that_is_sent_needs_a_signature(folder: Folder) -> None:
    """Each part of the plan, the phrases, the words of things, each leaflet."""
    parts = {f"content/small/plan.toml, [{part}]" for part in ("steps", "restrictions", "sun")}
    files = {f"content/small/en/{name}.md" for name in (*TEXTS, "signs/spreading")}
    rest = {PHRASES, THINGS, SIGNS, SIGN_WORDS, "content/small/plan.toml, [check_in]"}
    assert unsigned(folder) == parts | files | rest


def test_what_is_signed_is_signed(folder: Folder) -> None:
    """All of it, and the content still has no fault."""
    sign(folder)
    assert (unsigned(folder), folder.faults()) == (set(), ())


def test_a_signature_keeps_who_and_when_and_is_due_in_a_year(folder: Folder) -> None:
    """The review as it is read again."""
    sign(folder, LEAFLET)
    review = text_of(folder, LEAFLET).review
    assert (review.reviewed_by, review.reviewed_on, review.review_due) == (
        "Dan",
        "2026-03-27",
        "2027-03-27",
    )


def test_a_review_from_a_leap_day_is_due_on_a_day_that_exists(folder: Folder) -> None:
    """The 28th of February, a day early."""
    leaflets.sign(text_of(folder, LEAFLET), "Dan", date(2028, 2, 29))
    assert text_of(folder, LEAFLET).review.review_due == "2029-02-28"


@pytest.mark.parametrize(
    ("name", "old", "new", "undone"),
    [
        ("en/day-3.md", "Drink.", "Drink!", {LEAFLET}),
        ("en/day-3.md", "title: day-3", "title: Day three", {LEAFLET}),
        ("en/phrases.toml", '"Make-up"', '"Makeup"', {PHRASES}),
        ("en/things.toml", '"foundation"', '"powder"', {THINGS}),
        ("signs.toml", '"grows"]]', '"grows"], ["grows"]]', {SIGNS}),
        ("en/signs.toml", '"spot*"', '"dot*"', {SIGN_WORDS}),
        ("en/signs/spreading.md", "Cover it.", "Cool it.", {SIGN}),
        ("en/signs/spreading.md", "what now?", "what then?", set()),
        ("plan.toml", "hours = { face = 48, body", "hours = { face = 49, body", {RULES}),
        ("plan.toml", "default = 4", "default = 5", {RULES}),
        ("plan.toml", "audible = true", "audible = false", {STEPS}),
        ("plan.toml", 'title = "Small"', 'title = "Tiny"', {STEPS}),
        ("plan.toml", 'calm = ["better"]', "calm = []", {"content/small/plan.toml, [check_in]"}),
    ],
)
def test_an_edit_unsigns_what_it_changes_and_nothing_else(
    folder: Folder, name: str, old: str, new: str, undone: set[str]
) -> None:
    """One letter is enough."""
    sign(folder)
    folder.change(name, old, new)
    assert unsigned(folder) == undone


def test_sources_and_checks_may_change_without_a_new_signature(folder: Folder) -> None:
    """No client reads them."""
    sign(folder)
    folder.change("plan.toml", 'en = ["every day"]', 'en = ["every day", "today"]')
    folder.change("en/day-3.md", "sources: [S1]", "sources: []")
    assert unsigned(folder) == set()


def test_a_comment_or_another_order_of_lines_is_no_change(folder: Folder) -> None:
    """Only what is read counts."""
    sign(folder)
    old = 'consent_version = "1"\nareas = ["face", "body"]'
    folder.change("plan.toml", old, '# Two areas\nareas = ["face", "body"]\nconsent_version = "1"')
    assert unsigned(folder) == set()


def test_a_leaflet_copied_to_another_area_is_not_signed(folder: Folder) -> None:
    """The same words may be wrong elsewhere."""
    sign(folder)
    folder.write("en/day-3.body.md", folder.path("en/day-3.md").read_text(encoding="utf-8"))
    assert unsigned(folder) == {"content/small/en/day-3.body.md"}


def test_an_overdue_review_counts_as_unsigned(folder: Folder) -> None:
    """On the day itself it still holds."""
    sign(folder)
    found = [len(unsigned(folder, today)) for today in (date(2027, 3, 27), date(2027, 3, 28))]
    assert found == [0, ALL]


def test_the_reason_is_told_in_a_few_words(folder: Folder) -> None:
    """Not signed, changed, due, or nothing to tell."""
    before = leaflets.why_unsigned(text_of(folder, LEAFLET), TODAY)
    sign(folder)
    signed = leaflets.why_unsigned(text_of(folder, LEAFLET), TODAY)
    due = leaflets.why_unsigned(text_of(folder, LEAFLET), date(2028, 1, 1))
    folder.change("en/day-3.md", "Drink.", "Drink!")
    changed = leaflets.why_unsigned(text_of(folder, LEAFLET), TODAY)
    expected = (leaflets.NOT_SIGNED, None, "due for review", "changed since it was signed")
    assert (before, signed, due, changed) == expected


def test_a_text_is_shown_as_a_client_reads_it(folder: Folder) -> None:
    """A leaflet with its fields filled in, rules as one line a value."""
    library = folder.read()
    shown = leaflets.example(library, text_of(folder, "content/small/en/before.md"))
    rules = leaflets.example(library, text_of(folder, RULES))
    assert shown == "Shade. Sunscreen may start Tue 2 June, 23:00."
    told = "restrictions.makeup: kind from; hours face 48, body 48; condition calm"
    assert told in rules.split("\n")


def test_signing_a_leaflet_changes_only_its_own_lines(folder: Folder) -> None:
    """Comments, order and words stay."""
    top = '---\n# kept\nsignature: ""  # here\ntitle: "A: b"\nreviewed_by:\nsources: [S1]\n'
    folder.write("en/worse.md", f"{top}---\nsignature: in the text\n")
    text = text_of(folder, "content/small/en/worse.md")
    leaflets.sign(text, "Dan", TODAY)
    assert folder.path("en/worse.md").read_text(encoding="utf-8") == (
        f'---\n# kept\nsignature: "{text.signature}"  # here\ntitle: "A: b"\n'
        'reviewed_by: "Dan"\nsources: [S1]\nreviewed_on: "2026-03-27"\n'
        'review_due: "2027-03-27"\n---\nsignature: in the text\n'
    )


def test_signing_a_part_of_the_plan_leaves_the_rest_alone(folder: Folder) -> None:
    """Only the lines of its own review differ."""
    before = folder.path("plan.toml").read_text(encoding="utf-8")
    sign(folder, STEPS)
    after = folder.path("plan.toml").read_text(encoding="utf-8")
    new = [line for line in after.split("\n") if line not in before.split("\n")]
    assert [line.partition(" =")[0] for line in new] == [
        "signature",
        "reviewed_by",
        "reviewed_on",
        "review_due",
    ]
    assert unsigned(folder) >= {RULES}
    assert STEPS not in unsigned(folder)


def test_a_part_without_a_review_gets_one_at_the_end(folder: Folder) -> None:
    """As the phrases of a new language."""
    sign(folder, PHRASES)
    text = folder.path("en/phrases.toml").read_text(encoding="utf-8")
    assert text.split("[review]\n")[1].startswith('reviewed_by = "Dan"\nreviewed_on = ')


@pytest.mark.parametrize("name", ["", "  ", 'Dan "the"', "Dan\\", "D" * 81])
def test_a_name_must_be_one_that_can_be_written(folder: Folder, name: str) -> None:
    """Nothing is written for another."""
    with pytest.raises(ValueError, match="A name has 1 to 80 letters"):
        leaflets.sign(text_of(folder, LEAFLET), name, TODAY)
    assert LEAFLET in unsigned(folder)


def test_a_file_with_windows_line_ends_can_be_signed(folder: Folder) -> None:
    """As some editors save it."""
    path = folder.path("en/worse.md")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    sign(folder, "content/small/en/worse.md")
    assert "content/small/en/worse.md" not in unsigned(folder)
