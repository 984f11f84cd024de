"""The clinic file: the people who work there, their invitations, closed days, and drills.

One aggregate beside the clients'. Who may do what is `rights`'; dialogues with staff lie in their
chats' desk files.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.outbox import ChatId, UserId
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
class Owner:
    """The name that an owner last showed; their rights come from the settings alone."""

    id: UserId
    name: str


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
class Drill:
    """A test of the alarm: when it began, which chats it went to, who answered when.

    `by` is the owner who held it, None for a monthly one; `cause` what made it, so that it counts
    once. `is_announced` and `is_told` say that its rows, and those of its end, are promised to
    every chat; `reviewed_at` when it was seen whom it reached, `unreached` whom it did not.
    """

    number: int
    at: datetime
    cause: str
    chats: tuple[ChatId, ...]
    by: UserId | None = None
    is_announced: bool = False
    answered_by: UserId | None = None
    answered_name: str = ""
    answered_at: datetime | None = None
    is_told: bool = False
    reviewed_at: datetime | None = None
    unreached: tuple[ChatId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicFile:
    """The aggregate of the clinic. `last_code` is the highest number given to a code.

    `asks_opinion` and `invites_booking` are the owner's switches, off until turned on.
    `drill_at` is when the next monthly drill is planned.
    """

    people: tuple[Person, ...] = ()
    invitations: tuple[StaffInvitation, ...] = ()
    closed: tuple[ClosedDays, ...] = ()
    last_invitation: int = 0
    last_code: int = 0
    asks_opinion: bool = False
    invites_booking: bool = False
    drills: tuple[Drill, ...] = ()
    monthly_drills: bool = True
    drill_at: datetime | None = None
    owners: tuple[Owner, ...] = ()
    version: int = 0

    @property
    def names(self) -> dict[UserId, str]:
        """The names of all who work or worked here, owners too, as far as they are known."""
        staff = {each.id: each.name for each in self.people}
        return staff | {each.id: each.name for each in self.owners}

    def person(self, user_id: int) -> Person | None:
        """Return who works here now under that id."""
        now = (each for each in self.people if each.removed_at is None)
        return next((each for each in now if each.id == user_id), None)

    def invitation(self, number: int) -> StaffInvitation | None:
        """Return the invitation with that number."""
        return next((each for each in self.invitations if each.number == number), None)
