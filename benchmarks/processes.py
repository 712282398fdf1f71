"""Processes of a run: started with one line, asked for their processor time and peak memory (Linux)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
LEAVING_SECONDS = 40


def start(module: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a module of this folder with this Python and wait until it says that it is ready."""
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        process.kill()
        process.communicate()
        raise SystemExit(f"benchmarks.{module} did not start")
    return process


@contextmanager
def stopping(processes: Sequence[subprocess.Popen[str]]) -> Iterator[None]:
    """Stop the processes when the block ends, however it ends."""
    try:
        yield
    finally:
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """Wait for a process that was asked to leave, not for ever."""
    try:
        process.communicate(timeout=LEAVING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def processor_seconds(roots: Sequence[int]) -> float:
    """Return what process trees have used so far, children that ended counted with their parents."""
    return sum(_used(process) for root in roots for process in _tree(root)) / TICKS


def peak_mb(process: int) -> float:
    """Return the largest resident memory a process ever had, in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _tree(root: int) -> Iterator[int]:
    yield root
    for children in Path(f"/proc/{root}/task").glob("*/children"):
        try:
            found = [int(each) for each in children.read_text().split()]
        except OSError:
            continue
        for child in found:
            yield from _tree(child)


def _used(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(each) for each in fields[11:15])  # user, system, and those of its ended children
