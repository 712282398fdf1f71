"""The benchmark of deliveries runs from end to end; how fast is not asserted here."""

import pytest


@pytest.fixture(scope="module")
def printed(benchmark):
    return benchmark("deliveries", "--quick", "--count", "40", "--pairs", "2")


def test_the_last_line_holds_the_figures(printed):
    assert printed.figures["ratio_sqlite"] > 0
    assert (printed.figures["deliveries"], printed.figures["pairs"]) == (40, 2)


def test_every_delivery_arrives_exactly_once(printed):
    assert {*printed.all_of("lost"), *printed.all_of("doubled")} == {0}


def test_a_burst_is_committed_in_groups(printed):
    assert 0 < printed.figures["commits_per_delivery_sqlite"] < 0.5


def test_the_table_has_a_line_for_each_pair(printed):
    lines = [line.split() for line in printed.lines[:-1]]

    assert [line[0] for line in lines if line and line[0].isdigit()][:2] == ["1", "2"]
