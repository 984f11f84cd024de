"""What a picture shows, as text below it; worked out when it is sent, and kept nowhere."""

from collections.abc import Callable, Mapping

from bot.core.client import ClientFile
from bot.core.outbox import Media, MessageRow
from bot.render import healing, numbers
from bot.render.fields import Scene


def telling(row: MessageRow) -> Mapping[str, Callable[[Scene], str]]:
    """Return the values of a picture's caption, by name, each as it is worked out."""
    return _TELLINGS.get(row.media, {})


def _answers(scene: Scene) -> str:
    if not isinstance(scene.file, ClientFile):
        return ""
    return healing.told(healing.curve_of(scene.file, scene), scene)


_TELLINGS: Mapping[Media, Mapping[str, Callable[[Scene], str]]] = {
    Media.CURVE: {"answers": _answers},
    Media.NUMBERS_PICTURE: {"figures": numbers.told},
}
