"""What a person decides about one delivery."""

from datetime import timedelta

import pytest

from channels.base import ContentRejected, OutcomeUnknown
from content_queue import deliveries
from content_queue.deliveries import DeliveryRefused, Timing
from content_queue.models import Delivery
from content_queue.rights import NotPermitted
from content_queue.states import NotAllowed


def act(village, verb, *, by="bien-tap", **given):
    """Let a person settle the only delivery."""
    with village.app.writing(village.commune) as session:
        row = session.query(Delivery).one()
        actor = village.user(session, by)
        getattr(deliveries, verb)(session, row, actor=actor, now=village.clock(), **given)


def later(village, hours=1):
    return Timing(
        due_at=village.clock() + timedelta(hours=hours),
        not_after=village.clock() + timedelta(hours=hours + 12),
    )


@pytest.fixture
def uncertain(village, board):
    """A delivery whose outcome only a person can tell."""
    board.before = _raise(OutcomeUnknown("mất trả lời"))
    village.approved()
    village.dispatch()
    board.before = None
    return village


@pytest.fixture
def failed(village, board):
    board.before = _raise(ContentRejected("Từ cấm."))
    village.approved()
    village.dispatch()
    board.before = None
    return village


@pytest.fixture
def handed_over(village, board):
    """A delivery that a person must post."""
    village.approved()
    with village.app.writing(village.commune) as session:
        row = session.query(Delivery).one()
        row.state, row.wake_at = "awaiting_person", None
        row.receipt = {"external_id": "gói 1", "url": "", "details": {"folder": "x"}}
    return village


def test_a_person_confirms_with_a_link(handed_over):
    act(handed_over, "confirm", proof="https://zalo.me/g/abc")

    row = handed_over.deliveries()[0]
    assert (row.state, row.receipt["url"], row.settled_at) == (
        "sent",
        "https://zalo.me/g/abc",
        handed_over.clock(),
    )
    assert row.receipt["external_id"] == "gói 1"
    assert row.receipt["details"]["confirmed_by"] == "bien-tap"


def test_a_persons_word_is_evidence_of_what_was_in_doubt(uncertain):
    act(uncertain, "confirm", note="Thấy bài trên trang.")

    assert uncertain.states() == ["sent"]
    assert uncertain.deliveries()[0].receipt["external_id"] == "person:bien-tap"


def test_declining_needs_a_reason(handed_over):
    with pytest.raises(DeliveryRefused, match="lý do"):
        act(handed_over, "decline", reason="")

    act(handed_over, "decline", reason="Nhóm đã đóng.")
    assert [(row.state, row.reason) for row in handed_over.deliveries()] == [("failed", "Nhóm đã đóng.")]


def test_what_was_in_doubt_and_is_not_there_becomes_failed_never_sent_again(uncertain, board):
    act(uncertain, "decline", reason="Không thấy bài.")

    uncertain.dispatch()

    assert uncertain.states() == ["failed"]
    assert board.published == []


@pytest.mark.parametrize("verb", ["confirm", "cancel"])
def test_deciding_closes_the_alert(uncertain, verb):
    act(uncertain, verb)

    assert [alert.closed_at for alert in uncertain.troubles()] == [uncertain.clock()]


def test_a_cancelled_delivery_never_leaves(village, board):
    village.approved()

    act(village, "cancel", reason="Trùng tin.")
    village.dispatch()

    assert village.states() == ["cancelled"]
    assert board.published == []


def test_what_is_being_sent_can_not_be_cancelled(village, board):
    refused = []

    def hook(key):
        try:
            act(village, "cancel")
        except NotAllowed as problem:
            refused.append(problem.state)

    board.before = hook
    village.approved()
    village.dispatch()

    assert refused == ["sending"]
    assert village.states() == ["sent"]


def test_a_failed_delivery_is_planned_anew_with_nothing_but_its_time_changed(failed, board):
    before = failed.deliveries()[0]

    act(failed, "replan", timing=later(failed))

    row = failed.deliveries()[0]
    assert (row.state, row.due_at, row.attempts) == ("planned", failed.clock() + timedelta(hours=1), 0)
    assert (row.reference, row.occurrence, row.sealed_digest) == (
        before.reference,
        before.occurrence,
        before.sealed_digest,
    )
    failed.clock.pass_by(timedelta(hours=1))
    failed.dispatch()
    assert failed.states() == ["sent"]
    assert len(board.published) == 1
    assert all(alert.closed_at for alert in failed.troubles())


def test_a_planned_delivery_may_be_moved(village, board):
    village.approved()

    act(village, "replan", timing=later(village))
    village.dispatch()

    assert village.states() == ["planned"]
    assert board.published == []


def test_a_missed_delivery_may_go_out_when_a_person_says_so(village, board):
    village.approved()
    village.clock.pass_by(timedelta(days=2))
    village.dispatch()

    act(village, "replan", timing=later(village, hours=0))
    village.dispatch()

    assert village.states() == ["sent"]
    assert len(board.published) == 1


@pytest.mark.parametrize("verb", ["replan", "confirm", "retracted"])
def test_what_is_cancelled_stays_cancelled(village, verb):
    village.approved()
    act(village, "cancel")
    given = {"replan": {"timing": later(village)}, "retracted": {"reason": "x"}}.get(verb, {})

    with pytest.raises(NotAllowed):
        act(village, verb, **given)


def test_what_was_sent_is_taken_back_once(village):
    village.approved()
    village.dispatch()

    act(village, "retracted", reason="Sai giờ.")

    assert village.states() == ["retracted"]
    with pytest.raises(NotAllowed):
        act(village, "retracted", reason="Sai giờ.")


@pytest.mark.parametrize(
    ("verb", "given"),
    [("confirm", {}), ("decline", {"reason": "x"}), ("cancel", {}), ("retracted", {"reason": "x"})],
)
def test_whoever_only_reads_settles_nothing(office, verb, given):
    office.approved()

    with pytest.raises(NotPermitted):
        act(office, verb, by="theo-doi", **given)

    assert office.states() == ["planned"]


def _raise(problem):
    def hook(key):
        raise problem

    return hook
