"""Whether the files of one treatment agree: the plan with its texts, and the languages with each
other.

What may stand in a single leaflet is checked in `leaflet_check`, which phrases there must be in
`phrase_check`; the form of each file is checked where it is read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core import stops
from bot.core.pack import Pack, RuleKind, StepKind
from bot.leaflets import gaps, leaflet_check, phrase_check, topic_check
from bot.leaflets.faults import Faults
from bot.leaflets.language_files import LanguageFiles
from bot.leaflets.library import FALLBACK_LANGUAGE, ContentLibrary, Treatment
from bot.leaflets.plan_file import CheckRules

AUDIBLE_LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A treatment as read, with what its check needs: rules, keys of sources.toml, its files."""

    treatment: Treatment
    rules: CheckRules
    sources: frozenset[str]
    files: Mapping[str, LanguageFiles]


def check(library: ContentLibrary, found: Found, faults: Faults) -> tuple[str, ...]:
    """Note every fault of one treatment; return what is told about its translations.

    The faults of a language that is not offered anyway keep nobody from working.
    """
    treatment = found.treatment
    for sentence in (
        *_plan_faults(treatment.pack),
        *topic_check.plan_faults(treatment),
    ):
        faults.add(treatment.plan.place, sentence)
    for table in treatment.tables[""]:
        for sentence in topic_check.sign_faults(treatment):
            faults.add(table.place, sentence)
    for place, name in _unknown_sources(found):
        faults.add(place, f"the source '{name}' is not in sources.toml. Write it there.")
    notices: list[str] = []
    for language, files in found.files.items():
        _check_language(library, found, files)
        if language != FALLBACK_LANGUAGE:
            notices.extend(gaps.notices(treatment, language))
        if language in treatment.pack.languages:
            faults.take(files.faults)
        else:
            notices.extend(files.faults.sentences)
    return tuple(notices)


def _check_language(library: ContentLibrary, found: Found, files: LanguageFiles) -> None:
    treatment, language = found.treatment, files.language
    for place, name in _unknown_sources_of(files, found.sources):
        files.faults.add(place, f"the source '{name}' is not in sources.toml. Write it there.")
    phrase_check.check(treatment, language, files.faults)
    leaflet_check.check_phrases(files.phrases, treatment.pack, files.faults)
    topic_check.check(treatment, found.rules, files)
    _check_leaflets_exist(treatment, found.rules, files)
    leaflet_check.check(library, treatment, found.rules, language, files.faults)


def _plan_faults(pack: Pack) -> Iterator[str]:
    yield from _step_faults(pack)
    yield from _rule_faults(pack)
    yield from _question_faults(pack)
    yield from _course_faults(pack)
    if pack.card_days[:1] != (0,):
        yield "card_days must start with 0, the day of the session."
    carriers = {step.day for step in pack.steps if step.kind is StepKind.MESSAGE}
    for day in sorted(set(pack.photo_days) - carriers):
        yield f"photo_days names day {day}, on which no message goes out. Take it out."
    if "default" not in pack.minimum_interval_weeks:
        yield "[minimum_interval_weeks] must have a default, as: default = 4"
    known = {"default", *pack.goals, *pack.areas}
    for name in sorted(set(pack.minimum_interval_weeks) - known):
        yield f"[minimum_interval_weeks] names '{name}', which is no goal and no area."


def _step_faults(pack: Pack) -> Iterator[str]:
    for name, count in Counter(step.name for step in pack.steps).items():
        if count > 1:
            yield f"there are {count} steps named '{name}'. Give each its own name or day."
    if sum(step.kind is StepKind.CARD for step in pack.steps) != 1:
        yield 'there must be exactly one step of kind = "card".'
    audible = sum(step.audible for step in pack.steps)
    if audible > AUDIBLE_LIMIT:
        yield f"{audible} messages make a sound; at most {AUDIBLE_LIMIT} may in a course."
    for step in pack.steps:
        if step.audible_with_fewer and not step.audible:
            yield f"step '{step.name}' is audible_with_fewer but not audible. Set both."
        if step.at is None and step.after_hours is None and step.kind is not StepKind.CARD:
            yield f"step '{step.name}' has no time. Write at = \"09:00\" or after_hours = 24."
        for question in step.questions:
            if question not in pack.questions:
                yield f"step '{step.name}' asks '{question}', which is not in [questions]."


def _rule_faults(pack: Pack) -> Iterator[str]:
    for rule in pack.restrictions.values():
        for area in sorted(set(rule.hours) - set(pack.areas)):
            yield f"[restrictions.{rule.name}] names the area '{area}', which is not in areas."
    gate = pack.restrictions.get(pack.sun.gate)
    if gate is None:
        yield f"[sun] gate names '{pack.sun.gate}', which is not in [restrictions]."
    elif gate.kind is not RuleKind.FROM or set(gate.hours) < set(pack.areas):
        yield f'[restrictions.{gate.name}] is the gate: it needs kind = "from" and every area.'


def _question_faults(pack: Pack) -> Iterator[str]:
    for question in pack.questions.values():
        for option in sorted(question.calm_options - set(question.options)):
            yield f"[questions.{question.name}] calls '{option}' calm, which is not an option."
    for guidance in pack.guidance:
        asked = pack.questions.get(guidance.question)
        if asked is None:
            yield f"[[guidance]] names the question '{guidance.question}', which does not exist."
            continue
        for option in sorted(guidance.options - set(asked.options)):
            yield f"[[guidance]] for '{asked.name}' names '{option}', which is not an option."
        if guidance.ask is not None and guidance.ask not in pack.questions:
            yield f"[[guidance]] for '{asked.name}' asks '{guidance.ask}', which does not exist."


def _course_faults(pack: Pack) -> Iterator[str]:
    if pack.course is None:
        return
    for name in sorted({*pack.course.rise, *pack.course.still, pack.course.ask}):
        if name not in pack.questions:
            yield f"[check_in] names the question '{name}', which does not exist."
    for name, options in pack.course.still.items():
        known = pack.questions[name].options if name in pack.questions else options
        for option in sorted(set(options) - set(known)):
            yield f"[check_in] still for '{name}' names '{option}', which is not an option."


def _unknown_sources(found: Found) -> Iterator[tuple[str, str]]:
    treatment = found.treatment
    plan = treatment.plan
    named = [
        *(
            (f"{plan.place} [review.{part}]", review.sources)
            for part, review in plan.reviews.items()
        ),
        *(
            (f"{plan.place} [restrictions.{rule.name}]", rule.sources)
            for rule in treatment.pack.restrictions.values()
        ),
        *((table.place, table.review.sources) for table in treatment.tables[""]),
    ]
    return ((place, name) for place, names in named for name in names if name not in found.sources)


def _unknown_sources_of(files: LanguageFiles, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    named = [
        *((leaflet.place, leaflet.review.sources) for leaflet in files.leaflets.values()),
        *((table.place, table.review.sources) for table in files.tables),
        (files.phrases.place, files.phrases.review.sources),
    ]
    return ((place, name) for place, names in named for name in names if name not in known)


def _check_leaflets_exist(treatment: Treatment, rules: CheckRules, files: LanguageFiles) -> None:
    others = (*rules.other_leaflets, *rules.service_leaflets, *rules.never_fall_back)
    wanted = dict.fromkeys(others, "[check]") | _wanted_leaflets(treatment.pack)
    if treatment.signs.signs:  # whoever writes of one is answered with these
        wanted |= dict.fromkeys(stops.LEAFLETS, "signs.toml")
    if files.language == FALLBACK_LANGUAGE:  # what a translation lacks is English, and told so
        for key, why in wanted.items():
            if key not in files.leaflets:
                what = f"this leaflet is missing; {why} names it. Write it."
                files.faults.add(f"{files.place}/{key}.md", what)
    for leaflet in files.leaflets.values():
        if leaflet.about is None and leaflet.key not in wanted:
            what = "nothing in plan.toml names this leaflet. Name it, or delete the file."
            files.faults.add(leaflet.place, what)
        if leaflet.area and leaflet.area not in treatment.pack.areas:
            what = f"'{leaflet.area}' is not an area. Areas are: {', '.join(treatment.pack.areas)}."
            files.faults.add(leaflet.place, what)


def _wanted_leaflets(pack: Pack) -> dict[str, str]:
    """Return the key of each leaflet that the plan names, with the place that names it."""
    course = pack.course
    sun_leaflets = (pack.sun.before_gate_leaflet, pack.sun.gate_leaflet)
    return {
        **{guidance.leaflet: "[[guidance]]" for guidance in pack.guidance},
        **dict.fromkeys(() if course is None else course.leaflets, "[check_in]"),
        **dict.fromkeys((*sun_leaflets, *pack.sun.line_leaflet.values()), "[sun]"),
        **dict.fromkeys(pack.procedure, "the list 'procedure'"),
        **dict.fromkeys(pack.ready, "the list 'ready'"),
        **{f"day-{day}": "the list 'card_days'" for day in pack.card_days},
        **{step.leaflet: f"the step '{step.name}'" for step in pack.steps},
        **{
            step.joins_card_as: f"the step '{step.name}'"
            for step in pack.steps
            if step.joins_card_as
        },
    }
