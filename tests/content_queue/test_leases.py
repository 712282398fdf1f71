"""The right to publish on PostgreSQL: kept while renewed, lost when it ran out, never had twice."""

from __future__ import annotations

import pytest
from sqlalchemy import text, update

from channels.base import ChannelUnavailable
from content_queue import upkeep
from content_queue.claims import Share, claim
from content_queue.leases import LENGTH, MARGIN, Lease
from content_queue.models import Attempt, Worker


class Steady:
    """A clock that never steps, moved by hand."""

    seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def steady():
    return Steady()


def lease_of(village, steady, name="máy 1"):
    return Lease(village.app.engine, name=name, clock=village.clock, steady=steady)


def run_out(village, owner):
    """Let a worker's lease be over in the database's time."""
    with village.app.engine.begin() as connection:
        past = text("clock_timestamp() - interval '1 second'")
        connection.execute(update(Worker).where(Worker.name == owner).values(lease_until=past))


def tidy(village):
    with village.app.engine.begin() as connection:
        upkeep.tidy(connection, now=village.clock(), shared=True)


def take(village, owner):
    with village.app.engine.begin() as connection:
        return claim(connection, Share(limit=9), now=village.clock(), owner=owner)


def test_it_is_ours_from_its_beginning_until_a_margin_before_its_end(province, steady):
    lease = lease_of(province, steady)
    lease.begin()

    steady.seconds = (LENGTH - MARGIN).total_seconds() - 0.1
    assert lease.holds(lease.owner)
    steady.seconds += 0.2
    assert not lease.holds(lease.owner)


def test_renewing_counts_from_before_the_asking(province, steady):
    lease = lease_of(province, steady)
    lease.begin()

    steady.seconds = 10.0
    assert lease.renew()

    steady.seconds = 10.0 + (LENGTH - MARGIN).total_seconds() + 0.1
    assert not lease.holds(lease.owner)


def test_what_may_not_leave_says_that_nothing_was_published(province, steady):
    lease = lease_of(province, steady)
    lease.begin()
    lease.require(lease.owner)

    steady.seconds = LENGTH.total_seconds()

    with pytest.raises(ChannelUnavailable):
        lease.require(lease.owner)


def test_a_lost_lease_begins_a_new_term_and_what_was_claimed_before_is_not_ours(province, steady):
    lease = lease_of(province, steady)
    lease.begin()
    first = lease.owner
    run_out(province, first)

    assert not lease.renew()

    assert lease.owner == "máy 1#2"
    assert lease.holds(lease.owner)
    assert not lease.holds(first)


def test_whoever_was_declared_dead_can_not_renew_even_within_its_time(province, steady):
    lease = lease_of(province, steady)
    lease.begin()
    run_out(province, lease.owner)
    tidy(province)
    with province.app.engine.begin() as connection:
        later = text("clock_timestamp() + interval '1 hour'")
        connection.execute(update(Worker).values(lease_until=later))

    assert not lease.renew()


def test_on_sqlite_the_right_never_ends(office, steady):
    lease = lease_of(office, steady)
    lease.begin()

    steady.seconds = 1_000_000.0

    assert lease.holds(lease.owner)
    assert office.all(Worker)[0].lease_until is None


def test_a_dead_workers_deliveries_become_uncertain_and_are_looked_for(province, steady, board):
    province.approved()
    lease = lease_of(province, steady)
    lease.begin()
    take(province, lease.owner)
    tidy(province)
    assert province.states() == ["sending"]

    run_out(province, lease.owner)
    tidy(province)

    assert province.states() == ["uncertain"]
    assert [(each.outcome, each.ended_at) for each in province.all(Attempt)] == [("doubt", province.clock())]
    province.dispatch()
    assert province.states() == ["sent"]
    assert len(board.published) == 1


def test_a_worker_that_ended_in_order_leaves_nothing_to_anybody(province, steady, board):
    province.approved()

    province.dispatch()

    [worker] = province.all(Worker)
    assert worker.ended_at is not None
    assert province.states() == ["sent"]


def test_what_was_claimed_under_an_ended_name_is_doubted(province, steady):
    province.approved()
    lease = lease_of(province, steady)
    lease.begin()
    take(province, lease.owner)
    lease.end()

    tidy(province)

    assert province.states() == ["uncertain"]
    province.dispatch()
