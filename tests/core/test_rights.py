"""Who may do what: owners all that staff do, the desk less, strangers only open a link."""

import pytest

from bot.core import rights
from bot.core.rights import NotAllowed, Role, Verb
from tests.cast import ANN, CLINIC, clinic_facts

STAFF_ONLY = set(Verb) - {Verb.ANSWER, Verb.USE_LINK}


def allowed(role: Role) -> set[Verb]:
    """Return all that a role may do."""
    return {verb for verb in Verb if rights.may(role, verb)}


def test_an_owner_may_do_what_staff_do() -> None:
    """Enrol, renew, correct."""
    assert allowed(Role.OWNER) == STAFF_ONLY


def test_a_clinician_may_do_all_but_manage_staff() -> None:
    """Loosening a rule, closing days, the healing curve and the record are theirs too.

    The numbers, drills, and who looked at a file, are the owner's.
    """
    owners = {Verb.MANAGE_STAFF, Verb.SEE_NUMBERS, Verb.HOLD_DRILL, Verb.SEE_VIEWS}
    assert allowed(Role.CLINICIAN) == STAFF_ONLY - owners


def test_the_desk_loosens_no_rule_closes_no_day_and_reads_no_words() -> None:
    """It enrols, renews, corrects times, takes alerts, and makes a rule stricter.

    That an emergency is over is a clinician's to say, and words are theirs to read and to answer.
    """
    beyond = {
        Verb.MANAGE_STAFF,
        Verb.HOLD_DRILL,
        Verb.LOOSEN_RULE,
        Verb.CHANGE_CLOSED_DAYS,
        Verb.CLOSE_EMERGENCY,
        Verb.GO_ON_KNOWINGLY,
        Verb.WRITE_CLIENT,
    }
    looks = {
        Verb.SEE_CURVE,
        Verb.SEE_NUMBERS,
        Verb.SEE_VIEWS,
        Verb.EXPORT_RECORD,
        Verb.OPEN_WORDS,
        Verb.SEE_PHOTOS,
    }
    assert allowed(Role.DESK) == STAFF_ONLY - beyond - looks


def test_a_client_may_answer_and_open_a_link() -> None:
    """Nothing of the clinic's."""
    assert allowed(Role.CLIENT) == {Verb.ANSWER, Verb.USE_LINK}


def test_a_stranger_may_only_open_a_link() -> None:
    """There is nothing else for them."""
    assert allowed(Role.STRANGER) == {Verb.USE_LINK}


def test_every_role_has_an_answer_for_every_verb() -> None:
    """A verb that nobody thought of is not allowed, and not an error."""
    assert {rights.may(role, verb) for role in Role for verb in Verb} == {True, False}


def test_staff_are_known_by_their_numeric_id() -> None:
    """Anybody else is a stranger to the desk, whatever they call themselves."""
    clinic = clinic_facts(clinicians=frozenset({21, CLINIC}), desk=frozenset({22}))
    roles = [rights.staff_role(user, clinic) for user in (CLINIC, 21, 22, ANN, 0, -1)]
    assert roles == [Role.OWNER, Role.CLINICIAN, Role.DESK, *[Role.STRANGER] * 3]


def test_what_is_required_and_not_allowed_raises() -> None:
    """The action does not go on."""
    rights.require(Role.OWNER, Verb.ENROL)
    with pytest.raises(NotAllowed):
        rights.require(Role.STRANGER, Verb.ENROL)
