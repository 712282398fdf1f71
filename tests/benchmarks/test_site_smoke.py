"""The benchmark of a growing site runs to its end; its times are not judged here."""

import pytest


@pytest.fixture(scope="module")
def printed(benchmark):
    return benchmark("site", "--messages", "120", "--more", "3")


def test_the_last_line_holds_the_figures(printed):
    assert set(printed.figures) == {
        "messages",
        "ratio_one_more",
        "rebuild_seconds",
        "rebuild_per_message_ratio",
    }
