"""After a doubt: every look in its time, one more try when all saw nothing, a person when none could see."""

from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable, OutcomeUnknown
from channels.memory import Memory
from content_queue.claims import Share, claim
from content_queue.models import Channel


@pytest.fixture
def eyes(village, monkeypatch):
    """What each look sees: an answer, an error, or (when empty) the truth; and when it looked."""
    truth, seen, at = Memory.find, [], []

    def find(self, rendition, *, key, since):
        at.append(village.clock())
        answer = seen.pop(0) if seen else truth(self, rendition, key=key, since=since)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Memory, "find", find)
    find.seen, find.at = seen, at
    return find


@pytest.fixture
def slow(village):
    """A channel that looks after 5, 30 and 120 seconds."""
    with village.app.writing(village.commune) as session:
        row = session.query(Channel).one()
        row.settings = {**row.settings, "lookups": "5,30,120"}
    return village


def doubt(board, *, landed):
    def hook(key):
        board.before = board.after = None
        raise OutcomeUnknown("mất trả lời")

    setattr(board, "after" if landed else "before", hook)


def pass_seconds(village, *spans):
    """Let the engine run once at each of these times after the doubt."""
    passed = 0
    for seconds in spans:
        village.clock.pass_by(timedelta(seconds=seconds - passed))
        passed = seconds
        village.tick()


def test_every_look_has_its_time(slow, board, eyes):
    doubt(board, landed=False)
    slow.approved()
    start = slow.clock()

    slow.tick()
    pass_seconds(slow, 4, 5, 29, 30, 119, 120)

    assert [(each - start).total_seconds() for each in eyes.at] == [5, 30, 120]


def test_a_post_that_shows_late_is_found_and_not_sent_again(slow, board, eyes):
    doubt(board, landed=True)
    eyes.seen[:] = [None, None]
    slow.approved()

    slow.tick()
    pass_seconds(slow, 5, 30, 120)

    assert slow.states() == ["sent"]
    assert len(board.published) == 1


def test_nothing_is_sent_again_before_the_last_look(slow, board, eyes):
    doubt(board, landed=False)
    slow.approved()

    slow.tick()
    pass_seconds(slow, 5, 30, 119)
    assert (slow.states(), len(board.published)) == (["uncertain"], 0)

    pass_seconds(slow, 1)
    slow.tick()
    assert (slow.states(), len(board.published)) == (["sent"], 1)


def test_a_read_back_that_is_down_leads_to_a_person_never_to_a_second_post(slow, board, eyes):
    doubt(board, landed=True)
    eyes.seen[:] = [ChannelUnavailable("bận")] * 3
    slow.approved()

    slow.tick()
    pass_seconds(slow, 5, 30, 120)
    slow.clock.pass_by(timedelta(hours=5))
    slow.dispatch()

    assert slow.states() == ["uncertain"]
    assert slow.deliveries()[0].reason
    assert len(board.published) == 1
    assert [alert.kind for alert in slow.troubles()] == ["uncertain"]


def test_a_bug_while_looking_is_a_look_that_failed(slow, board, eyes):
    doubt(board, landed=True)
    eyes.seen[:] = [ZeroDivisionError()]
    slow.approved()

    slow.tick()
    pass_seconds(slow, 5, 30)

    assert slow.states() == ["sent"]
    assert len(board.published) == 1


def test_a_second_doubt_goes_to_a_person(village, board):
    village.approved()
    board.before = _lost

    village.dispatch()

    assert village.states() == ["uncertain"]
    assert village.deliveries()[0].attempts == 2
    assert board.published == []


def test_what_died_with_the_process_is_looked_for_at_once_and_then_at_each_time(slow, board, eyes):
    slow.approved()
    with slow.app.engine.begin() as connection:
        claim(connection, Share(limit=9), now=slow.clock(), owner="chết")
    start = slow.clock()

    slow.app.dispatcher().adopt()
    slow.tick()
    pass_seconds(slow, 5, 30, 120)

    assert [(each - start).total_seconds() for each in eyes.at] == [0, 5, 30, 120]


def test_a_doubt_about_a_stopped_message_is_still_cleared_up(village, board):
    from content_queue import messages
    from content_queue.models import Message

    doubt(board, landed=True)
    village.approved()
    village.tick()
    with village.app.writing(village.commune) as session:
        actor = village.user(session, "lanh-dao")
        messages.withdraw(session, session.query(Message).one(), actor=actor, now=village.clock(), reason="x")

    village.dispatch()

    assert village.states() == ["sent"]


def _lost(key):
    raise OutcomeUnknown("mất trả lời")
