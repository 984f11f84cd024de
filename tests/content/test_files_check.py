"""Every fault of the files themselves is told: phrases, tops of leaflets, folders, languages."""

import pytest

from tests.content.small_pack import PLAN, Folder

PLAN_FILE = "content/small/plan.toml"
PHRASES_FILE = "content/small/en/phrases.toml"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('calm = "if it is calm"', "", "'conditions.calm' is missing. Write it in its table."),
        ('worse = "Worse"', "", "'options.feeling.worse' is missing. Write it in its table."),
        ('not_yet = "not yet, from {at}"', 'not_yet = "no"', "'may.not_yet' must hold {at}."),
        ('worse = "Worse"', "worse = 1", "'worse' must be a text in quotes."),
        (
            'worse = "Worse"',
            'worse = "<b>Worse</b>"',
            "in 'options.feeling.worse': '<b>' is HTML. Write plain Markdown, as **bold**.",
        ),
        (
            'worse = "Worse"',
            'worse = "{ Worse"',
            "in 'options.feeling.worse': a field is written as {may:makeup}: small letters, "
            "no spaces, both brackets.",
        ),
        (
            'worse = "Worse"',
            'worse = "{may:nothing}"',
            "in 'options.feeling.worse': '{may:nothing}' names no restriction of plan.toml.",
        ),
    ],
)
def test_a_fault_of_the_phrases_is_told_by_its_key(
    folder: Folder, old: str, new: str, fault: str
) -> None:
    """Missing, without its field, or no text."""
    folder.change("en/phrases.toml", old, new)
    told = [each for each in folder.faults() if each.startswith(PHRASES_FILE)]
    assert [each for each in told if each.endswith(f": {fault}")] != []


def test_a_file_that_is_no_toml_is_told_by_its_line(folder: Folder) -> None:
    """A missing quote, mostly."""
    folder.change("plan.toml", 'title = "Small"', 'title = "Small')
    (fault,) = folder.faults()
    assert fault.startswith(f"{PLAN_FILE}: it cannot be read: ")
    assert fault.endswith("(at line 2, column 15). Look for a missing quote or bracket.")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "Call us.",
            "the file must start with a '---' line, the title and sources, and '---' again.",
        ),
        ("---\nsources: []\n---\nx", "the title is missing. Write it at the top, as: title: Day 1"),
        (
            "---\ntitle: x\n---\n",
            "there is no text below the second '---'. Write it, or delete the ",
        ),
        ("---\ntitle: x\ntitel: x\n---\nx", "'titel' at the top is not known. Known are title, "),
        ("---\ntitle: x\nsources: S1\n---\nx", "'sources' must be a list of keys, as: sources: "),
        ("---\ntitle: x\nsignature: [1]\n---\nx", "'signature' must be a text in quotes, as: "),
        (
            "---\ntitle: x\nsources: [S9]\n---\nx",
            "the source 'S9' is not in sources.toml. Write it",
        ),
        (
            "---\ntitle: x\nreviewed_on: soon\n---\nx",
            "reviewed_on must be a date, as: reviewed_on: ",
        ),
        ("---\ntitle: [x\n---\nx", "this cannot be read. Write each line as: title: "),
        (
            "---\ntitle: !!python/object/apply:os.getcwd []\n---\nx",
            "this cannot be read. Write each line as: title: ",
        ),
        ("x" * 40_000, "this file is longer than 32 KB. Shorten it."),
    ],
)
def test_a_fault_at_the_top_of_a_leaflet_is_told(folder: Folder, text: str, fault: str) -> None:
    """The part between the two lines of dashes."""
    folder.write("en/worse.md", text)
    found = [each.partition(": ")[2] for each in folder.faults() if "worse.md" in each]
    assert [each for each in found if each.startswith(fault)] != []


def test_a_line_at_the_top_that_cannot_be_read_is_told_by_its_number(folder: Folder) -> None:
    """A colon within a title, mostly."""
    folder.write("en/worse.md", "---\nsources: [S1]\ntitle: Worse: what now\n---\nx")
    places = [fault.partition(": ")[0] for fault in folder.faults()]
    assert "content/small/en/worse.md, line 3" in places


def test_a_date_may_stand_without_quotes(folder: Folder) -> None:
    """That is how people write it."""
    folder.write("en/worse.md", "---\ntitle: x\nreviewed_on: 2026-03-27\n---\nCall us.")
    review = folder.read().treatments["small"].leaflets["en"]["worse"].review
    assert review.reviewed_on == "2026-03-27"


def test_a_front_matter_that_unfolds_into_millions_is_harmless(folder: Folder) -> None:
    """Names that stand for names that stand for names: told as unknown, never unfolded."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    folder.write("en/worse.md", "---\ntitle: x\n" + "\n".join(lines) + "\n---\nCall us.")
    assert len(folder.faults()) == 30


def test_brackets_nested_without_end_are_told(folder: Folder) -> None:
    """They must not end the program."""
    folder.write("plan.toml", f"a = {'[' * 50_000}")
    assert [fault.partition(": ")[0] for fault in folder.faults()] == [PLAN_FILE]


def test_a_missing_plan_is_told(folder: Folder) -> None:
    """A treatment without rules is none."""
    folder.path("plan.toml").unlink()
    sentence = "this file is missing, or is only a link. Put the file itself there."
    assert folder.faults() == (f"{PLAN_FILE}: {sentence}",)


def test_a_leaflet_elsewhere_is_not_read_through_a_link(folder: Folder) -> None:
    """What is signed lies in the content itself."""
    folder.path("en/worse.md").rename(folder.root.parent / "worse.md")
    folder.path("en/worse.md").symlink_to(folder.root.parent / "worse.md")
    sentence = "this file is missing, or is only a link. Put the file itself there."
    assert f"content/small/en/worse.md: {sentence}" in folder.faults()


def test_a_file_that_is_not_utf_8_is_told(folder: Folder) -> None:
    """An old editor, mostly."""
    folder.path("en/worse.md").write_bytes("---\ntitle: ä\n---\nx".encode("latin-1"))
    sentence = "this file is not saved as UTF-8. Save it again with that encoding."
    assert f"content/small/en/worse.md: {sentence}" in folder.faults()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Day 1.md", "a leaflet's name has small letters, digits and '-', as: day-1.md, "),
        ("day-3.nose.md", "'nose' is not an area. Areas are: face, body."),
        ("extra.md", "nothing in plan.toml names this leaflet. Name it, or delete the file."),
    ],
)
def test_a_leaflet_that_nobody_would_find_is_told(folder: Folder, name: str, sentence: str) -> None:
    """A wrong name, an unknown area, or no step that names it."""
    folder.leaflet(name.removesuffix(".md"), "x")
    assert [fault for fault in folder.faults() if f"{name}: {sentence}" in fault] != []


def test_what_is_wrong_in_a_language_that_is_not_offered_is_told_and_stops_nobody(
    folder: Folder,
) -> None:
    """Its phrases by the line, as for the first language."""
    folder.write("de/phrases.toml", 'extra = "x"\n\n[staff]\nlinked = "Verbunden"\n')
    library = folder.read()
    place = "content/small/de/phrases.toml"
    table = "[may] is missing. Write it, with always, ask, ask_later, "
    told = [notice for notice in library.notices if notice.startswith(place)]
    assert library.packs["small"].languages == ("en",)
    assert [notice for notice in told if notice.startswith(f"{place}: the table {table}")] != []
    assert f"{place}: 'conditions.calm' is missing. Write it in its table." in told
    assert f"{place}, line 1: 'extra' is not known: nothing asks for it. Take it out." in told
    assert f"{place}, line 4: 'staff.linked' must hold {{reference}}." in told


def test_a_folder_that_is_no_language_is_told(folder: Folder) -> None:
    """Its name would never be asked for."""
    folder.write("english_words/x.md", "x")
    sentence = "this is no language. Name the folder as: en, de, pt-BR"
    assert folder.faults() == (f"content/small/english_words: {sentence}",)


def test_a_missing_folder_is_told(folder: Folder) -> None:
    """With the setting that names it."""
    folder.root = folder.root / "nowhere"
    sentence = "this folder is missing. Set CONTENT_DIR to the folder of the content."
    assert folder.faults()[0] == f"nowhere: {sentence}"


def test_a_treatment_needs_a_plain_name(folder: Folder) -> None:
    """It is kept in files and addresses."""
    other = folder.root / "Big One"
    other.mkdir()
    (other / "plan.toml").write_text(PLAN, encoding="utf-8")
    sentence = "a treatment's folder has small letters only, and no spaces."
    assert folder.faults() == (f"content/Big One: {sentence}",)
