"""The demo's sandbox as a process of its own: started, found again after a kill, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from publisher.demo.stage import Stage, free_port, is_free
from publisher.sandbox.identity import mark_of

PATIENCE = 30.0  # seconds for a start on a busy machine
TRIES = 3
DRIFT = 60.0  # seconds its clock may be off ours: it starts a little later
PROGRAM = Path(__file__).resolve().parents[2]


class SandboxDead(Exception):
    """The stand-in services do not start; the sentence says where their words are."""


@contextmanager
def sandbox_of(stage: Stage, names: Mapping[str, str]) -> Iterator[Stage]:
    """Give the stage with its sandbox answering; it is ended afterwards, also one that an earlier run left.

    `names` are what people call pages and groups, by id.
    """
    folder = stage.folder / "sandbox"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")
    stage, pid = _running(stage, folder)
    try:
        yield stage
    finally:
        _end(stage, pid)


def _running(stage: Stage, folder: Path) -> tuple[Stage, int]:
    found = _health(stage.sandbox)
    if found.get("folder") == mark_of(folder):
        if abs(found["now"] - stage.now().timestamp()) < DRIFT:
            return stage, found["pid"]
        _end(stage, found["pid"])
    for _ in range(TRIES):
        if not is_free(stage.sandbox_port):
            stage = replace(stage, sandbox_port=free_port(0, stage.console_port))
            stage.save()
        pid = _start(stage, folder)
        if pid:
            return stage, pid
    raise SandboxDead(f"Không khởi động được sân tập; xem lý do trong {folder / 'sandbox.log'}.")


def _start(stage: Stage, folder: Path) -> int:
    """Start a sandbox and wait until it answers; 0 when it did not (another may have taken its port)."""
    command = [sys.executable, "-m", "publisher.sandbox"]
    command += ["--folder", str(folder), "--port", str(stage.sandbox_port)]
    around = {**os.environ, "PUBLISHER_NOW": stage.now().isoformat(), "PYTHONUTF8": "1"}
    with (folder / "sandbox.log").open("ab") as log:
        child = subprocess.Popen(
            command, cwd=PROGRAM, env=around, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **_apart()
        )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.poll() is None:
        if _health(stage.sandbox).get("pid") == child.pid:
            return child.pid
        time.sleep(0.02)
    child.kill()
    child.wait()
    return 0


def _apart() -> dict[str, Any]:
    """Return what keeps the child out of our Ctrl-C: it is ended after the last delivery has settled."""
    if os.name == "posix":
        return {"start_new_session": True}
    return {"creationflags": 0x00000200}  # CREATE_NEW_PROCESS_GROUP


def _end(stage: Stage, pid: int) -> None:
    """End the sandbox and wait until its port is free again."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and _health(stage.sandbox).get("pid") == pid:
        time.sleep(0.02)
    with suppress(ChildProcessError, AttributeError):
        os.waitpid(pid, 0)


def _health(address: str) -> dict[str, Any]:
    """Return what the sandbox at an address says of itself; empty when none answers."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
            told: dict[str, Any] = json.load(answer)
    except (OSError, ValueError):
        return {}
    return told
