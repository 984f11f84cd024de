"""Files that Telegram does not have: each is made from its row at the moment of sending.

It stops at saying what makes a file; that happens off the event loop, charts one at a time.
"""

from collections.abc import Callable
from functools import partial

from telegram import InputFile

from bot import render
from bot.chat import curve_chart, numbers_chart, pictures
from bot.core.client import ClientFile
from bot.core.outbox import DATA, NUMBERS, Media
from bot.core.outgoing import Outgoing
from bot.render import healing, numbers, own_data, record

CHARTS = frozenset({Media.CURVE, Media.NUMBERS_PICTURE})
_Made = bytes | InputFile


def maker(message: Outgoing, scene: render.Scene) -> Callable[[], _Made] | None:
    """Return what makes the file of a row, None where Telegram knows its file already."""
    media, file = message.row.media, message.file
    if media is Media.INVITATION:
        return partial(pictures.qr_code, message.link)
    if media in NUMBERS:
        return partial(_numbers, media, scene)
    if not isinstance(file, ClientFile):
        return None
    if media is Media.CURVE:
        return partial(_curve, file, scene)
    if media is Media.RECORD:
        return partial(_record, message, file, scene)
    return partial(_data, message, file, scene) if media in DATA else None


def _curve(file: ClientFile, scene: render.Scene) -> bytes:
    found = healing.curve_of(file, scene)
    return curve_chart.curve(found, healing.words_of(found, scene))


def _numbers(media: Media, scene: render.Scene) -> _Made:
    if media is Media.NUMBERS_PICTURE:
        return numbers_chart.numbers(numbers.words_of(scene))
    day = f"{scene.now.astimezone(scene.zone):%Y-%m-%d}"
    return InputFile(numbers.table(scene), filename=f"numbers-{day}.csv")


def _data(message: Outgoing, file: ClientFile, scene: render.Scene) -> InputFile:
    made = own_data.made(message.row.media, file, message.beside, scene)
    return InputFile(made.content, filename=made.name)


def _record(message: Outgoing, file: ClientFile, scene: render.Scene) -> InputFile:
    made = record.made(file, message.beside, scene)
    return InputFile(made.content, filename=made.name)
