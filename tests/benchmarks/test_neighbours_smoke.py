"""What a slow or refusing channel, much that is due and much that is past cost the others: the form of it."""

import pytest


@pytest.fixture(scope="module")
def printed(benchmark):
    size = ("--pairs", "1", "--slow", "1", "--due", "200", "--past", "400")
    return benchmark("neighbours", "--quick", *size)


def test_a_slow_and_a_refusing_channel_are_compared_with_an_undisturbed_burst(printed):
    assert printed.figures["slow_ratio_sqlite"] > 0
    assert printed.figures["busy_ratio_sqlite"] > 0


def test_much_that_is_due_arrives_exactly_once(printed):
    assert (printed.figures["lost_sqlite"], printed.figures["doubled_sqlite"]) == (0, 0)


def test_memory_and_claims_are_measured(printed):
    wanted = {"peak_mb_sqlite", "claim_p99_ms_sqlite", "lone_claim_p99_ms_sqlite"}

    assert all(printed.figures[name] > 0 for name in wanted)
