"""The procedure explained, browsed by buttons; open to anybody, linked or not."""

from collections.abc import Sequence

from bot.core.incoming import Answer
from bot.core.outbox import Button, Keyboard
from bot.core.pack import Pack

ROW = 2


def menu(pack: Pack) -> Answer:
    """Return the list of pages as buttons."""
    return Answer(leaflet="browse.menu", keyboard=_menu_keyboard(pack))


def page(pack: Pack, words: Sequence[str]) -> Answer:
    """Return the page whose number was tapped with a way on and back; else the list."""
    number = int(words[0]) if words and words[0].isdecimal() else -1
    if not 0 <= number < len(pack.procedure):
        return menu(pack)
    return Answer(leaflet=pack.procedure[number], keyboard=_page_keyboard(pack, number))


def _menu_keyboard(pack: Pack) -> Keyboard:
    buttons = [
        Button(phrase=f"procedure.{leaflet}", data=f"v1:p:{number}")
        for number, leaflet in enumerate(pack.procedure)
    ]
    return tuple(tuple(buttons[i : i + ROW]) for i in range(0, len(buttons), ROW))


def _page_keyboard(pack: Pack, number: int) -> Keyboard:
    last = len(pack.procedure) - 1
    before = Button(phrase="button.before", data=f"v1:p:{number - 1}")
    after = Button(phrase="button.after", data=f"v1:p:{number + 1}")
    steps = ((before,) if number else ()) + ((after,) if number < last else ())
    return (steps, (Button(phrase="button.all_pages", data="v1:p:list"),))
