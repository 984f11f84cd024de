"""What a process counts, in the form that Prometheus reads; looked up anew each time it asks."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.core.client import Alert
from bot.core.pack import Urgency
from bot.ports import Clock, Store

Waiting = Callable[[], Awaitable[tuple[int, timedelta]]]


class _Found(Collector):
    """The families of one look."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """Give them out."""
        yield from self._families


class Metrics:
    """Lateness, what waits, open alerts, and sends by what became of them. No id, no name."""

    def __init__(
        self, store: Store, clock: Clock, *, outcomes: Mapping[str, int], waiting: Waiting
    ) -> None:
        """Keep where to look; `waiting` tells of updates that were kept and not handled yet."""
        self._store = store
        self._clock = clock
        self._outcomes = outcomes
        self._waiting = waiting

    async def written(self) -> bytes:
        """Return the page. Raises StoreUnavailable."""
        now = self._clock.now()
        waiting, age = await self._waiting()
        late = _seconds_late(await self._store.next_due(), now)
        families = [
            _gauge("lateness_seconds", "How late the most overdue message is.", late),
            _gauge("updates_waiting", "Updates kept and not handled yet.", waiting),
            _gauge("update_age_seconds", "How long the oldest has waited.", age.total_seconds()),
            _alerts([alert for _, alert in await self._store.open_alerts()]),
            _sends(self._outcomes),
        ]
        registry = CollectorRegistry()
        registry.register(_Found(families))
        return generate_latest(registry)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"aftercare_{name}", told, value=max(value, 0.0))


def _seconds_late(due_at: datetime | None, now: datetime) -> float:
    return max((now - due_at).total_seconds(), 0.0) if due_at is not None else 0.0


def _alerts(found: list[Alert]) -> Metric:
    family = GaugeMetricFamily("aftercare_alerts_open", "Open alerts.", labels=["urgency"])
    counts = Counter(alert.urgency for alert in found)
    for urgency in Urgency:
        family.add_metric([urgency.value], counts[urgency])
    return family


def _sends(outcomes: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily("aftercare_sends", "Messages by outcome.", labels=["outcome"])
    for outcome, count in sorted(outcomes.items()):
        family.add_metric([outcome], count)
    return family
