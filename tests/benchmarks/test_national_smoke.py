"""The national minute in its smallest form: a few communes, two workers, every delivery counted."""

import pytest


@pytest.fixture(scope="module")
def printed(with_postgresql, benchmark):
    return benchmark("national", "--count", "200", "--workers", "2", "--threads", "20", "--latency", "0.05")


def test_every_delivery_of_every_commune_arrives_exactly_once(printed):
    assert (printed.figures["lost"], printed.figures["doubled"]) == (0, 0)


def test_every_delivery_is_explained_afterwards(printed):
    assert printed.figures["unexplained"] == 0


def test_the_engine_is_compared_with_a_pool_of_the_same_size(printed):
    assert printed.figures["ratio"] > 0
    assert (printed.figures["workers"], printed.figures["threads"]) == (2, 20)
