"""The buttons that lead from any message about a client to what can be done: answer, look."""

from bot.core.outbox import Button, FileId, Keyboard

HERE = "here"
ANSWER = "button.write"


def answer(file_id: FileId) -> Button:
    """Return the button that begins an answer to the client."""
    return Button(phrase=ANSWER, data=f"v1:s:write:{file_id}")


def view(file_id: FileId) -> Button:
    """Return the button that opens the client's view as a message of its own."""
    return Button(phrase="client.open", data=f"v1:s:view:{file_id}")


def back(file_id: FileId) -> Button:
    """Return the button that turns a screen about a client back into their view."""
    return Button(phrase="button.back", data=f"v1:s:view:{file_id}:{HERE}")


def both(file_id: FileId) -> Keyboard:
    """Return both below what staff read of a client."""
    return ((answer(file_id), view(file_id)),)


def without_answer(keyboard: Keyboard) -> Keyboard:
    """Return buttons for somebody who may look at the client, and not write to them."""
    rows = (tuple(each for each in row if each.phrase != ANSWER) for row in keyboard)
    return tuple(row for row in rows if row)
