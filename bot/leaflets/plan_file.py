"""`plan.toml` to a Pack: each value of the right form, each name known.

Whether the texts that the plan names exist, and agree with it, is checked in `check`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.pack import (
    Course,
    Guidance,
    IfDoubtful,
    IfLate,
    Pack,
    Question,
    Restriction,
    RuleKind,
    Step,
    StepKind,
    SunRules,
    Urgency,
)
from bot.leaflets.faults import Faults
from bot.leaflets.signing import PLAN_PARTS
from bot.leaflets.sources import PlanFile, Review, read_review
from bot.leaflets.tables import Table

_NO_NAMES: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRules:
    """What the plan says about the check of its texts; word lists are by language.

    Service leaflets speak of the service and not of care: they may name days, and hold values that
    come with the row.
    """

    results_leaflets: tuple[str, ...] = ()
    other_leaflets: tuple[str, ...] = ()
    service_leaflets: tuple[str, ...] = ()
    never_fall_back: tuple[str, ...] = ()
    allowed: Mapping[str, tuple[str, ...]]
    private_words: Mapping[str, tuple[str, ...]]
    time_words: Mapping[str, tuple[str, ...]]
    long_time_words: Mapping[str, tuple[str, ...]]
    gate_words: Mapping[str, tuple[str, ...]]
    diagnosis_words: Mapping[str, tuple[str, ...]]


def read_plan(
    treatment: str, plan: PlanFile, languages: tuple[str, ...], faults: Faults
) -> tuple[Pack, CheckRules]:
    """Return the rules of a plan; what is wrong is noted, and the rest is read all the same."""
    table = Table(plan.tables, plan.place, faults)
    table.has("review")
    card_days = tuple(sorted(set(table.numbers("card_days"))))
    restrictions = table.table("restrictions")
    questions = table.table("questions")
    pack = Pack(
        treatment=treatment,
        title=table.text("title"),
        areas=table.names("areas"),
        accepted_kinds=table.names("accepted_kinds"),
        refused_kinds=table.names("refused_kinds", _NO_NAMES),
        goals=table.names("goals", _NO_NAMES),
        products=table.names("products", _NO_NAMES),
        minimum_interval_weeks=table.numbers_by_name("minimum_interval_weeks"),
        steps=tuple(_steps(table.tables("steps"), card_days)),
        card_days=card_days,
        photo_days=table.numbers("photo_days") if table.has("photo_days") else (),
        restrictions={name: _restriction(name, restrictions) for name in restrictions.keys()},  # noqa: SIM118
        sun=_sun(table.table("sun")),
        questions={name: _question(name, questions) for name in questions.keys()},  # noqa: SIM118
        guidance=tuple(_guidance(item) for item in table.tables("guidance")),
        course=_course(table.table("check_in")) if table.has("check_in") else None,
        procedure=table.names("procedure"),
        ready=table.names("ready", _NO_NAMES),
        languages=languages,
        consent_version=table.text("consent_version"),
    )
    rules = _check_rules(table.table("check"))
    table.finish()
    return pack, rules


def read_reviews(tables: Mapping[str, object], place: str, faults: Faults) -> Mapping[str, Review]:
    """Return the review of each part of the plan."""
    written = tables.get("review", {})
    if not isinstance(written, dict):
        faults.add(place, "write the reviews as [review.steps] and so on.")
        return {}
    for name in sorted(set(written) - set(PLAN_PARTS)):
        faults.add(place, f"[review.{name}] is not known. Known are: {', '.join(PLAN_PARTS)}.")
    return {
        part: read_review(fields, f"{place} [review.{part}]", faults)
        for part, fields in written.items()
        if isinstance(fields, dict)
    }


def _steps(tables: list[Table], card_days: tuple[int, ...]) -> Iterable[Step]:
    for table in tables:
        several = table.has("days")
        days = table.numbers("days") if several else (table.number("day"),)
        for day in days:
            yield _step(table, day, card_days, several=several)
        table.finish()


def _step(table: Table, day: int, card_days: tuple[int, ...], *, several: bool) -> Step:
    name = table.text("name")
    leaflet = table.text("leaflet")
    if several and leaflet == "day":
        leaflet = f"day-{max((card for card in card_days if card <= day), default=0)}"
    at, after = table.clock_time("at"), table.optional_number("after_hours")
    if at is not None and after is not None:
        table.wrong("a step has either 'at' (a time of day) or 'after_hours'. Take one away.")
    return Step(
        name=f"{name}-{day}" if several else name,
        kind=table.choice("kind", StepKind) or StepKind.MESSAGE,
        day=day,
        at=at,
        leaflet=leaflet,
        not_before_hours=table.number("not_before_hours", 0),
        after_hours=after,
        valid_for_hours=table.number("valid_for_hours", 12),
        if_late=table.choice("if_late", IfLate, IfLate.DROP) or IfLate.DROP,
        if_doubtful=table.choice("if_doubtful", IfDoubtful, IfDoubtful.SEND) or IfDoubtful.SEND,
        joins_card_as=table.text("joins_card_as", ""),
        audible=table.flag("audible"),
        audible_with_fewer=table.flag("audible_with_fewer"),
        questions=table.names("questions", _NO_NAMES),
    )


def _restriction(name: str, parent: Table) -> Restriction:
    table = parent.table(name)
    condition = table.text("condition", "")
    restriction = Restriction(
        name=name,
        kind=table.choice("kind", RuleKind) or RuleKind.NEVER,
        hours=table.numbers_by_name("hours"),
        topic=table.text("topic", ""),
        prescribed=table.flag("prescribed"),
        medicine=table.flag("medicine"),
        care=table.flag("care"),
        condition=condition or None,
        ask_clinic=table.flag("ask_clinic"),
        sources=table.names("sources", _NO_NAMES),
    )
    if restriction.kind in (RuleKind.FROM, RuleKind.UNTIL) and not restriction.hours:
        table.wrong("'hours' is missing. Write it for each area, as: hours = { face = 48 }")
    table.finish()
    return restriction


def _sun(table: Table) -> SunRules:
    rules = SunRules(
        gate=table.text("gate"),
        before_gate_leaflet=table.text("before_gate_leaflet"),
        line_leaflet=table.texts_by_name("line_leaflet"),
        gate_leaflet=table.text("gate_leaflet"),
    )
    if "default" not in rules.line_leaflet:
        table.wrong("'line_leaflet' must name a leaflet, as: { default = \"sun-line\" }")
    table.finish()
    return rules


def _question(name: str, parent: Table) -> Question:
    table = parent.table(name)
    question = Question(
        name=name,
        options=table.names("options"),
        calm_options=frozenset(table.names("calm", _NO_NAMES)),
    )
    table.finish()
    return question


def _guidance(table: Table) -> Guidance:
    urgent = table.has("urgency")
    guidance = Guidance(
        question=table.text("question"),
        options=frozenset(table.names("options")),
        leaflet=table.text("leaflet"),
        urgency=table.choice("urgency", Urgency) if urgent else None,
        amber=table.flag("amber"),
        from_hours=table.number("from_hours", 0),
        until_hours=table.optional_number("until_hours"),
        ask=table.text("ask", "") or None,
    )
    table.finish()
    return guidance


def _course(table: Table) -> Course:
    still = table.table("still")
    course = Course(
        rise=table.numbers_by_name("rise"),
        from_hours=table.number("from_hours"),
        leaflet=table.text("leaflet"),
        ask=table.text("ask"),
        still={question: still.names(question) for question in still.keys()},  # noqa: SIM118
        still_leaflet=table.text("still_leaflet"),
    )
    table.finish()
    return course


def _check_rules(table: Table) -> CheckRules:
    rules = CheckRules(
        results_leaflets=table.names("results_leaflets", _NO_NAMES),
        other_leaflets=table.names("other_leaflets", _NO_NAMES),
        service_leaflets=table.names("service_leaflets", _NO_NAMES),
        never_fall_back=table.names("never_fall_back", _NO_NAMES),
        allowed=table.names_by_language("allowed"),
        private_words=table.names_by_language("private_words"),
        time_words=table.names_by_language("time_words"),
        long_time_words=table.names_by_language("long_time_words"),
        gate_words=table.names_by_language("gate_words"),
        diagnosis_words=table.names_by_language("diagnosis_words"),
    )
    table.finish()
    return rules
