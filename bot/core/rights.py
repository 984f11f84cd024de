"""Who may do what. Asked first in every action, by numeric id, on each message and each tap."""

from enum import StrEnum

from bot.core.clinic import ClinicFacts


class Role(StrEnum):
    """What a person is to the clinic."""

    OWNER = "owner"
    CLIENT = "client"
    STRANGER = "stranger"


class Verb(StrEnum):
    """What can be asked for."""

    ENROL = "enrol"
    RENEW_LINK = "renew_link"
    CHANGE_SESSION = "change_session"
    CLOSE_ALERT = "close_alert"
    CHANGE_RULE = "change_rule"
    LOOSEN_RULE = "loosen_rule"
    USE_LINK = "use_link"
    ANSWER = "answer"


_STAFF_VERBS = frozenset(
    {
        Verb.ENROL,
        Verb.RENEW_LINK,
        Verb.CHANGE_SESSION,
        Verb.CLOSE_ALERT,
        Verb.CHANGE_RULE,
    }
)
_ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.OWNER: _STAFF_VERBS | {Verb.LOOSEN_RULE},
    Role.CLIENT: frozenset({Verb.ANSWER, Verb.USE_LINK}),
    Role.STRANGER: frozenset({Verb.USE_LINK}),
}


class NotAllowed(Exception):
    """This role may not do that."""


def may(role: Role, verb: Verb) -> bool:
    """Tell whether a role may do a thing."""
    return verb in _ALLOWED[role]


def staff_role(user_id: int, clinic: ClinicFacts) -> Role:
    """Return the role of a numeric id among staff; everybody else is a stranger."""
    return Role.OWNER if user_id in clinic.owners else Role.STRANGER


def require(role: Role, verb: Verb) -> None:
    """Raise NotAllowed unless the role may do that."""
    if not may(role, verb):
        raise NotAllowed(f"{role} may not {verb}")
