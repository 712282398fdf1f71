"""Another queue on this machine to compare with: its broker, its worker, and what it needs to be here."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bare import Order, write
from benchmarks.processes import stop
from benchmarks.sink import Sink

HERE = Path(__file__).resolve().parent
PROCESSES = 4
READY_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Celery:
    """A running Celery worker with its Redis."""

    python: str
    broker: str
    folder: Path
    processes: tuple[int, ...]  # Redis and the worker

    def enqueue(self, orders: list[Order], due: float) -> None:
        """Put orders into its queue, due at one time; 0: at once."""
        file = self.folder / "celery-orders.json"
        write(file, orders)
        command = [self.python, str(HERE / "peer_celery.py"), str(file), repr(due)]
        subprocess.run(command, check=True, env=_environment(self.broker), cwd=HERE)


def missing(python: str) -> str:
    """Return one line on what must be installed before Celery can be compared; empty when all is here."""
    wanted = []
    asked = [python, "-c", "import celery, redis, requests"]
    if subprocess.run(asked, capture_output=True).returncode:
        wanted.append(f"`{python} -m pip install 'celery[redis]' requests`")
    if shutil.which("redis-server") is None:
        wanted.append("redis-server (on PATH)")
    return f"Without comparison: first install {' and '.join(wanted)}." if wanted else ""


@contextmanager
def celery(python: str, folder: Path, sink: Sink) -> Iterator[Celery]:
    """Run Redis and a prefork worker of four; ready when a first task has come to the sink."""
    port = _free_port()
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--appendonly", "yes"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    broker = f"redis://127.0.0.1:{port}/0"
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    worker = subprocess.Popen(_worker(python), env=_environment(broker), cwd=HERE, **silent)
    try:
        peer = Celery(python=python, broker=broker, folder=folder, processes=(redis.pid, worker.pid))
        _await_redis(port)
        peer.enqueue([(f"{sink.url}/d/ready-1", b"ready")], 0)
        _await_first(sink)
        yield peer
    finally:
        for process in (worker, redis):
            process.send_signal(signal.SIGTERM)
            stop(process)


def _worker(python: str) -> list[str]:
    quiet = ["--without-gossip", "--without-mingle", "-l", "CRITICAL"]
    return [
        python,
        "-m",
        "celery",
        "-A",
        "peer_celery",
        "worker",
        "-P",
        "prefork",
        "-c",
        str(PROCESSES),
        *quiet,
    ]


def _environment(broker: str) -> dict[str, str]:
    return {**os.environ, "PEER_BROKER": broker, "PYTHONWARNINGS": "ignore", "C_FORCE_ROOT": "1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_redis(port: int) -> None:
    until = time.time() + READY_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.time() > until:
                raise SystemExit("redis-server did not start") from None
            time.sleep(0.1)
        else:
            return


def _await_first(sink: Sink) -> None:
    until = time.time() + READY_SECONDS
    while not sink.count()[1]:
        if time.time() > until:
            raise SystemExit("the Celery worker did not start")
        time.sleep(0.1)
