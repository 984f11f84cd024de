"""What a client and staff may do before all of it is copied or erased."""

import json
from collections.abc import Awaitable, Callable

from bot.store import layout
from tests import pictures
from tests.cast import CLINIC, Town
from tests.phone import Phone

# A number as Telegram gives them: none of its digits could stand anywhere by chance.
NUMBER = 7_103_550_811
REFERENCE = "Canaryref 77"
WORDS = ("canarynote", "canarytext", "canarycaption", "canarybefore", "canaryreply", "photo-file-")
NAMES = (REFERENCE, str(NUMBER), *WORDS)
Deed = Callable[[Town, Phone], Awaitable[object]]


async def _writes(town: Town, phone: Phone) -> None:
    await phone.says("canarytext the cheek is red and hot, what now")


async def _worries(town: Town, phone: Phone) -> None:
    await phone.says("/worried canarytext please")


async def _sends_a_photo(town: Town, phone: Phone) -> None:
    town.world.send_photo(NUMBER, caption="canarycaption")
    await phone.reads()


async def _keeps_a_photo(town: Town, phone: Phone) -> None:
    town.world.forge(NUMBER, NUMBER, phone.newest.id, "v1:photo:add")
    await phone.reads()
    town.world.send_photo(NUMBER, pictures.photo())
    await phone.reads()


async def _deletes_all_photos(town: Town, phone: Phone) -> None:
    town.world.forge(NUMBER, NUMBER, phone.newest.id, "v1:photo:gone:all")
    await phone.reads()


async def _looks_at_photos(town: Town, phone: Phone) -> None:
    await phone.says("/progress")


async def _staff_look_at_photos(town: Town, phone: Phone) -> None:
    await town.clinic.says(f"/photos {REFERENCE}")


async def _is_far_away(town: Town, phone: Phone) -> None:
    town.world.send_location(NUMBER, 52.5, 13.4)
    await phone.reads()


async def _stops(town: Town, phone: Phone) -> None:
    await phone.says("/settings")
    town.world.forge(NUMBER, NUMBER, phone.newest.id, "v1:set:stop:yes")
    await phone.reads()


async def _withdraws(town: Town, phone: Phone) -> None:
    town.world.forge(NUMBER, NUMBER, phone.newest.id, "v1:withdraw:yes")
    await phone.reads()


async def _a_day_goes_by(town: Town, phone: Phone) -> None:
    await town.pass_days(1)


async def _the_program_starts_anew(town: Town, phone: Phone) -> None:
    await town.restart()


async def _staff_correct(town: Town, phone: Phone) -> None:
    await town.clinic.taps("Correct the session's time")


async def _staff_answer(town: Town, phone: Phone) -> None:
    await phone.says("canarytext what is this")
    about = [each for each in town.clinic.received if each.words.startswith(REFERENCE)]
    if about:
        town.world.send_text(CLINIC, "canaryreply", reply_to=about[-1].id)
        await phone.reads()


async def _staff_are_about_to_answer(town: Town, phone: Phone) -> None:
    await phone.says("canarytext and this")
    await town.clinic.taps("Answer")


async def _staff_close_an_alert(town: Town, phone: Phone) -> None:
    await phone.says("/worried canarytext please")
    labels = [each.label for message in town.clinic.received for each in message.buttons]
    if "Close …" in labels:
        await town.clinic.taps("Close …", "Phoned them")
        await town.clinic.says("canarynote of the staff")
        await town.clinic.taps("Open again")
        await town.clinic.taps("Close …", "Phoned them")


async def _staff_look_at_the_list(town: Town, phone: Phone) -> None:
    await town.clinic.says("/alerts")


async def _an_update_is_set_aside(town: Town, phone: Phone) -> None:
    update = {"message": {"chat": {"id": NUMBER}, "text": "canarytext"}}
    await town.store.keep_aside(990, json.dumps(update))


async def _a_copy_was_damaged(town: Town, phone: Phone) -> None:
    file = await town.file()
    put(town, layout.quarantined(file.id, "not-json", 1), f"{{ {REFERENCE} canarytext {NUMBER}")


async def _a_staff_file_was_damaged(town: Town, phone: Phone) -> None:
    put(town, layout.quarantined("chat1", "not-json", 1), f'{{ "reference": "{REFERENCE}" ')


async def _asks_for_a_copy(town: Town, phone: Phone) -> None:
    await phone.says("/mydata")


async def _staff_look_at_the_curve(town: Town, phone: Phone) -> None:
    data = f"v1:s:curve:{(await town.file()).id}"
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, data)
    await town.clinic.reads()


DEEDS: tuple[Deed, ...] = (
    _writes,
    _worries,
    _sends_a_photo,
    _keeps_a_photo,
    _deletes_all_photos,
    _looks_at_photos,
    _staff_look_at_photos,
    _is_far_away,
    _stops,
    _withdraws,
    _a_day_goes_by,
    _the_program_starts_anew,
    _staff_correct,
    _staff_answer,
    _staff_are_about_to_answer,
    _staff_close_an_alert,
    _staff_look_at_the_list,
    _an_update_is_set_aside,
    _a_copy_was_damaged,
    _a_staff_file_was_damaged,
    _asks_for_a_copy,
    _staff_look_at_the_curve,
)

# After these, each name stands somewhere.
TELLING: tuple[Deed, ...] = (_writes, _sends_a_photo, _staff_answer)


def put(town: Town, path: str, words: str) -> None:
    """Lay a file on the disk behind the program's back."""
    handle = town.disk.create(path)
    town.disk.write(handle, memoryview(words.encode()))
    town.disk.sync(handle)
    town.disk.close(handle)
    town.disk.sync_folder(path.rpartition("/")[0])
