"""The figures in Prometheus' text format; off unless PUBLISHER_METRICS says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from publisher.health.answer import wrong_in
from publisher.health.figures import Figures

TYPE = "text/plain; version=0.0.4; charset=utf-8"
YES = {"1", "yes", "true", "on"}


def are_on(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether figures may be scraped here."""
    return environ.get("PUBLISHER_METRICS", "").strip().lower() in YES


def scraped(figures: Figures) -> bytes:
    """Return the figures as a scrape reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(figures))
    return generate_latest(registry)


class _Figures(Collector):
    """Turns figures into gauges; what is not known has no sample."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Yield every gauge."""
        figures = self._figures
        yield _gauge("up", "1 when nothing is wrong, as /health says", 0 if wrong_in(figures) else 1)
        yield _gauge("database_up", "1 when the database answers", 1 if figures.records else 0)
        yield _gauge("disk_free_bytes", "Free space where the installation lives", figures.disk_free)
        yield _gauge("token_days", "Days of the credential that ends first", figures.token_days)
        yield _gauge("channels_unready", "Channels that can't work here", len(figures.unready))
        if figures.records is not None:
            yield from self._times()
            yield from self._counts()

    def _times(self) -> Iterator[Metric]:
        overdue, tick = self._figures.overdue, self._figures.last_tick
        yield _gauge(
            "oldest_overdue_seconds",
            "Age of the oldest overdue delivery; 0 when none is",
            overdue.total_seconds() if overdue else 0,
        )
        yield _gauge(
            "last_tick_seconds",
            "Age of the newest sign of life of a publisher",
            tick.total_seconds() if tick is not None else None,
        )

    def _counts(self) -> Iterator[Metric]:
        records = self._figures.records
        if records is None:
            return
        alive = sum(each.is_alive for each in records.workers)
        yield _gauge("workers_alive", "Publishing processes heard of lately", alive)
        yield _gauge("stuck", "Deliveries in sending for too long", records.stuck)
        yield _gauge("contacts_failing", "Addresses that could not be told", len(records.failing))
        waiting, looking = records.uncertain_waiting, records.uncertain_looking
        yield _by("uncertain", "Deliveries in doubt", "by", {"person": waiting, "look-up": looking})
        accounts = sum(each.is_account for each in records.held)
        held = {"account": accounts, "channel": len(records.held) - accounts}
        yield _by("held", "Accounts and channels that must not be used now", "sort", held)
        yield _by("deliveries_of_day", "Deliveries due in the last 24 hours", "state", records.by_state)


def _gauge(name: str, means: str, value: float | None) -> Metric:
    gauge = GaugeMetricFamily(f"publisher_{name}", means)
    if value is not None:
        gauge.add_metric([], value)
    return gauge


def _by(name: str, means: str, label: str, values: Mapping[str, int]) -> Metric:
    gauge = GaugeMetricFamily(f"publisher_{name}", means, labels=[label])
    for each, value in values.items():
        gauge.add_metric([each], value)
    return gauge
