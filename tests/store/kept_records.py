"""Hypothesis strategies for any file the program can hold, made from its own types."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from bot.core.client import ClientFile
from bot.core.desk import DeskFile
from bot.core.outbox import FileId, MessageRow, Outbox

ZONES = [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-9))]
INSTANTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from(ZONES),
)
WHOLE = st.integers(min_value=-(2**62), max_value=2**62)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    datetime: INSTANTS,
    str: st.text(max_size=12),
    int: WHOLE,
    float: st.floats(-180, 180),
}


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """Anything of that type, as the type's own annotations say."""
    if kind in LEAVES:
        return LEAVES[kind]
    if kind is Outbox:
        return outboxes()
    if hasattr(kind, "__supertype__"):
        return of_type(kind.__supertype__)
    if dataclasses.is_dataclass(kind):
        return records(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    return of_form(kind, typing.get_origin(kind), typing.get_args(kind))


def of_form(kind: Any, form: Any, kinds: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Anything of a type made of others: a union, a tuple, a mapping; else of a plain one."""
    if form in (types.UnionType, typing.Union):
        return st.one_of(*map(of_type, kinds))
    if form is tuple and kinds[1:] == (...,):
        return st.lists(of_type(kinds[0]), max_size=2).map(tuple)
    if form is tuple:
        return st.tuples(*map(of_type, kinds))
    if form is Mapping:
        return st.dictionaries(*map(of_type, kinds), max_size=2)
    return st.from_type(kind)


def records(kind: Any, **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any record of that dataclass, every field set."""
    hints = typing.get_type_hints(kind)
    # Deferred, as building a strategy for each of a hundred fields takes a while.
    fields = {name: st.deferred(lambda hint=hint: of_type(hint)) for name, hint in hints.items()}
    return st.builds(kind, **{**fields, **known})


def outboxes() -> st.SearchStrategy[Outbox]:
    """Rows under their own keys, and update ids."""
    rows = st.lists(records(MessageRow), max_size=3)
    seen = st.dictionaries(st.integers(0, 2**40).map(str), INSTANTS, max_size=2)
    return st.builds(
        lambda rows, updates: Outbox(rows={row.key: row for row in rows}, updates=updates),
        rows,
        seen,
    )


CLIENT_FILES = records(ClientFile, id=st.just(FileId("annannannannann1")))
DESK_FILES = records(DeskFile, id=st.just(FileId("chat404")))
