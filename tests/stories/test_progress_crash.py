"""The process dies at any call while a photo is added, stored, passed on, deleted: all is done."""

import pytest

from bot.core.outbox import RowState
from bot.store import layout
from tests import pictures
from tests.cast import ANN, CLINIC
from tests.stories.crashing import NEVER, CrashTown, until_the_end
from tests.stories.diary import berlin

DONE = (RowState.SENT, RowState.SKIPPED)
LABELS = ("Needling only", "Face", "Just now", "K-")


async def lived(fatal: int) -> CrashTown:
    """Ann adds two photos, hands the first over and deletes it; the clinic keeps pictures."""
    town = CrashTown(fatal, facts={"keep_photos": True})
    await town.settle()
    town.world.send_text(CLINIC, "/enrol")
    await town.settle()
    for label in LABELS:
        await town.taps(CLINIC, label)
    town.world.start_link(ANN, town.town.link())
    await town.settle()
    await town.taps(ANN, "I agree")
    for _ in range(2):
        town.world.send_text(ANN, "/progress")
        await town.settle()
        await town.taps(ANN, "Add a photo")
        town.world.send_photo(ANN, pictures.photo())
        await town.settle()
    (first, _) = (await town.file()).photos
    town.world.forge(ANN, ANN, town.town.ann.newest.id, f"v1:photo:ask:{first.id}")
    await town.settle()
    town.world.forge(ANN, ANN, town.town.ann.newest.id, f"v1:photo:gone:{first.id}")
    await town.pass_until(berlin("27.03.", "19:00"))
    return town


async def check(fatal: int) -> bool:
    """Tell whether the process died at that call, having looked at what became of it all."""
    town = await lived(fatal)
    file = await town.file()
    (left,) = file.photos
    stored = [path for path in town.disk.files() if path.startswith(f"{layout.PHOTOS}/")]
    assert (left.is_stored, stored) == (True, [layout.photo(file.id, left.id)]), fatal
    shown = [each for each in town.town.clinic.received if each.photo and "wrote" in each.words]
    # A copy of which Telegram's number was lost in the crash cannot be taken back.
    unknown = [row for row in file.outbox.rows.values() if row.doubted]
    assert (len(shown) <= len(unknown), len(file.messages)) == (True, 1), fatal
    late = [row.key for row in await town.rows() if row.due_at <= town.clock.now()]
    waiting = [row.key for row in await town.rows() if row.key in late and row.state not in DONE]
    assert waiting == [], fatal
    return town.starts > 1


@pytest.mark.slow
async def test_a_crash_at_any_call_leaves_nothing_undone() -> None:
    """At each one of them."""
    assert not await check(NEVER)
    await until_the_end(check)
