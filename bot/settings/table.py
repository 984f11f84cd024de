"""The table of settings: each name once, how it is read, its default, and an example."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import opening
from bot.core.clinic import Signature
from bot.settings import addresses, values

NAME_LIMIT_CHARACTERS = 60
LINE_LIMIT_CHARACTERS = 120
TELEGRAM_SERVER = "https://api.telegram.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: how a text becomes its value. Without a default it is required."""

    read: Callable[[str], Any]
    default: str | None = None
    example: str = ""


def _unless_empty(read: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: read(value) if value else ""


# The names are those of the environment; each in small letters is a field of `Settings`.
TABLE: Mapping[str, Setting] = {
    "TELEGRAM_BOT_TOKEN": Setting(read=values.token, example="(what @BotFather gave you)"),
    "TELEGRAM_API_URL": Setting(read=addresses.server, default=TELEGRAM_SERVER),
    "OWNER_IDS": Setting(read=values.owners, example="123456789,987654321"),
    "STAFF_CHAT_ID": Setting(read=values.group, default=""),
    "SECOND_CONTACT_ID": Setting(read=values.contact, default=""),
    "ALERT_MINUTES_EMERGENCY": Setting(read=values.whole_number(1, 60, "minutes"), default="5"),
    "ALERT_MINUTES_SAME_DAY": Setting(read=values.whole_number(5, 240, "minutes"), default="30"),
    "CLINIC_NAME": Setting(read=values.line(NAME_LIMIT_CHARACTERS), example="Rose Clinic"),
    "CLINIC_PHONE": Setting(read=values.phone(3), example="+49 30 23125000"),
    "CLINIC_TIMEZONE": Setting(read=values.zone, example="Europe/Berlin"),
    "CLINIC_HOURS": Setting(read=values.hours, example=opening.EXAMPLE),
    "CLINIC_LOCATION": Setting(read=values.place, default=""),
    "EMERGENCY_NUMBER": Setting(read=values.phone(2), example="112"),
    "URGENT_CARE_NUMBER": Setting(read=values.phone(2), example="116117"),
    "URGENT_CARE_NAME": Setting(read=_unless_empty(values.line(NAME_LIMIT_CHARACTERS)), default=""),
    "CRISIS_LINE": Setting(read=_unless_empty(values.line(LINE_LIMIT_CHARACTERS)), default=""),
    "STAFF_SIGNATURE": Setting(read=values.one_of(*Signature), default=Signature.ROLE),
    "ALLOW_UNSIGNED_CONTENT": Setting(read=values.yes_or_no, default="no"),
    "BOOKING_URL": Setting(read=_unless_empty(addresses.web_address), default=""),
    "PRIVACY_URL": Setting(read=_unless_empty(addresses.web_address), default=""),
    "DEFAULT_LANGUAGE": Setting(read=values.language, default="en"),
    "DATA_DIR": Setting(read=values.folder, default="data"),
    "DATABASE_URL": Setting(read=_unless_empty(addresses.database), default=""),
    "WEBHOOK_URL": Setting(read=_unless_empty(addresses.https_address), default=""),
    "WEBHOOK_SECRET": Setting(read=_unless_empty(addresses.webhook_secret), default=""),
    "LISTEN": Setting(read=addresses.listening, default=""),
    "DATA_KEY": Setting(read=values.data_keys, default=""),
    "CONTENT_DIR": Setting(read=values.folder, default="content"),
    "RETENTION_DAYS": Setting(read=values.whole_number(90, 3650, "days"), default="365"),
    "BACKUP_DAYS": Setting(read=values.whole_number(0, 365, "days"), default="14"),
    "KEEP_PHOTOS": Setting(read=values.yes_or_no, default="no"),
    "LINK_HOURS": Setting(read=values.whole_number(1, 168, "hours"), default="72"),
    "PAID_BROADCAST": Setting(read=values.yes_or_no, default="no"),
    "LOG_LEVEL": Setting(read=values.one_of("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"),
    "LOG_FORMAT": Setting(read=values.one_of("text", "json"), default="text"),
}

REQUIRED = tuple(name for name, setting in TABLE.items() if setting.default is None)
