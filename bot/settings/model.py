"""The settings as one frozen value, and what the clinic's facts are by them."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.core.clinic import ClinicFacts, Signature, Unsigned
from bot.core.opening import OpeningHours
from bot.core.outbox import ChatId, UserId
from bot.core.sun import Place
from bot.settings.table import TELEGRAM_SERVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decided, read once. Each field is the setting of that name.

    `clinic_hours_text` is CLINIC_HOURS as written; paths are absolute; token and keys are
    never shown.
    """

    telegram_bot_token: str = field(repr=False)
    telegram_api_url: str
    owner_ids: frozenset[UserId]
    staff_chat_id: ChatId | None
    second_contact_id: ChatId | None
    alert_minutes_emergency: int
    alert_minutes_same_day: int
    clinic_name: str
    clinic_phone: str
    clinic_timezone: ZoneInfo
    clinic_hours: OpeningHours
    clinic_hours_text: str
    clinic_location: Place | None
    emergency_number: str
    urgent_care_number: str
    urgent_care_name: str
    crisis_line: str
    staff_signature: Signature
    allow_unsigned_content: bool
    booking_url: str
    privacy_url: str
    default_language: str
    data_dir: Path
    database_url: str = field(repr=False)
    webhook_url: str
    webhook_secret: str = field(repr=False)
    listen: tuple[str, int] | None
    data_key: tuple[bytes, ...] = field(repr=False)
    content_dir: Path
    retention_days: int
    backup_days: int
    keep_photos: bool
    link_hours: int
    paid_broadcast: bool
    log_level: str
    log_format: str

    @property
    def data_place(self) -> str:
        """Where data is kept: the database's address, or the folder."""
        return self.database_url or str(self.data_dir)

    @property
    def on_telegram(self) -> bool:
        """Tell whether the server is Telegram's own, where real clients are."""
        return is_telegrams_own(self.telegram_api_url)


def is_telegrams_own(address: str) -> bool:
    """Tell whether the address is that of Telegram's own server."""
    return urlsplit(address).hostname == urlsplit(TELEGRAM_SERVER).hostname


def unsigned_policy(settings: Settings) -> Unsigned:
    """Return what unsigned content does: only against Telegram's own server it refuses."""
    if not settings.on_telegram:
        return Unsigned.WARN
    return Unsigned.DRAFT if settings.allow_unsigned_content else Unsigned.REFUSE


def clinic_facts(settings: Settings) -> ClinicFacts:
    """Return what the settings say about the clinic."""
    return ClinicFacts(
        name=settings.clinic_name,
        phone=settings.clinic_phone,
        zone=settings.clinic_timezone,
        hours=settings.clinic_hours,
        hours_text=settings.clinic_hours_text,
        emergency_number=settings.emergency_number,
        urgent_care_name=settings.urgent_care_name,
        urgent_care_number=settings.urgent_care_number,
        owners=settings.owner_ids,
        staff_chat=settings.staff_chat_id,
        crisis_line=settings.crisis_line,
        place=settings.clinic_location,
        booking_url=settings.booking_url,
        privacy_url=settings.privacy_url,
        language=settings.default_language,
        link_hours=settings.link_hours,
        unsigned=unsigned_policy(settings),
        retention_days=settings.retention_days,
        backup_days=settings.backup_days,
        keep_photos=settings.keep_photos,
        signature=settings.staff_signature,
        second_contact=settings.second_contact_id,
        alert_minutes_emergency=settings.alert_minutes_emergency,
        alert_minutes_same_day=settings.alert_minutes_same_day,
    )
