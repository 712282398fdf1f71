"""What the engine does with each answer of a channel."""

from datetime import timedelta

from channels.base import ChannelUnavailable, ContentRejected, NotAuthorized, OutcomeUnknown
from content_queue.models import Attempt, AuditEntry, RenditionRow


def test_an_approved_message_is_sent_once(village, board):
    village.approved()

    village.dispatch()
    village.dispatch()

    assert village.states() == ["sent"]
    assert len(board.published) == 1


def test_a_draft_is_never_sent(village, board):
    village.draft()

    village.dispatch()

    assert board.published == []


def test_nothing_goes_out_before_its_time(village, board):
    village.approved(times=("2026-11-24T12:30",))

    village.dispatch()

    assert village.states() == ["planned"]
    village.clock.pass_by(timedelta(minutes=30))
    village.dispatch()
    assert village.states() == ["sent"]


def test_a_refused_message_fails_with_the_channels_reason(village, board):
    board.before = _raise(ContentRejected("Nội dung vi phạm tiêu chuẩn."))
    village.approved()

    village.dispatch()

    delivery = village.deliveries()[0]
    assert (delivery.state, delivery.reason) == ("failed", "Nội dung vi phạm tiêu chuẩn.")
    assert [alert.kind for alert in village.troubles()] == ["failed"]


def test_an_unavailable_channel_is_tried_again_later(village, board):
    board.before = _raise(ChannelUnavailable("bận"))
    village.approved()

    village.dispatch()

    assert village.states() == ["retrying"]
    board.before = None
    village.clock.pass_by(timedelta(minutes=1))
    village.dispatch()
    assert village.states() == ["sent"]
    assert village.deliveries()[0].attempts == 2


def test_a_dead_credential_holds_the_channel_and_costs_no_attempt(village, board):
    board.before = _raise(NotAuthorized("Hết hạn token"))
    village.approved()
    village.approved(title="Tin thứ hai")

    village.dispatch()

    assert village.states() == ["planned", "planned"]
    assert {delivery.attempts for delivery in village.deliveries()} == {0}
    assert [alert.kind for alert in village.troubles()] == ["held"]


def test_a_lost_answer_is_looked_up_and_not_sent_again(village, board):
    board.after = _raise(OutcomeUnknown("mất trả lời"))
    village.approved()

    village.dispatch()

    assert village.states() == ["sent"]
    assert len(board.published) == 1


def test_an_unknown_outcome_that_never_landed_is_sent_again_once(village, board):
    board.before = _raise(OutcomeUnknown("mất trả lời"))
    village.approved()

    village.dispatch()

    assert village.states() == ["uncertain"]
    assert village.deliveries()[0].attempts == 2
    assert [alert.kind for alert in village.troubles()] == ["uncertain"]


def test_a_bug_in_an_adapter_is_an_unknown_outcome(village, board):
    def broken(key):
        board.before = None
        raise ZeroDivisionError

    board.before = broken
    village.approved()

    village.dispatch()

    assert village.states() == ["sent"]
    assert [row.outcome for row in village.all(Attempt)] == ["doubt", "complete"]


def test_a_rendition_altered_after_approval_never_leaves(village, board):
    village.approved()
    with village.app.writing(village.commune) as session:
        row = session.query(RenditionRow).one()
        row.document = row.document.replace("Mời", "Cấm")

    village.dispatch()

    assert village.states() == ["failed"]
    assert "thay đổi sau khi duyệt" in village.deliveries()[0].reason
    assert board.published == []


def test_altering_words_and_digest_together_is_noticed_too(village, board):
    from channels.values import digest_of

    village.approved()
    with village.app.writing(village.commune) as session:
        row = session.query(RenditionRow).one()
        row.document = row.document.replace("Mời", "Cấm")
        row.digest = digest_of(row.document)

    village.dispatch()

    assert board.published == []


def test_what_is_too_late_is_missed_and_never_sent(village, board):
    village.approved()
    village.clock.pass_by(timedelta(hours=13))

    village.dispatch()

    assert village.states() == ["missed"]
    assert board.published == []
    assert [alert.kind for alert in village.troubles()] == ["missed"]


def test_the_end_of_a_message_beats_the_lateness_of_its_channel(village, board):
    village.approved(valid_until=village.clock() + timedelta(minutes=5))
    village.clock.pass_by(timedelta(minutes=6))

    village.dispatch()

    assert village.states() == ["missed"]


def test_every_transition_has_its_audit_entry(village, board):
    village.approved()

    village.dispatch()

    verbs = [entry.verb for entry in village.all(AuditEntry)]
    assert verbs == ["create", "submit", "approve", "plan", "claim", "complete"]


def test_an_orphan_of_a_dead_run_is_looked_up_at_once(village, board):
    village.approved()
    dead = village.app.dispatcher()
    board.after = _raise(KeyboardInterrupt())
    with dead.engine.begin() as connection:
        from content_queue.claims import Share, claim

        claim(connection, Share(limit=10), now=village.clock(), owner="dead")
    board.after = None

    alive = village.app.dispatcher()
    assert alive.adopt() == 1
    alive.run(until_idle=True)

    assert village.states() == ["sent"]
    assert len(board.published) == 1


def _raise(problem):
    def hook(key):
        raise problem

    return hook
