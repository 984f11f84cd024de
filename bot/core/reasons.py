"""Why a message did not go out, as a phrase: what the code notes in English, staff read in theirs.

A test holds that every reason noted in `core` and `actions` has its phrase here.
"""

from collections.abc import Mapping

from bot.core import (
    alerts,
    answer_truth,
    closing_time,
    digest,
    doubts,
    group_line,
    handing_over,
    invitations,
    leaving,
    near_the_end,
    outbox,
    photo_chores,
    plan,
    retention,
    ringing,
    settling,
    showing,
    step_claims,
    sun_advice,
)
from bot.core.stops import watching

UNKNOWN = "reason.other"
TOO_LATE = "reason.too_late"
# What a reason begins with that ends in something known only later.
BEGINNINGS: Mapping[str, str] = {"Telegram refused it": "reason.refused"}
PHRASES: Mapping[str, str] = {
    plan.LINKED_LATER: "reason.linked_later",
    plan.CORRECTED: "reason.corrected",
    plan.STOPPED: "reason.stopped",
    plan.RESTED: "reason.rested",
    "no longer in the plan": "reason.not_planned",
    "the client could not be reached": "reason.unreachable",
    "the chat cannot be reached": "reason.unreachable",
    "the client paused the messages": "reason.paused",
    step_claims.SUN_OFF: "reason.sun_off",
    step_claims.SUN_SAYS_IT: "reason.said_elsewhere",
    alerts.SAID_ONCE: "reason.said_elsewhere",
    step_claims.OVERTAKEN: "reason.newer",
    "a newer edit replaced it": "reason.newer",
    outbox.MERGED: "reason.newer",
    "too late for a message of its own": TOO_LATE,
    "too late; staff were told": "reason.too_late_told",
    plan.OUT_OF_TIME: TOO_LATE,
    "the morning message says it": "reason.said_elsewhere",
    "the sun does not rise that day": "reason.no_sun",
    sun_advice.NOTHING_NEW: "reason.nothing_new",
    settling.OPEN_AGAIN: "reason.nothing_new",
    "after sunset; the next morning's message says it": "reason.after_sunset",
    handing_over.TAKEN_BACK: "reason.client_chose",
    handing_over.PASSED_ON: "reason.passed_on",
    closing_time.TOLD: "reason.answered",
    retention.WARNED: "reason.warned",
    watching.ANSWERED: "reason.answered",
    watching.WITHDRAWN: "reason.withdrawn",
    invitations.OPENED: "reason.link_opened",
    invitations.NEWER_LINK: "reason.newer_link",
    invitations.WRONG_PERSON: "reason.wrong_person",
    invitations.NEXT_COURSE: "reason.next_course",
    leaving.LEFT: "reason.left",
    doubts.IN_DOUBT: "reason.doubt",
    "content fault": "reason.content",
    digest.MADE: "reason.digest_made",
    digest.TOO_LATE: "reason.digest_over",
    "no chat": "reason.no_chat",
    showing.PUT_AWAY: "reason.put_away",
    "it was gone already": "reason.gone_already",
    plan.REPLACED: "reason.replaced",
    plan.ENDED: "reason.clinic_ended",
    plan.PAUSED: "reason.clinic_paused",
    answer_truth.TOO_LATE: "reason.answer_late",
    answer_truth.NOBODY: "reason.nobody_agreed",
    near_the_end.SAID: "reason.said",
    near_the_end.NOT_CALM: "reason.not_calm",
    ringing.RANG: "reason.rang",
    ringing.IS_OVER: "reason.alert_closed",
    ringing.WAS_TAKEN: "reason.alert_taken",
    photo_chores.DELETED: "reason.photo_deleted",
    group_line.MOVED: "reason.group_moved",
    "the chat is another one now": "reason.other_chat",
}


def phrase_of(reason: str | None) -> str:
    """Return the key of the phrase that tells a reason."""
    told = reason or ""
    begun = (phrase for start, phrase in BEGINNINGS.items() if told.startswith(start))
    return PHRASES.get(told) or next(begun, UNKNOWN)
