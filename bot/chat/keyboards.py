"""Rendered buttons as Telegram's own."""

from collections.abc import Sequence

from bot.render.shapes import RenderedButton

Shape = dict[str, object]


def markup(keyboard: Sequence[Sequence[RenderedButton]]) -> Shape | None:
    """Return the keyboard below a message, None for one without a button."""
    rows = [[_button(button) for button in buttons] for buttons in keyboard if buttons]
    return {"inline_keyboard": rows} if rows else None


def _button(button: RenderedButton) -> Shape:
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.copy:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    return {"text": button.label, "callback_data": button.data}
