"""A service's rate: sends through one account are spaced, whatever channel they go to; others don't wait."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from content_queue import traffic
from content_queue.claims import Claimed
from content_queue.sending import Outcome
from content_queue.traffic import Errand, Traffic

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
CLAIMED = Claimed(
    id=1,
    commune_id=1,
    message_id=1,
    channel_id=1,
    account_id=None,
    kind="zalo",
    medium="zalo",
    reference="PT-2026-0001",
    urgency=2,
    due_at=NOON,
    airs_at=None,
    not_after=NOON,
    document="",
    digest="",
    sealed_digest="",
    before="planned",
    attempt=1,
    owner="một",
    resent=False,
)


class Inline:
    """A pool that runs what it is given at once."""

    def submit(self, work, *given):
        work(*given)


class Street:
    """Traffic on a clock moved by hand."""

    def __init__(self, monkeypatch):
        self.seconds, self.sent, self.number = 100.0, [], 0
        monkeypatch.setattr(traffic.time, "monotonic", lambda: self.seconds)
        self.stop = threading.Event()
        self.traffic = Traffic(Inline(), stop=self.stop, patience=900.0)

    def start(self, *, channel, account=None, spacing=1.0, before="planned"):
        self.number += 1
        claimed = replace(CLAIMED, id=self.number, channel_id=channel, account_id=account, before=before)

        def work():
            self.sent.append(claimed.id)
            return Outcome(claimed=claimed, verb="complete")

        span = timedelta(seconds=spacing)
        self.traffic.start(Errand(claimed=claimed, work=work, given_up=work, spacing=span))

    def passes(self, seconds):
        self.seconds += seconds
        for outcome in self.traffic.gather(wait=0):
            self.traffic.settled(outcome)


@pytest.fixture
def street(monkeypatch):
    return Street(monkeypatch)


def test_channels_of_one_account_take_turns(street):
    for channel in (1, 2, 3):
        street.start(channel=channel, account=7)

    assert street.sent == [1]
    street.passes(0.9)
    assert street.sent == [1]
    street.passes(0.2)
    assert street.sent == [1, 2]
    street.passes(1.1)
    assert street.sent == [1, 2, 3]


def test_other_accounts_and_channels_without_one_do_not_wait(street):
    street.start(channel=1, account=7)

    street.start(channel=2, account=8)
    street.start(channel=3)
    street.start(channel=4)

    assert street.sent == [1, 2, 3, 4]


def test_a_channel_without_spacing_sends_as_fast_as_it_can(street):
    for _ in range(5):
        street.start(channel=1, spacing=0.0)

    assert street.sent == [1, 2, 3, 4, 5]


def test_a_look_publishes_nothing_and_does_not_wait(street):
    street.start(channel=1, account=7)

    street.start(channel=2, account=7, before="uncertain")

    assert street.sent == [1, 2]


def test_the_writer_is_told_when_the_next_may_start(street):
    street.start(channel=1, account=7)
    street.start(channel=2, account=7)

    street.passes(0.25)

    assert street.traffic.next_start == timedelta(seconds=0.75)


def test_what_waits_for_its_turn_goes_back_unsent_when_all_stops(street):
    street.start(channel=1, account=7)
    street.start(channel=2, account=7)
    street.stop.set()

    outcomes = street.traffic.gather(wait=0)

    assert [(each.claimed.id, each.verb) for each in outcomes] == [(1, "complete"), (2, "hold")]
