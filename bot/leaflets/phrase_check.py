"""Whether the phrases of a language are those the program asks for: none missing, empty, unknown
or too long for a button, and none with a value that nobody fills in.

What may be written in a line of any text is checked in `leaflet_check`.
"""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from bot import render
from bot.core.pack import Pack
from bot.leaflets import samples
from bot.leaflets.faults import Faults
from bot.leaflets.library import FALLBACK_LANGUAGE, LANGUAGE_NAMES, Treatment
from bot.leaflets.sources import Phrases
from bot.render.markdown import names_of_fields, without_fields
from bot.render.message import LABEL_LIMIT_UNITS
from bot.render.words import locale_of

LONGER_TABLE = 4

_LIST = Path(__file__).with_name("needed_phrases.toml")
_NO_VALUES = "no_values"
_NONE: frozenset[str] = frozenset()
_RULE_FIELDS = frozenset({"may", "from", "until"})

# The values that other texts are made of, so a phrase without them would leave out what matters.
_MUST_HOLD: Mapping[str, frozenset[str]] = {
    "may.not_yet": frozenset({"at"}),
    "may.not_yet_if": frozenset({"at", "condition"}),
    "may.open_if": frozenset({"condition"}),
    "may.until": frozenset({"at"}),
    "may.ask_later": frozenset({"at"}),
    "may.held_later": frozenset({"at"}),
    "may.kept_until": frozenset({"at"}),
    "sun.hours": frozenset({"start", "end"}),
    "sun.note_index": frozenset({"index"}),
    "formats.open_until": frozenset({"time"}),
    "formats.opens_today": frozenset({"time"}),
    "formats.opens_later": frozenset({"time"}),
    "formats.hours_closed": frozenset({"hours", "days"}),
    "formats.from_to": frozenset({"first", "last"}),
}

# Words that are put into other texts or shown by Telegram itself: fields in them stay as written.
PUT_AS_THEY_ARE = (
    "answers.", "areas.", "arrived.", "client.colour.", "commands.", "event.", "reason.",
    "timeline.bot", "timeline.client", "timeline.owner", "concern.", "conditions.",
    "course.reasons.", "near_end.options.", "dates.months.",
    "dates.words.", "formats.", "goals.", "headings.", "kept.", "kinds.", "languages.", "may.",
    "outcome.", "products.", "profile.", "restrictions.", "roles.", "settings.place_kept",
    "settings.place_none", "since.", "settings.sounds_", "settings.state_",
    "settings.sun_o", "shown.no_words", "shown.not_understood", "sun.", "talk.role.", "urgency.",
)  # fmt: skip

BUTTON_TABLES = (
    "areas.", "button.", "course.buttons.", "course.reasons.", "dates.weekdays.",
    "enrol.buttons.", "goals.", "kinds.", "languages.", "near_end.options.",
    "options.", "outcome.", "procedure.", "products.",
)  # fmt: skip
BUTTONS = frozenset(
    {
        "alert_desk.open", "closed.open_day", "closed.open_days", "did_you_mean.ask_clinic",
        "did_you_mean.wrong", "near_end.allow", "near_end.book", "near_end.take_back",
        "people.booking_off", "people.booking_on", "people.opinion_off", "people.opinion_on",
        "drill.got_it", "drill.hold", "drill.start_monthly", "drill.stop_monthly", "board.code",
        "board.open", "board.refresh", "client.open", "client.record", "client.timeline",
        "client.views", "digest.switch_off", "digest.switch_on",
        "people.invite_clinician", "people.invite_desk", "people.make_clinician",
        "people.make_desk", "people.open", "people.remove", "people.remove_yes",
        "people.take_back", "rules.back_to_rule", "rules.longer",
        "forget.go_on", "forget.keep", "forget.open", "forget.yes", "mydata.open",
        "progress.add", "progress.delete", "progress.delete_all", "progress.delete_yes",
        "progress.invite_again", "progress.keep", "progress.never", "progress.not_today",
        "progress.show_clinic", "progress.staff_open", "progress.taken",
        "withdraw.agree_again", "withdraw.open", "withdraw.yes",
        "rules.shorter", "rules.yes", "staff.change_rules", "staff.curve.open", "talk.cancel",
        "talk.edit", "talk.open_ready", "talk.send", "talk.send_newer",
        "consent.agree", "consent.decline", "settings.all_sounds", "settings.fewer",
        "settings.hours", "settings.language", "settings.pause_3", "settings.pause_7",
        "settings.place_forget", "settings.quiet_choice", "settings.resume", "settings.stop",
        "settings.stop_yes", "settings.sun_start", "settings.sun_stop", "settings.zone",
        "settings.zone_choice", "shown.open", "staff.correct_time", "staff.new_link",
        "timeline.open",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What the check of one language's phrases looks at."""

    phrases: Phrases
    values: Mapping[str, frozenset[str]]
    faults: Faults

    def tell(self, key: str, sentence: str) -> None:
        """Note a fault at the line of its phrase."""
        self.faults.add(self.phrases.place_of(key), sentence)


def check(treatment: Treatment, language: str, faults: Faults) -> None:
    """Note every phrase that is missing, empty, unknown, too long, or with a wrong value."""
    phrases = treatment.phrases[language]
    if not phrases.is_readable:
        return  # told already, and every other fault would only follow from it
    values = _values(treatment, language)
    desk = _Desk(phrases=phrases, values=values, faults=faults)
    lacking = missing(treatment, language)
    for sentence in _missing(lacking, phrases):
        faults.add(phrases.place, sentence)
    model = treatment.phrases.get(FALLBACK_LANGUAGE)
    for key, text in phrases.texts.items():
        if key not in values:
            desk.tell(key, _unknown(key, lacking, values))
            continue
        for sentence in (*_text_faults(key, text), *_value_faults(key, text, values[key])):
            desk.tell(key, sentence)
        _check_must_hold(key, text, model, desk)


def missing(treatment: Treatment, language: str) -> tuple[str, ...]:
    """Return the keys of the phrases that a language lacks.

    The name of another language may be left out: it is told by that language itself.
    """
    named_there = {f"{LANGUAGE_NAMES}{each}" for each in treatment.phrases if each != language}
    lacking = set(_values(treatment, language)) - set(treatment.phrases[language].texts)
    lacking -= named_there
    return tuple(sorted(lacking, key=lambda key: key.rpartition(".")))


def _values(treatment: Treatment, language: str) -> Mapping[str, frozenset[str]]:
    """Return each phrase that a language needs, with the values of its own it may hold."""
    named = _of_pack(treatment.pack, tuple(treatment.leaflets))
    weeks = {key: frozenset({"count"}) for key in _weeks(language)}
    return {**needed(), **dict.fromkeys(named, _NONE), **weeks}


@cache
def needed() -> Mapping[str, frozenset[str]]:
    """Return each phrase the program asks for, with the values of its own it may hold.

    Left out is what the plan names, and what depends on the language.
    """
    return dict(_flattened(tomllib.loads(_LIST.read_text(encoding="utf-8")), ""))


def _flattened(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, frozenset[str]]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{name}.")
        elif name == _NO_VALUES:
            yield from ((f"{prefix}{key}", _NONE) for key in value)
        else:
            yield f"{prefix}{name}", frozenset(value)


def _missing(missing: Sequence[str], phrases: Phrases) -> Iterator[str]:
    """Return a sentence for each missing phrase, or one for a longer table that is not there."""
    present = {key.rpartition(".")[0] for key in phrases.texts}
    for table, group in groupby(missing, key=lambda key: key.rpartition(".")[0]):
        keys = list(group)
        if table in present or len(keys) < LONGER_TABLE:
            yield from (f"'{key}' is missing. Write it in its table." for key in keys)
        else:
            names = ", ".join(key.rpartition(".")[2] for key in keys)
            yield f"the table [{table}] is missing. Write it, with {names}."


def _unknown(key: str, missing: Sequence[str], known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, missing, n=1) or difflib.get_close_matches(key, known, 1)
    mend = f"Did you mean '{near[0]}'?" if near else "Take it out."
    return f"'{key[:60]}' is not known: nothing asks for it. {mend}"


def _text_faults(key: str, text: str) -> Iterator[str]:
    if not text.strip():
        yield f"'{key}' is empty. Write its words."
    excess = render.units(_shortest(text)) - LABEL_LIMIT_UNITS
    if excess > 0 and (key in BUTTONS or key.startswith(BUTTON_TABLES)):
        yield (
            f"'{key}' is {excess} characters too long for a button, which shows "
            f"{LABEL_LIMIT_UNITS}. Shorten it."
        )


def _shortest(text: str) -> str:
    """Return a text as short as it can come out: without its values, but with what is around."""
    return " ".join(without_fields(text).split())


def _value_faults(key: str, text: str, own: frozenset[str]) -> Iterator[str]:
    computed = _NONE if key.startswith(PUT_AS_THEY_ARE) else samples.FIELD_NAMES
    for name, argument in dict.fromkeys(names_of_fields(text)):
        if name in own or name in computed - _RULE_FIELDS:
            continue
        if name not in computed:
            near = difflib.get_close_matches(name, sorted(own | computed), n=1)
            guess = f"Did you mean {{{near[0]}}}? " if near else ""
            may_hold = _may_hold(own, computed)
            yield f"'{key}' holds {{{name}}}, which nobody fills in. {guess}{may_hold}"
        elif not argument:
            yield f"'{key}' holds {{{name}}}, which needs a rule's name, as {{{name}:makeup}}."


def _may_hold(own: frozenset[str], computed: frozenset[str]) -> str:
    told = (", ".join(f"{{{name}}}" for name in sorted(names)) for names in (own, computed))
    written = "; and, as any text, ".join(part for part in told if part)
    return f"It may hold {written}." if written else "It may hold no field."


def _check_must_hold(key: str, text: str, model: Phrases | None, desk: _Desk) -> None:
    wanted = _MUST_HOLD.get(key)
    if wanted is None and model is not None:
        wanted = frozenset(name for name, _ in names_of_fields(model.texts.get(key, "")))
    if wanted and text.strip() and not wanted <= {name for name, _ in names_of_fields(text)}:
        names = " and ".join(f"{{{name}}}" for name in sorted(wanted))
        desk.tell(key, f"'{key}' must hold {names}.")


def _of_pack(pack: Pack, languages: Iterable[str]) -> Iterator[str]:
    """Return the phrases that the plan names, and the name of each language."""
    yield from (f"{LANGUAGE_NAMES}{each}" for each in languages)
    yield from (f"areas.{area}" for area in pack.areas)
    yield from (f"kinds.{kind}" for kind in (*pack.accepted_kinds, *pack.refused_kinds))
    yield from (f"goals.{goal}" for goal in pack.goals)
    yield from (f"products.{product}" for product in pack.products)
    yield from (f"procedure.{leaflet}" for leaflet in pack.procedure)
    for rule in pack.restrictions.values():
        yield f"restrictions.{rule.name}"
        if rule.condition is not None:
            yield f"conditions.{rule.condition}"
    for question in pack.questions.values():
        yield f"questions.{question.name}"
        yield from (f"options.{question.name}.{option}" for option in question.options)
        yield from (f"answers.{question.name}.{option}" for option in question.options)


def _weeks(language: str) -> Iterator[str]:
    forms = {"other", *locale_of(language).plural_form.tags}
    return (f"formats.weeks.{form}" for form in sorted(forms))
