"""What a phone got and when, in Berlin's days and hours: for stories about a whole course."""

from datetime import datetime

from bot.simulator.chats import Message
from tests.cast import BERLIN, Phone, Town

FORMAT = "%d.%m. %H:%M"


def berlin(day: str, hour: str = "12:00") -> datetime:
    """An instant of 2026 in Berlin from day and month, as 28.03., and the hour."""
    return datetime.strptime(f"{day}2026 {hour}", "%d.%m.%Y %H:%M").replace(tzinfo=BERLIN)


def when(message: Message) -> str:
    """When a message came, by Berlin's clock."""
    return f"{datetime.fromtimestamp(message.date, BERLIN):{FORMAT}}"


def after_linking(phone: Phone) -> list[Message]:
    """The bot's messages after the one with which linking ended, oldest first."""
    return phone.received[1:]


def sounds(phone: Phone) -> list[str]:
    """When the phone made a sound after linking."""
    return [when(each) for each in after_linking(phone) if not each.silent]


def silent(phone: Phone) -> list[str]:
    """When a message came without one."""
    return [when(each) for each in after_linking(phone) if each.silent]


def at(phone: Phone, moment: str) -> Message:
    """The newest message that came at that time."""
    return [each for each in after_linking(phone) if when(each) == moment][-1]


async def ends(town: Town) -> dict[str, tuple[str, str | None]]:
    """Where each step of the newest client stands, and why."""
    file = await town.file()
    rows = [row for row in file.outbox.rows.values() if row.step is not None]
    return {row.step or "": (str(row.state), row.reason) for row in rows}
