"""A second language made from the first: the same content with a few words changed."""

import shutil
from pathlib import Path

from bot import leaflets
from bot.leaflets import FALLBACK_LANGUAGE, ContentLibrary, translations
from tests.cast import CONTENT

SECOND = "de"
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
        for language in (each for each in pack.iterdir() if each.is_dir()):
            if language.name != FALLBACK_LANGUAGE:
                shutil.rmtree(language)
        shutil.copytree(pack / FALLBACK_LANGUAGE, pack / SECOND)
        for language in (FALLBACK_LANGUAGE, SECOND):
            _leave_out_other_names(pack / language / "phrases.toml")
        _change(pack / SECOND / "phrases.toml", WORDS)
        _change(pack / SECOND / "consent.md", {"Welcome. This": "Willkommen. This"})
        _change(pack / SECOND / "day-0.face.md", {"Hello. This": "Hallo. This"})
    for treatment in leaflets.read(copied).treatments.values():
        confirm_all(treatment)
    return leaflets.read(copied)


def confirm_all(treatment: leaflets.Treatment) -> None:
    """Write into every text of the second language that it is up to date."""
    models = treatment.leaflets[FALLBACK_LANGUAGE]
    for stem, own in treatment.leaflets[SECOND].items():
        translations.confirm(own, models[stem])
    translations.confirm(treatment.phrases[SECOND], treatment.phrases[FALLBACK_LANGUAGE])


def _leave_out_other_names(file: Path) -> None:
    """Keep only the two names of languages that there are."""
    table, _, rest = (
        file.read_text(encoding="utf-8").partition("[languages]\n")[2].partition("\n\n")
    )
    kept = "\n".join(line for line in table.split("\n") if line.startswith(("en =", "de =")))
    _change(file, {f"{table}\n\n{rest[:1]}": f"{kept}\n\n{rest[:1]}"})


def _change(file: Path, words: dict[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text, f"{file.name} no longer holds {old!r}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
