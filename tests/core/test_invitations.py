"""Invitations: single-use links kept as hashes, and what follows when nobody opens one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import invitations
from bot.core.client import ClientFile, Status
from bot.core.invitations import Opening
from bot.core.outbox import ChatId, Media, MessageRow, RowKey, RowState
from bot.core.said import Answer, ClientMessage
from tests.cast import ANN, BOB, clinic_facts
from tests.core.course import (
    CLINIC,
    FRIDAY_17,
    HOUR,
    PACK,
    enrolled,
    in_berlin,
    linked,
    play,
    row_of,
)

STAFF = ChatId(1)
TOKEN = "T" * 32


def unopened() -> ClientFile:
    """Return a file whose link nobody has opened."""
    return invitations.with_token(enrolled(chat_id=None), TOKEN)


def promised(file: ClientFile, name: str) -> MessageRow:
    """Return a row of the current invitation."""
    return file.outbox.rows[RowKey(f"invitation:{name}")]


def test_the_token_is_kept_only_as_its_hash() -> None:
    """SHA-256 in hex, and nowhere the token itself."""
    file = unopened()
    assert file.invitation is not None
    assert file.invitation.token_hash == invitations.hash_of(TOKEN)
    assert TOKEN not in repr(file)


def test_a_link_is_promised_to_the_chat_that_asked() -> None:
    """With its QR picture and the end of its time, 72 h by default."""
    row = promised(unopened(), "1:link")
    assert (row.to, row.media, row.due_at) == (STAFF, Media.INVITATION, FRIDAY_17)
    assert row.values["expires_at"] == (FRIDAY_17 + 72 * HOUR).isoformat()


def test_the_links_life_is_a_setting() -> None:
    """The clinic may choose another."""
    file = invitations.invite(enrolled(), replace(CLINIC, link_hours=5), STAFF, FRIDAY_17)
    assert file.invitation is not None
    assert file.invitation.expires_at == FRIDAY_17 + 5 * HOUR


def test_staff_hear_after_a_day_that_nobody_opened_it() -> None:
    """A row like any other, taken back once it is opened."""
    file = unopened()
    row = promised(file, "1:unopened")
    opened = invitations.opened(file, ChatId(ANN), "en", FRIDAY_17 + HOUR)
    assert (row.due_at, row.to) == (FRIDAY_17 + 24 * HOUR, STAFF)
    assert promised(opened, "1:unopened").reason == "the link was opened"


def test_what_was_entered_is_erased_a_week_after_the_link_ran_out() -> None:
    """72 h and 7 days."""
    assert unopened().erase_at == FRIDAY_17 + timedelta(days=10)


def test_a_new_link_ends_the_old_one() -> None:
    """Another number, no token yet, and the old promise is taken back."""
    file = invitations.invite(unopened(), CLINIC, STAFF, FRIDAY_17 + HOUR)
    assert file.invitation is not None
    assert (file.invitation.number, file.invitation.token_hash) == (2, "")
    assert promised(file, "1:unopened").reason == "a newer link was made"
    assert promised(file, "2:link").state is RowState.PLANNED


def test_the_first_chat_that_opens_a_link_has_it() -> None:
    """Bound at once, so that a second person cannot slip in before consent."""
    file = invitations.opened(unopened(), ChatId(ANN), "en", FRIDAY_17)
    assert file.client.chat_id == ANN
    assert invitations.opening(file, ChatId(ANN), FRIDAY_17) is Opening.WELCOME
    assert invitations.opening(file, ChatId(BOB), FRIDAY_17) is Opening.USED


@pytest.mark.parametrize(
    ("hours", "expected"), [(71.9, Opening.WELCOME), (72, Opening.EXPIRED), (200, Opening.EXPIRED)]
)
def test_a_link_runs_out_to_the_second(hours: float, expected: Opening) -> None:
    """At its end it is expired."""
    assert invitations.opening(unopened(), ChatId(ANN), FRIDAY_17 + HOUR * hours) is expected


def test_a_linked_client_who_opens_the_link_again_is_linked_already() -> None:
    """No error and no second consent."""
    assert invitations.opening(linked(), ChatId(ANN), FRIDAY_17) is Opening.ALREADY_LINKED


def test_consent_is_kept_with_its_version_language_and_time() -> None:
    """And from now on the file lives as long as the consent says."""
    file = linked(hours=1)
    file = invitations.agreed(file, PACK, CLINIC, FRIDAY_17 + HOUR)
    consent = file.client.consent
    assert consent is not None
    assert (consent.version, consent.language) == (PACK.consent_version, "en")
    assert consent.at == FRIDAY_17 + HOUR
    assert file.client.status is Status.LINKED
    assert file.erase_at == FRIDAY_17 + timedelta(days=84 + CLINIC.retention_days)


# ------------------------------------------------------------------- not me, and the next course


def not_me() -> ClientFile:
    """Return the file after three days with the wrong person, who has written and answered."""
    played = play(linked(fewer=True, latitude=1.0, longitude=2.0), FRIDAY_17 + 64 * HOUR)
    answer = Answer(row=row_of(played.file, "day-1").key, question="pain", option="9", at=FRIDAY_17)
    message = ClientMessage(id="1", at=FRIDAY_17, kind="text", text="Who is this?")
    file = replace(played.file, answers=(answer,), messages=(message,))
    return invitations.unlinked(file, PACK, clinic_facts(), FRIDAY_17 + 65 * HOUR)


def test_not_me_lets_go_of_the_chat_and_of_all_that_person_said() -> None:
    """Their wishes, answers, words and place are gone."""
    file = not_me()
    assert (file.client.status, file.client.chat_id) == (Status.INVITED, None)
    assert (file.client.fewer, file.client.latitude) == (False, None)
    assert (file.answers, file.messages, file.invitation) == ((), (), None)


def test_the_right_person_gets_a_card_of_their_own() -> None:
    """What went to the wrong chat does not count as sent."""
    file = invitations.invite(not_me(), CLINIC, STAFF, FRIDAY_17 + 66 * HOUR)
    file = invitations.opened(file, ChatId(BOB), "en", FRIDAY_17 + 67 * HOUR)
    now = FRIDAY_17 + 68 * HOUR
    file = invitations.agreed(file, PACK, CLINIC, now)
    played = play(replace(file, erase_at=None), in_berlin("2026-04-01T09:00"))
    mine = [each.step for each in played.sent if each.row.step]
    assert mine == ["card", "today-4", "sun-4", "today-5", "day-5"]


def test_a_chat_may_go_on_when_the_course_is_over_or_the_next_session_may_be_due() -> None:
    """Four weeks are the shortest interval of the rules; before that a second link is refused."""
    running, over = linked(), play(linked()).file
    soon, due = FRIDAY_17 + timedelta(days=27), FRIDAY_17 + timedelta(days=28)
    assert not invitations.may_be_followed(running, PACK, soon)
    assert invitations.may_be_followed(running, PACK, due)
    assert invitations.may_be_followed(over, PACK, soon)


def test_a_course_that_is_over_frees_its_chat_and_keeps_its_history() -> None:
    """Answers and what was sent stay until they are erased in their time."""
    played = play(linked())
    file = invitations.released(played.file, FRIDAY_17 + timedelta(days=90))
    assert (file.client.chat_id, file.client.status) == (None, Status.STOPPED)
    assert file.outbox == played.file.outbox


def test_a_notice_on_its_way_is_held_when_the_link_is_opened_or_renewed() -> None:
    """Claimed already, it is still asked about before it goes out."""
    file = unopened()
    row = promised(file, "1:unopened")
    opened = invitations.opened(file, ANN, "en", FRIDAY_17)
    newer = invitations.invite(file, CLINIC, STAFF, FRIDAY_17)
    found = [invitations.why_useless(each, row) for each in (file, opened, newer)]
    assert found == ["", invitations.OPENED, invitations.NEWER_LINK]


def test_a_row_that_is_about_no_link_is_never_useless_for_it() -> None:
    """Only links, and the notices about them, depend on the invitation."""
    file = unopened()
    row = replace(promised(file, "1:unopened"), key=RowKey("notice:x:1"))
    assert invitations.why_useless(replace(file, invitation=None), row) == ""
