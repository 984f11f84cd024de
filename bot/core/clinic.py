"""What the clinic told us about itself in the settings, and what follows from it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core import days, opening
from bot.core.outbox import ChatId, UserId
from bot.core.sun import Place


class Unsigned(StrEnum):
    """What unsigned content does to an enrolment: refuse it, mark it a draft, or only warn."""

    REFUSE = "refuse"
    DRAFT = "draft"
    WARN = "warn"


class Signature(StrEnum):
    """How the clinic's people sign what they write to clients: by their name, or by their role."""

    NAME = "name"
    ROLE = "role"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicFacts:
    """The clinic's name, numbers, hours and people; the settings are fixed while the process runs.

    What the clinic's own file adds (`clinicians`, `desk`, `closed_days`, the switches) is as it
    is now.
    """

    name: str
    phone: str
    zone: ZoneInfo
    hours: opening.OpeningHours
    hours_text: str
    emergency_number: str
    urgent_care_name: str
    urgent_care_number: str
    owners: frozenset[UserId]
    clinicians: frozenset[UserId] = frozenset()
    desk: frozenset[UserId] = frozenset()
    staff_chat: ChatId | None = None
    crisis_line: str = ""
    place: Place | None = None
    booking_url: str = ""
    privacy_url: str = ""
    language: str = "en"
    link_hours: int = 72
    unsigned: Unsigned = Unsigned.WARN
    retention_days: int = 365
    backup_days: int = 0
    keep_photos: bool = False
    closed_days: frozenset[date] = frozenset()
    signature: Signature = Signature.ROLE
    asks_opinion: bool = False
    invites_booking: bool = False
    second_contact: ChatId | None = None
    alert_minutes_emergency: int = 5
    alert_minutes_same_day: int = 30

    @property
    def alert_chats(self) -> tuple[ChatId, ...]:
        """The chats that alarms go to: all staff in private, owners first, then the group."""
        group = () if self.staff_chat is None else (self.staff_chat,)
        return (*self.staff_chats, *group)

    @property
    def owner_chats(self) -> tuple[ChatId, ...]:
        """The private chats of the owners."""
        return tuple(ChatId(user) for user in sorted(self.owners))

    @property
    def staff_chats(self) -> tuple[ChatId, ...]:
        """The private chats of all staff, owners first."""
        others = sorted((self.clinicians | self.desk) - self.owners)
        return tuple(ChatId(user) for user in (*sorted(self.owners), *others))

    def is_open(self, now: datetime) -> bool:
        """Tell whether the clinic is open at that instant."""
        return opening.is_open(self.hours, now, self.zone, self.closed_days)

    def next_opening(self, now: datetime) -> datetime | None:
        """Return when the clinic is next open: now when it is open, None when it never is."""
        return opening.next_opening(self.hours, now, self.zone, self.closed_days)

    def opens_again_today(self, now: datetime) -> bool:
        """Tell whether the clinic is open now, or once more on this day of its own calendar."""
        opens = self.next_opening(now)
        return opens is not None and days.day_of(opens, self.zone) == days.day_of(now, self.zone)

    def closes_next(self, now: datetime) -> datetime | None:
        """Return when the clinic closes next, None where it never opens or never closes."""
        opens = self.next_opening(now)
        if opens is None:
            return None
        return opening.closes_at(self.hours, opens, self.zone, self.closed_days)

    def after_open(self, now: datetime, length: timedelta) -> datetime:
        """Return when the clinic will have been open for so long, counted from an instant.

        Where it does not open for weeks, it is that long after the instant itself.
        """
        at = opening.after_open(self.hours, now, length, self.zone, self.closed_days)
        return now + length if at is None else at

    def next_day_opening(self, now: datetime) -> datetime | None:
        """Return when the clinic opens on its next day of work, None when it does not."""
        tomorrow = days.day_of(now, self.zone) + timedelta(days=1)
        return self.next_opening(days.instant_of(tomorrow, time(), self.zone))
