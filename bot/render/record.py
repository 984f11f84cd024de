"""One client's timeline as a readable file for the clinic's record: oldest first, words included.

It is told in the clinic's language on the clinic's clock; what the client read stands as they read
it. What happened is `core.timeline`'s to say.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.core import timeline
from bot.core.client import ClientFile
from bot.core.export import Beside
from bot.core.timeline import Entry
from bot.render import markdown, own_data, values
from bot.render.fields import Scene, fields_for
from bot.render.lines import line
from bot.render.own_data import BYTE_ORDER_MARK, DataFile

INDENT = "    "


def made(file: ClientFile, beside: Beside, scene: Scene) -> DataFile:
    """Return the file; its name holds the reference as far as a file's name can."""
    scene = replace(scene, for_staff=True)
    day = f"{scene.now.astimezone(scene.zone):%Y-%m-%d}"
    code = "".join(
        sign if sign.isalnum() or sign in "-_" else "-" for sign in file.client.reference
    )
    text = BYTE_ORDER_MARK + readable(file, beside, scene)
    return DataFile(name=f"record-{code}-{day}.txt", content=text.encode())


def readable(file: ClientFile, beside: Beside, scene: Scene) -> str:
    """Return the record in words: which sessions, what was noted, and all that happened."""
    made_at = {"reference": file.client.reference, "made_at": scene.now.isoformat()}
    blocks = [line(scene, "record.title", made_at), *own_data.sections_for_record(scene, file)]
    pack = scene.library.packs[file.client.treatment]
    teller = timeline.teller_of(file, pack, scene.phrase_or_key, beside.names, in_full=True)
    found = [*reversed(timeline.entries(teller)), *reversed(timeline.looks(teller))]
    in_order = sorted(found, key=lambda each: each.at)
    told = "\n".join(_told(scene, file, each) for each in in_order)
    return "\n\n".join([*blocks, told, line(scene, "record.end")]) + "\n"


def _told(scene: Scene, file: ClientFile, entry: Entry) -> str:
    when = {"told_at": own_data.when(scene, entry.at), "clock": ""}
    fields = {**fields_for(scene), **values.told(entry.values, scene.words), **when}
    plain = scene.phrase(entry.leaflet).removeprefix("- ").replace("**", "")
    head = markdown.fill_plain(plain, fields)
    return "\n".join([head, *(f"{INDENT}{each}" for each in _words(scene, file, entry))])


def _words(scene: Scene, file: ClientFile, entry: Entry) -> Iterator[str]:
    """Return what the client wrote, or what they read, in the language they read it in."""
    if entry.words:
        yield from entry.words.splitlines()
    if entry.row is not None:
        theirs = replace(scene, for_staff=False, language=file.client.language)
        yield from own_data.text_of(theirs, entry.row).splitlines()
