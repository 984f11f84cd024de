"""Erase a client: their file and all that tells of them elsewhere; what is said of it comes first.

Each part may be done twice, and the file itself goes last: after a crash the next tick goes on.
"""

from collections.abc import Callable
from typing import TypeGuard

from bot.actions import report_damaged, take_away
from bot.core import erasure, forgetting, parting, retention, showing, traces
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import FileId
from bot.core.traces import Traces
from bot.ports import Damaged, File, NotFound, Outside


async def erase_if_wished(outside: Outside, clinic: ClinicFacts, file_id: FileId) -> None:
    """Erase a client who asked for it; anybody else stays as they are."""
    try:
        file = await outside.store.load(file_id)
    except NotFound:
        return
    if isinstance(file, ClientFile) and forgetting.is_wished(file):
        await erase_client(outside, clinic, file)


async def erase_if_over(outside: Outside, clinic: ClinicFacts, file: ClientFile) -> bool:
    """Erase a client whose time is over, and tell whether it was; nobody goes unwarned.

    The time is over with an invitation that nobody used, with the days of retention, and at once
    for whoever asks. An alert that staff have not closed comes first.
    """
    now = outside.clock.now()
    if file.erase_at is None or now < file.erase_at:
        return False
    if retention.is_put_off(file, now) and not forgetting.is_wished(file):
        await outside.store.change_client(
            file.id, lambda each: (retention.put_off(each, now), None)
        )
        return False
    if retention.is_warning_owed(file) and not forgetting.is_wished(file):
        await outside.store.change_client(file.id, _warning_of(file))
        return False
    await erase_client(outside, clinic, file)
    return True


def _warning_of(known: ClientFile) -> Callable[[ClientFile], tuple[ClientFile, None]]:
    """Promise the warning to a file that has none: it is of an older version of this program."""

    def decide(file: ClientFile) -> tuple[ClientFile, None]:
        if retention.KEY in file.outbox.rows or file.erase_at is None:
            return file, None
        return retention.planned(file, file.erase_at), None

    return decide


async def erase_client(outside: Outside, clinic: ClinicFacts, file: ClientFile) -> None:
    """Erase the file, and for whoever asked also earlier courses; then both sides are told.

    The list of erased ids is written before the first file goes, so that no backup brings it back.
    """
    is_wished = forgetting.is_wished(file)
    files = [file, *(await former_files(outside, file) if is_wished else ())]
    found = traces.of(*files)
    await _without_traces(outside, clinic, found)
    await take_away.take_away(outside, showing.standing(*files))
    if is_wished:
        await _tell(outside, clinic, file)
    ids, gone = [each.id for each in files], erasure.of(file, outside.clock.now())
    await outside.store.remember_erased(ids, gone, key=outside.chance.token())
    for file_id in reversed(ids):
        await outside.store.erase(file_id, names=found.names)


async def former_files(outside: Outside, file: ClientFile) -> tuple[ClientFile, ...]:
    """Return the files of the same person's earlier courses that are kept still."""
    found: list[ClientFile] = []
    ids = list(file.former)
    while ids:
        try:
            former = await outside.store.load(ids.pop())
        except (NotFound, Damaged):
            # Gone, or put aside: what was put aside is found by its name when the client's goes.
            continue
        if _is_former(former, file) and all(each.id != former.id for each in found):
            found.append(former)
            ids.extend(former.former)
    return tuple(found)


def _is_former(former: File, file: ClientFile) -> TypeGuard[ClientFile]:
    """Tell whether an earlier course is still this person's: no other chat has taken it over."""
    if not isinstance(former, ClientFile) or former.id == file.id:
        return False
    return former.client.chat_id in (None, file.client.chat_id)


async def _without_traces(outside: Outside, clinic: ClinicFacts, found: Traces) -> None:
    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return traces.without(desk, found), None

    for desk_id in await outside.store.desk_ids():
        try:
            await outside.store.change(desk_id, decide)
        except Damaged:
            await report_damaged.report_damaged(outside, clinic, desk_id)


async def _tell(outside: Outside, clinic: ClinicFacts, file: ClientFile) -> None:
    now, chat_id = outside.clock.now(), file.client.chat_id
    for chat in clinic.alert_chats:
        await outside.store.change_desk(
            chat, lambda desk: (parting.told_to_staff(desk, file, now), None)
        )
    if chat_id is not None and chat_id not in clinic.alert_chats:
        await outside.store.change_desk(
            chat_id, lambda desk: (parting.told_to_client(desk, file, now), None)
        )
