"""The model is no rubber stamp: a program that breaks a promise does not get through its worlds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.intake import Intake
from bot.core import alerts, plan
from bot.core.clinic import ClinicFacts
from bot.core.outbox import RowState, skipped
from bot.store.disk import Stamp
from bot.store.memory_disk import MemoryDisk
from tests.faults.worlds import play

WORLDS_MOST = 8
Break = Callable[[pytest.MonkeyPatch], None]


def _late(patch: pytest.MonkeyPatch) -> None:
    """Every step is planned half an hour late."""
    right = plan.due_at
    patch.setattr(plan, "due_at", lambda *given: right(*given) + timedelta(minutes=30))


def _deaf_to_worry(patch: pytest.MonkeyPatch) -> None:
    """No alarm goes out to staff."""
    right = alerts.raise_alert

    def silent(*given: object, **more: object) -> object:
        file = right(*given, **more)  # type: ignore[arg-type]
        rows = [
            skipped(row, "it rang") if key.startswith(("alert:", "ring")) else row
            for key, row in file.outbox.rows.items()
        ]
        return replace(file, outbox=file.outbox.change_all(rows))

    patch.setattr(alerts, "raise_alert", silent)


def _careless_of_power(patch: pytest.MonkeyPatch) -> None:
    """Nothing is fsynced."""

    def not_synced(disk: MemoryDisk, handle: int) -> Stamp:
        return Stamp(0, handle, handle)

    patch.setattr(MemoryDisk, "sync", not_synced)


def _believing(patch: pytest.MonkeyPatch) -> None:
    """What is in doubt is taken for sent."""
    sent = {"state": RowState.SENT, "lease": None, "message_id": 1}
    patch.setattr("bot.core.doubts._settled", lambda row, most: replace(row, **sent))


def _hasty(patch: pytest.MonkeyPatch) -> None:
    """Updates are confirmed before they are handled."""

    async def take_batch(intake: Intake, *, timeout_seconds: int) -> int:
        updates = await intake._poll(timeout_seconds)
        if updates:
            intake._offset = max(each.update_id for each in updates) + 1
            await intake.confirm()
            await intake._handle(updates)
        return len(updates)

    patch.setattr(Intake, "take_batch", take_batch)


def _unsociable(patch: pytest.MonkeyPatch) -> None:
    """Alarms go to staff in private alone."""
    patch.setattr(ClinicFacts, "alert_chats", property(lambda clinic: clinic.staff_chats))


BREAKS = (_late, _deaf_to_worry, _careless_of_power, _believing, _hasty, _unsociable)


@pytest.mark.slow
@pytest.mark.parametrize("broken", BREAKS)
def test_the_model_notices(broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a few small worlds, each of which a right program goes through."""
    broken(monkeypatch)
    played = (play(seed, clients=2, days=21) for seed in range(1, WORLDS_MOST + 1))
    assert any(each.broken for each in played)
