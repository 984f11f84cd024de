"""The buttons below a message as Telegram takes them."""

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.render.shapes import RenderedButton


def markup(
    keyboard: tuple[tuple[RenderedButton, ...], ...],
) -> InlineKeyboardMarkup | None:
    """Return the keyboard, None where there is no button."""
    rows = [[_button(button) for button in buttons] for buttons in keyboard if buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: RenderedButton) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.copy:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    return InlineKeyboardButton(button.label, callback_data=button.data)
