"""A second language made from the first: the same content with a few words changed."""

import shutil
from pathlib import Path

from bot import leaflets
from bot.leaflets import ContentLibrary
from tests.cast import CONTENT

NAMES = '[languages]\nen = "English"\n'
WORDS = {
    'agree = "I agree"': 'agree = "Ich stimme zu"',
    'decline = "No, thank you"': 'decline = "Nein, danke"',
    'worried = "I\'m worried"\nnot_me': 'worried = "Ich mache mir Sorgen"\nnot_me',
    'saved = "Saved."': 'saved = "Gespeichert."',
    'again = "Hello again.': 'again = "Hallo nochmal.',
}


def two_languages(folder: Path) -> ContentLibrary:
    """Return the shipped content with German beside English, made in that folder."""
    copied = folder / "content"
    shutil.copytree(CONTENT, copied)
    for pack in (each for each in copied.iterdir() if each.is_dir()):
        shutil.copytree(pack / "en", pack / "de")
        for language in ("en", "de"):
            _change(pack / language / "phrases.toml", {NAMES: f'{NAMES}de = "Deutsch"\n'})
        _change(pack / "de" / "phrases.toml", WORDS)
        _change(pack / "de" / "consent.md", {"Welcome. This": "Willkommen. This"})
        _change(pack / "de" / "day-0.face.md", {"Hello. This": "Hallo. This"})
    return leaflets.read(copied)


def _change(file: Path, words: dict[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text, f"{file.name} no longer holds {old!r}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
