"""The client file: everything kept about one client, as one frozen aggregate.

One save is one file. What is due is `plan`'s to say, what to answer is `dialogue`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.outbox import ChatId, FileId, Outbox, RowKey, UserId
from bot.core.pack import Urgency
from bot.core.said import Answer, ClientMessage, ClinicMessage


class Status(StrEnum):
    """Invited (no consent yet), linked, or stopped (no pushes; questions and worry still work)."""

    INVITED = "invited"
    LINKED = "linked"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the client agreed to, when, in which language, and when they took it back."""

    version: str
    language: str
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether the client lets the clinic ask for their opinion and send its booking link.

    It is asked for once, apart from the consent; `is_given` is their last word, `at` when.
    """

    is_given: bool
    language: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The person, by the clinic's own reference, and how they want to be written to.

    `asking` names what the client was asked for, to be typed or sent. `latitude` and `longitude`
    are rounded to 0.1 degree; quiet hours are local times. `facts` are the risks the client told us
    of in a message, by the names of their concepts: signs weigh more beside them. Staff's chats may
    still hold `former_references`.
    """

    reference: str
    treatment: str
    language: str
    zone: str
    status: Status = Status.INVITED
    chat_id: ChatId | None = None
    consent: Consent | None = None
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    latitude: float | None = None
    longitude: float | None = None
    zone_is_own: bool = False
    paused_until: datetime | None = None
    paused_by_clinic: bool = False
    fewer: bool = False
    sun_reminders: bool = True
    unreachable_since: datetime | None = None
    asking: str = ""
    facts: tuple[str, ...] = ()
    no_photo_invitations: bool = False
    former_references: tuple[str, ...] = ()
    permission: Permission | None = None

    @property
    def zone_info(self) -> ZoneInfo:
        """The client's zone."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another waiting time for one thing, in hours since the session, and who decided it when.

    `may_loosen` is whether that person may also make the time shorter than the rule's.
    """

    thing: str
    hours: int
    by: UserId
    at: datetime
    may_loosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One treatment: when needling ended (aware UTC), where, and what the provider chose.

    `overrides` are waiting times decided for this client alone; typed products change no rule.
    """

    id: str
    ended_at: datetime
    areas: tuple[str, ...]
    kind: str
    entered_by: UserId
    goal: str = ""
    sessions_planned: int | None = None
    interval_weeks: int | None = None
    products: tuple[str, ...] = ()
    typed_products: str = ""
    note: str = ""
    plan_version: int = 1
    overrides: tuple[Override, ...] = ()

    def override(self, thing: str) -> Override | None:
        """Return what was decided for a thing in this session, if anything was."""
        return next((each for each in self.overrides if each.thing == thing), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A single-use link, kept only as the SHA-256 of its token."""

    number: int
    created_at: datetime
    expires_at: datetime
    token_hash: str = ""
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """How content the client was with a session, asked once; a second tap replaces it."""

    session: str
    option: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressPhoto:
    """A photo the client chose to keep, to compare: Telegram's reference, and the day it shows.

    `is_stored` tells that its picture lies on the clinic's own disk too.
    """

    id: str
    at: datetime
    session: str
    day: int
    file_id: str
    unique_id: str = ""
    album: str = ""
    is_stored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something a member of staff must see; `reached_at` is when Telegram first took it.

    `claimed_by` is who has it now, `claimed_at` when somebody first took it. `rings` counts how
    often it sounded since it was raised. `outcome` is a word for what became of it, `note` a line
    of whoever closed it.
    """

    id: str
    concern: str
    urgency: Urgency
    raised_at: datetime
    reached_at: datetime | None = None
    closed_at: datetime | None = None
    claimed_by: UserId | None = None
    claimed_at: datetime | None = None
    rings: int = 0
    closed_by: UserId | None = None
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """That a member of staff ended the course: when, who, and the name of the reason."""

    at: datetime
    by: UserId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What is kept of something erased, beside a hash: when it went, who had it go, and why."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the client's history: what happened, by whom, with ids and counts only."""

    at: datetime
    name: str
    who: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFile:
    """The aggregate of one client. `version` is the one read; a save that names an old one fails.

    `erase_at` is the instant at which the whole file is to be erased; `former` names the files of
    the same person's earlier courses, whose chat this one took over.
    """

    id: FileId
    client: Client
    sessions: tuple[Session, ...]
    invitation: Invitation | None = None
    outbox: Outbox = field(default_factory=Outbox)
    answers: tuple[Answer, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    messages: tuple[ClientMessage, ...] = ()
    photos: tuple[ProgressPhoto, ...] = ()
    alerts: tuple[Alert, ...] = ()
    events: tuple[Event, ...] = ()
    replies: tuple[ClinicMessage, ...] = ()
    ending: Ending | None = None
    erase_at: datetime | None = None
    former: tuple[FileId, ...] = ()
    version: int = 0

    @property
    def session(self) -> Session:
        """The newest session, which the plan follows."""
        return self.sessions[-1]

    def session_of(self, row: RowKey) -> Session:
        """Return the session to whose plan a row belongs, the newest for any other row."""
        _, _, rest = row.partition(":")
        own = rest.partition(":")[0]
        return next((each for each in self.sessions if each.id == own), self.session)

    def with_client(self, **changes: object) -> "ClientFile":
        """Return the file with some of the client's fields changed."""
        return replace(self, client=replace(self.client, **changes))  # type: ignore[arg-type]

    def with_session(self, session: Session) -> "ClientFile":
        """Return the file with the newest session replaced."""
        return replace(self, sessions=(*self.sessions[:-1], session))

    def noting(self, now: datetime, name: str, who: str, **facts: str) -> "ClientFile":
        """Return the file with one more event."""
        event = Event(at=now, name=name, who=who, facts=facts)
        return replace(self, events=(*self.events, event))

    def answer_to(self, row: RowKey, question: str) -> Answer | None:
        """Return the answer given to that question of that row, if any."""
        fitting = (a for a in self.answers if a.row == row and a.question == question)
        return next(fitting, None)

    @property
    def has_withdrawn(self) -> bool:
        """Tell whether the client took back what they had agreed to."""
        consent = self.client.consent
        return consent is not None and consent.withdrawn_at is not None

    @property
    def is_emergency_open(self) -> bool:
        """Tell whether an emergency is open that staff have not closed yet."""
        return any(
            each.urgency is Urgency.EMERGENCY and each.closed_at is None for each in self.alerts
        )

    def next_alert_id(self, concern: str) -> str:
        """Return the id of an alert to be raised: numbered on, also where old ones are gone."""
        newest = max((int(each.id.rpartition("-")[2]) for each in self.alerts), default=0)
        return f"{concern}-{newest + 1}"

    def alert(self, alert_id: str) -> Alert | None:
        """Return the alert of that id, if there is one."""
        return next((each for each in self.alerts if each.id == alert_id), None)

    def with_alert(self, alert: Alert) -> "ClientFile":
        """Return the file with an alert replaced by its newer state."""
        alerts = tuple(alert if each.id == alert.id else each for each in self.alerts)
        return replace(self, alerts=alerts)

    def open_alert(self, concern: str) -> Alert | None:
        """Return the open alert of that concern, if any."""
        fitting = (a for a in self.alerts if a.concern == concern and a.closed_at is None)
        return next(fitting, None)
