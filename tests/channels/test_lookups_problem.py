"""A real service is given the time to show what it took: what is not seen then is sent once more."""

import pytest

from channels.http import lookups_problem

REAL, LOOPBACK = "https://graph.facebook.com", "http://127.0.0.1:8808/graph"


@pytest.mark.parametrize(
    ("seconds", "url", "is_told"),
    [
        ((5.0, 30.0, 120.0, 300.0), REAL, False),
        ((60.0,), REAL, False),
        ((1.0, 2.0, 4.0), REAL, True),
        ((1.0, 2.0, 4.0), LOOPBACK, False),
        ((), REAL, False),
    ],
)
def test_looks_that_end_too_soon_are_told(seconds, url, is_told):
    assert bool(lookups_problem(seconds, url)) is is_told
