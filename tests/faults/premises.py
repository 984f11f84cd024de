"""What kind of clinic a world has: drawn from its seed, apart from what happens there.

A world with a key keeps its data sealed; one with a staff group hears alarms there too.
"""

from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, UserId
from bot.store.seal import PLAIN, Seal
from tests import data_keys
from tests.cast import clinic_facts

GROUP, SUPERGROUP = -1001, -1002001
BACKUP_DAYS = (0, 1, 3, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """One clinic: its settings and its key; how many people write who are no clients."""

    facts: ClinicFacts
    seal: Seal
    visitors: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is counted of this clinic."""
        found = {
            "world with a data key": self.seal is not PLAIN,
            "world with a staff group": self.facts.staff_chat is not None,
            "world with nightly backups": self.facts.backup_days > 0,
            "world that keeps photos": self.facts.keep_photos,
            "world with strangers": self.visitors > 0,
        }
        return tuple(name for name, holds in found.items() if holds)


def drawn(seed: int, owner: int, zone: ZoneInfo) -> Premises:
    """Return the clinic of that seed."""
    random = Random(seed)
    facts = clinic_facts(
        zone=zone,
        owners=frozenset({UserId(owner)}),
        staff_chat=ChatId(GROUP) if random.random() < 0.25 else None,
        backup_days=random.choice(BACKUP_DAYS),
        keep_photos=random.random() < 0.5,
    )
    seal = Seal([data_keys.NEW]) if random.random() < 0.4 else PLAIN
    return Premises(facts=facts, seal=seal, visitors=random.choice((0, 1, 2)))
