"""Settings are read once, frozen, and every fault is said at once with its mend."""

import dataclasses
from pathlib import Path

import pytest

from bot import settings
from bot.core.clinic import Unsigned
from bot.core.sun import Place
from bot.settings import Settings, SettingsError
from bot.settings.values import ROOT
from bot.simulator.world import TOKEN
from tests.data_keys import NEW, OLD, key, text

TELEGRAMS_TOKEN = f"123456789:{'a' * 35}"
WHOLE = {
    "TELEGRAM_BOT_TOKEN": TELEGRAMS_TOKEN,
    "OWNER_IDS": "2001, 2002",
    "CLINIC_NAME": "Rose Clinic",
    "CLINIC_PHONE": "+49 30 23125000",
    "CLINIC_TIMEZONE": "Europe/Berlin",
    "CLINIC_HOURS": "Mon-Fri 09:00-18:00",
    "EMERGENCY_NUMBER": "112",
    "URGENT_CARE_NUMBER": "116117",
}
ELSEWHERE = "http://127.0.0.1:8081"


def faults_of(**changes: str) -> tuple[str, ...]:
    """What is said about otherwise whole settings with these changes."""
    return settings.examine({**WHOLE, **changes}).faults


def one_fault(**changes: str) -> str:
    """The only sentence about these changes."""
    (fault,) = faults_of(**changes)
    return fault


def test_the_required_settings_are_the_eight_of_the_design() -> None:
    """Without any one of them nobody could be treated safely."""
    assert set(settings.REQUIRED) == set(WHOLE)


def test_whole_settings_are_read_with_their_defaults() -> None:
    """What is not set has the value that the example names."""
    read = settings.read(WHOLE)
    assert (read.link_hours, read.retention_days, read.log_level) == (72, 365, "INFO")
    assert (read.data_dir, read.content_dir) == (ROOT / "data", ROOT / "content")
    assert (read.owner_ids, read.staff_chat_id) == (frozenset({2001, 2002}), None)
    assert read.clinic_hours_text == "Mon-Fri 09:00-18:00"


def test_every_setting_is_a_field() -> None:
    """The table and the frozen value hold the same names."""
    fields = {field.name for field in dataclasses.fields(Settings)} - {"clinic_hours_text"}
    assert fields == {name.lower() for name in settings.TABLE}


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_a_missing_setting_is_named_with_an_example(missing: str) -> None:
    """Blank counts as missing, and so does white space."""
    fault = one_fault(**{missing: "  "})
    assert fault.startswith(f"{missing} is missing. Write it into .env, like {missing}=")


def test_every_fault_is_said_at_once() -> None:
    """The operator mends all of them in one go."""
    with pytest.raises(SettingsError) as caught:
        settings.read({"CLINIC_HOURS": "never", "LINK_HOURS": "x", "LOG_FORMAT": "xml"})
    named = [fault.split(" ")[0].rstrip(":") for fault in caught.value.faults]
    assert set(named) == set(WHOLE) | {"LINK_HOURS", "LOG_FORMAT"}


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("CLINIC_HOURS", "Mo 9-5", "write them like 'Mon-Fri 09:00-18:00; Sat 10:00-14:00'"),
        ("CLINIC_NAME", "R" * 61, "Shorten it to 60 or fewer."),
        ("CLINIC_NAME", "Rose\x07Clinic", "Write it in one line."),
        ("CLINIC_NAME", "Rose\nClinic", "Write it in one line."),
        ("CLINIC_NAME", "Rose \u202eClinic", "Type it anew."),
        ("CLINIC_NAME", "***", "Write it out."),
        ("CLINIC_PHONE", "call us", "Write digits"),
        ("CLINIC_PHONE", "+" + "1" * 21, "with 3 to 20 digits"),
        ("EMERGENCY_NUMBER", "1", "with 2 to 20 digits"),
        ("URGENT_CARE_NUMBER", "NHS 111", "Write digits"),
        ("CLINIC_TIMEZONE", "Berlin", "Did you mean Europe/Berlin?"),
        ("CLINIC_TIMEZONE", "europe/berlin", "Did you mean Europe/Berlin?"),
        ("CLINIC_TIMEZONE", "Atlantis", "Write it like Europe/Berlin."),
        ("CLINIC_TIMEZONE", "Europe", "is no time zone."),
        ("CLINIC_TIMEZONE", "../../etc/passwd", "is no time zone."),
        ("CLINIC_LOCATION", "Berlin", "Write latitude,longitude, like 52.52,13.40."),
        ("CLINIC_LOCATION", "91,13", "A latitude lies between -90 and 90"),
        ("OWNER_IDS", "@ann", "Write numbers separated by commas"),
        ("OWNER_IDS", "0", "is no Telegram id"),
        ("OWNER_IDS", "-100200", "a group is STAFF_CHAT_ID"),
        ("OWNER_IDS", ",".join(map(str, range(1, 22))), "Name from 1 to 20."),
        ("OWNER_IDS", ", ,", "Name from 1 to 20."),
        ("STAFF_CHAT_ID", "2001", "A group's id starts with a minus"),
        ("TELEGRAM_BOT_TOKEN", "my token", "Copy all that @BotFather gave"),
        ("TELEGRAM_BOT_TOKEN", "123456789:abc", "this is not the whole token"),
        ("TELEGRAM_API_URL", "ftp://example.org", "Write it with https:// or http:// in front."),
        ("TELEGRAM_API_URL", "api.telegram.org", "Write it with https:// or http:// in front."),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/bot", "Leave /bot out."),
        ("TELEGRAM_API_URL", "http://127.0.0.1:99999", "Write it like https://example.org."),
        ("TELEGRAM_API_URL", "http://a..b", "names no server"),
        ("TELEGRAM_API_URL", "http://example.org?a=b", "Write the root only"),
        ("DATA_KEY", "correct horse", "Copy all 43 characters"),
        ("DATA_KEY", text(NEW)[:-1], "key 1 is none"),
        ("DATA_KEY", f"{text(NEW)},{text(OLD)}x", "key 2 is none"),
        ("DATA_KEY", f"{text(NEW)};{text(OLD)}", "key 1 is none"),
        ("DATA_KEY", text(bytes(32)), "key 1 can be guessed"),
        ("DATA_KEY", text(b"password" * 4), "key 1 can be guessed"),
        ("DATA_KEY", text(NEW, OLD, NEW), "the same key twice"),
        ("DATA_KEY", text(*map(key, "abcdefghijk")), "Keep the 10 newest at most."),
        ("BOOKING_URL", "https://ann:secret@example.org", "Leave them out."),
        ("BOOKING_URL", "javascript:alert(1)", "no web address"),
        ("PRIVACY_URL", "https://example.org/" + "a" * 500, "Use a shorter one."),
        ("DEFAULT_LANGUAGE", "English!", "Write a code like en, de or pt-BR."),
        ("ALLOW_UNSIGNED_CONTENT", "maybe", "Write yes or no."),
        ("KEEP_PHOTOS", "perhaps", "Write yes or no."),
        ("PAID_BROADCAST", "1000", "Write yes or no."),
        ("KEEP_PHOTOS", "yes", "Write a key into DATA_KEY, or KEEP_PHOTOS=no"),
        ("LINK_HOURS", "0", "Write hours from 1 to 168."),
        ("RETENTION_DAYS", "12.5", "Write days from 90 to 3650."),
        ("LOG_LEVEL", "LOUD", "Write one of: DEBUG, INFO, WARNING, ERROR."),
        ("CRISIS_LINE", "a" * 121, "Shorten it to 120 or fewer."),
        ("DATA_DIR", "da\0ta", "Type it anew."),
        ("CLINIC_NAME", "a" * 3000, "Shorten it to 2000 or fewer."),
    ],
)
def test_a_wrong_value_is_told_with_its_mend(name: str, value: str, mend: str) -> None:
    """Each sentence begins with the setting's name and ends with what to do."""
    fault = one_fault(**{name: value})
    assert fault.startswith(f"{name}: ")
    assert mend in fault
    assert "\n" not in fault


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLINIC_NAME", "Clínica Róse 🌹"),
        ("CLINIC_NAME", "عيادة الورد"),
        ("CLINIC_NAME", "Rose & <Clinic> *_[]"),
        ("CLINIC_PHONE", "(030) 231-250.00/1"),
        ("EMERGENCY_NUMBER", "15"),
        ("STAFF_CHAT_ID", "-1001234567890"),
        ("TELEGRAM_API_URL", "https://api.telegram.org/"),
        ("DEFAULT_LANGUAGE", "pt-BR"),
        ("LOG_LEVEL", "debug"),
        ("DATA_KEY", f" {text(NEW)}=, {text(OLD)},"),
        ("CLINIC_TIMEZONE", "America/Argentina/Buenos_Aires"),
    ],
)
def test_what_is_unusual_and_right_is_taken(name: str, value: str) -> None:
    """Nobody's name or number is called wrong."""
    assert faults_of(**{name: value}) == ()


def test_a_token_in_the_wrong_place_is_not_repeated() -> None:
    """Whoever pastes it into another line does not find it on the screen."""
    fault = one_fault(OWNER_IDS=TELEGRAMS_TOKEN)
    assert "a" * 20 not in fault


def test_a_data_key_in_the_wrong_place_is_not_repeated() -> None:
    """Nor in the middle of something else."""
    for value in (text(NEW), f"={text(NEW)}=", f"{text(NEW)},{text(OLD)}"):
        fault = one_fault(OWNER_IDS=value)
        assert [text(each)[:9] in fault for each in (NEW, OLD)] == [False, False]


def test_the_token_is_not_shown() -> None:
    """Neither by the settings nor by what was found about them."""
    seen = settings.examine(WHOLE)
    assert TELEGRAMS_TOKEN not in f"{seen!r} {seen.settings!s}"


def test_a_data_key_is_not_shown() -> None:
    """Neither as it is written nor as the bytes it stands for."""
    seen = settings.examine({**WHOLE, "DATA_KEY": f"{text(NEW)},{text(OLD)}"})
    assert seen.settings is not None
    assert len(seen.settings.data_key) == 2
    shown = f"{seen!r} {seen.settings!s}"
    secret = [text(NEW), text(OLD), *(repr(each)[2:-1] for each in seen.settings.data_key)]
    assert [each for each in secret if each in shown] == []


def test_another_server_may_have_tokens_of_another_form() -> None:
    """Telegram's own form is asked for where Telegram's own server is."""
    assert faults_of(TELEGRAM_API_URL=ELSEWHERE, TELEGRAM_BOT_TOKEN="1:test") == ()


@pytest.mark.parametrize(
    ("server", "allowed", "policy"),
    [
        ("https://api.telegram.org", "no", Unsigned.REFUSE),
        ("https://api.telegram.org", "yes", Unsigned.DRAFT),
        ("https://API.telegram.org/", "no", Unsigned.REFUSE),
        (ELSEWHERE, "no", Unsigned.WARN),
        (ELSEWHERE, "yes", Unsigned.WARN),
    ],
)
def test_unsigned_texts_are_refused_only_where_real_clients_are(
    server: str, allowed: str, policy: Unsigned
) -> None:
    """Telegram's own server refuses or calls it a draft; others warn."""
    read = settings.read({**WHOLE, "TELEGRAM_API_URL": server, "ALLOW_UNSIGNED_CONTENT": allowed})
    assert settings.clinic_facts(read).unsigned is policy


def test_the_clinics_facts_are_those_of_the_settings() -> None:
    """Owners and the group are whom alarms go to; a place has two coordinates."""
    changes = {"STAFF_CHAT_ID": "-77", "CLINIC_LOCATION": "52.5, -13.4", "LINK_HOURS": "24"}
    facts = settings.clinic_facts(settings.read({**WHOLE, **changes}))
    assert facts.alert_chats == (2001, 2002, -77)
    assert facts.place == Place(latitude=52.5, longitude=-13.4)
    assert (facts.name, facts.link_hours, facts.language) == ("Rose Clinic", 24, "en")


def test_folders_count_from_the_checkout_unless_they_are_absolute() -> None:
    """The bot may be started from anywhere."""
    read = settings.read({**WHOLE, "DATA_DIR": "kept/here", "CONTENT_DIR": "/srv/content"})
    assert (read.data_dir, read.content_dir) == (ROOT / "kept" / "here", Path("/srv/content"))


def test_the_demonstration_needs_no_setting_and_is_nobodys_clinic() -> None:
    """What is set for the real clinic stays out of it, but for the content and the logs."""
    shown = settings.demonstration({**WHOLE, "CLINIC_NAME": "Ann", "CONTENT_DIR": "/srv/content"})
    assert (shown.clinic_name, shown.clinic_timezone.key) == ("Rose Clinic", "Europe/Berlin")
    assert (shown.emergency_number, shown.urgent_care_number) == ("112", "116117")
    assert (shown.telegram_bot_token, shown.content_dir) == (TOKEN, Path("/srv/content"))
    assert settings.demonstration().content_dir == ROOT / "content"


def test_photos_are_kept_only_under_a_key() -> None:
    """With one, the clinic's facts say that they are."""
    assert faults_of(KEEP_PHOTOS="yes", DATA_KEY=text(NEW)) == ()
    assert "KEEP_PHOTOS" in one_fault(KEEP_PHOTOS="yes")
    assert faults_of(KEEP_PHOTOS="no") == ()
