"""The buttons that lead from any message about a client to what can be done: answer, look."""

from bot.core.outbox import Button, FileId, Keyboard

HERE = "here"


def answer(file_id: FileId) -> Button:
    """Return the button that begins an answer to the client."""
    return Button(phrase="button.write", data=f"v1:s:write:{file_id}")


def view(file_id: FileId) -> Button:
    """Return the button that opens the client's view as a message of its own."""
    return Button(phrase="client.open", data=f"v1:s:view:{file_id}")


def back(file_id: FileId) -> Button:
    """Return the button that turns a screen about a client back into their view."""
    return Button(phrase="button.back", data=f"v1:s:view:{file_id}:{HERE}")


def both(file_id: FileId) -> Keyboard:
    """Return both below what staff read of a client."""
    return ((answer(file_id), view(file_id)),)
