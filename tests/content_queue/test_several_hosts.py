"""Workers on several hosts over one PostgreSQL, of which one is cut off and returns: none lost or doubled.

Each host is a network namespace with one cable to a bridge in a namespace of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import make_url

from channels.registry import KINDS
from content_queue import invariants
from content_queue.models import Attempt
from publisher.testing import Village

SCRIPT = Path(__file__).with_name("host_process.py")
SINK = Path(__file__).parents[2] / "benchmarks" / "sink.py"
CENTRE, DATABASE_PORT, SINK_PORT = "10.77.0.1", 5432, 8080
CHANNELS, MESSAGES = 6, 60
LATENCY = 0.2  # seconds, so that something is always on its way
SPEED = 20  # of the workers' clock: retries are spaced by minutes


def ip(*words: str) -> None:
    """Run iproute2."""
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=30)


def why_not() -> str:
    """Return why this machine cannot make networks, or nothing."""
    if shutil.which("ip") is None:
        return "iproute2 is not installed"
    name = f"cp{uuid.uuid4().hex[:6]}"
    tried = subprocess.run(
        ["ip", "netns", "add", name], check=False, capture_output=True, text=True, timeout=30
    )
    if tried.returncode:
        return f"this machine lets nobody make network namespaces: {tried.stderr.strip()}"
    ip("netns", "del", name)
    return ""


@dataclass
class Hosts:
    """A centre with the database and the receiver, and hosts around it."""

    stack: ExitStack
    run: str = field(default_factory=lambda: f"cp{uuid.uuid4().hex[:6]}")

    def centre(self) -> None:
        """Make the network in the middle."""
        self._namespace("centre")
        self._in("centre", "link", "add", "bridge", "type", "bridge")
        self._in("centre", "addr", "add", f"{CENTRE}/24", "dev", "bridge")
        self._in("centre", "link", "set", "bridge", "up")

    def host(self, name: str, number: int) -> None:
        """Connect a host by a cable."""
        self._namespace(name)
        self._in(
            "centre", "link", "add", name, "type", "veth", "peer", "name", "cable", "netns", self._of(name)
        )
        self._in("centre", "link", "set", name, "master", "bridge", "up")
        self._in(name, "addr", "add", f"10.77.0.{number}/24", "dev", "cable")
        self._in(name, "link", "set", "cable", "up")

    def cut(self, name: str) -> None:
        """Pull a host's cable."""
        self._in("centre", "link", "set", name, "down")

    def mend(self, name: str) -> None:
        """Put it back."""
        self._in("centre", "link", "set", name, "up")

    def start(self, name: str, *words: str | Path) -> str:
        """Start a Python script on a host, ended with the test; return its first line."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", self._of(name), sys.executable, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")},
        )
        self.stack.callback(end, process, patience=5 if "work" in words else 0)
        return process.stdout.readline().strip()

    def told(self, path: str, **manners: float) -> dict:
        """Ask the receiver something, or tell it how to answer."""
        url = f"http://{CENTRE}:{SINK_PORT}/{path}"
        body = json.dumps(manners).encode()
        asked = f"import urllib.request as r; print(r.urlopen({url!r}, {body}).read().decode())"
        words = ["ip", "netns", "exec", self._of("centre"), sys.executable, "-c", asked]
        return json.loads(subprocess.run(words, check=True, capture_output=True, timeout=30).stdout)

    def _namespace(self, name: str) -> None:
        ip("netns", "add", self._of(name))
        self.stack.callback(ip, "netns", "del", self._of(name))
        self._in(name, "link", "set", "lo", "up")

    def _in(self, name: str, *words: str) -> None:
        ip("-n", self._of(name), *words)

    def _of(self, name: str) -> str:
        return f"{self.run}-{name}"


def end(process: subprocess.Popen, *, patience: float) -> None:
    """Let a worker leave in order, then end whatever is left."""
    try:
        process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


@pytest.fixture
def hosts():
    if reason := why_not():
        pytest.skip(reason)
    with ExitStack() as stack:
        made = Hosts(stack)
        made.centre()
        made.host("one", 11)
        made.host("two", 12)
        yield made


@pytest.fixture
def province(tmp_path, postgres, shaped_postgres, monkeypatch):
    """A commune whose channels lead to the receiver in the centre."""
    monkeypatch.setitem(KINDS, "post", "benchmarks.post_channel:PostChannel")
    village = Village.settle(tmp_path / "tỉnh", url=postgres.database(like=shaped_postgres))
    for number in range(CHANNELS):
        village.channel(
            f"Trang {number}", kind="post", base=f"http://{CENTRE}:{SINK_PORT}", board=f"c{number}"
        )
    for _ in range(MESSAGES):
        village.approved()
    yield village
    village.app.close()


def serve(hosts: Hosts, village: Village) -> str:
    """Open the database and the receiver to the hosts; return the database's address there."""
    address = make_url(village.app.home.database_url)
    socket = f"{address.query.get('host')}/.s.PGSQL.{address.port or 5432}"
    assert hosts.start("centre", SCRIPT, "carry", CENTRE, str(DATABASE_PORT), socket) == "ready"
    port = hosts.start("centre", SINK)
    assert hosts.start("centre", SCRIPT, "carry", CENTRE, str(SINK_PORT), port) == "ready"
    hosts.told("reset", latency=LATENCY)
    there = address.set(host=CENTRE, port=DATABASE_PORT, query={})
    return there.render_as_string(hide_password=False)


def until(done, patience: float) -> None:
    end, pause = time.monotonic() + patience, threading.Event()
    while not done():
        assert time.monotonic() < end, "it did not come so far"
        pause.wait(0.1)


@pytest.mark.parametrize(
    ("lease", "seconds"), [(3, 6), pytest.param(20, 60, marks=pytest.mark.long)], ids=["scaled", "real"]
)
def test_a_host_that_is_cut_off_and_returns_loses_and_doubles_nothing(hosts, province, lease, seconds):
    database = serve(hosts, province)
    worker = (SCRIPT, "work", province.app.home.folder, database, str(lease), str(time.time()), str(SPEED))
    assert hosts.start("one", *worker) == hosts.start("two", *worker) == "ready"
    until(lambda: hosts.told("count")["received"] > CHANNELS, 30)

    hosts.cut("one")
    threading.Event().wait(seconds)
    hosts.mend("one")

    until(lambda: set(province.states()) == {"sent"}, 60 + 2 * seconds)
    counted = hosts.told("count")
    assert (counted["received"], counted["distinct"]) == (CHANNELS * MESSAGES, CHANNELS * MESSAGES)
    with province.app.engine.connect() as connection:
        assert invariants.problems(connection, now=province.clock()) == []
    assert "doubt" in {attempt.outcome for attempt in province.all(Attempt)}  # the cut met work under way
