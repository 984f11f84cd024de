"""Who may do what. Asked first in every action, by numeric id, on each message and each tap."""

from enum import StrEnum

from bot.core.clinic import ClinicFacts


class Role(StrEnum):
    """What a person is to the clinic."""

    OWNER = "owner"
    CLINICIAN = "clinician"
    DESK = "desk"
    CLIENT = "client"
    STRANGER = "stranger"


class Verb(StrEnum):
    """What can be asked for."""

    ENROL = "enrol"
    RENEW_LINK = "renew_link"
    CHANGE_SESSION = "change_session"
    CHANGE_COURSE = "change_course"
    GO_ON_KNOWINGLY = "go_on_knowingly"
    OPEN_WORDS = "open_words"
    CHOOSE_LANGUAGE = "choose_language"
    WRITE_CLIENT = "write_client"
    CLAIM_ALERT = "claim_alert"
    CLOSE_ALERT = "close_alert"
    CLOSE_EMERGENCY = "close_emergency"
    SEE_ALERTS = "see_alerts"
    SEE_BOARD = "see_board"
    SEE_CLIENT = "see_client"
    SEE_VIEWS = "see_views"
    EXPORT_RECORD = "export_record"
    CHANGE_RULE = "change_rule"
    LOOSEN_RULE = "loosen_rule"
    SEE_CLOSED_DAYS = "see_closed_days"
    CHANGE_CLOSED_DAYS = "change_closed_days"
    SEE_PHOTOS = "see_photos"
    MANAGE_STAFF = "manage_staff"
    SEE_CURVE = "see_curve"
    SEE_NUMBERS = "see_numbers"
    HOLD_DRILL = "hold_drill"
    ANSWER_DRILL = "answer_drill"
    USE_LINK = "use_link"
    ANSWER = "answer"


_STAFF_VERBS = frozenset(
    {
        Verb.ENROL,
        Verb.RENEW_LINK,
        Verb.CHANGE_SESSION,
        Verb.CHANGE_COURSE,
        Verb.CLAIM_ALERT,
        Verb.CLOSE_ALERT,
        Verb.SEE_ALERTS,
        Verb.SEE_BOARD,
        Verb.SEE_CLIENT,
        Verb.CHANGE_RULE,
        Verb.SEE_CLOSED_DAYS,
        Verb.CHOOSE_LANGUAGE,
        Verb.ANSWER_DRILL,
    }
)
# What clients write of their health is for whoever may judge it. The front desk sees the code, the
# day, the tier and the sign, which is enough to phone; an owner is always there to read the rest.
# Nobody answers in the clinic's name what they may not read.
_CLINICIAN_VERBS = _STAFF_VERBS | {
    Verb.OPEN_WORDS,
    Verb.WRITE_CLIENT,
    Verb.SEE_PHOTOS,
    Verb.SEE_CURVE,
    Verb.EXPORT_RECORD,
    Verb.LOOSEN_RULE,
    Verb.CHANGE_CLOSED_DAYS,
    Verb.GO_ON_KNOWINGLY,
    # The desk takes an emergency and hands it on, so that somebody moves at once; that it is over
    # is a clinician's judgement, as closing it lets the client's planned messages go on.
    Verb.CLOSE_EMERGENCY,
}
_OWNER_VERBS = _CLINICIAN_VERBS | {
    Verb.MANAGE_STAFF,
    Verb.SEE_NUMBERS,
    Verb.HOLD_DRILL,
    Verb.SEE_VIEWS,
}
_ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.OWNER: _OWNER_VERBS,
    Role.CLINICIAN: _CLINICIAN_VERBS,
    Role.DESK: _STAFF_VERBS,
    Role.CLIENT: frozenset({Verb.ANSWER, Verb.USE_LINK}),
    Role.STRANGER: frozenset({Verb.USE_LINK}),
}
# The roles that an invitation can give; owners stand in the settings.
INVITED_ROLES = (Role.CLINICIAN, Role.DESK)


class NotAllowed(Exception):
    """This role may not do that."""


def may(role: Role, verb: Verb) -> bool:
    """Tell whether a role may do a thing."""
    return verb in _ALLOWED[role]


def staff_role(user_id: int, clinic: ClinicFacts) -> Role:
    """Return the role of a numeric id among staff; everybody else is a stranger."""
    if user_id in clinic.owners:
        return Role.OWNER
    if user_id in clinic.clinicians:
        return Role.CLINICIAN
    return Role.DESK if user_id in clinic.desk else Role.STRANGER


def require(role: Role, verb: Verb) -> None:
    """Raise NotAllowed unless the role may do that."""
    if not may(role, verb):
        raise NotAllowed(f"{role} may not {verb}")
