"""What names a client outside their own file: whole names only, and what a form is about."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core import traces
from bot.core.desk import DeskFile, Draft, desk_id
from bot.core.outbox import Button, ChatId, FileId, MessageRow, Outbox, RowKey
from bot.core.traces import Traces

NOW = datetime(2026, 3, 28, 9, tzinfo=UTC)
ANN = Traces(files=frozenset({FileId("ann1")}), references=("K-4",), numbers=("7000001",))
DESK = DeskFile(id=desk_id(1), chat_id=ChatId(1), is_staff=True)


def row(key: str, *, data: str = "", **values: str) -> MessageRow:
    """A row to staff with these values, and a button."""
    keyboard = ((Button(phrase="button.back", data=data),),) if data else ()
    return MessageRow(
        key=RowKey(key), leaflet="staff.linked", values=values, keyboard=keyboard, due_at=NOW
    )


@pytest.mark.parametrize(
    ("one", "is_about"),
    [
        (row("a", reference="K-4"), True),
        (row("a", words="as k-4 said"), True),
        (row("a", reference="K-47"), False),
        (row("a", reference="BK-4"), False),
        (row("contact:7000001:5"), True),
        (row("contact:70000012:5"), False),
        (row("a", data="v1:s:renew:ann1"), True),
        (row("a", data="v1:s:renew:ann11"), False),
    ],
)
def test_only_whole_names_count(one: MessageRow, *, is_about: bool) -> None:
    """K-4 does not stand in K-47, nor one number in another."""
    desk = replace(DESK, outbox=Outbox().add([one]))
    assert bool(traces.rows_about(desk, ANN)) is is_about
    assert bool(traces.without(desk, ANN).outbox.rows) is not is_about


def test_a_reference_of_digits_is_no_name_within_a_text() -> None:
    """Day 12 of somebody else's course is not the client with the reference 12."""
    found = replace(ANN, references=("12",))
    desk = replace(DESK, outbox=Outbox().add([row("a", words="day 12"), row("b", reference="12")]))
    assert [each.key for each in traces.rows_about(desk, found)] == ["b"]


@pytest.mark.parametrize(
    ("draft", "is_about"),
    [
        (Draft(number=1, screen="when", for_file=FileId("ann1"), reference="K-4"), True),
        (Draft(number=1, screen="confirm", reference="k-4"), True),
        (Draft(number=1, screen="when", for_file=FileId("bob1"), reference="K-5"), False),
    ],
)
def test_a_form_about_the_client_is_closed(draft: Draft, *, is_about: bool) -> None:
    """Others' forms go on."""
    desk = replace(DESK, draft=draft, draft_until=NOW)
    assert (traces.without(desk, ANN).draft is None) is is_about


@pytest.mark.parametrize(("asking", "left"), [("note:ann1:worried-1", ""), ("note:bob1:x", None)])
def test_what_was_asked_for_about_the_client_is_forgotten(asking: str, left: str | None) -> None:
    """What staff type next is no note about somebody who was erased."""
    desk = replace(DESK, asking=asking, draft_until=NOW)
    assert traces.without(desk, ANN).asking == (asking if left is None else left)
