"""People of the clinic: links count once, limits hold, and the facts follow the file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import staffing
from bot.core.clinic_file import ClinicFile
from bot.core.outbox import ChatId, RowKey, UserId
from bot.core.rights import Role
from bot.core.staffing import Joining
from tests.cast import clinic_facts

NOW = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
OWNER, BOB, CAT = UserId(1), UserId(12), UserId(13)
FACTS = clinic_facts()


def invited(file: ClinicFile | None = None, *, cause: int = 1) -> ClinicFile:
    """Return a file with one more link, whose hash is "h" and its cause."""
    file = staffing.invited(file or ClinicFile(), Role.DESK, by=OWNER, cause=cause, now=NOW)
    return staffing.with_token(file, file.last_invitation, f"h{cause}")


def joined() -> ClinicFile:
    """Return a file in which Bob is at the desk."""
    return staffing.joined(invited(), "h1", BOB, "Bob", NOW)


def test_one_update_makes_one_invitation() -> None:
    """However often it comes."""
    once = invited()
    again = staffing.invited(once, Role.DESK, by=OWNER, cause=1, now=NOW)
    assert again == once


def test_open_links_have_a_limit() -> None:
    """Twenty; one more is refused until one is taken back or runs out."""
    file = ClinicFile()
    for cause in range(1, staffing.INVITATIONS_MOST + 2):
        file = invited(file, cause=cause)
    assert len(file.invitations) == staffing.INVITATIONS_MOST
    file = staffing.taken_back(file, 1, NOW)
    assert len(invited(file, cause=99).invitations) == staffing.INVITATIONS_MOST + 1


def test_a_fresh_token_ends_the_one_before() -> None:
    """A link that goes out twice after a doubt works in its last form only."""
    file = staffing.with_token(invited(), 1, "other")
    opens = [staffing.opening(file, FACTS, each, BOB, NOW) for each in ("h1", "other")]
    assert opens == [Joining.UNKNOWN, Joining.WELCOME]


def test_an_empty_hash_opens_nothing() -> None:
    """A link that was never drawn has none."""
    file = staffing.invited(ClinicFile(), Role.DESK, by=OWNER, cause=1, now=NOW)
    assert staffing.opening(file, FACTS, "", BOB, NOW) is Joining.UNKNOWN


def test_a_used_link_gets_no_new_token() -> None:
    """It stays used."""
    assert staffing.with_token(joined(), 1, "other") == joined()


@pytest.mark.parametrize(
    ("user", "after", "found"),
    [
        (BOB, timedelta(0), Joining.WELCOME),
        (CAT, timedelta(0), Joining.USED),
        (BOB, timedelta(days=4), Joining.WELCOME),
    ],
)
def test_who_used_a_link_is_known_again(user: UserId, after: timedelta, found: Joining) -> None:
    """The same update after a crash is welcome; anybody else is not."""
    assert staffing.opening(joined(), FACTS, "h1", user, NOW + after) is found


def test_whoever_was_removed_is_not_welcome_by_the_old_link() -> None:
    """It counts as used."""
    file = staffing.removed(joined(), BOB, OWNER, NOW)
    assert staffing.opening(file, FACTS, "h1", BOB, NOW) is Joining.USED


def test_a_link_of_somebody_who_is_no_owner_any_more_opens_nothing() -> None:
    """Whoever is taken out of the settings invites nobody."""
    facts = replace(FACTS, owners=frozenset({CAT}))
    assert staffing.opening(invited(), facts, "h1", BOB, NOW) is Joining.EXPIRED


def test_the_facts_follow_the_file() -> None:
    """Alarms go to owners first, then to all staff, then to the group."""
    facts = staffing.as_of(replace(FACTS, staff_chat=ChatId(-5)), joined())
    assert facts.alert_chats == (1, 12, -5)
    gone = staffing.as_of(facts, staffing.removed(joined(), BOB, OWNER, NOW))
    assert gone.alert_chats == (1, -5)


def test_an_owner_who_was_invited_too_gets_each_alarm_once() -> None:
    """The settings win."""
    file = staffing.joined(invited(), "h1", OWNER, "Clinic", NOW)
    assert staffing.as_of(FACTS, file).staff_chats == (1,)


def test_a_role_is_given_to_who_works_here() -> None:
    """Nobody who left gets one."""
    file = staffing.given_role(joined(), BOB, Role.CLINICIAN)
    assert staffing.as_of(FACTS, file).clinicians == {BOB}
    gone = staffing.removed(joined(), BOB, OWNER, NOW)
    assert staffing.given_role(gone, BOB, Role.CLINICIAN) == gone


def test_as_many_who_left_are_kept_as_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest of them; whoever works here stays whatever their number."""
    monkeypatch.setattr(staffing, "FORMER_KEPT", 1)
    file = joined()
    for user in (13, 14, 15):
        file = staffing.removed(file, file.people[-1].id, OWNER, NOW)
        file = staffing.joined(invited(file, cause=user), f"h{user}", UserId(user), "", NOW)
    assert [each.id for each in file.people] == [14, 15]


def test_old_links_are_forgotten_after_a_month() -> None:
    """With the next invitation."""
    later = NOW + timedelta(days=40)
    file = staffing.invited(invited(), Role.DESK, by=OWNER, cause=2, now=later)
    assert [each.number for each in file.invitations] == [2]


@pytest.mark.parametrize(
    ("name", "plain"),
    [("  Bob\n Berg ", "Bob Berg"), ("\u202e\u200b", "12"), ("x" * 99, "x" * 64), ("", "12")],
)
def test_a_name_is_one_plain_line(name: str, plain: str) -> None:
    """An id where nothing can be seen."""
    assert staffing.plain_name(name, BOB) == plain


@pytest.mark.parametrize(
    ("key", "number"), [("staff-invitation:7", 7), ("invitation:7:link", None), ("hello:7", None)]
)
def test_a_row_tells_its_invitation(key: str, number: int | None) -> None:
    """A client's link is none of staff's."""
    assert staffing.number_of(RowKey(key)) == number


def test_an_owner_is_known_by_the_name_they_show_last() -> None:
    """One name for each, and nobody else's is touched."""
    file = staffing.owner_named(ClinicFile(), OWNER, "Maria")
    file = staffing.owner_named(file, UserId(2), "Tom")
    assert staffing.owner_named(file, OWNER, "Maria") is file
    file = staffing.owner_named(file, OWNER, "Maria  Rose")
    assert file.names == {UserId(2): "Tom", OWNER: "Maria Rose"}
