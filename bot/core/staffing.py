"""Who works at the clinic: invited by single-use links, joined, given another role, removed.

Every change is pure and counts once; who may make it is `rights`', what is shown `people_screens`'.
"""

import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core import closing
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile, Owner, Person, StaffInvitation
from bot.core.outbox import RowKey, UserId
from bot.core.rights import Role

PEOPLE_MOST = 100
INVITATIONS_MOST = 20
FORMER_KEPT = 500
LINK_WORKS_FOR = timedelta(hours=72)
# An old link still gets its own answer for so long.
REMEMBERED_FOR = timedelta(days=30)
NAME_LIMIT_CHARACTERS = 64
_PREFIX = "staff-invitation:"


class Joining(StrEnum):
    """What became of a staff link somebody opened."""

    WELCOME = "welcome"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


def as_of(clinic: ClinicFacts, file: ClinicFile) -> ClinicFacts:
    """Return the facts of the settings with what the clinic's own file says now."""
    here = [each for each in file.people if each.removed_at is None]
    return replace(
        clinic,
        clinicians=frozenset(each.id for each in here if each.role is Role.CLINICIAN),
        desk=frozenset(each.id for each in here if each.role is Role.DESK),
        closed_days=closing.days_of(file),
        asks_opinion=file.asks_opinion,
        invites_booking=file.invites_booking,
    )


def open_invitations(file: ClinicFile, now: datetime) -> tuple[StaffInvitation, ...]:
    """Return the links that would still make somebody staff."""
    return tuple(
        each for each in file.invitations if each.used_by is None and now < each.expires_at
    )


def link_key(number: int) -> RowKey:
    """Return the key of the row that brings an owner the link of an invitation."""
    return RowKey(f"{_PREFIX}{number}")


def number_of(key: RowKey) -> int | None:
    """Return the number of the invitation whose link a row brings, None for any other row."""
    number = key.removeprefix(_PREFIX)
    return int(number) if number != key and number.isdecimal() else None


def invitation_of(file: ClinicFile, cause: int) -> StaffInvitation | None:
    """Return the invitation that an update has made."""
    return next((each for each in file.invitations if each.cause == cause), None)


def invited(file: ClinicFile, role: Role, *, by: UserId, cause: int, now: datetime) -> ClinicFile:
    """Return the file with one more invitation, its link still to be drawn; one for each cause.

    Unchanged where too many are open or too many people work here.
    """
    if invitation_of(file, cause) is not None:
        return file
    here = sum(each.removed_at is None for each in file.people)
    if len(open_invitations(file, now)) >= INVITATIONS_MOST or here >= PEOPLE_MOST:
        return file
    number = file.last_invitation + 1
    fresh = StaffInvitation(
        number=number,
        cause=cause,
        role=role,
        invited_by=by,
        created_at=now,
        expires_at=now + LINK_WORKS_FOR,
    )
    known = [each for each in file.invitations if now - each.expires_at < REMEMBERED_FOR]
    return replace(file, invitations=(*known, fresh), last_invitation=number)


def with_token(file: ClinicFile, number: int, token_hash: str) -> ClinicFile:
    """Give an unused invitation its link; an earlier link of it stops working."""
    return _with_invitation(file, number, token_hash=token_hash)


def taken_back(file: ClinicFile, number: int, now: datetime) -> ClinicFile:
    """Return the file with that invitation run out, if nobody has used it."""
    found = file.invitation(number)
    if found is None or found.expires_at <= now:
        return file
    return _with_invitation(file, number, expires_at=now)


def _with_invitation(file: ClinicFile, number: int, **changes: object) -> ClinicFile:
    invitations = tuple(
        replace(each, **changes) if each.number == number and each.used_by is None else each  # type: ignore[arg-type]
        for each in file.invitations
    )
    return replace(file, invitations=invitations)


def link_of(file: ClinicFile, token_hash: str) -> StaffInvitation | None:
    """Return the invitation whose link has that hash, used and run out ones too."""
    found = (each for each in file.invitations if each.token_hash == token_hash)
    return next(found, None) if token_hash else None


def opening(
    file: ClinicFile, clinic: ClinicFacts, token_hash: str, user: UserId, now: datetime
) -> Joining:
    """Say what a staff link does for this person; whoever used it and works here is welcome.

    A link whose inviter is no owner any more makes nobody staff.
    """
    link = link_of(file, token_hash)
    if link is None:
        return Joining.UNKNOWN
    if link.used_by is not None:
        is_here = link.used_by == user and file.person(user) is not None
        return Joining.WELCOME if is_here else Joining.USED
    is_over = now >= link.expires_at or link.invited_by not in clinic.owners
    return Joining.EXPIRED if is_over else Joining.WELCOME


def joined(file: ClinicFile, token_hash: str, user: UserId, name: str, now: datetime) -> ClinicFile:
    """Return the file with the link used and that person on staff; the same person once."""
    link = link_of(file, token_hash)
    if link is None or link.used_by is not None:
        return file
    file = _with_invitation(file, link.number, used_by=user)
    person = Person(
        id=user,
        name=plain_name(name, user),
        role=link.role,
        invited_by=link.invited_by,
        joined_at=now,
    )
    others = [each for each in file.people if each.id != user]
    here = [each for each in others if each.removed_at is None]
    former = [each for each in others if each.removed_at is not None]
    return replace(file, people=(*former[-FORMER_KEPT:], *here, person))


def owner_named(file: ClinicFile, user: UserId, name: str) -> ClinicFile:
    """Return the file with the name that an owner shows now."""
    shown = Owner(id=user, name=plain_name(name, user))
    if shown in file.owners:
        return file
    return replace(file, owners=(*(each for each in file.owners if each.id != user), shown))


def given_role(file: ClinicFile, user: UserId, role: Role) -> ClinicFile:
    """Return the file with another role for somebody who works here."""
    return _with_person(file, user, role=role)


def removed(file: ClinicFile, user: UserId, by: UserId, now: datetime) -> ClinicFile:
    """Return the file in which that person works here no more."""
    return _with_person(file, user, removed_at=now, removed_by=by)


def _with_person(file: ClinicFile, user: UserId, **changes: object) -> ClinicFile:
    people = tuple(
        replace(each, **changes) if each.id == user and each.removed_at is None else each  # type: ignore[arg-type]
        for each in file.people
    )
    return replace(file, people=people)


def plain_name(name: str, user: UserId) -> str:
    """Return a name on one line, without signs that turn or hide others; else the id."""
    seen = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C" or sign == " ")
    return " ".join(seen.split())[:NAME_LIMIT_CHARACTERS] or str(user)
