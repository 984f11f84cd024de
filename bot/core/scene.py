"""One moment of a conversation: who, what arrived, the rules and the clinic; and the reply."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core import incoming as arrivals
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Answer, Incoming
from bot.core.pack import Pack
from bot.core.plan import Moment
from bot.core.questions import Closest, Match, Topics
from bot.core.sun_advice import SunPlaces
from bot.core.triage import Signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The changed file, and the phrase shown above a tapped button ("" for none)."""

    file: ClientFile
    toast: str = ""


def nothing_like(text: str, language: str) -> Match:
    """Find nothing like any text: what a scene without a library does."""
    return Match()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a step of the dialogue looks at. `zones` are the names of time zones we know.

    `signs`, `topics` and `closest` are what the words of a message are understood with.
    """

    file: ClientFile
    incoming: Incoming
    pack: Pack
    clinic: ClinicFacts
    now: datetime
    places: SunPlaces
    zones: Sequence[str]
    signs: Signs = field(default_factory=Signs)
    topics: Topics = field(default_factory=Topics)
    closest: Closest = nothing_like

    @property
    def moment(self) -> Moment:
        """The same for the plan."""
        return Moment(file=self.file, pack=self.pack, now=self.now, places=self.places)

    def answer(self, *answers: Answer) -> Reply:
        """Answer with new messages."""
        return self._with(answers, edit=False)

    def edit(self, *answers: Answer) -> Reply:
        """Answer by changing the message whose button was tapped."""
        return self._with(answers, edit=True)

    def _with(self, answers: Sequence[Answer], *, edit: bool) -> Reply:
        rows = arrivals.rows_for(self.incoming, answers, self.file.outbox, self.now, edit=edit)
        return Reply(file=replace(self.file, outbox=self.file.outbox.add(rows)))
