"""`signs.toml` and each language's words for it to core Signs: each value of the right form.

Whether every sign has its leaflet is checked in `topic_check`; what the words find is `triage`'s.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.core.pack import Urgency
from bot.core.triage import Lexicon, Sign, Signs, Spelling, words
from bot.core.triage.grammar import KNOWN, NEEDED
from bot.core.triage.signs import WITHIN_WORDS
from bot.leaflets import sources
from bot.leaflets.faults import Faults
from bot.leaflets.tables import Table

NAME = "signs.toml"
_NO_NAMES: tuple[str, ...] = ()
_RANGES = re.compile(r"#[^\s()|]*")
_NUMBERS = re.compile(r"#\d+(\.\d+)?(-\d+(\.\d+)?)?")


def read_signs(  # noqa: PLR0917 - each says what may stand in the files
    folder: Path,
    place: str,
    languages: Sequence[str],
    areas: Sequence[str],
    known: Mapping[str, frozenset[str]],
    faults: Faults,
) -> Signs:
    """Return the signs of a treatment with a lexicon for each language whose words are complete.

    `known` are words that exist, by language. A language without a complete file is left out.
    """
    tables = sources.read_table(folder / NAME, f"{place}/{NAME}", faults)
    table = Table(tables or {}, f"{place}/{NAME}", faults)
    table.has("review")
    signs = tuple(_sign(each, areas) for each in table.tables("signs"))
    for name, count in Counter(sign.name for sign in signs).items():
        if count > 1:
            table.wrong(f"there are {count} signs named '{name}'. Give each its own name.")
    raising = frozenset(table.names("raising_facts", _NO_NAMES))
    foreign = frozenset(
        words.folded(word, Spelling()) for word in table.names("foreign_words", _NO_NAMES)
    )
    table.finish()
    needed = {name for sign in signs for line in sign.when for name in line}
    needed |= {name for sign in signs for name in sign.unless} | raising
    lexicons = {}
    for language in languages:
        here, path = f"{place}/{language}/{NAME}", folder / language / NAME
        tables = sources.read_table(path, here, faults) if path.exists() else None
        if tables is not None:
            words_known = known.get(language, frozenset())
            lexicon = _lexicon(Table(tables, here, faults), language, needed, words_known)
            lexicons.update({language: lexicon} if lexicon else {})
    return Signs(signs=signs, raising_facts=raising, foreign_words=foreign, lexicons=lexicons)


def _sign(table: Table, areas: Sequence[str]) -> Sign:
    sign = Sign(
        name=table.text("name"),
        slug=table.text("slug"),
        urgency=table.choice("urgency", Urgency) or Urgency.SAME_DAY,
        when=_lines(table),
        unless=table.names("unless", _NO_NAMES),
        from_hours=table.number("from_hours", 0),
        until_hours=table.optional_number("until_hours"),
        areas=table.names("areas", _NO_NAMES),
        amber=table.flag("amber"),
        on_skin=table.flag("on_skin"),
        of_session=table.flag("of_session"),
        firm=table.flag("firm"),
        within=table.number("within", WITHIN_WORDS),
    )
    for area in sorted(set(sign.areas) - set(areas)):
        table.wrong(f"'{area}' is not an area of plan.toml.")
    if sign.until_hours is not None and sign.until_hours <= sign.from_hours:
        table.wrong("'until_hours' must be later than 'from_hours'. Change one of them.")
    table.finish()
    return sign


def _lines(table: Table) -> tuple[tuple[str, ...], ...]:
    lines = table.lists("when")
    if not lines or not all(lines):
        table.wrong('write the concepts as: when = [["throat", "swollen"], ["hives"]]')
    return lines


def _lexicon(
    table: Table, language: str, needed: set[str], known: frozenset[str]
) -> Lexicon | None:
    table.has("review")
    spelling, more = _spelling(table.table("spelling"))
    concepts = _words(table.table("concepts"))
    grammar = {f"_{name}": found for name, found in _words(table.table("grammar")).items()}
    table.finish()
    missing = sorted(name for name in needed if not concepts.get(name))
    for name in missing:
        table.wrong(f"the concept '{name}' has no words, but a sign needs it. Write them.")
    for name in sorted(set(grammar) - KNOWN):
        table.wrong(f"'{name[1:]}' is no part of [grammar]. Known are: {_grammar_names()}.")
    lacking = [name for name in NEEDED if not grammar.get(name)]
    for name in lacking:
        table.wrong(f"[grammar] has no words for '{name[1:]}'. Write them.")
    if missing or lacking:
        return None
    all_known = (*known, *(word for line in more for word in line.split()))
    return Lexicon(
        language=language,
        concepts={**concepts, **grammar},
        spelling=spelling,
        # In one go: word by word it takes ten times as long.
        known=frozenset(words.folded("\n".join(all_known), spelling).split("\n")),
    )


def _grammar_names() -> str:
    return ", ".join(sorted(name[1:] for name in KNOWN))


def _spelling(table: Table) -> tuple[Spelling, tuple[str, ...]]:
    spelling = Spelling(
        folds=table.texts_by_name("folds"), parts_at_apostrophe=table.flag("parts_at_apostrophe")
    )
    more = table.names("known", _NO_NAMES)
    table.finish()
    return spelling, more


def _words(table: Table) -> dict[str, tuple[str, ...]]:
    found = {name: table.names(name) for name in table.keys()}  # noqa: SIM118
    for name, patterns in found.items():
        for pattern in patterns:
            for atom in _RANGES.findall(pattern):
                if _NUMBERS.fullmatch(atom) is None:
                    table.wrong(f"'{atom}' in '{name}' is no range. Write it as: #38-38.9")
            if pattern.count("(") != pattern.count(")"):
                table.wrong(f"a bracket is missing in '{name}': {pattern[:60]}")
    return found
