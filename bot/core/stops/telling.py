"""What staff are told of a warning sign: its name above the client's own words or file."""

from collections.abc import Mapping

from bot.core import alerts, handing_over
from bot.core.alerts import Concern
from bot.core.client import ClientFile
from bot.core.incoming import HANDED_OVER, Kind
from bot.core.outbox import Media
from bot.core.pack import Urgency
from bot.core.questions import SIGN, Topics
from bot.core.scene import Scene

EMERGENCY = "emergency"
SIGNS = "signs"
AMBER = "amber"


def title(slug: str, topics: Topics, concern: str) -> str:
    """Return the key of a sign's name: its leaflet's title, else the name of the concern."""
    kind = topics.kind_of(slug)
    if kind is None:
        return f"concern.{concern}"
    return f"title:signs/{slug}" if kind == SIGN else f"title:topics/{slug}"


def raised(
    scene: Scene, concern: str, urgency: Urgency, slug: str, *, is_flood: bool = False
) -> ClientFile:
    """Return the file with staff told of what just arrived; a flood makes one sound.

    A file that staff have got already, as a photo with these words below it, is not sent again.
    """
    arrived, file = scene.incoming, scene.file
    cause = str(arrived.update_id)
    is_known = handing_over.is_passed_on(file, cause)
    values = _values(scene, slug, concern)
    told = Concern(
        name=concern,
        urgency=urgency,
        cause=cause,
        values=values,
        media=Media.NONE if is_known else HANDED_OVER.get(arrived.kind, Media.NONE),
        file_id="" if is_known else arrived.file_id,
        tells_client=urgency is Urgency.SAME_DAY and not is_flood,
        audible=urgency is not Urgency.ROUTINE and not is_flood,
    )
    return alerts.raise_alert(file, told, scene.clinic, scene.now)


def _values(scene: Scene, slug: str, concern: str) -> Mapping[str, str]:
    arrived = scene.incoming
    kind = Kind.TEXT if arrived.kind is Kind.COMMAND else arrived.kind
    return {
        "words": arrived.text,
        "kind_phrase": f"arrived.{kind}",
        "sign_phrase": title(slug, scene.topics, concern),
    }
