"""Shows what a language lacks and which of its texts are older than the English ones.

With --confirm it writes into those texts that they say what the English ones say now: do that when
they have been brought up to date. Only the line `translated_from` is written.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import commands, leaflets, settings
from bot.leaflets import (
    FALLBACK_LANGUAGE,
    ContentError,
    ContentLibrary,
    Treatment,
    phrase_check,
    translations,
)
from bot.leaflets.sources import Leaflet, Phrases
from bot.leaflets.translations import PHRASES, State

_TOLD = {
    State.MISSING: "missing",
    State.STALE: "older than the English text",
    State.UNCONFIRMED: "never confirmed",
}
_CONFIRMABLE = (State.STALE, State.UNCONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """One text of a language beside its English one; `own` is None where it is missing."""

    treatment: str
    name: str
    state: State
    own: Leaflet | Phrases | None
    model: Leaflet | Phrases


def run(arguments: list[str]) -> int:
    """List or confirm; 1 while something is left, 2 for a language or a name that is none."""
    options = _parser().parse_args(arguments)
    try:
        library = leaflets.read(settings.content_dir(os.environ))
    except ContentError as error:
        print("\n".join((*error.faults, "", "Mend these first.")))
        return commands.FAULTS
    texts = list(_texts(library, options.language))
    wrong = _wrong_use(texts, options.language, options.confirm or ())
    if wrong:
        print(wrong, file=sys.stderr)
        return commands.WRONG_USE
    if options.confirm is not None:
        return _confirmed(texts, options.confirm)
    left = [text for text in texts if text.state is not State.CURRENT]
    print(_as_json(left) if options.json else _as_text(left, options.language))
    return commands.FAULTS if left else commands.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run translations", description=__doc__)
    parser.add_argument("language", metavar="LANGUAGE", help="the folder of the language, as: de")
    parser.add_argument(
        "--confirm",
        nargs="*",
        metavar="NAME",
        help="texts that are up to date again, as: day-1 topics/sleep phrases; none named: all",
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    return parser


def _texts(library: ContentLibrary, language: str) -> Iterator[_Text]:
    for treatment in library.treatments.values():
        standing = treatment.standings.get(language)
        if standing is None:
            continue
        for stem, state in standing.leaflets.items():
            yield _leaflet(treatment, stem, state, language)
        yield _Text(
            treatment=treatment.pack.treatment,
            name=PHRASES,
            state=standing.phrases,
            own=treatment.phrases[language],
            model=treatment.phrases[FALLBACK_LANGUAGE],
        )
        for key in phrase_check.missing(treatment, language):
            yield _Text(
                treatment=treatment.pack.treatment,
                name=f"{PHRASES} {key}",
                state=State.MISSING,
                own=None,
                model=treatment.phrases[FALLBACK_LANGUAGE],
            )


def _leaflet(treatment: Treatment, stem: str, state: State, language: str) -> _Text:
    return _Text(
        treatment=treatment.pack.treatment,
        name=stem,
        state=state,
        own=treatment.leaflets[language].get(stem),
        model=treatment.leaflets[FALLBACK_LANGUAGE][stem],
    )


def _wrong_use(texts: Sequence[_Text], language: str, names: Sequence[str]) -> str:
    """Return what is wrong with the words of the command line, "" for nothing."""
    if not texts:
        return f"'{language}' is no translation: there is no such folder beside the English one."
    known = {text.name for text in texts if text.state is not State.MISSING}
    unknown = [name for name in names if name not in known]
    return f"There is no text of this name: {', '.join(unknown)}." if unknown else ""


def _confirmed(texts: Sequence[_Text], names: Sequence[str]) -> int:
    """Confirm the named texts, or all that can be."""
    count = 0
    for text in texts:
        if (
            text.state in _CONFIRMABLE
            and text.own is not None
            and (not names or text.name in names)
        ):
            try:
                translations.confirm(text.own, text.model)
            except OSError as error:
                print(f"Nothing more was confirmed: {error}")
                return commands.FAULTS
            count += 1
            print(text.own.place)
    left = sum(text.state is not State.CURRENT for text in texts) - count
    print(f"{count} confirmed, {left} left.")
    return commands.FAULTS if left else commands.FINE


def _as_text(left: Sequence[_Text], language: str) -> str:
    if not left:
        return "Everything is translated, and up to date."
    lines: list[str] = []
    for state, told in _TOLD.items():
        names = [
            f"  {text.treatment}/{language}: {text.name}" for text in left if text.state is state
        ]
        lines += [f"{told} ({len(names)})", *names] if names else []
    return "\n".join(lines)


def _as_json(left: Sequence[_Text]) -> str:
    rows = [
        {"treatment": text.treatment, "name": text.name, "state": text.state.value} for text in left
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
