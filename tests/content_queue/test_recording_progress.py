"""How far recordings are, as people see it, and how what broke is tried again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from channels.base import ChannelUnavailable, ContentRejected
from content_queue import messages, recordings
from content_queue.models import AuditEntry, Message, RenditionRow
from content_queue.recording_progress import under_way
from content_queue.renditions import RECORDING

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def waiting(village):
    """A submitted message whose rendition is still to be recorded."""
    message = village.submitted()
    with village.app.writing(village.commune) as session:
        session.execute(update(RenditionRow).values(state=RECORDING))
    return message


def acting(village, act, **given):
    with village.app.writing(village.commune) as session:
        return act(session, now=village.clock(), **given)


def claim(village, owner="một"):
    return acting(village, recordings.claim, owner=owner)


def fail(village, problem):
    claimed = claim(village)
    acting(village, recordings.fail, row_id=claimed.id, problem=problem, owner=claimed.owner)


def again(village, message):
    with village.app.writing(village.commune) as session:
        actor = village.user(session, "bien-tap")
        row = session.get_one(Message, message.id)
        return recordings.try_again(session, row, actor=actor, now=village.clock())


def shown(village):
    with village.app.reading(village.commune) as session:
        return [
            (each.reference, each.share, each.maker, each.problem, each.broken)
            for each in under_way(session, now=village.clock())
        ]


def test_what_waits_is_shown_with_its_share_and_its_maker(village, waiting):
    assert shown(village) == [(waiting.reference, 0.0, "", "", False)]

    claimed = claim(village, "may-xa:17:ab")
    acting(village, recordings.report, row_id=claimed.id, owner=claimed.owner, share=0.25)

    assert shown(village) == [(waiting.reference, 0.25, "may-xa", "", False)]


def test_a_maker_whose_lease_ran_out_is_not_shown(village, waiting):
    claim(village, "may-xa:17:ab")
    with village.app.writing(village.commune) as session:
        session.execute(update(RenditionRow).values(lease_until=LONG_AGO))

    assert [each[2] for each in shown(village)] == [""]


def test_what_broke_is_shown_with_its_reason_until_it_is_tried_again(village, waiting):
    fail(village, ContentRejected("Chưa biết đọc “x”."))
    assert shown(village) == [(waiting.reference, 0.0, "", "Chưa biết đọc “x”.", True)]

    assert again(village, waiting) == 1

    assert shown(village) == [(waiting.reference, 0.0, "", "", False)]
    assert claim(village) is not None
    assert [entry.verb for entry in village.all(AuditEntry)][-1] == "record"


def test_what_waits_for_a_better_moment_is_tried_again_at_once(village, waiting):
    fail(village, ChannelUnavailable("Đĩa đầy."))
    assert claim(village) is None

    assert again(village, waiting) == 1

    assert claim(village) is not None


def test_what_is_being_made_is_left_alone(village, waiting):
    claimed = claim(village)

    assert again(village, waiting) == 0

    assert acting(village, recordings.report, row_id=claimed.id, owner=claimed.owner, share=0.25)


def test_a_draft_waits_for_nothing(village, waiting):
    with village.app.writing(village.commune) as session:
        actor = village.user(session, "bien-tap")
        messages.recall(session, session.get_one(Message, waiting.id), actor=actor, now=village.clock())

    assert shown(village) == []
