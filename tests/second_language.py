"""A second language made from the first: the same content with a few words changed."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import leaflets
from bot.leaflets import FALLBACK_LANGUAGE, ContentLibrary, language_files, translations
from tests import shipped_library

SECOND = "de"
WORDS = {
    'agree = "I agree"': 'agree = "Ich stimme zu"',
    'decline = "No, thank you"': 'decline = "Nein, danke"',
    'worried = "I\'m worried"\nnot_me': 'worried = "Ich mache mir Sorgen"\nnot_me',
    'saved = "Saved."': 'saved = "Gespeichert."',
    'again = "Hello again.': 'again = "Hallo nochmal.',
}


@cache
def two_languages() -> ContentLibrary:
    """Return the shipped content with German beside English, made and read once."""
    with TemporaryDirectory() as folder:
        write(Path(folder) / "content")
        return leaflets.read(Path(folder) / "content")


def write(content: Path) -> None:
    """Write the shipped content with German beside English into that folder."""
    for pack in shipped_library.copy_in_english(content, SECOND):
        shutil.copytree(pack / FALLBACK_LANGUAGE, pack / SECOND)
        change(pack / SECOND / "phrases.toml", WORDS)
        change(pack / SECOND / "consent.md", {"Welcome. This": "Willkommen. This"})
        change(pack / SECOND / "day-0.face.md", {"Hello. This": "Hallo. This"})
        _confirm_all(pack)


def _confirm_all(pack: Path) -> None:
    """Write into every text of the second language that it is up to date."""
    model, own = (language_files.read(pack / each, each) for each in (FALLBACK_LANGUAGE, SECOND))
    for stem, leaflet in own.leaflets.items():
        translations.confirm(leaflet, model.leaflets[stem])
    translations.confirm(own.phrases, model.phrases)


def change(file: Path, words: dict[str, str]) -> None:
    """Put other words in the place of words that stand in a file."""
    text = file.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text, f"{file.name} no longer holds {old!r}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
