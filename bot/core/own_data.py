"""/mydata: a client's own data as two files, one to read and one complete; promised as rows.

The files are made when they are sent, from what is kept at that moment (`export`).
"""

from dataclasses import replace

from bot.core.incoming import Answer
from bot.core.outbox import DATA, Button, Media, MessageRow, RowKey, RowState
from bot.core.scene import Reply, Scene

SENT = "own data sent"
_WAITING = frozenset({RowState.PLANNED, RowState.CLAIMED})
_FILES = ((Media.DATA_TO_READ, "mydata.to_read"), (Media.DATA_IN_FULL, "mydata.in_full"))


def button() -> Button:
    """Return the button that asks for both files."""
    return Button(phrase="mydata.open", data="v1:mydata")


def show(scene: Scene) -> Reply:
    """Promise both files, once: whoever asks again before they came is told that they come."""
    rows = scene.file.outbox.rows.values()
    if any(row.media in DATA and row.state in _WAITING for row in rows):
        return replace(scene.answer(Answer(leaflet="mydata.coming")), toast="toast.data_coming")
    promised = [
        MessageRow(
            key=RowKey(f"update:{scene.incoming.update_id}:{ordinal}"),
            leaflet=leaflet,
            due_at=scene.now,
            media=media,
            calm=True,
        )
        for ordinal, (media, leaflet) in enumerate(_FILES)
    ]
    file = replace(scene.file, outbox=scene.file.outbox.add(promised))
    return Reply(file=file.noting(scene.now, SENT, "client"), toast="toast.data_coming")
