"""Who may approve what, and when approving is refused."""

import pytest
from sqlalchemy import update

from channels.base import Urgency
from channels.values import digest_of
from content_queue import approvals, messages
from content_queue.messages import MessageRefused
from content_queue.models import Approval, Commune, Message, RenditionRow, Role, User
from content_queue.renditions import RECORDING
from content_queue.rights import NotPermitted
from content_queue.states import NotAllowed


def become_approver(village, name="bien-tap"):
    """Give a person the approver's role: rights are the role's, authorship stays the person's."""
    with village.app.writing(village.commune) as session:
        village.user(session, name).role = Role.APPROVER


def decide(village, message, verb, *, by="lanh-dao", reason="Sai giờ họp."):
    with village.app.writing(village.commune) as session:
        row = session.get_one(Message, message.id)
        approvals.give_back(
            session, row, verb, actor=village.user(session, by), now=village.clock(), reason=reason
        )


def edit(village, message, *, by="bien-tap", **changes):
    with village.app.writing(village.commune) as session:
        row = session.get_one(Message, message.id)
        messages.edit(
            session, row, village.words(**changes), actor=village.user(session, by), now=village.clock()
        )


def state_of(village, message):
    with village.app.reading(village.commune) as session:
        return session.get_one(Message, message.id).state


def test_an_approver_approves_what_another_wrote(village):
    message = village.submitted()

    village.approve(message)

    assert state_of(village, message) == "approved"
    assert village.states() == ["planned"]


def test_the_author_is_refused_whatever_their_role(village):
    message = village.submitted()
    become_approver(village)

    with pytest.raises(MessageRefused, match="không được tự duyệt"):
        village.approve(message, by="bien-tap")

    assert state_of(village, message) == "in_review"
    assert village.states() == []


def test_the_submitter_is_refused_too(village):
    with village.app.writing(village.commune) as session:
        session.add(User(name="bien-tap-2", full_name="", office="", role=Role.EDITOR))
    message = village.submitted()
    with village.app.writing(village.commune) as session:
        row = session.get_one(Message, message.id)
        row.author_id = village.user(session, "bien-tap-2").id
    become_approver(village)

    with pytest.raises(MessageRefused, match="không được tự duyệt"):
        village.approve(message, by="bien-tap")


def test_whoever_rewrote_the_words_is_an_author(village):
    message = village.submitted()
    with village.app.writing(village.commune) as session:
        revision = approvals.Revision
        session.execute(update(revision).values(author_id=village.user(session, "lanh-dao").id))

    with pytest.raises(MessageRefused, match="không được tự duyệt"):
        village.approve(message)


def test_a_commune_may_allow_self_approval(village):
    message = village.submitted()
    become_approver(village)
    with village.app.writing(village.commune) as session:
        session.get_one(Commune, village.commune.id).settings = {"self_approval": True}

    village.approve(message, by="bien-tap")

    assert village.states() == ["planned"]


def test_an_emergency_is_approved_alone_with_a_reason_and_the_others_are_alerted(village):
    message = village.submitted(urgency=Urgency.EMERGENCY)
    become_approver(village)

    village.approve(message, by="bien-tap", reason="Lũ về trong đêm.")

    alerts = [alert for alert in village.troubles() if alert.closed_at is None]
    assert [alert.kind for alert in alerts] == ["approved-alone"]
    assert "Lũ về trong đêm." in alerts[0].sentence
    assert [approval.reason for approval in village.all(Approval)] == ["Lũ về trong đêm."]


def test_an_emergency_without_a_reason_is_not_approved_alone(village):
    message = village.submitted(urgency=Urgency.EMERGENCY)
    become_approver(village)

    with pytest.raises(MessageRefused, match="--reason"):
        village.approve(message, by="bien-tap", reason="  ")


def test_an_urgent_message_is_not_approved_alone_even_with_a_reason(village):
    message = village.submitted(urgency=Urgency.URGENT)
    become_approver(village)

    with pytest.raises(MessageRefused, match="không được tự duyệt"):
        village.approve(message, by="bien-tap", reason="Gấp.")


@pytest.mark.parametrize("name", ["bien-tap", "van-hanh", "theo-doi", "admin"])
def test_only_approvers_approve(office, name):
    message = office.submitted()

    with pytest.raises(NotPermitted):
        office.approve(message, by=name)


def test_approving_twice_is_refused(village):
    message = village.submitted()
    village.approve(message)

    with pytest.raises(NotAllowed):
        village.approve(message)

    assert village.states() == ["planned"]


def test_approving_waits_for_a_recording(village):
    message = village.submitted()
    with village.app.writing(village.commune) as session:
        session.execute(update(RenditionRow).values(state=RECORDING, progress=0.4))

    with pytest.raises(MessageRefused, match="40%"):
        village.approve(message)

    assert state_of(village, message) == "in_review"


def test_a_recording_that_failed_is_shown_to_the_approver(village):
    message = village.submitted()
    with village.app.writing(village.commune) as session:
        session.execute(update(RenditionRow).values(state="broken", problem="Thiếu giọng đọc."))

    with pytest.raises(MessageRefused, match="Thiếu giọng đọc"):
        village.approve(message)


def test_an_altered_rendition_is_not_approved(village):
    message = village.submitted()
    with village.app.writing(village.commune) as session:
        row = session.query(RenditionRow).one()
        row.document = row.document.replace("Mời", "Cấm")

    with pytest.raises(MessageRefused, match="thay đổi"):
        village.approve(message)


def test_the_digests_of_what_was_approved_are_kept(village):
    village.approved()

    (approval,), (row,) = village.all(Approval), village.all(RenditionRow)
    assert approval.digests == {str(row.id): digest_of(row.document)}


def test_an_edit_in_review_voids_the_seals(village):
    message = village.submitted()

    edit(village, message, body="Lịch họp đã đổi.")

    assert state_of(village, message) == "draft"
    with village.app.reading(village.commune) as session:
        assert messages.sealed_renditions(session, session.get_one(Message, message.id)) == []
    with pytest.raises(NotAllowed):
        village.approve(message)


def test_an_approved_message_is_never_edited(village):
    message = village.submitted()
    village.approve(message)

    with pytest.raises(NotAllowed):
        edit(village, message, body="Khác.")


def test_a_recalled_message_is_not_approved(village):
    message = village.submitted()
    with village.app.writing(village.commune) as session:
        row = session.get_one(Message, message.id)
        messages.recall(session, row, actor=village.user(session, "bien-tap"), now=village.clock())

    with pytest.raises(NotAllowed):
        village.approve(message)


@pytest.mark.parametrize(("verb", "state"), [("return", "returned"), ("reject", "rejected")])
def test_giving_back_keeps_its_reason(village, verb, state):
    message = village.submitted()

    decide(village, message, verb)

    assert state_of(village, message) == state
    assert [(a.decision, a.reason) for a in village.all(Approval)] == [(verb, "Sai giờ họp.")]


@pytest.mark.parametrize("verb", ["return", "reject"])
def test_giving_back_needs_a_reason(office, verb):
    message = office.submitted()

    with pytest.raises(MessageRefused, match="lý do"):
        decide(office, message, verb, reason=" ")

    assert state_of(office, message) == "in_review"


def test_a_message_past_its_end_is_not_approved(village):
    message = village.submitted(valid_until=village.clock())

    with pytest.raises(MessageRefused, match="hết hạn"):
        village.approve(message)

    assert state_of(village, message) == "in_review"
