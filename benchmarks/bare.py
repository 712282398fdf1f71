"""A bare pool in a process of its own: posts the orders of a file at a given time; nothing is durable."""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from benchmarks.post_channel import HEADERS

Order = tuple[str, bytes]  # address and body


def post_all(orders: Sequence[Order], threads: int) -> None:
    """Post from memory: a pool of threads with a session each."""
    mine = threading.local()

    def post(order: Order) -> None:
        if not hasattr(mine, "session"):
            mine.session = requests.Session()
            mine.session.trust_env = False
        url, body = order
        mine.session.post(url, data=body, headers=HEADERS, timeout=(5, 60)).raise_for_status()

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(post, orders):
            pass


def write(file: Path, orders: Sequence[Order]) -> None:
    """Write orders for a process to post."""
    file.write_text(json.dumps([(url, body.decode()) for url, body in orders]), encoding="utf-8")


def main() -> None:
    """Read the orders, say that all is ready, wait for the time, post."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=Path, required=True)
    options.add_argument("--threads", type=int, default=16)
    options.add_argument("--due", type=float, required=True, help="seconds since 1970")
    chosen = options.parse_args()
    given = json.loads(chosen.orders.read_text(encoding="utf-8"))
    orders = [(url, body.encode()) for url, body in given]
    print("ready", flush=True)
    time.sleep(max(0.0, chosen.due - time.time()))
    post_all(orders, chosen.threads)


if __name__ == "__main__":
    main()
