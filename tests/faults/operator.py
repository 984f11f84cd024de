"""What whoever runs the bot does with its disk: look at what lies there, back it up, put it back.

Also what must be true of the disk at the end: of the erased nothing is left, in no backup either;
each night has its backup, which holds everybody; where there is a key, nothing lies open.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from bot.core.client import ClientFile, Status
from bot.ports import Damaged
from bot.store import backups, layout, restoring
from bot.store.backups import Backup
from bot.store.files import Files
from bot.store.memory_disk import MemoryDisk
from bot.store.seal import mark_on
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.faults import plan_rules
from tests.faults.course import Course
from tests.faults.model import Broken
from tests.faults.premises import Premises

NIGHT = time(3, 0)
AN_HOUR = timedelta(hours=1)
DAMAGED_MOST = 3


@dataclass(frozen=True, slots=True)
class Operator:
    """One disk, and the clinic whose data lie on it."""

    disk: MemoryDisk
    premises: Premises

    @property
    def _files(self) -> Files:
        return Files(self.disk, self.premises.seal)

    def damage_and_restore(self, random: Random, now: datetime) -> int:
        """Back up, lose some files, put them back; return how many. Nobody runs the program."""
        fault, self.disk.fault = self.disk.fault, None
        try:
            return self._damage_and_restore(random, now)
        finally:
            self.disk.fault = fault

    def _damage_and_restore(self, random: Random, now: datetime) -> int:
        files = self._files
        lying = [path for path, _ in files.list(layout.CLIENTS) if layout.id_of(path) is not None]
        making = backups.Making(files, files, now, above=layout.BACKUPS)
        while making.some():
            pass
        lost = random.sample(lying, min(len(lying), random.randint(1, DAMAGED_MOST)))
        for path in lost:
            whole, _ = files.read_as_it_lies(path)
            garbage = random.choice((b"", whole[: len(whole) // 2], random.randbytes(300)))
            files.write_as_it_lies(path, garbage)
        backup = backups.at(files, making.place)
        if backup is None:
            raise Broken("a backup was made and is not whole")
        done = restoring.restore(self._copied(backup), backup, files, now)
        if done.clients != len(lost) or done.damaged:
            raise Broken(f"of {len(lost)} damaged files {done.clients} were put back")
        return len(lost)

    def _copied(self, backup: Backup) -> Files:
        """Return a backup on a disk of its own, as whoever fetched it has it."""
        copy = Files(MemoryDisk(), self.premises.seal)
        for path, data in files_of(self.disk, backup.place).items():
            copy.write_as_it_lies(path.removeprefix(f"{backup.place}/"), data)
        return copy

    # ------------------------------------------------------------- at the end

    def check_erased(self, course: Course, file: str | None) -> None:
        """See that nothing names somebody who was erased. Raises Broken."""
        name = course.reference.encode()
        for path, data in files_of(self.disk).items():
            if name in self._opened(data) or (file is not None and file in path):
                raise Broken(f"{course.reference}: erased, and still found in {path}")

    def _opened(self, data: bytes) -> bytes:
        """Return what a file says; what is sealed and damaged says nothing to anybody."""
        if mark_on(data) is None:
            return data
        try:
            return self.premises.seal.open(data)
        except Damaged:
            return b""

    def check_sealed(self, courses: list[Course]) -> None:
        """See that with a key no file shows anybody's reference. Raises Broken."""
        if not self.premises.seal.marks:
            return
        names = [each.reference.encode() for each in courses]
        for path, data in files_of(self.disk).items():
            if any(name in data for name in names):
                raise Broken(f"{path} lies open though there is a key")

    async def check_backup(self, courses: list[Course], now: datetime) -> int:
        """See that the last night's backup is there and holds everybody; return how many.

        Raises Broken.
        """
        if not self.premises.facts.backup_days:
            return 0
        newest = backups.kept(self._files)[:1]
        if not newest or newest[0].made_at < self._last_night(now):
            raise Broken("the last night has no backup")
        target = Files(MemoryDisk(), self.premises.seal)
        restoring.restore(self._copied(newest[0]), newest[0], target, now, all_of_it=True)
        store = TinyDbStore(target, start="restored", offload=InlineOffload())
        await store.open()
        found = [await _check_restored(each, store, newest[0].made_at) for each in courses]
        return sum(found)

    def _last_night(self, now: datetime) -> datetime:
        zone = self.premises.facts.zone
        today = now.astimezone(zone).date()
        tonight = plan_rules.on_clock(today, NIGHT, zone)
        before = plan_rules.on_clock(today - timedelta(days=1), NIGHT, zone)
        return tonight if tonight <= now else before


async def _check_restored(course: Course, store: TinyDbStore, made_at: datetime) -> bool:
    file_id = await store.client_of_reference(course.reference)
    if course.erased.last:
        if file_id is not None:
            raise Broken(f"{course.reference}: erased, and put back from a backup")
        return False
    if course.linked_at is None or course.linked_at > made_at - AN_HOUR:
        return False
    file = await store.load(file_id) if file_id is not None else None
    if not isinstance(file, ClientFile) or file.client.status is Status.INVITED:
        raise Broken(f"{course.reference}: not in the backup of {made_at:%d.%m. %H:%M}")
    entered = [each for each in course.sessions if each.entered_at < made_at - AN_HOUR]
    if len(file.sessions) < len(entered):
        raise Broken(f"{course.reference}: a session is missing in the backup")
    return True


def files_of(disk: MemoryDisk, folder: str = "") -> dict[str, bytes]:
    """Return what lies on a disk, by path."""
    found: dict[str, bytes] = {}
    for name, stamp in disk.list(folder):
        path = f"{folder}/{name}" if folder else name
        found |= files_of(disk, path) if stamp is None else {path: disk.read(path)[0]}
    return found
