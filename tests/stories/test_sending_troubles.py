"""Troubles of the sender: each ends in words to somebody, and none holds up anybody else."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.actions import deliver_rows, send_due
from bot.core import invitations
from bot.core.client import ClientFile
from bot.core.outbox import ChatId, FileId, Media, MessageRow, RowKey, RowState
from bot.core.outgoing import Outgoing
from bot.ports import CONTENT_FAULT, Outside, StoreUnavailable
from bot.simulator.faults import Lost
from tests.cast import ANN, BOB, CLINIC, FRIDAY_AFTERNOON, Town

PLEASE_PHONE = "We could not reach anyone at the clinic just now."
PASSED_ON = "Passed on to Rose Clinic."


@dataclass
class Carrier:
    """A messenger that only notes; what is to happen while a row is on its way happens here."""

    outside: Outside
    carried: list[str] = field(default_factory=list)
    breaks_at: ChatId | None = None
    meanwhile: Any = None

    async def send(self, message: Outgoing) -> int:
        """Note the row."""
        if message.chat_id == self.breaks_at:
            raise KeyError("nobody thought of this")
        self.carried.append(message.row.key)
        if self.meanwhile is not None:
            change, self.meanwhile = self.meanwhile, None
            await self.outside.store.change_client(message.file.id, lambda file: (change(file), 0))
        return 100 + len(self.carried)

    @property
    def way(self) -> Outside:
        """The outside with this carrier in it."""
        return replace(self.outside, messenger=self)  # type: ignore[arg-type]


async def promise(town: Town, file_id: FileId, *rows: MessageRow) -> None:
    """Put rows into a client's file."""

    def add(file: ClientFile) -> tuple[ClientFile, None]:
        return replace(file, outbox=file.outbox.add(rows)), None

    await town.store.change_client(file_id, add)


def answer(key: str, **changes: Any) -> MessageRow:
    """An answer to Ann that is due."""
    return MessageRow(key=RowKey(key), leaflet="help", due_at=FRIDAY_AFTERNOON, **changes)


# ------------------------------------------------------------------- staff who are away


async def test_an_owner_who_comes_back_gets_the_alarm(town: Town) -> None:
    """Blocked for three hours: Ann was asked to phone, and then hears that it was passed on."""
    await town.link_ann()
    town.wants_trouble = True
    town.world.block(CLINIC)
    await town.ann.taps("I'm worried")
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(hours=3))
    assert PASSED_ON not in town.ann.ever_read
    assert PLEASE_PHONE in town.ann.ever_read
    town.world.unblock(CLINIC)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(hours=3, minutes=16))
    assert town.clinic.newest.words.startswith("K-1 is worried.")
    assert town.ann.newest.words.startswith(PASSED_ON)


async def test_an_owner_who_stays_away_is_not_asked_for_ever(town: Town) -> None:
    """For a day, each quarter of an hour at most; `check` knows that the chat is gone."""
    await town.link_ann()
    town.wants_trouble = True
    town.world.block(CLINIC)
    await town.ann.taps("I'm worried")
    await town.pass_days(3)
    tried = [c for c in town.world.calls if c.chat_id == CLINIC and c.status == 403]
    desk = await town.store.load(FileId(f"chat{CLINIC}"))
    assert 90 < len(tried) < 110
    assert getattr(desk, "reached_at", "none") is None


# ------------------------------------------------------------------- content


async def test_a_row_without_words_is_told_once_and_holds_up_nothing(town: Town) -> None:
    """A leaflet that is gone: skipped with the reason, the next goes out, staff know."""
    await town.link_ann()
    file = await town.file()
    rows = (replace(answer("gone"), leaflet="gone"), answer("next"))
    await promise(town, file.id, *rows)
    await town.app.settle()
    found = (await town.file()).outbox.rows
    assert (found[RowKey("gone")].state, found[RowKey("gone")].reason) == (
        RowState.SKIPPED,
        CONTENT_FAULT,
    )
    assert found[RowKey("next")].state is RowState.SENT
    assert "K-1: a message did not go out" in town.clinic.newest.words


async def test_a_product_the_content_no_longer_knows_stops_nothing(town: Town) -> None:
    """The card comes without it, and so do alarms."""
    await town.ann.opens(await town.enrol())
    file = await town.file()
    gone = replace(file.session, products=("gone",), goal="gone")
    await town.store.change_client(file.id, lambda each: (each.with_session(gone), None))
    await town.ann.taps("I agree")
    assert "card for today" in town.ann.card.words
    assert (await town.ann.taps("I'm worried")).startswith(PASSED_ON)


# ------------------------------------------------------------------- doubt


async def test_an_alarm_whose_answers_are_all_lost_comes_to_an_end(town: Town) -> None:
    """Six times in a minute, and Ann is asked to phone: nobody knows whether it was heard."""
    await town.link_ann()
    lost = Lost(accepted=False)
    town.world.policy = lambda method, given: lost if str(given.get("chat_id")) == "1" else None
    town.wants_trouble = True
    await town.ann.taps("I'm worried")
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=5))
    alarm = next(r for r in (await town.file()).outbox.rows.values() if r.alert and r.to)
    assert (alarm.state, alarm.doubts) == (RowState.DOUBTFUL, 6)
    assert town.ann.newest.words.startswith(PLEASE_PHONE)


# ------------------------------------------------------------------- what people send


@pytest.mark.parametrize(
    ("kind", "told"), [("animation", "an animation"), ("audio", "an audio file")]
)
async def test_a_file_of_any_kind_reaches_staff_with_its_words(
    town: Town, kind: str, told: str
) -> None:
    """As the kind of file it is: Telegram takes it as no other."""
    await town.link_ann()
    getattr(town.world, f"send_{kind}")(ANN, "Look at this")
    said = await town.ann.reads()
    assert town.clinic.newest.words.startswith(f"K-1 wrote. Day 0 · routine · {told}\n")
    [shown] = await town.clinic.opens_words()
    assert shown.media is not None
    assert (shown.media.kind, shown.words.split("\n\n")[1]) == (kind, "Look at this")
    assert said.startswith(PASSED_ON)


async def test_a_round_video_reaches_staff_after_its_words(town: Town) -> None:
    """It bears none of its own."""
    await town.link_ann()
    town.world.send_video_note(ANN)
    await town.ann.reads()
    words, video = await town.clinic.opens_words()
    assert words.words == "K-1 · day 0 · routine · a video message\nNo words with it"
    assert video.media is not None
    assert video.media.kind == "video_note"


# ------------------------------------------------------------------- meanwhile


async def test_what_was_claimed_for_ann_never_goes_to_another_chat(town: Town) -> None:
    """While the first row is on its way, the chat becomes another's: the second stays."""
    await town.link_ann()
    file = await town.file()
    await promise(town, file.id, answer("first"), answer("second"))
    carrier = Carrier(town.app.outside)
    carrier.meanwhile = lambda each: each.with_client(chat_id=ChatId(BOB))
    await deliver_rows.deliver_rows(carrier.way, town.app.clinic, file.id)
    assert carrier.carried == ["first"]
    found = (await town.file()).outbox.rows[RowKey("second")]
    assert (found.state, found.reason) == (RowState.SKIPPED, "the chat is another one now")


async def test_what_was_planned_anew_meanwhile_stays_planned(town: Town) -> None:
    """The wrong person got it; that is not written down as the right one's."""
    await town.link_ann()
    file = await town.file()
    await promise(town, file.id, answer("first"))
    carrier = Carrier(town.app.outside)
    fresh = [answer("first")]
    carrier.meanwhile = lambda each: replace(each, outbox=each.outbox.change_all(fresh))
    await deliver_rows.deliver_rows(carrier.way, town.app.clinic, file.id)
    assert (await town.file()).outbox.rows[RowKey("first")].state is RowState.PLANNED


async def test_a_link_that_a_newer_one_replaced_is_not_sent(town: Town) -> None:
    """Its token would replace the newer one's."""
    await town.enrol()
    file = await town.file()
    assert file.invitation is not None
    token_hash = file.invitation.token_hash
    old = answer("invitation:9:link", to=ChatId(CLINIC), media=Media.INVITATION)
    await promise(town, file.id, old)
    await town.app.settle()
    file = await town.file()
    assert file.outbox.rows[RowKey("invitation:9:link")].reason == invitations.NEWER_LINK
    assert file.invitation is not None
    assert file.invitation.token_hash == token_hash


async def test_a_file_that_fails_holds_up_no_other(town: Town) -> None:
    """The others are delivered first; then the error comes out, and nothing stays claimed."""
    await town.link_ann()
    anns = (await town.file()).id
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    bobs = (await town.file()).id
    await promise(town, anns, answer("to Ann"))
    await promise(town, bobs, answer("to Bob"))
    carrier = Carrier(town.app.outside, breaks_at=ChatId(ANN))
    with pytest.raises(KeyError):
        await send_due.send_due(carrier.way, town.app.clinic, town.clock.now())
    assert carrier.carried == ["to Bob"]
    again = town.clock.now() + deliver_rows.LEASE
    assert await town.store.claim_due(again, limit=9, lease=deliver_rows.LEASE) == [anns]


async def test_one_that_cannot_be_given_back_keeps_no_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is away at that moment: it is asked for each, and each can be handed out again."""
    files: list[FileId] = []
    for person in (town.ann, town.bob, town.cat):
        await person.opens(await town.enrol())
        await person.taps("I agree")
        files.append((await town.file()).id)
    for name in files:
        await promise(town, name, answer("to all"))
    asked: list[FileId] = []

    async def refuse(file_id: FileId) -> None:
        asked.append(file_id)
        raise StoreUnavailable("away")

    carrier = Carrier(town.app.outside)
    monkeypatch.setattr(town.store, "release", refuse)
    with pytest.raises(StoreUnavailable):
        await send_due.send_due(carrier.way, town.app.clinic, town.clock.now())
    assert sorted(asked) == sorted(files)


async def test_a_greeting_is_kept_once_however_often_the_process_starts(town: Town) -> None:
    """The owner has blocked the bot: restarts do not pile up in the file."""
    town.wants_trouble = True
    town.world.block(CLINIC)
    for _ in range(4):
        await town.store.change_desk(
            ChatId(CLINIC), lambda desk: (replace(desk, reached_at=None), None)
        )
        await town.restart()
    desk = await town.store.load(FileId(f"chat{CLINIC}"))
    assert [key for key in desk.outbox.rows if key.startswith("hello:")] == ["hello:start-5"]
