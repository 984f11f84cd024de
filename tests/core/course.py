"""Ann's course without Telegram: her file from the shipped rules, played from due to due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import render
from bot.core import days, delivery, due, invitations, near_the_end, plan, retention, sun_advice
from bot.core.client import Client, ClientFile, Session
from bot.core.delivery import Lease
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import ChatId, FileId, MessageRow, Outbox, RowKey, RowState, UserId
from bot.core.pack import Pack, Step, StepKind
from bot.core.plan import Moment
from bot.core.scene import Scene
from bot.core.sun import Place
from tests.cast import ANN, LIBRARY, clinic_facts

TREATMENT = "microneedling"
PACK = LIBRARY.packs[TREATMENT]
CLINIC = clinic_facts()
START = "start-1"
LEASE_TIME = timedelta(minutes=15)
FRIDAY_17 = datetime(
    2026, 3, 27, 16, 0, tzinfo=UTC
)  # 17:00 in Berlin, the night before summer time
HOUR = timedelta(hours=1)


def session(**facts: object) -> Session:
    """Return Ann's session: her face, on Friday at 17:00 in Berlin."""
    plain: dict[str, object] = {
        "id": "s1",
        "ended_at": FRIDAY_17,
        "areas": ("face",),
        "kind": "needling_only",
        "entered_by": UserId(1),
    }
    return Session(**{**plain, **facts})  # type: ignore[arg-type]


def client(**facts: object) -> Client:
    """Return Ann, invited and with her chat bound."""
    plain: dict[str, object] = {
        "reference": "K-1",
        "treatment": TREATMENT,
        "language": "en",
        "zone": "Europe/Berlin",
        "chat_id": ChatId(ANN),
    }
    return Client(**{**plain, **facts})  # type: ignore[arg-type]


def enrolled(pack: Pack = PACK, **facts: object) -> ClientFile:
    """Return Ann's file before she agreed; `facts` are of her session, or else of her."""
    own = {name: facts.pop(name) for name in list(facts) if hasattr(client(), name)}
    ann, hers = client(**own), session(**facts)
    file = ClientFile(
        id=FileId("ann"),
        client=ann,
        sessions=(hers,),
        outbox=Outbox().add(plan.messages_for(hers, pack, ann)),
    )
    return invitations.invite(file, CLINIC, ChatId(1), hers.ended_at)


def linked(pack: Pack = PACK, *, hours: float = 0, **facts: object) -> ClientFile:
    """Return Ann's file as she agreed, so many hours after her session; nothing about erasure."""
    file = enrolled(pack, **facts)
    now = file.session.ended_at + timedelta(hours=hours)
    file = invitations.without_unopened(file, invitations.OPENED)
    kept = {key: row for key, row in file.outbox.rows.items() if row.to is None}
    file = replace(file, outbox=replace(file.outbox, rows=kept))
    agreed = invitations.agreed(file, pack, CLINIC, now)
    return near_the_end.without(retention.without_end(agreed))


def moment(
    file: ClientFile, now: datetime, pack: Pack = PACK, place: Place | None = None
) -> Moment:
    """Return what a decision looks at, with the zone's city as it is known."""
    zone_place = LIBRARY.place_of_zone(file.client.zone)
    places = sun_advice.places_of(file, place, zone_place)
    return Moment(file=file, pack=pack, now=now, places=places)


def scene(file: ClientFile, now: datetime, incoming: Incoming, pack: Pack = PACK) -> Scene:
    """Return the moment in which Ann does something."""
    return Scene(
        file=file,
        incoming=incoming,
        pack=pack,
        clinic=CLINIC,
        now=now,
        places=moment(file, now, pack).places,
        zones=LIBRARY.zones,
    )


def arrives(update_id: int, kind: Kind = Kind.TAP, **facts: object) -> Incoming:
    """Return something Ann did."""
    return Incoming(
        update_id=update_id, chat_id=ChatId(ANN), user_id=UserId(ANN), kind=kind, **facts
    )  # type: ignore[arg-type]


def text_of(row: MessageRow, file: ClientFile, now: datetime) -> str:
    """Return the words as Ann reads them."""
    seen = render.Scene(
        file=file, library=LIBRARY, clinic=CLINIC, treatment=TREATMENT, language="en", now=now
    )
    return render.message(row, seen).text


@dataclass(frozen=True)
class Sent:
    """One message that went out: the row as it was sent, when, and from which file."""

    row: MessageRow
    at: datetime
    file: ClientFile

    @property
    def step(self) -> str:
        """Return the step's name."""
        return self.row.step or self.row.key

    @property
    def text(self) -> str:
        """Return the words as Ann read them."""
        return text_of(self.row, self.file, self.at)


@dataclass
class Played:
    """A course that was played: what went out in order, and the file at the end."""

    file: ClientFile
    sent: list[Sent] = field(default_factory=list)

    @property
    def steps(self) -> list[Sent]:
        """Return the planned messages to Ann, in order."""
        return [each for each in self.sent if each.row.step is not None]

    @property
    def pushes(self) -> list[Sent]:
        """Return those that made a sound."""
        return [each for each in self.steps if each.row.audible and each.row.edits is None]

    def of(self, step: str) -> Sent:
        """Return the message of a step."""
        return next(each for each in self.sent if each.row.step == step)

    def state(self, step: str) -> tuple[RowState, str | None]:
        """Return where a step stands, and why."""
        found = row_of(self.file, step)
        return found.state, found.reason


def play(
    file: ClientFile,
    until: datetime | None = None,
    *,
    pack: Pack = PACK,
    down: Sequence[tuple[datetime, datetime]] = (),
    place: Place | None = None,
) -> Played:
    """Send what falls due up to `until`; while `down` nothing runs, and all waits for its end."""
    played = Played(file)
    now = datetime.min.replace(tzinfo=UTC)
    for _ in range(1_000):
        at = due.next_due(played.file, START)
        if at is None or (until is not None and at > until):
            return played
        now = _up_again(max(at, now), down)
        claimed = claim(played, now, pack, place)
        played.sent.extend(Sent(row, now, played.file) for row in claimed)
        for row in claimed:
            played.file = delivery.sent(played.file, row.key, len(played.sent), now)
    raise AssertionError("the course does not come to an end")


def claim(
    played: Played, now: datetime, pack: Pack = PACK, place: Place | None = None
) -> Iterable[MessageRow]:
    """Claim what is due now."""
    here = moment(played.file, now, pack, place)
    lease = Lease(start=START, until=now + LEASE_TIME)
    played.file, rows = delivery.claim_client(here, lease, CLINIC)
    return rows


def _up_again(now: datetime, down: Sequence[tuple[datetime, datetime]]) -> datetime:
    for start, end in down:
        if start <= now < end:
            return end
    return now


def row_of(file: ClientFile, step: str) -> MessageRow:
    """Return the row of a step."""
    return file.outbox.rows[plan.step_key(file.session, step)]


def with_row(file: ClientFile, step: str, **changes: object) -> ClientFile:
    """Return the file with the row of a step changed."""
    changed = replace(row_of(file, step), **changes)  # type: ignore[arg-type]
    return replace(file, outbox=file.outbox.change_all([changed]))


def sent_row(file: ClientFile, step: str, at: datetime, message_id: int = 7) -> ClientFile:
    """Return the file with a step sent as it is dressed at that instant."""
    keep = {k: r for k, r in file.outbox.rows.items() if k == plan.step_key(file.session, step)}
    alone = replace(file, outbox=replace(file.outbox, rows=keep))
    lease = Lease(start=START, until=at + LEASE_TIME)
    alone, _ = delivery.claim_client(moment(alone, at), lease, CLINIC)
    alone = delivery.sent(alone, RowKey(next(iter(keep))), message_id, at)
    return replace(file, outbox=file.outbox.change_all(alone.outbox.rows.values()))


def step(name: str, **changes: object) -> Step:
    """Return a step of the shipped plan, changed."""
    found = PACK.step(name)
    assert found is not None
    return replace(found, **changes)  # type: ignore[arg-type]


def only(*steps: Step) -> Pack:
    """Return the shipped rules with just these steps beside the card."""
    card = next(each for each in PACK.steps if each.kind is StepKind.CARD)
    return replace(PACK, steps=(card, *steps))


def in_berlin(text: str) -> datetime:
    """Return the instant at which clocks in Berlin show that ISO local time."""
    wall = datetime.fromisoformat(text)
    return days.instant_of(wall.date(), wall.time(), ZoneInfo("Europe/Berlin"))
