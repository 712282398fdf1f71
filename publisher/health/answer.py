"""What /health answers: red or not, which sorts of trouble, and numbers; no names of people or messages."""

from __future__ import annotations

import json
from typing import Any

from publisher.health.figures import Figures
from publisher.health.findings import findings, seconds

OK, UNAVAILABLE = 200, 503


def wrong_in(figures: Figures) -> list[str]:
    """Return the sorts of trouble, each once; that nobody is at work is trouble here."""
    sorts = [finding.sort for finding in findings(figures) if finding.is_wrong]
    if figures.records is not None and not any(each.is_alive for each in figures.workers):
        sorts.append("tick")
    return sorted(set(sorts))


def health(figures: Figures) -> tuple[int, dict[str, Any]]:
    """Return the status of the answer, and its body."""
    wrong = wrong_in(figures)
    body = {
        "status": "trouble" if wrong else "ok",
        "wrong": wrong,
        "at": figures.at.isoformat(),
        "figures": numbers(figures),
    }
    return UNAVAILABLE if wrong else OK, body


def numbers(figures: Figures) -> dict[str, Any]:
    """Return the figures as numbers; null where nothing is known."""
    records = figures.records
    return {
        "disk_free_bytes": figures.disk_free,
        "oldest_overdue_seconds": seconds(figures.overdue),
        "last_tick_seconds": seconds(figures.last_tick),
        "workers_alive": sum(each.is_alive for each in figures.workers),
        "workers_in_trouble": sum(each.is_alive and bool(each.trouble) for each in figures.workers),
        "token_days": figures.token_days,
        "channels_unready": len(figures.unready),
        "stuck": records.stuck if records else None,
        "uncertain_waiting": records.uncertain_waiting if records else None,
        "uncertain_looking": records.uncertain_looking if records else None,
        "held_accounts": sum(each.is_account for each in records.held) if records else None,
        "held_channels": sum(not each.is_account for each in records.held) if records else None,
        "contacts_failing": len(records.failing) if records else None,
    }


def written(body: dict[str, Any]) -> bytes:
    """Return a body as it travels."""
    return json.dumps(body, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"
