"""Two workers on PostgreSQL, with or without another queue to compare with."""

import sys

import pytest


@pytest.fixture(scope="module")
def printed(with_postgresql, benchmark):
    return benchmark("workers", "--count", "80", "--pairs", "1", "--celery-python", sys.executable)


def test_two_workers_send_each_delivery_exactly_once(printed):
    assert (printed.figures["lost"], printed.figures["doubled"]) == (0, 0)


def test_the_processor_time_of_workers_and_database_is_measured(printed):
    assert printed.figures["cpu_seconds"] > 0


def test_without_celery_one_line_says_what_to_install(printed):
    compared = "ratio_to_celery" in printed.figures

    assert compared or "first install" in printed.lines[0]
