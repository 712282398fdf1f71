"""Celery 5 with Redis doing the same work, for comparison; run by a Python that has `celery[redis]`.

python peer_celery.py ORDERS DUE     gives each order of the file to the queue, to be posted at that time
celery -A peer_celery worker …       posts them

PEER_BROKER is the address of Redis. Settings are those that lose the least: acknowledged late, one in hand.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import requests
from celery import Celery

HEADERS = {"Content-Type": "text/plain; charset=utf-8"}
app = Celery("peer_celery", broker=os.environ["PEER_BROKER"])
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
)
session = requests.Session()  # each process of the pool opens its own connections
session.trust_env = False


@app.task(name="deliver")
def deliver(url: str, body: str) -> None:
    """Post one delivery."""
    session.post(url, data=body.encode(), headers=HEADERS, timeout=(5, 30)).raise_for_status()


def main() -> None:
    """Put every order of a file into the queue, due at one instant (0: at once)."""
    orders = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    due = float(sys.argv[2])
    when = {"eta": datetime.fromtimestamp(due, UTC)} if due else {}
    with app.producer_or_acquire() as producer:
        for url, body in orders:
            deliver.apply_async((url, body), producer=producer, **when)


if __name__ == "__main__":
    main()
