"""Single things people do that nobody has read yet; and those of staff who answer a client."""

from collections.abc import Callable

from tests.cast import CLINIC, Town

Act = Callable[[Town], object]


def tap(user: int, label: str) -> Act:
    """Tap the newest button of that label, and let nobody read it yet."""

    def act(town: Town) -> None:
        message, shown = town.phone(user).find_button(label)
        town.world.tap(user, message.id, shown)

    return act


def say(user: int, text: str) -> Act:
    """Write a text that nobody has read yet."""
    return lambda town: town.world.send_text(user, text)


def reply(user: int, words: str) -> Act:
    """Answer the newest message below which stands Answer, by Telegram's reply."""

    def act(town: Town) -> None:
        message, _ = town.phone(user).find_button("Answer")
        town.world.send_text(user, words, reply_to=message.id)

    return act


async def asked_by_ann(town: Town) -> None:
    """Ann asked something that staff read."""
    await town.link_ann()
    await town.ann.says("Is it the blue one?")


async def at_an_answer(town: Town) -> None:
    """The clinic is asked what to answer her."""
    await asked_by_ann(town)
    await town.clinic.taps("Answer")


async def at_a_ready_answer(town: Town) -> None:
    """The clinic reads a ready-made answer."""
    await at_an_answer(town)
    await town.clinic.taps("Ready-made answers", "Please send a photo")


ANSWERING = {
    "reply": (asked_by_ann, reply(CLINIC, "Yes.")),
    "write": (asked_by_ann, tap(CLINIC, "Answer")),
    "words": (at_an_answer, say(CLINIC, "Yes.")),
    "nothing after all": (at_an_answer, tap(CLINIC, "Cancel")),
    "ready-made": (at_an_answer, tap(CLINIC, "Ready-made answers")),
    "send": (at_a_ready_answer, tap(CLINIC, "Send")),
    "change first": (at_a_ready_answer, tap(CLINIC, "Change it first")),
}
