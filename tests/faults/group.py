"""The staff group of a world: it hears of alarms, may become a supergroup, and shows a line.

Its pinned line is a sign of life: at the end, when all was quiet for days, it is of the last hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.faults.ledger import Ledger
from tests.faults.model import Broken
from tests.faults.premises import GROUP, SUPERGROUP

OLDEST_LINE = timedelta(hours=1, minutes=2)


@dataclass(frozen=True, slots=True)
class Group:
    """The group, made by the owner, who lets the bot pin."""

    ledger: Ledger
    owner: int

    def begin(self) -> None:
        """Bring the bot into it."""
        self.ledger.world.create_group(GROUP, "Staff", [self.owner])
        self.ledger.world.promote_bot(GROUP, self.owner)

    def migrate(self) -> None:
        """Let it become a supergroup, with another id."""
        self.ledger.tell("## the staff group becomes a supergroup")
        self.ledger.world.migrate_group(GROUP, SUPERGROUP)

    def check(self, now: datetime) -> None:
        """See that one line is pinned where the group is now, and not an old one. Raises Broken."""
        chats = self.ledger.world.state.chats
        pinned = self.ledger.world.pinned(SUPERGROUP if SUPERGROUP in chats else GROUP)
        if len(pinned) != 1:
            raise Broken(f"{len(pinned)} messages are pinned in the staff group")
        told_at = datetime.fromtimestamp(pinned[0].edit_date or pinned[0].date, UTC)
        if now - told_at > OLDEST_LINE:
            raise Broken(f"the line of the staff group is of {told_at:%d.%m. %H:%M}")
