"""Send what is due: the one thing every tick does, and every saved answer asks for."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import (
    deliver_rows,
    erase_client,
    go_on_drilling,
    keep_line,
    know_clinic,
    make_digest,
    report_damaged,
)
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound, Outside, StoreError

log = logging.getLogger(__name__)

FILES_AT_ONCE = 20
LEASE = timedelta(minutes=15)
VISITS_MOST = 100
ERRORS_MOST = 20


async def send_due(outside: Outside, clinic: ClinicFacts, now: datetime) -> int:
    """Deliver every file in which something is due by the end; return how many rows were taken.

    Files go side by side, rows of a file one after the other; at most 20 files are held at once;
    those in which somebody waits for an answer come first, and one that has to wait for its chat,
    or that fails, holds up no other. The first error is raised when the others are done.
    """
    tour = _Tour(outside, clinic)
    await tour.first(_look_at_line(outside, clinic))
    try:
        # What is promised while a long delivery goes on does not wait for its end.
        while await tour.goes_on(max(now, outside.clock.now())):
            await tour.wait()
    except asyncio.CancelledError:
        tour.cancel()
        raise
    finally:
        await tour.end()
    if tour.errors:
        raise tour.errors[0]
    return tour.taken


class _Tour:
    """From file to file: those being delivered, and those that get no other visit this time."""

    def __init__(self, outside: Outside, clinic: ClinicFacts) -> None:
        self._outside = outside
        self._clinic = clinic
        self._running: dict[asyncio.Task[int], FileId] = {}
        self._left: list[FileId] = []
        self._in_vain = Counter[FileId]()
        self.errors: list[BaseException] = []
        self.taken = 0

    async def first(self, work: Awaitable[None]) -> None:
        """Do what is done on every tick; where that fails, all else goes on."""
        try:
            await work
        except StoreError as error:
            self.errors.append(error)

    async def goes_on(self, now: datetime) -> bool:
        """Begin as many files as there is room for; tell whether any is being delivered."""
        room = FILES_AT_ONCE - len(self._running) if len(self.errors) < ERRORS_MOST else 0
        for file_id in await self._outside.store.claim_due(now, limit=room, lease=LEASE):
            task = asyncio.create_task(_one(self._outside, self._clinic, file_id, now))
            self._running[task] = file_id
        return bool(self._running)

    async def wait(self) -> None:
        """Wait until some file is done, and give it back, or keep it out of the others' way."""
        done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            file_id, error = self._running.pop(task), task.exception()
            if error is not None:
                self.errors.append(error)
                self._left.append(file_id)
                continue
            self.taken += task.result()
            self._in_vain[file_id] += task.result() == 0
            if self._in_vain[file_id] > VISITS_MOST:
                log.error("a file stays due whatever is done", extra={"file": file_id})
                self._left.append(file_id)
            else:
                await self._give_back(file_id)

    def cancel(self) -> None:
        """Stop what is being delivered."""
        for task in self._running:
            task.cancel()

    async def end(self) -> None:
        """Give all files back, once nothing is being delivered any more."""
        await asyncio.gather(*self._running, return_exceptions=True)
        for file_id in (*self._left, *self._running.values()):
            await self._give_back(file_id)

    async def _give_back(self, file_id: FileId) -> None:
        """Give a file back; one that the store does not take holds up no other."""
        try:
            await self._outside.store.release(file_id)
        except StoreError as error:
            self.errors.append(error)


async def _one(outside: Outside, clinic: ClinicFacts, file_id: FileId, now: datetime) -> int:
    """Deliver one file; one that is gone or damaged holds up nobody, and staff hear of it."""
    try:
        known = await know_clinic.know_clinic(outside, clinic)
        if file_id == know_clinic.CLINIC:
            await go_on_drilling.go_on_drilling(outside, known)
            return 0
        if await _erase_if_over(outside, clinic, file_id, now):
            return 0
        await make_digest.make_digest(outside, known, file_id)
        return await _deliver(outside, known, file_id)
    except Damaged:
        await report_damaged.report_damaged(outside, clinic, file_id)
        return 0
    except NotFound:
        return 0


async def _look_at_line(outside: Outside, clinic: ClinicFacts) -> None:
    """See on every tick whether the group's line is to say something else."""
    if clinic.staff_chat is None:
        return
    try:
        await keep_line.keep_line(outside, await know_clinic.know_clinic(outside, clinic))
    except Damaged:
        await report_damaged.report_damaged(outside, clinic, desk_id(clinic.staff_chat))


async def _deliver(outside: Outside, clinic: ClinicFacts, file_id: FileId) -> int:
    """Deliver a file's rows; the staff group's file has its line looked at before, and pinned."""
    if clinic.staff_chat is None or file_id != desk_id(clinic.staff_chat):
        return await deliver_rows.deliver_rows(outside, clinic, file_id)
    await keep_line.keep_line(outside, clinic)
    taken = await deliver_rows.deliver_rows(outside, clinic, file_id)
    await keep_line.pin_line(outside, clinic)
    return taken


async def _erase_if_over(
    outside: Outside, clinic: ClinicFacts, file_id: FileId, now: datetime
) -> bool:
    """Erase a file whose time is over: a client's, or that of a visitor long gone."""
    file = await outside.store.load(file_id)
    if isinstance(file, ClientFile):
        return await erase_client.erase_if_over(outside, clinic, file)
    if file.draft_until is not None and now >= file.draft_until:
        await outside.store.change_desk(file.chat_id, _without_draft)
    await keep_line.let_go(outside, clinic, file)
    if file.erase_at is None or now < file.erase_at:
        return False
    if file.chat_id == clinic.second_contact:
        # Whoever is on call and no staff: whether a ring reaches them is to be known.
        await outside.store.change_desk(file.chat_id, lambda desk: (desk.emptied(), None))
    else:
        await outside.store.erase(file_id)
    return True


def _without_draft(desk: DeskFile) -> tuple[DeskFile, None]:
    """Forget a form that nobody went on with: nobody has agreed to keep what it says."""
    return replace(desk, draft=None, asking="", draft_until=None), None
