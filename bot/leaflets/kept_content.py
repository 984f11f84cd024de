"""The content as it was read, kept for the next start, which then reads none of its files.

It is known by the fingerprint of all it was read from (`checked`), and by its folder. A broken copy
is read anew, and a folder nobody may write to costs some seconds at each start. The texts and words
of a language rest packed in memory until somebody asks for them.
"""

import hashlib
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from bot.core.pack import Pack
from bot.core.questions import Topic, Topics
from bot.core.triage import Lexicon, Sign, Signs, Spelling
from bot.leaflets import checked
from bot.leaflets.late import Late
from bot.leaflets.library import Treatment
from bot.leaflets.matching import Told
from bot.leaflets.sources import Leaflet, Phrases, PlanFile, TableFile
from bot.leaflets.things_file import Things
from bot.leaflets.translations import Standing

NAME = "content.kept"
_HASH_BYTES = hashlib.sha256().digest_size

# What rests packed, by its name and its language, and what each is when it is unpacked.
_PACKED: Mapping[str, Any] = {
    "leaflets": dict[str, Leaflet],
    "phrases": Phrases,
    "tables": tuple[TableFile, ...],
    "told": tuple[Told, ...],
    "lexicons": Lexicon,
    "known": frozenset[str],
}
_Packed = dict[str, dict[str, bytes]]


class _Treatment(msgspec.Struct, frozen=True):
    """A treatment with what every start needs as it is."""

    pack: Pack
    plan: PlanFile
    standings: dict[str, Standing]
    fixed: frozenset[str]
    signs: tuple[Sign, ...]
    raising_facts: frozenset[str]
    foreign_words: frozenset[str]
    by_slug: dict[str, Topic]
    things: dict[str, Things]
    days: dict[str, Things]
    spelling: dict[str, Spelling]
    stems: dict[str, tuple[str, ...]]
    packed: _Packed


class _Kept(msgspec.Struct, frozen=True):
    """All of the content; `folder` is where it was read."""

    known_as: str
    folder: str
    treatments: tuple[_Treatment, ...]


def read(learnt: Path, known_as: str, content_dir: Path) -> Sequence[Treatment] | None:
    """Return the treatments of that content, None where they are not kept or are broken."""
    try:
        written = (learnt / NAME).read_bytes()
    except OSError:
        return None
    digest, content = written[:_HASH_BYTES], written[_HASH_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        return None
    # Nothing but this program wrote it, byte for byte: it can be read unless another version did.
    try:
        kept = _decoded(content, _Kept)
    except msgspec.DecodeError:
        return None
    if (kept.known_as, kept.folder) != (known_as, str(content_dir)):
        return None
    return tuple(map(_unpacked, kept.treatments))


def keep(learnt: Path, known_as: str, content_dir: Path, treatments: Sequence[Treatment]) -> None:
    """Keep treatments for the next start, if they come out as they went in."""
    kept = _Kept(
        known_as=known_as, folder=str(content_dir), treatments=tuple(map(_packed, treatments))
    )
    content = _encoded(kept)
    if tuple(map(_unpacked, _decoded(content, _Kept).treatments)) == tuple(treatments):
        checked.put(learnt / NAME, hashlib.sha256(content).digest() + content)


def _packed(treatment: Treatment) -> _Treatment:
    signs, topics = treatment.signs, treatment.topics
    parts: Mapping[str, Mapping[str, Any]] = {
        "leaflets": treatment.leaflets,
        "phrases": treatment.phrases,
        "tables": treatment.tables,
        "told": treatment.told,
        "lexicons": signs.lexicons,
        # Where there is a lexicon these are its own.
        "known": {name: topics.known[name] for name in topics.known.keys() - signs.lexicons.keys()},
    }
    return _Treatment(
        pack=treatment.pack,
        plan=treatment.plan,
        standings=dict(treatment.standings),
        fixed=treatment.fixed,
        signs=signs.signs,
        raising_facts=signs.raising_facts,
        foreign_words=signs.foreign_words,
        by_slug=dict(topics.by_slug),
        things=dict(topics.things),
        days=dict(topics.days),
        spelling=dict(topics.spelling),
        stems={name: tuple(each) for name, each in treatment.leaflets.items()},
        packed={
            part: {name: zlib.compress(_encoded(each)) for name, each in of.items()}
            for part, of in parts.items()
        },
    )


def _unpacked(kept: _Treatment) -> Treatment:
    late: dict[str, Late[Any]] = {
        part: Late({name: partial(_opened, data, _PACKED[part]) for name, data in of.items()})
        for part, of in kept.packed.items()
    }
    lexicons, known = late["lexicons"], late["known"]
    return Treatment(
        pack=kept.pack,
        plan=kept.plan,
        leaflets={
            name: Late({stem: partial(_one_of, late["leaflets"], name, stem) for stem in stems})
            for name, stems in kept.stems.items()
        },
        phrases=late["phrases"],
        tables=late["tables"],
        told=late["told"],
        standings=kept.standings,
        fixed=kept.fixed,
        signs=Signs(
            signs=kept.signs,
            raising_facts=kept.raising_facts,
            foreign_words=kept.foreign_words,
            lexicons=lexicons,
        ),
        topics=Topics(
            by_slug=kept.by_slug,
            things=kept.things,
            days=kept.days,
            known=Late({name: _known(name, lexicons, known) for name in (*lexicons, *known)}),
            spelling=kept.spelling,
        ),
    )


def _known(
    language: str, lexicons: Mapping[str, Lexicon], known: Mapping[str, frozenset[str]]
) -> Callable[[], frozenset[str]]:
    return lambda: lexicons[language].known if language in lexicons else known[language]


def _one_of(leaflets: Mapping[str, Mapping[str, Leaflet]], language: str, stem: str) -> Leaflet:
    """Return a leaflet; whether there is one is told without unpacking its language."""
    return leaflets[language][stem]


def _opened(data: bytes, of: Any) -> Any:
    return _decoded(zlib.decompress(data), of)


def _encoded(value: Any) -> bytes:
    return msgspec.msgpack.encode(value, enc_hook=str)


def _decoded(data: bytes, of: Any) -> Any:
    return msgspec.msgpack.decode(data, type=of, dec_hook=_made)


def _made(of: type, written: Any) -> Any:
    """Return a value of a type that msgspec does not know: there are paths only."""
    return of(written)
