"""Durable commits are counted, so here they may be asserted."""

import pytest


@pytest.fixture(scope="module")
def printed(benchmark):
    return benchmark("commits", "--count", "200")


def test_every_delivery_arrives(printed):
    assert set(printed.all_of("lost")) == {0}


def test_a_burst_is_committed_in_groups(printed):
    assert all(0 < each <= 0.2 for each in printed.all_of("burst") if each)


def test_a_lone_delivery_takes_at_most_three_commits(printed):
    assert 0 < printed.figures["commits_per_delivery_lone_sqlite"] <= 3
