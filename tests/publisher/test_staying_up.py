"""While a publisher stays up it sends what falls due, takes up what a dead run left, and ends in order."""

import threading

import pytest

from channels.memory import BOARDS, Board
from content_queue.db import open_session
from content_queue.models import Delivery, RenditionRow
from publisher.lock import AlreadyPublishing, publishing_lock
from publisher.running import publishing, working
from publisher.testing import Village


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    village.channel("Fanpage xã")
    yield village
    for board in village.boards:
        BOARDS.pop(board, None)
    village.app.engine.dispose()


@pytest.fixture
def published(village):
    """An event that is set once the fanpage has published."""
    event = threading.Event()
    BOARDS.setdefault("Fanpage xã", Board()).after = lambda key: event.set()
    return event


def test_what_is_due_goes_out(village, published):
    village.approved()

    with publishing(village.app):
        assert published.wait(10)

    assert village.states() == ["sent"]


def test_what_a_dead_run_left_half_sent_is_looked_up_and_sent_once(village, published):
    [delivery] = village.approved()
    with village.app.writing(village.commune) as session:
        row = session.get_one(Delivery, delivery.id)
        row.state, row.wake_at, row.owner, row.attempts = "sending", None, "máy cũ", 1

    with publishing(village.app):
        assert published.wait(10)

    assert village.states() == ["sent"]
    assert len(BOARDS["Fanpage xã"].published) == 1


def test_a_recording_that_a_dead_run_held_is_free_again(village):
    message = village.submitted()
    with open_session(village.app.engine) as session, session.begin():
        row = session.query(RenditionRow).filter_by(message_id=message.id).one()
        row.state, row.owner, row.lease_until = "recording", "máy cũ", village.clock.now.replace(year=2030)

    with publishing(village.app):
        pass

    [row] = village.all(RenditionRow)
    assert (row.owner, row.lease_until) == ("", None)


def test_two_publishers_never_share_a_home(village):
    with publishing_lock(village.app.home.lock_file), pytest.raises(AlreadyPublishing):
        working(village.app)
