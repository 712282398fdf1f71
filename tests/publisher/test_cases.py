"""A correction or a withdrawal is one act: each place is put right as its channel can, until all are."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from channels.base import ChannelUnavailable, Medium
from channels.memory import BOARDS, Board, Memory
from content_queue import cases, deliveries, messages
from content_queue.models import Alert, Case, Delivery, Message
from publisher import editing
from publisher.cases.reading import foresee
from publisher.cases.working import work_cases
from publisher.testing import Village


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    site = str(tmp_path / "site")
    village.channel("Trang xã", kind="website", medium="website", base_url="http://127.0.0.1:9/", folder=site)
    village.channel("Fanpage xã")
    village.channel("Nhóm thôn", kind="handover", medium="zalo", destination="Nhóm thôn", person="ông Ba")
    BOARDS["Fanpage xã"] = Board()
    yield village
    village.app.engine.dispose()


def correct(village, old, *media):
    """Write, submit and approve a correction of a delivery's message."""
    message = village.draft(title="Đính chính giờ họp", media=media or (Medium.WEBSITE,))
    with village.app.writing(village.commune) as session:
        row = session.get_one(Message, message.id)
        row.corrects_id = old.message_id
        editing.submit(
            village.app, session, row, actor=village.user(session, "bien-tap"), now=village.clock()
        )
    return village.approve(message)


def withdraw(village, old, *, reason="nhầm ngày"):
    with village.app.writing(village.commune) as session:
        row, actor = session.get_one(Message, old.message_id), village.user(session, "lanh-dao")
        messages.withdraw(session, row, actor=actor, now=village.clock(), reason=reason)


def case_of(village):
    """Return the newest case: closed or not, and way and state of each step by channel."""
    with village.app.reading(village.commune) as session:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        steps = {each.delivery.channel.name: (each.way, each.settled_at is not None) for each in case.steps}
        return case.closed_at is not None, steps


def alerts(village):
    return [each.sentence for each in village.all(Alert) if each.kind == "case" and each.closed_at is None]


def page(village, delivery, tmp_path):
    with village.app.reading(village.commune) as session:
        receipt = session.scalar(select(Delivery.receipt).where(Delivery.id == delivery.id))
    return (tmp_path / "site" / receipt["details"]["path"]).read_text("utf-8")


def test_a_corrected_page_says_so_once_the_correction_is_out(village, tmp_path):
    [old] = village.approved(media=(Medium.WEBSITE,))
    village.dispatch()
    correct(village, old)
    village.dispatch()

    assert work_cases(village.app) == 1

    text = page(village, old, tmp_path)
    assert "đã được đính chính" in text
    assert "Đính chính giờ họp" in text
    assert "Mời bà con dự họp thôn." in text
    assert case_of(village) == (True, {"Trang xã": ("edit", True)})


def test_nothing_is_edited_before_the_correction_is_out(village, tmp_path):
    [old] = village.approved(media=(Medium.WEBSITE,))
    village.dispatch()
    correct(village, old)

    assert work_cases(village.app) == 0

    assert "đã được đính chính" not in page(village, old, tmp_path)
    assert case_of(village) == (False, {"Trang xã": ("edit", False)})


def test_a_settled_case_is_not_worked_again(village):
    [old] = village.approved(media=(Medium.WEBSITE,))
    village.dispatch()
    correct(village, old)
    village.dispatch()
    work_cases(village.app)

    village.clock.pass_by(timedelta(hours=2))

    assert work_cases(village.app) == 0


def test_where_nothing_can_be_edited_the_case_waits_for_the_correction_to_follow(village):
    [old] = village.approved(media=(Medium.FACEBOOK,))
    village.dispatch()
    correct(village, old, Medium.FACEBOOK)
    work_cases(village.app)
    assert case_of(village) == (False, {"Fanpage xã": ("follow", False)})

    village.dispatch()
    village.clock.pass_by(timedelta(minutes=1))

    assert work_cases(village.app) == 1
    assert case_of(village) == (True, {"Fanpage xã": ("follow", True)})


def test_where_the_correction_does_not_go_a_person_is_asked(village):
    [old] = village.approved(media=(Medium.FACEBOOK,))
    village.dispatch()
    correct(village, old, Medium.WEBSITE)

    work_cases(village.app)

    assert case_of(village) == (False, {"Fanpage xã": ("person", False)})
    assert "chưa xong ở Fanpage xã" in alerts(village)[0]


def test_withdrawing_takes_down_what_is_out_and_stops_what_is_not(village, tmp_path):
    site, *_ = village.approved(
        media=(Medium.WEBSITE, Medium.FACEBOOK), times=("2026-11-24T12:00", "2026-11-25T08:00")
    )
    village.dispatch()

    withdraw(village, site)
    work_cases(village.app)

    assert sorted(village.states()) == ["cancelled", "cancelled", "retracted", "retracted"]
    assert case_of(village)[0]
    assert "đã được thu hồi" in page(village, site, tmp_path)
    assert BOARDS["Fanpage xã"].published[0].key.startswith("-")


def test_a_channel_that_is_away_is_asked_again_and_after_a_while_a_person_hears_of_it(village, monkeypatch):
    def away(self, receipt):
        raise ChannelUnavailable("Kênh không trả lời.")

    [old] = village.approved(media=(Medium.FACEBOOK,))
    village.dispatch()
    withdraw(village, old)
    with monkeypatch.context() as patch:
        patch.setattr(Memory, "retract", away)
        for _ in range(cases.PATIENCE):
            work_cases(village.app)
            village.clock.pass_by(timedelta(hours=1))
    assert "Thu hồi" in alerts(village)[0]

    assert work_cases(village.app) == 1
    assert village.states() == ["retracted"]
    assert alerts(village) == []


def test_between_two_tries_a_channel_that_is_away_is_left_alone(village, monkeypatch):
    asked = []

    def away(self, receipt):
        asked.append(receipt)
        raise ChannelUnavailable("Kênh không trả lời.")

    monkeypatch.setattr(Memory, "retract", away)
    [old] = village.approved(media=(Medium.FACEBOOK,))
    village.dispatch()
    withdraw(village, old)

    for _ in range(3):
        work_cases(village.app)

    assert len(asked) == 1


def test_a_package_that_a_person_holds_may_be_out_so_the_person_is_asked(village):
    [old] = village.approved(media=(Medium.ZALO,))
    village.dispatch()
    assert village.states() == ["awaiting_person"]

    withdraw(village, old)
    work_cases(village.app)

    assert village.states() == ["cancelled"]
    assert case_of(village) == (False, {"Nhóm thôn": ("person", False)})


def test_a_person_settles_what_no_channel_can_and_the_case_closes(village):
    [old] = village.approved(media=(Medium.ZALO,))
    village.dispatch()
    withdraw(village, old)
    work_cases(village.app)

    with village.app.writing(village.commune) as session:
        [step] = session.scalars(select(Case)).one().steps
        actor = village.user(session, "bien-tap")
        cases.settle_by_hand(session, step, actor=actor, now=village.clock(), note="Đã xóa trong nhóm.")

    assert case_of(village)[0]
    assert alerts(village) == []


def test_a_step_is_settled_once(village):
    [old] = village.approved(media=(Medium.FACEBOOK,))
    village.dispatch()
    withdraw(village, old)
    work_cases(village.app)

    with village.app.writing(village.commune) as session:
        [step] = session.scalars(select(Case)).one().steps
        actor = village.user(session, "bien-tap")

        with pytest.raises(cases.StepSettled, match="Đã gỡ"):
            cases.settle_by_hand(session, step, actor=actor, now=village.clock(), note="")


def test_a_post_in_doubt_is_taken_down_once_it_is_known_to_be_out(village):
    [old] = village.approved(media=(Medium.FACEBOOK,))
    village.dispatch()
    with village.app.writing(village.commune) as session:
        session.get_one(Delivery, old.id).state = "uncertain"
    withdraw(village, old)
    work_cases(village.app)
    assert case_of(village) == (False, {"Fanpage xã": ("wait", False)})

    with village.app.writing(village.commune) as session:
        row, actor = session.get_one(Delivery, old.id), village.user(session, "bien-tap")
        deliveries.confirm(session, row, actor=actor, now=village.clock())
    village.clock.pass_by(timedelta(minutes=1))
    work_cases(village.app)

    assert village.states() == ["retracted"]
    assert case_of(village)[0]


def test_what_an_act_would_do_is_shown_before_it_is_done(village):
    site, *_ = village.approved(media=(Medium.WEBSITE, Medium.FACEBOOK, Medium.ZALO))
    village.dispatch()

    with village.app.reading(village.commune) as session:
        message = session.get_one(Message, site.message_id)
        foreseen = {
            each.channel: each.way for each in foresee(village.app, session, message, cases.Act.WITHDRAW)
        }

    assert foreseen == {"Trang xã": "delete", "Fanpage xã": "delete", "Nhóm thôn": "person"}
    assert village.states() == ["sent", "sent", "awaiting_person"]


def test_approving_a_correction_cancels_what_the_old_one_still_had_to_send(village):
    [old] = village.approved(media=(Medium.WEBSITE,), times=("2026-11-25T08:00",))

    correct(village, old)

    assert village.states() == ["cancelled", "planned"]
    assert case_of(village) == (True, {"Trang xã": ("stopped", True)})


def test_withdrawing_needs_a_reason(village):
    [old] = village.approved(media=(Medium.WEBSITE,))

    with pytest.raises(messages.MessageRefused, match="lý do"):
        withdraw(village, old, reason=" ")
