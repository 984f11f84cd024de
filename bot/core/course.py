"""Answers of check-ins read one after the other: what rose, and what did not get better.

What an answer means alone stands in the guidance table; the numbers here stand in the plan.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core import holds
from bot.core.client import ClientFile
from bot.core.pack import Course, Guidance, Pack, Urgency
from bot.core.said import Answer

# The fact of an amber event that names what the client told of in words.
SIGN = "sign"
TOLD_WITHIN = (timedelta(hours=8), timedelta(hours=48))


def read(file: ClientFile, answer: Answer, alone: Guidance | None, pack: Pack) -> Guidance | None:
    """Return what an answer means beside the one before it; never less than it means alone."""
    before = _before(file, answer)
    if pack.course is None or _is_urgent(alone):
        return alone
    if _is_told_still(file, answer, pack.course):
        return _urgent(answer, pack.course.still_leaflet)
    if before is None:
        return alone
    rules, options = pack.course, pack.questions[answer.question].options
    rank = {option: place for place, option in enumerate(options)}
    if before.option not in rank or answer.option not in rank:
        return alone
    risen = rank[answer.option] - rank[before.option]
    if _was_amber(file, before, pack) and _is_still(answer, risen, rules, pack):
        return _urgent(answer, rules.still_leaflet)
    return _by_rise(file, answer, alone, rules, risen)


def _before(file: ClientFile, answer: Answer) -> Answer | None:
    """Return the answer to the same question in the last answered check-in of this session."""
    session = f"step:{file.session_of(answer.row).id}:"
    earlier = [
        each
        for each in file.answers
        if each.question == answer.question
        and each.row != answer.row
        and each.row.startswith(session)
        and each.at < answer.at
    ]
    return max(earlier, key=lambda each: each.at, default=None)


def _is_told_still(file: ClientFile, answer: Answer, rules: Course) -> bool:
    """Tell whether an answer says that what was amber in the client's own words is not better."""
    if answer.option not in rules.still.get(answer.question, ()):
        return False
    earliest, latest = TOLD_WITHIN
    return any(
        each.name == holds.AMBER
        and SIGN in each.facts
        and earliest <= answer.at - each.at <= latest
        for each in file.events
    )


def _is_urgent(guidance: Guidance | None) -> bool:
    return guidance is not None and guidance.urgency is Urgency.SAME_DAY


def _was_amber(file: ClientFile, before: Answer, pack: Pack) -> bool:
    meant = guidance_alone(file, before, pack)
    return meant is not None and meant.amber


def guidance_alone(file: ClientFile, answer: Answer, pack: Pack) -> Guidance | None:
    """Return the first guidance of the table that fits an answer at the hours it was given."""
    elapsed = answer.at - file.session_of(answer.row).ended_at
    return guidance_after(answer.question, answer.option, elapsed, pack)


def guidance_after(question: str, option: str, elapsed: timedelta, pack: Pack) -> Guidance | None:
    """Return the first guidance that fits an option so long after a session, None without one."""
    for guidance in pack.guidance:
        if guidance.question == question and option in guidance.options:
            until = guidance.until_hours
            late_enough = elapsed >= timedelta(hours=guidance.from_hours)
            if late_enough and (until is None or elapsed < timedelta(hours=until)):
                return guidance
    return None


def _is_still(answer: Answer, risen: int, rules: Course, pack: Pack) -> bool:
    """Tell whether an answer after an amber one means the same or worse; a calm one never does."""
    still: Mapping[str, tuple[str, ...]] = rules.still
    if answer.question in still:
        return answer.option in still[answer.question]
    return risen >= 0 and answer.option not in pack.questions[answer.question].calm_options


def _by_rise(
    file: ClientFile, answer: Answer, alone: Guidance | None, rules: Course, risen: int
) -> Guidance | None:
    most = rules.rise.get(answer.question)
    is_late = answer.at - file.session_of(answer.row).ended_at >= timedelta(hours=rules.from_hours)
    if most is None or risen <= 0 or not is_late:
        return alone
    if risen >= most:
        return _urgent(answer, rules.leaflet)
    plain = alone or Guidance(
        question=answer.question, options=frozenset({answer.option}), leaflet=""
    )
    return replace(plain, ask=plain.ask or rules.ask)


def _urgent(answer: Answer, leaflet: str) -> Guidance:
    return Guidance(
        question=answer.question,
        options=frozenset({answer.option}),
        leaflet=leaflet,
        urgency=Urgency.SAME_DAY,
    )
