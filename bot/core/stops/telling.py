"""What staff are told of a warning sign: its name, above the way to the client's own words."""

from collections.abc import Mapping

from bot.core import alerts, showing
from bot.core.alerts import Concern
from bot.core.client import ClientFile
from bot.core.incoming import Kind
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

    Words that joined a message staff were told of already are told no second time.
    """
    if is_flood and showing.message_of(scene.file, str(scene.incoming.update_id)) is None:
        return scene.file
    told = Concern(
        name=concern,
        urgency=urgency,
        cause=str(scene.incoming.update_id),
        values=_values(scene, slug, concern),
        tells_client=urgency is Urgency.SAME_DAY and not is_flood,
        audible=urgency is not Urgency.ROUTINE and not is_flood,
    )
    return alerts.raise_alert(scene.file, told, scene.clinic, scene.now)


def _values(scene: Scene, slug: str, concern: str) -> Mapping[str, str]:
    arrived = scene.incoming
    kind = Kind.TEXT if arrived.kind is Kind.COMMAND else arrived.kind
    return {
        "kind_phrase": f"arrived.{kind}",
        "sign_phrase": title(slug, scene.topics, concern),
    }
