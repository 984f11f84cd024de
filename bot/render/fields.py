"""What each field of a leaflet says, for this client and this moment.

Words come from the phrases (tables `may`, `sun`, `formats` and the names of things); rules and
hours come from core. A visitor without a session gets the careful answer: ask the clinic.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.core import closing, days, holds, opening, restrictions, sun_advice
from bot.core.client import ClientFile, Session
from bot.core.clinic import ClinicFacts
from bot.core.closing import Stretch
from bot.core.desk import DeskFile
from bot.core.numbers import Figures
from bot.core.pack import Pack, Restriction
from bot.core.restrictions import RestrictionState
from bot.core.sun import StrongSun
from bot.ports import Library
from bot.render import markdown
from bot.render.markdown import Field, UnknownField
from bot.render.words import Words

# The fields that tell how a rule stands for a client.
RULE_FIELDS = frozenset({"may", "from", "until"})
_NO_STATE = RestrictionState(kind="ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a text may speak of: whose file, which clinic, which language, which moment.

    `for_staff` is a text about a client that goes to staff: it is told on the clinic's clock.
    `numbers` are the clinic's, of each period, where a text tells them.
    """

    file: ClientFile | DeskFile
    library: Library
    clinic: ClinicFacts
    treatment: str
    language: str
    now: datetime
    for_staff: bool = False
    numbers: tuple[Figures, ...] = ()

    @property
    def pack(self) -> Pack:
        """The rules of the treatment."""
        return self.library.packs[self.treatment]

    @property
    def zone(self) -> ZoneInfo:
        """The zone on whose clock the reader lives."""
        if isinstance(self.file, ClientFile) and not self.for_staff:
            return self.file.client.zone_info
        return self.clinic.zone

    @property
    def areas(self) -> tuple[str, ...]:
        """The client's areas; none for staff and visitors."""
        is_client = isinstance(self.file, ClientFile) and not self.for_staff
        return self.file.session.areas if is_client else ()  # type: ignore[union-attr]

    @property
    def spoken(self) -> str:
        """The reader's language, or the first one, as a whole, where it is offered no longer."""
        offered = self.pack.languages
        return self.language if self.language in offered else offered[0]

    def leaflet(self, key: str) -> str:
        """Return the Markdown of a leaflet in the reader's language, of the reader's area."""
        return self.library.text(self.treatment, key, self.spoken, self.areas)

    def phrase(self, key: str) -> str:
        """Return a phrase in the reader's language."""
        return self.library.text(self.treatment, key, self.spoken, ())

    def known(self, key: str) -> str:
        """Return a phrase, or nothing where the content knows it no longer."""
        try:
            return self.phrase(key)
        except LookupError:
            return ""

    def phrase_or_key(self, key: str) -> str:
        """Return a phrase, or the end of its key: an alarm goes out with an odd word in it."""
        return self.known(key) or key.rpartition(".")[2]

    @property
    def words(self) -> Words:
        """Dates and numbers as the reader's language writes them."""
        return Words(phrase=self.phrase, language=self.spoken, zone=self.zone, now=self.now)


def fields_for(scene: Scene) -> Mapping[str, Field]:
    """Return all computed fields by name; each is worked out only when a text uses it."""
    strong = cache(lambda: _strong_sun_today(scene))
    return {
        **_clinic_fields(scene),
        "call_now": _plain(lambda: _call_now(scene)),
        "date": _plain(lambda: scene.words.date_of(scene.now)),
        "may": lambda name: _may(scene, _rule(scene, name, "may")),
        "from": lambda name: _time_of(scene, _rule(scene, name, "from")),
        "until": lambda name: _time_of(scene, _rule(scene, name, "until")),
        "strong_sun": _plain(lambda: _strong_sun(scene, strong())),
        "sun_note": _plain(lambda: _sun_note(scene, strong())),
        "sun_index": _plain(lambda: _sun_index(scene, strong())),
        "interval": lambda goal: _interval(scene, goal),
        **_session_fields(scene),
    }


def _clinic_fields(scene: Scene) -> Mapping[str, Field]:
    clinic = scene.clinic
    return {
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
        "clinic_hours": _plain(lambda: _hours(scene)),
        "emergency_number": clinic.emergency_number,
        "urgent_care_name": clinic.urgent_care_name or scene.phrase("formats.urgent_care"),
        "urgent_care_number": clinic.urgent_care_number,
        "crisis_line": clinic.crisis_line,
        "booking_url": clinic.booking_url,
        "privacy_url": clinic.privacy_url,
        "retention_days": str(clinic.retention_days),
        "link_hours": str(clinic.link_hours),
        "next_opening": _plain(lambda: _next_opening(scene)),
    }


def _call_now(scene: Scene) -> str:
    """Return the one number to call at this hour, and when the clinic is there."""
    key = "call.open" if scene.clinic.is_open(scene.now) else "call.closed"
    return markdown.fill_plain(scene.phrase(key), _clinic_fields(scene))


def _session_fields(scene: Scene) -> Mapping[str, Field]:
    if not isinstance(scene.file, ClientFile):
        return dict.fromkeys(("day", "products", "note", "goal", "sessions"), "")
    session, zone = scene.file.session, scene.file.client.zone_info
    return {
        "day": str(days.day_number(scene.now, session.ended_at, zone)),
        "products": _plain(lambda: _products(scene, session)),
        "note": session.note,
        "goal": _plain(lambda: scene.known(f"goals.{session.goal}") if session.goal else ""),
        "sessions": "" if session.sessions_planned is None else str(session.sessions_planned),
    }


def _products(scene: Scene, session: Session) -> str:
    chosen = [scene.known(f"products.{name}") for name in session.products]
    return scene.words.listed([each for each in (*chosen, session.typed_products) if each])


def _plain(compute: Callable[[], str]) -> Field:
    def field(argument: str) -> str:
        if argument:
            raise UnknownField(argument)
        return compute()

    return field


def _rule(scene: Scene, name: str, field: str) -> Restriction:
    rule = scene.pack.restrictions.get(name)
    if rule is None:
        raise UnknownField(f"{{{field}:{name}}}")
    return rule


def _state(scene: Scene, rule: Restriction) -> RestrictionState:
    if not isinstance(scene.file, ClientFile):
        return _NO_STATE
    return restrictions.state(rule, scene.file, scene.now)


def state_of(scene: Scene, name: str) -> RestrictionState:
    """Return how the rule of that name stands. Raises UnknownField."""
    return _state(scene, _rule(scene, name, "may"))


def _may(scene: Scene, rule: Restriction) -> str:
    state = _state(scene, rule)
    key = restrictions.told_as(state, scene.now)
    if state.condition is not None and state.kind in ("not_yet", "open"):
        key = f"{key}_if"
    at = "" if state.at is None else scene.words.moment(state.at)
    condition = "" if state.condition is None else scene.phrase(f"conditions.{state.condition}")
    phrase = scene.phrase(f"may.{key}")
    return phrase.replace("{at}", at).replace("{condition}", condition)


def _time_of(scene: Scene, rule: Restriction) -> str:
    state = _state(scene, rule)
    if state.at is None and state.kind == "ask":
        return scene.phrase("may.when_told")
    if state.at is not None and state.kind in ("held", "kept"):
        return _held_until(scene, state.at)
    if state.at is None or rule.ask_clinic:
        return _may(scene, rule)
    return scene.words.moment(state.at)


def _held_until(scene: Scene, at: datetime) -> str:
    """Return the later of a rule's own time and the end of what holds it, where that is known."""
    hold = holds.hold(scene.file, scene.now) if isinstance(scene.file, ClientFile) else None
    if hold is None or hold.until is None:
        return scene.phrase("may.when_told")
    return scene.words.moment(max(at, hold.until))


def _strong_sun_today(scene: Scene) -> StrongSun | None:
    if not isinstance(scene.file, ClientFile):
        return None
    zone_place = scene.library.place_of_zone(scene.file.client.zone)
    places = sun_advice.places_of(scene.file, scene.clinic.place, zone_place)
    return sun_advice.strong_sun_today(scene.file, scene.now, places)


def _strong_sun(scene: Scene, strong: StrongSun | None) -> str:
    if strong is None or strong.start is None or strong.end is None:
        return scene.phrase("sun.low" if strong is not None else "sun.unknown")
    start, end = scene.words.time(strong.start), scene.words.time(strong.end)
    return scene.phrase("sun.hours").replace("{start}", start).replace("{end}", end)


def _sun_note(scene: Scene, strong: StrongSun | None) -> str:
    if strong is None:
        return ""
    if strong.kind == "noon_rule":
        return scene.phrase("sun.note_by_clock")
    return _sun_index(scene, strong)


def _sun_index(scene: Scene, strong: StrongSun | None) -> str:
    """Return what the sun's height tells; nothing where it is only worked out by the clock."""
    if strong is None or strong.kind == "noon_rule":
        return ""
    if strong.kind == "none" or strong.peak_index is None:
        return scene.phrase("sun.note_low")
    return scene.phrase("sun.note_index").replace("{index}", f"{strong.peak_index:.0f}")


def _interval(scene: Scene, goal: str) -> str:
    """Return the client's own interval; with a goal, never less than the shortest for theirs."""
    shortest = scene.pack.minimum_interval_weeks
    if goal and goal not in shortest:
        raise UnknownField(f"{{interval:{goal}}}")
    session = scene.file.session if isinstance(scene.file, ClientFile) else None
    own = 0 if session is None else session.interval_weeks or 0
    if goal:
        named = () if session is None else (session.goal, *session.areas)
        theirs = max((shortest.get(each, 0) for each in named), default=0)
        own = max(own, theirs, shortest[goal])
    return scene.words.weeks(own) if own else ""


def _hours(scene: Scene) -> str:
    """Return the opening hours, with the closed days of the next two weeks named beside them."""
    clinic, today = scene.clinic, days.day_of(scene.now, scene.clinic.zone)
    until = today + closing.SHOWN_AHEAD
    coming = closing.stretches_of(clinic.closed_days, today, until)
    named = [_stretch(scene, each) for each in coming]
    if not named:
        return clinic.hours_text
    said = scene.phrase("formats.hours_closed").replace("{days}", scene.words.listed(named))
    return said.replace("{hours}", clinic.hours_text)


def _stretch(scene: Scene, stretch: Stretch) -> str:
    first, last = scene.words.day(stretch.first), scene.words.day(stretch.last)
    if stretch.first == stretch.last:
        return first
    return scene.phrase("formats.from_to").replace("{first}", first).replace("{last}", last)


def _next_opening(scene: Scene) -> str:
    clinic, words = scene.clinic, scene.words
    closes = opening.closes_at(clinic.hours, scene.now, clinic.zone, clinic.closed_days)
    if closes is not None and words.is_same_day(scene.now, closes):
        return scene.phrase("formats.open_until").replace("{time}", words.time(closes))
    if clinic.is_open(scene.now):
        return scene.phrase("formats.open_now")
    opens = clinic.next_opening(scene.now)
    if opens is None:
        return _hours(scene)
    if words.is_same_day(scene.now, opens):
        return scene.phrase("formats.opens_today").replace("{time}", words.time(opens))
    return scene.phrase("formats.opens_later").replace("{time}", words.moment(opens))
