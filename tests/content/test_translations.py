"""Translations: which languages are offered, what falls back to English, what is told about it."""

import shutil

import pytest

from bot.leaflets import ContentLibrary, translations
from bot.leaflets.translations import State
from tests.content.small_pack import Folder

GERMAN = "formats.only_english"
NOT_OFFERED = "content/small/de: this language is not offered to clients: "


@pytest.fixture
def german(folder: Folder) -> Folder:
    """Return content with a German folder that lacks nothing and is confirmed."""
    folder.topic("topics/heat", "Keep cool.")
    shutil.copytree(folder.path("en"), folder.path("de"))
    phrases = folder.path("de/phrases.toml").read_text(encoding="utf-8")
    phrases = phrases.replace('en = "English"', 'de = "Deutsch"')
    phrases = phrases.replace(f'only_english = "The {GERMAN}"', 'only_english = "Nur englisch."')
    folder.write("de/phrases.toml", phrases)
    confirm(folder)
    return folder


def confirm(folder: Folder, *stems: str) -> None:
    """Confirm the German texts named, or all of them."""
    treatment = folder.read().treatments["small"]
    for stem, own in treatment.leaflets["de"].items():
        if not stems or stem in stems:
            translations.confirm(own, treatment.leaflets["en"][stem])
    if not stems:
        translations.confirm(treatment.phrases["de"], treatment.phrases["en"])


def offered(library: ContentLibrary) -> tuple[str, ...]:
    """Return the languages clients may choose."""
    return library.packs["small"].languages


def test_a_complete_language_is_offered_and_nothing_is_told(german: Folder) -> None:
    """It reads its own texts."""
    german.leaflet("worse", "Rufen Sie an.", "de")
    confirm(german, "worse")
    library = german.read()
    assert (offered(library), library.notices) == (("en", "de"), ())
    assert library.text("small", "worse", "de", ()) == "Rufen Sie an."


def test_a_language_is_called_by_its_own_name_everywhere(german: Folder) -> None:
    """So that adding one changes no other."""
    library = german.read()
    assert library.text("small", "languages.de", "en", ()) == "Deutsch"
    assert library.text("small", "languages.en", "de", ()) == "English"


def test_a_missing_leaflet_is_english_below_a_line_that_says_so(german: Folder) -> None:
    """For that leaflet alone."""
    german.path("de/worse.md").unlink()
    library = german.read()
    assert library.text("small", "worse", "de", ()) == "*Nur englisch.*\n\nCall us: {clinic_phone}."
    assert library.text("small", "gate", "de", ()) == "Sunscreen may start now."
    assert library.notices == (
        "content/small/de: 1 leaflets are not translated, so clients read English (worse); "
        "`./run translations de` lists all.",
    )


def test_an_older_leaflet_is_english_until_it_is_confirmed_again(german: Folder) -> None:
    """What the English one says now may be something else."""
    german.leaflet("worse", "Call us now.")
    stale = german.read()
    assert stale.text("small", "worse", "de", ()) == "*Nur englisch.*\n\nCall us now."
    assert [notice for notice in stale.notices if "are older than the English ones" in notice] != []
    german.leaflet("worse", "Rufen Sie jetzt an.", "de")
    confirm(german, "worse")
    assert german.read().text("small", "worse", "de", ()) == "Rufen Sie jetzt an."


def test_a_leaflet_nobody_confirmed_counts_as_old(german: Folder) -> None:
    """A new file does not say which text it was made from."""
    german.leaflet("worse", "Rufen Sie an.", "de")
    library = german.read()
    standing = library.treatments["small"].standings["de"]
    assert standing.of(State.UNCONFIRMED) == ("worse",)
    assert library.text("small", "worse", "de", ()).startswith("*Nur englisch.*")


def test_the_variant_of_an_area_falls_back_on_its_own(german: Folder) -> None:
    """The plain German text may be wrong for that area."""
    german.topic("topics/heat.face", "Keep your face cool.", questions="")
    library = german.read()
    texts = [library.text("small", "topics/heat", "de", areas) for areas in (("face",), ("body",))]
    assert texts == ["*Nur englisch.*\n\nKeep your face cool.", "Keep cool."]


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        ("de/signs.toml", "the words of the warning signs are not complete (signs.toml); "),
        (
            "de/signs/spreading.md",
            "leaflets are missing that are never shown in English (signs/spreading); ",
        ),
        ("de/phrases.toml", "its phrases cannot be read; "),
    ],
)
def test_a_language_without_what_never_falls_back_is_not_offered(
    german: Folder, gone: str, why: str
) -> None:
    """Signs, phrases and urgent words are read in one's own language or not at all."""
    german.path(gone).unlink()
    library = german.read()
    assert offered(library) == ("en",)
    assert f"{NOT_OFFERED}{why}`./run translations de` lists all." in library.notices


def test_urgent_guidance_never_falls_back(german: Folder) -> None:
    """An answer that is for the same day must be understood."""
    german.change("plan.toml", 'leaflet = "worse"', 'urgency = "same_day"\nleaflet = "worse"')
    german.path("de/worse.md").unlink()
    assert offered(german.read()) == ("en",)


def test_what_the_plan_names_never_falls_back(german: Folder) -> None:
    """Such as the words of an emergency."""
    german.change("plan.toml", 'back = ["emergency"', 'back = ["gate", "emergency"')
    german.path("de/gate.md").unlink()
    assert offered(german.read()) == ("en",)


def test_a_missing_phrase_keeps_a_language_from_being_offered(german: Folder) -> None:
    """With the key that is missing; English is then read by those who had chosen it."""
    german.change("de/phrases.toml", 'worried = "I\'m worried"\n', "")
    library = german.read()
    assert offered(library) == ("en",)
    assert library.notices[0].startswith(f"{NOT_OFFERED}phrases are missing (button.worried); ")
    assert library.text("small", "button.worried", "de", ()) == "I'm worried"


def test_an_older_leaflet_of_a_sign_is_told_and_still_read(german: Folder) -> None:
    """It is not missing, and English would help its reader less."""
    german.topic("signs/spreading", "Cool it.", kind="sign")
    library = german.read()
    assert offered(library) == ("en", "de")
    assert library.text("small", "signs/spreading", "de", ()) == (
        "Cover it. Call us: {clinic_phone}."
    )
    assert [notice for notice in library.notices if "(signs/spreading)" in notice] != []


def test_older_phrases_are_told_and_the_language_stays(german: Folder) -> None:
    """Each of them is there."""
    german.change("en/phrases.toml", '"Make-up"', '"Cosmetics"')
    library = german.read()
    assert offered(library) == ("en", "de")
    assert library.notices == (
        "content/small/de: phrases.toml may be older than the English one; "
        "`./run translations de` lists all.",
    )


def test_a_translation_of_nothing_is_a_fault(german: Folder) -> None:
    """An English text comes first."""
    german.topic("topics/cold", "Warm bleiben.", language="de")
    sentence = "there is no English leaflet of this name. Write it first, or delete this file."
    assert german.faults() == (f"content/small/de/topics/cold.md: {sentence}",)


def test_things_without_words_are_told(german: Folder) -> None:
    """Clients then only find them by their English names."""
    german.change("de/things.toml", 'sauna = ["sauna*"]\n', "")
    library = german.read()
    assert offered(library) == ("en", "de")
    assert library.notices == (
        "content/small/de/things.toml: words are missing for sauna. Write them.",
    )


def test_confirming_writes_one_line_and_keeps_every_other_byte(german: Folder) -> None:
    """In a leaflet's top, and in the review of the phrases."""
    leaflet, phrases = german.path("de/worse.md"), german.path("de/phrases.toml")
    before = [path.read_bytes().splitlines() for path in (leaflet, phrases)]
    german.leaflet("worse", "Call us now.")
    german.change("en/phrases.toml", '"Make-up"', '"Cosmetics"')
    confirm(german)
    after = [path.read_bytes().splitlines() for path in (leaflet, phrases)]
    changed = [
        [line.split(b" ")[0] for line, old in zip(new, lines, strict=True) if line != old]
        for new, lines in zip(after, before, strict=True)
    ]
    assert changed == [[b"translated_from:"], [b"translated_from"]]


def test_english_must_be_there(folder: Folder) -> None:
    """All other languages stand beside it."""
    folder.path("en").rename(folder.path("de"))
    sentence = "there is no folder 'en': English texts come first, and others stand beside them."
    assert folder.faults() == (f"content/small: {sentence}",)
