"""A fanpage post waits for the page it points to, for a bounded time, and only then goes alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.base import Medium
from content_queue.models import Channel, Commune, Delivery
from content_queue.states import DeliveryState


@pytest.fixture
def page(village, board):
    """A page and a fanpage post that points to it."""
    village.channel("Trang", medium="website")
    village.approved(media=(Medium.WEBSITE, Medium.FACEBOOK))
    return next(row for row in village.deliveries() if row.waits_for_id is None)


def post(village):
    return next(row for row in village.deliveries() if row.waits_for_id is not None)


def hold(village, until=None):
    with village.app.writing(village.commune) as session:
        row = session.query(Channel).filter_by(medium="website").one()
        row.held_because, row.held_until = "Hỏng ổ đĩa.", until


def test_the_post_follows_its_page_and_carries_its_address(village, board, page):
    village.dispatch()

    assert village.states() == ["sent", "sent"]
    assert board.published[0].facts.link == "memory://Trang/1"


def test_the_post_waits_and_the_engine_is_idle_meanwhile(village, board, page):
    hold(village)

    village.dispatch()

    assert post(village).state == "planned"
    assert board.published == []


def test_the_post_goes_alone_when_the_wait_is_over(village, board, page):
    hold(village)
    village.clock.pass_by(timedelta(minutes=9, seconds=59))
    village.dispatch()
    assert board.published == []

    village.clock.pass_by(timedelta(seconds=1))
    village.dispatch()

    assert post(village).state == "sent"
    assert board.published[0].facts.link == ""


def test_a_commune_sets_how_long_a_post_waits(village, board):
    with village.app.writing(village.commune) as session:
        session.get_one(Commune, village.commune.id).settings = {"link_wait_minutes": 45}
    village.channel("Trang", medium="website")
    village.approved(media=(Medium.WEBSITE, Medium.FACEBOOK))
    hold(village)

    village.clock.pass_by(timedelta(minutes=44))
    village.dispatch()

    assert post(village).state == "planned"


def test_the_post_does_not_wait_for_a_page_that_will_never_come(village, board, page):
    with village.app.writing(village.commune) as session:
        row = session.get_one(Delivery, page.id)
        row.state, row.wake_at, row.settled_at = DeliveryState.CANCELLED, None, village.clock()

    village.dispatch()

    assert post(village).state == "sent"
