"""The benchmark of deliveries runs from end to end; how fast is not asserted here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def printed():
    command = [sys.executable, "benchmarks/deliveries.py", "--quick", "--count", "40", "--pairs", "2"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_last_line_holds_the_figures(printed):
    figures = json.loads(printed[-1])

    assert figures["ratio_sqlite"] > 0
    assert (figures["deliveries"], figures["pairs"]) == (40, 2)


def test_every_delivery_arrives_exactly_once(printed):
    figures = json.loads(printed[-1])

    assert (figures["lost_sqlite"], figures["doubled_sqlite"]) == (0, 0)


def test_a_burst_is_committed_in_groups(printed):
    figures = json.loads(printed[-1])

    assert 0 < figures["commits_per_delivery_sqlite"] < 0.5


def test_the_table_has_a_line_for_each_pair(printed):
    lines = [line.split() for line in printed[:-1]]

    assert [line[0] for line in lines if line and line[0].isdigit()] == ["1", "2"]
