"""The files read or written last, so that the next look at one need not read it again."""

from collections import OrderedDict

from bot.core.outbox import FileId
from bot.store.files import Files
from bot.store.records import Record

# The chats of one batch of updates, which Telegram makes 100 at most, so that what answers one need
# not be read again for sending it. A file of a whole course takes some 150 KB and 400 objects, and
# all are met when Python looks for what nobody holds.
KEPT = 100


class Recent:
    """The last files as records; one that looks otherwise on the disk now is not believed."""

    def __init__(self, files: Files) -> None:
        """Start empty."""
        self._files = files
        self._records: OrderedDict[FileId, Record] = OrderedDict()

    def find(self, file_id: FileId, path: str) -> Record | None:
        """Return the record of what lies at that path, None where it must be read."""
        record = self._records.get(file_id)
        # One stat takes microseconds, less than going to a thread for it.
        if record is None or self._files.stat(path) != record.stamp:
            return None
        self._records.move_to_end(file_id)
        return record

    def keep(self, record: Record) -> None:
        """Keep a record, and no more than `KEPT`."""
        self._records[record.file.id] = record
        self._records.move_to_end(record.file.id)
        if len(self._records) > KEPT:
            self._records.popitem(last=False)

    def drop(self, file_id: FileId) -> None:
        """Forget what was kept of that file."""
        self._records.pop(file_id, None)
