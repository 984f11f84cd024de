"""The outbox: each cause once, a newer edit in the place of an older one, updates remembered."""

from datetime import timedelta

from bot.core.outbox import (
    UPDATE_MEMORY,
    MessageRow,
    Outbox,
    RowKey,
    RowState,
    skipped,
)
from tests.core.course import FRIDAY_17

CARD = RowKey("step:s1:card")


def row(key: str, **facts: object) -> MessageRow:
    """Return a row of that key."""
    plain: dict[str, object] = {"key": RowKey(key), "leaflet": "help", "due_at": FRIDAY_17}
    return MessageRow(**{**plain, **facts})  # type: ignore[arg-type]


def test_a_key_that_exists_stays_as_it_is() -> None:
    """The same cause twice promises nothing new."""
    first = Outbox().add([row("update:1:0")])
    assert first.add([row("update:1:0", leaflet="other")]) == first


def test_rows_keep_the_order_of_promise() -> None:
    """The order in a chat is the order in which it was promised."""
    outbox = Outbox().add([row("b"), row("a")]).add([row("c")])
    assert list(outbox.rows) == ["b", "a", "c"]


def test_a_newer_edit_replaces_one_that_has_not_gone_out() -> None:
    """Two quick taps make one edit, and the older says what became of it."""
    outbox = Outbox().add([row("e1", edits=CARD)]).add([row("e2", edits=CARD)])
    older, newer = outbox.rows.values()
    assert (older.state, older.reason) == (RowState.SKIPPED, "a newer edit replaced it")
    assert newer.state is RowState.PLANNED


def test_a_newer_edit_leaves_alone_what_is_on_its_way_or_of_another_message() -> None:
    """Only unsent edits of the same message are replaced, and never a planned step."""
    kept = [
        row("claimed", edits=CARD, state=RowState.CLAIMED),
        row("other", edits=RowKey("x")),
        row("step:s1:today-1", edits=CARD, step="today-1"),
    ]
    outbox = Outbox().add(kept).add([row("e2", edits=CARD)])
    assert [outbox.rows[each.key] for each in kept] == kept


def test_an_update_is_remembered_for_48_hours() -> None:
    """As a set of ids: an older id that comes later is not taken for known."""
    outbox = Outbox().saw(900, FRIDAY_17)
    later = outbox.saw(5, FRIDAY_17 + UPDATE_MEMORY - timedelta(seconds=1))
    assert (later.has_seen(900), later.has_seen(5), later.has_seen(899)) == (True, True, False)
    assert later.saw(6, FRIDAY_17 + UPDATE_MEMORY).has_seen(900) is False


def test_changing_an_unknown_row_changes_nothing() -> None:
    """There is nothing to change."""
    outbox = Outbox().add([row("a")])
    assert outbox.change(RowKey("b"), lambda each: skipped(each, "no")) == outbox


def test_a_skipped_row_says_why_and_is_nobodys() -> None:
    """The reason anyone can read, and no lease."""
    found = skipped(row("a", lease=("start-1", FRIDAY_17)), "linked later")
    assert (found.state, found.reason, found.lease) == (RowState.SKIPPED, "linked later", None)
