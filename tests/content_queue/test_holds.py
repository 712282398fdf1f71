"""A hold is the account's or channel's, costs no delivery an attempt, and ends by itself or when mended."""

from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable, NotAuthorized
from channels.memory import BOARDS
from content_queue import holds
from content_queue.models import Account, AuditEntry, Channel
from publisher.channel_setup import change_settings


@pytest.fixture
def shared(village):
    """Two channels on one account, and one beside it."""
    village.channel("Trang hai")
    village.channel("Trang ba")
    with village.app.writing(village.commune) as session:
        account = Account(name="Tài khoản", kind="memory", settings={}, secrets={})
        session.add(account)
        for channel in session.query(Channel).filter(Channel.name != "Trang ba"):
            channel.account = account
    village.approved()
    return village


def misbehave(village, board, problem):
    def hook(key):
        raise problem

    board.before = hook
    village.dispatch()
    board.before = None


def test_a_rate_limit_holds_the_account_and_not_its_neighbours(shared, board):
    misbehave(shared, board, ChannelUnavailable("Quá nhiều.", hold=True, retry_after=timedelta(minutes=20)))

    assert shared.states()[0] == "planned"
    assert shared.states()[2] == "sent"
    assert shared.all(Account)[0].held_until == shared.clock() + timedelta(minutes=20)


def test_the_whole_account_waits(shared, board):
    with shared.app.writing(shared.commune) as session:
        account = session.query(Account).one()
        holds.hold(session, account, reason="Hết hạn.", until=None, now=shared.clock())

    shared.dispatch()

    assert shared.states() == ["planned", "planned", "sent"]
    assert (board.published, BOARDS["Trang ba"].published != []) == ([], True)


def test_a_hold_with_an_end_ends_by_itself_and_closes_its_alert(shared, board):
    misbehave(shared, board, ChannelUnavailable("Quá nhiều.", hold=True, retry_after=timedelta(minutes=20)))

    shared.clock.pass_by(timedelta(minutes=20))
    shared.dispatch()

    assert shared.states() == ["sent", "sent", "sent"]
    assert {row.attempts for row in shared.deliveries()} == {1}
    account = shared.all(Account)[0]
    assert (account.held_because, account.held_until) == ("", None)
    assert [alert.closed_at for alert in shared.troubles()] == [shared.clock()]
    assert "release" in {entry.verb for entry in shared.all(AuditEntry)}


def test_a_hold_without_an_end_waits_for_a_person(shared, board):
    misbehave(shared, board, NotAuthorized("Hết hạn token"))

    shared.clock.pass_by(timedelta(hours=6))
    shared.dispatch()

    assert shared.states()[0] == "planned"
    with shared.app.writing(shared.commune) as session:
        actor = shared.user(session, "admin")
        assert holds.release(session, session.query(Account).one(), actor=actor, now=shared.clock())
    shared.dispatch()
    assert shared.states() == ["sent", "sent", "sent"]
    assert all(alert.closed_at for alert in shared.troubles())


def test_what_concerns_one_channel_holds_that_channel(shared, board):
    misbehave(shared, board, NotAuthorized("Bị gỡ khỏi trang", account_wide=False))

    assert shared.states() == ["planned", "sent", "sent"]
    assert shared.all(Account)[0].held_because == ""


def test_one_incident_is_one_alert(village, board):
    for _ in range(5):
        village.approved()

    misbehave(village, board, NotAuthorized("Hết hạn token"))
    misbehave(village, board, NotAuthorized("Hết hạn token"))

    assert [alert.kind for alert in village.troubles()] == ["held"]


def test_held_too_long_is_missed_and_never_sent(village, board):
    village.approved()
    misbehave(village, board, NotAuthorized("Hết hạn token"))

    village.clock.pass_by(timedelta(hours=13))
    village.dispatch()

    assert village.states() == ["missed"]
    assert board.published == []


def test_a_paused_channel_sends_nothing_until_it_is_resumed(village, board):
    village.approved()
    with village.app.writing(village.commune) as session:
        session.query(Channel).one().paused = True
    village.dispatch()
    assert village.states() == ["planned"]

    with village.app.writing(village.commune) as session:
        session.query(Channel).one().paused = False
    village.dispatch()

    assert village.states() == ["sent"]


def test_nothing_is_released_that_is_not_held(village):
    with village.app.writing(village.commune) as session:
        channel = session.query(Channel).one()

        assert not holds.release(session, channel, actor=None, now=village.clock())


def test_changed_settings_end_the_hold_that_waited_for_them_and_its_alert(village, board):
    village.approved()
    misbehave(village, board, NotAuthorized("Hết hạn token"))

    with village.app.writing(village.commune) as session:
        channel = session.query(Channel).one()
        change_settings(village.app, session, channel, {"lookups": "0"}, now=village.clock())
    village.dispatch()

    assert village.states() == ["sent"]
    assert [alert.closed_at for alert in village.troubles()] == [village.clock()]
