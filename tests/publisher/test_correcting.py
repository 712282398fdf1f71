"""After a correction is out, what it corrects carries its notice; nothing stale goes out any more."""

import pytest
from sqlalchemy import select

from channels.base import Medium
from content_queue import messages
from content_queue.models import Delivery, Message
from publisher.correcting import mark_corrected
from publisher.testing import Village


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    site = str(tmp_path / "site")
    village.channel("Trang xã", kind="website", medium="website", base_url="http://127.0.0.1:9/", folder=site)
    yield village
    village.app.engine.dispose()


def correction_of(village, old):
    message = village.draft(title="Đính chính giờ họp", media=(Medium.WEBSITE,))
    with village.app.writing(village.commune) as session:
        session.get_one(Message, message.id).corrects_id = old.message_id
    return message


def approve(village, message):
    from publisher import editing

    with village.app.writing(village.commune) as session:
        row = session.get_one(Message, message.id)
        editing.submit(
            village.app, session, row, actor=village.user(session, "bien-tap"), now=village.clock()
        )
    return village.approve(message)


def page(village, delivery, tmp_path):
    with village.app.reading(village.commune) as session:
        receipt = session.scalar(select(Delivery.receipt).where(Delivery.id == delivery.id))
    return (tmp_path / "site" / receipt["details"]["path"]).read_text("utf-8")


def test_a_corrected_page_says_so_once_the_correction_is_out(village, tmp_path):
    [old] = village.approved(media=(Medium.WEBSITE,))
    village.dispatch()
    approve(village, correction_of(village, old))
    village.dispatch()

    assert mark_corrected(village.app) == 1

    text = page(village, old, tmp_path)
    assert "đã được đính chính" in text
    assert "Đính chính giờ họp" in text
    assert "Mời bà con dự họp thôn." in text
    assert mark_corrected(village.app) == 0


def test_nothing_is_marked_before_the_correction_is_out(village):
    [old] = village.approved(media=(Medium.WEBSITE,))
    village.dispatch()
    approve(village, correction_of(village, old))

    assert mark_corrected(village.app) == 0


def test_approving_a_correction_cancels_what_the_old_one_still_had_to_send(village):
    [old] = village.approved(media=(Medium.WEBSITE,), times=("2026-11-25T08:00",))

    approve(village, correction_of(village, old))

    assert village.states() == ["cancelled", "planned"]


def test_withdrawing_needs_a_reason(village):
    [old] = village.approved(media=(Medium.WEBSITE,))

    with village.app.writing(village.commune) as session:
        row, actor = session.get_one(Message, old.message_id), village.user(session, "lanh-dao")

        with pytest.raises(messages.MessageRefused, match="lý do"):
            messages.withdraw(session, row, actor=actor, now=village.clock(), reason=" ")
