"""What `check` finds in the data folder and at Telegram, and that it disturbs neither."""

from pathlib import Path

import pytest
from telegram.error import NetworkError, TimedOut

from bot.commands._findings import Level, Part
from bot.store import layout, records
from bot.store.lock import FolderLock
from tests.checked_clinic import REFUSED, Answering, Clinic, clinic
from tests.store.samples import ANN, BOB, client_file
from tests.test_settings import ELSEWHERE, TELEGRAMS_TOKEN

__all__ = ["clinic"]


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder, its bytes and when it was changed."""
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_clinic_in_order_has_nothing_wrong(clinic: Clinic) -> None:
    """Every part says so in a sentence."""
    assert clinic.bad() == []
    assert [one.part for one in clinic.look()] == [
        Part.SETTINGS, Part.STORE, Part.STORE, Part.STORE, Part.TELEGRAM
    ]  # fmt: skip


def test_every_part_is_looked_at_however_wrong_another_is(clinic: Clinic) -> None:
    """A wrong name does not hide a damaged file."""
    (clinic.data / "chats" / "chat2001.json").write_bytes(b"")
    bad = clinic.bad(CLINIC_NAME="", LINK_HOURS="x", request=Answering(401, REFUSED))
    assert [sentence.split(" ")[0] for sentence in bad] == [
        "CLINIC_NAME", "LINK_HOURS:", "chats/chat2001.json", "Owner", "TELEGRAM_BOT_TOKEN:"
    ]  # fmt: skip


def test_paid_messages_are_told_as_what_they_cost(clinic: Clinic) -> None:
    """Nothing is wrong with them, yet nobody spends Stars without having read of it."""
    assert [one for one in clinic.look() if "Stars" in one.text] == []
    told = [one for one in clinic.look(PAID_BROADCAST="yes") if "Stars" in one.text]
    assert [(one.part, one.level) for one in told] == [(Part.SETTINGS, Level.NOTE)]
    assert clinic.bad(PAID_BROADCAST="yes") == []


def test_no_token_means_no_call(clinic: Clinic) -> None:
    """Nor does a wrong address."""
    request = Answering()
    clinic.look(request, TELEGRAM_BOT_TOKEN="")
    clinic.look(request, TELEGRAM_API_URL="nowhere")
    assert request.asked == []


def test_the_token_is_tried_where_the_settings_say(clinic: Clinic) -> None:
    """Once, by a call that takes no update away from a running bot."""
    request = Answering()
    found = clinic.look(request, TELEGRAM_API_URL=f"{ELSEWHERE}/")
    assert request.asked == [f"{ELSEWHERE}/bot{TELEGRAMS_TOKEN}/getMe"]
    assert found[-1].text == f"The server {ELSEWHERE} answers: the bot is @rose_bot."


@pytest.mark.parametrize(
    ("request_", "level", "sentence"),
    [
        (Answering(401, REFUSED), Level.FAULT, "Copy it again from @BotFather."),
        (Answering(404, REFUSED), Level.FAULT, "leave /bot out of the address."),
        (Answering(200, b"<html>"), Level.FAULT, "does not speak the Bot API (status 200)"),
        (Answering(200, b"[]"), Level.FAULT, "does not speak the Bot API"),
        (Answering(401, b"<html>"), Level.FAULT, "does not speak the Bot API (status 401)"),
        (Answering(301, b""), Level.FAULT, "does not speak the Bot API (status 301)"),
        (Answering(502, b""), Level.WARNING, "too busy (status 502). Try later."),
        (Answering(429, REFUSED), Level.WARNING, "too busy (status 429)"),
        (Answering(error=TimedOut()), Level.FAULT, "does not answer. Look at the connection"),
        (
            Answering(error=NetworkError(f"httpx.ConnectError: {TELEGRAMS_TOKEN}")),
            Level.FAULT,
            "cannot be reached. Look at the connection and TELEGRAM_API_URL.",
        ),
    ],
)
def test_what_telegram_answers_is_told_with_its_mend(
    clinic: Clinic, request_: Answering, level: Level, sentence: str
) -> None:
    """And never with the token."""
    found = clinic.look(request_)[-1]
    assert (found.part, found.level) == (Part.TELEGRAM, level)
    assert sentence in found.text
    assert "a" * 20 not in found.text


def test_each_owner_who_has_not_pressed_start_is_named(clinic: Clinic) -> None:
    """No alarm would reach them; nor would the group that was never reached."""
    bad = clinic.bad(OWNER_IDS="2001,2003", STAFF_CHAT_ID="-77")
    assert [sentence.split(" (")[0].split(",")[0] for sentence in bad] == [
        "Owner 2003 has not pressed Start",
        "The group -77",
    ]
    clinic.reach(2003, at=None)
    clinic.reach(-77)
    assert len(clinic.bad(OWNER_IDS="2001,2003", STAFF_CHAT_ID="-77")) == 1


def test_a_second_contact_who_has_not_pressed_start_is_named(clinic: Clinic) -> None:
    """No ring would reach them; an owner who is the second contact is named once."""
    [sentence] = clinic.bad(SECOND_CONTACT_ID="77")
    assert sentence.startswith("The second contact 77 (SECOND_CONTACT_ID) is not known to have")
    clinic.reach(77)
    assert clinic.bad(SECOND_CONTACT_ID="77") == []
    [sentence] = clinic.bad(OWNER_IDS="2001,2003", SECOND_CONTACT_ID="2003")
    assert sentence.startswith("Owner 2003 has not pressed Start")


def test_when_nobody_was_reached_enrolment_refuses_and_check_says_so(tmp_path: Path) -> None:
    """Also before the first start, when there is no folder yet."""
    clinic = Clinic(tmp_path)
    assert clinic.bad()[-1] == "No alarm would reach anybody yet: /enrol refuses until one would."
    assert not clinic.data.exists()


def test_damaged_files_are_named_with_the_mend(clinic: Clinic) -> None:
    """What was put aside before, what is damaged now, and what nobody of ours put there."""
    records.write(clinic.files, client_file(ANN))
    records.write(clinic.files, client_file(BOB))
    (clinic.data / layout.path_of(ANN)).write_bytes(b"{")
    (clinic.data / layout.path_of(BOB)).with_suffix(".json.tmp").write_bytes(b"{")
    (clinic.data / "clients" / "notes.txt").write_bytes(b"mine")
    (clinic.data / layout.quarantined("catcatcatcatcat1", "empty", 1)).write_bytes(b"")
    bad = clinic.bad()
    assert [sentence.split(".")[0] for sentence in bad] == [
        f"{layout.path_of(ANN).removesuffix('.json')}",
        "The file catcatcatcatcat1 was put aside as quarantine/catcatcatcatcat1",
        "Files that are not the bot's lie among the data: 1",
    ]
    assert "it is cut short or was overwritten" in bad[0]
    assert all("estore" in sentence for sentence in bad[:2])


def test_many_damaged_files_are_counted(clinic: Clinic) -> None:
    """The list has an end."""
    for number in range(2100, 2125):
        (clinic.data / "chats" / f"chat{number}.json").write_bytes(b"")
    assert clinic.bad()[-1] == "5 more files are damaged. Stop the bot and run ./run restore."


def test_a_newer_format_is_told_in_its_own_words(clinic: Clinic) -> None:
    """Nothing is called damaged that a newer program wrote."""
    path = clinic.data / "chats" / "chat2001.json"
    path.write_bytes(path.read_bytes().replace(b'"format":1', b'"format":99'))
    assert "written by a newer version" in clinic.bad()[0]


def test_a_running_bot_is_seen_and_not_disturbed(clinic: Clinic) -> None:
    """Not a byte changes, the lock stays with its owner, and afterwards it is free."""
    lock = FolderLock(clinic.data)
    lock.acquire()
    before = snapshot(clinic.data)
    texts = [one.text for one in clinic.look()]
    assert "A bot is running on this folder." in texts
    assert snapshot(clinic.data) == before
    lock.release()
    assert "A bot is running on this folder." not in [one.text for one in clinic.look()]
    lock.acquire()
    lock.release()


def test_a_folder_that_others_may_read_is_told(clinic: Clinic) -> None:
    """So is a file with the token; and the mend is a command."""
    clinic.data.chmod(0o755)
    clinic.env.write_text("")
    clinic.env.chmod(0o644)
    bad = clinic.bad()
    assert ["chmod 600 .env" in bad[0], f"chmod 700 {clinic.data}" in bad[1]] == [True, True]
    clinic.data.chmod(0o700)
    clinic.env.chmod(0o600)
    assert clinic.bad() == []


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """Nothing else about it can be said."""
    clinic = Clinic(tmp_path)
    clinic.data.write_bytes(b"")
    assert f"DATA_DIR: {clinic.data} is a file. Name a folder." in clinic.bad()


def test_odd_lines_of_the_file_are_warnings(clinic: Clinic) -> None:
    """They keep nothing from working."""
    clinic.env.write_text("CLINIC_NMAE=Rose\n")
    clinic.env.chmod(0o600)
    (found,) = [one for one in clinic.look() if one.level is Level.WARNING]
    assert found.text.endswith("Did you mean CLINIC_NAME?")
