"""The clinic file: the people who work there, their invitations, and the days it is closed.

One aggregate beside the clients'. Who may do what is `rights`'; dialogues with staff lie in their
chats' desk files.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.outbox import UserId
from bot.core.rights import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works or worked at the clinic, by the numeric id that their rights hang on.

    Whoever was removed stays listed with `removed_at`: the clients' histories name their id.
    """

    id: UserId
    name: str
    role: Role
    invited_by: UserId
    joined_at: datetime
    removed_at: datetime | None = None
    removed_by: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvitation:
    """A single-use link that makes whoever opens it staff, kept only as the hash of its token.

    `cause` is the update that asked for it.
    """

    number: int
    cause: int
    role: Role
    invited_by: UserId
    created_at: datetime
    expires_at: datetime
    token_hash: str = ""
    used_by: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDays:
    """Days on which the clinic does not open, the first and the last included."""

    first: date
    last: date
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicFile:
    """The aggregate of the clinic. `last_code` is the highest number given to a code.

    `asks_opinion` and `invites_booking` are the owner's switches, off until turned on.
    """

    people: tuple[Person, ...] = ()
    invitations: tuple[StaffInvitation, ...] = ()
    closed: tuple[ClosedDays, ...] = ()
    last_invitation: int = 0
    last_code: int = 0
    asks_opinion: bool = False
    invites_booking: bool = False
    version: int = 0

    def person(self, user_id: int) -> Person | None:
        """Return who works here now under that id."""
        now = (each for each in self.people if each.removed_at is None)
        return next((each for each in now if each.id == user_id), None)

    def invitation(self, number: int) -> StaffInvitation | None:
        """Return the invitation with that number."""
        return next((each for each in self.invitations if each.number == number), None)
