"""Lone deliveries on an idle engine, three of them on each database."""

import pytest


@pytest.fixture(scope="module")
def printed(benchmark):
    return benchmark("punctual", "--count", "3")


def test_no_lone_delivery_is_lost_or_doubled(printed):
    assert {*printed.all_of("lost"), *printed.all_of("doubled")} == {0}


def test_none_is_received_before_it_is_due(printed):
    assert set(printed.all_of("early")) == {0}


def test_the_bare_timer_stands_beside_it(printed):
    assert printed.figures["floor_p50_ms_sqlite"] > 0
