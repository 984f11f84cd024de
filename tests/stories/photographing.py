"""Adding photos as Ann does, for the stories about them."""

from tests import pictures
from tests.cast import ANN, Town

GONE = "Bad Request: wrong file_id or the file is temporarily unavailable"
KEPT = "Kept as your photo of day"


async def add(town: Town, content: bytes | None = None, caption: str = "", album: str = "") -> str:
    """Ann adds a photo by way of /progress; the newest words that came back."""
    await town.ann.says("/progress")
    await town.ann.taps("Add a photo")
    town.world.send_photo(
        ANN, content or pictures.photo(), caption=caption, media_group_id=album or None
    )
    return await town.ann.reads()


def handed_over(town: Town) -> list[str]:
    """What staff were told that clients wrote or sent."""
    return [each.words for each in town.clinic.received if " wrote." in each.words]
