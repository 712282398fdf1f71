"""Cases are worked off here: what is out is edited or taken down where it stands, or waited for, or told.

Run again and again by the ticker, and once by the person who corrects or withdraws. Each step ends in one of
three ways: settled, put off (a channel is away, something is on its way), or waiting for a person.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from channels.base import ChannelError, Correctable, Medium, Receipt, Retractable
from content_queue import audit, cases, deliveries
from content_queue.cases import Way
from content_queue.db import open_session
from content_queue.deliveries import receipt_document
from content_queue.models import CaseStep
from content_queue.states import DeliveryState
from content_queue.turns import Turn, only_one
from publisher.app import App
from publisher.cases.reading import Work, read

log = logging.getLogger("publisher.cases")
MARK = "corrected_by"
D = DeliveryState


def work_cases(app: App, kinds: Collection[str] = (), *, only: int | None = None) -> int:
    """See to every step that is due; count those that were settled now.

    Only on channels of some kinds (none given: all), perhaps of one case, and by one worker at a time.
    """
    with only_one(app.engine, Turn.CASES) as ours:
        if not ours:
            return 0
        with open_session(app.engine, reading=True) as session:
            due = cases.due_steps(session, app.clock())
            rows = [session.get_one(CaseStep, each) for each in due]
            taken = [
                row.id
                for row in rows
                if (only is None or row.case_id == only) and (not kinds or row.delivery.channel.kind in kinds)
            ]
        return sum(_see_to(app, step_id) for step_id in taken)


def _see_to(app: App, step_id: int) -> bool:
    """See to one step; tell whether it is settled."""
    try:
        with open_session(app.engine, reading=True) as session:
            work = read(app, session, session.get_one(CaseStep, step_id))
    except Exception as problem:  # noqa: BLE001 - a broken setting of one channel keeps no other case waiting
        log.warning("case step %s: %s", step_id, problem)
        return _put_off(app, step_id, None, f"Kênh chưa dùng được: {problem}", failed=True)
    try:
        return _BY_WAY[work.way](app, work)
    except ChannelError as problem:
        return _put_off(app, work.step_id, work.way, problem.sentence, failed=True)


def _edit(app: App, work: Work) -> bool:
    if not work.is_out:
        told = "Sẽ ghi thông báo đính chính khi tin đính chính đã ra."
        return _put_off(app, work.step_id, work.way, told)
    if not isinstance(work.adapter, Correctable) or work.receipt is None:
        return _person(app, work)
    corrected = work.adapter.correct(work.receipt, work.rendition, key=work.reference, facts=work.facts)
    return _settle(app, work, "Đã ghi thông báo đính chính tại chỗ.", corrected=corrected)


def _delete(app: App, work: Work) -> bool:
    if not isinstance(work.adapter, Retractable) or work.receipt is None:
        return _person(app, work)
    work.adapter.retract(work.receipt)
    return _settle(app, work, "Đã gỡ.", retracted=True)


def _follow(app: App, work: Work) -> bool:
    if work.followed is D.SENT:
        return _settle(app, work, "Tin đính chính đã gửi tiếp theo tại đây.")
    stuck = work.followed in (D.FAILED, D.MISSED, D.CANCELLED)
    told = "Tin đính chính chưa đến được đây." if stuck else "Chờ tin đính chính gửi tiếp theo tại đây."
    return _put_off(app, work.step_id, work.way, told, failed=stuck)


def _wait(app: App, work: Work) -> bool:
    return _put_off(app, work.step_id, work.way, "Còn đang gửi hoặc đang được dò lại.")


def _person(app: App, work: Work) -> bool:
    told = "Kênh không sửa, không gỡ lại được: cần người xử lý tại chỗ rồi ghi nhận."
    if work.medium is Medium.LOUDSPEAKER:
        told = "Đã phát trên loa, không thu lại được: nếu cần hãy phát tin đính chính, rồi ghi nhận."
    return _put_off(app, work.step_id, Way.PERSON, told)


def _came_to_nothing(app: App, work: Work) -> bool:
    return _settle(app, work, "Chưa hề đi ra.")


_BY_WAY = {
    Way.EDIT: _edit,
    Way.DELETE: _delete,
    Way.FOLLOW: _follow,
    Way.WAIT: _wait,
    Way.PERSON: _person,
    Way.STOPPED: _wait,  # came back to the queue: its next pass cancels it
    Way.NEVER_OUT: _came_to_nothing,
}


def _put_off(app: App, step_id: int, way: Way | None, told: str, *, failed: bool = False) -> bool:
    with open_session(app.engine) as session, session.begin():
        step = session.get_one(CaseStep, step_id)
        step.way = way or step.way
        cases.put_off(session, step, told=told, now=app.clock(), failed=failed)
    return False


def _settle(
    app: App, work: Work, told: str, *, corrected: Receipt | None = None, retracted: bool = False
) -> bool:
    now = app.clock()
    with open_session(app.engine) as session, session.begin():
        step = session.get_one(CaseStep, work.step_id)
        step.way, row, case = work.way, step.delivery, step.case
        if corrected is not None and case.correction is not None:
            kept = receipt_document(corrected)
            row.receipt = {**kept, "details": {**kept["details"], MARK: case.correction.reference}}
            audit.record(session, "correct", row, actor=None, now=now, by=case.correction.reference)
        if retracted:
            deliveries.move(session, row, "retract", actor=case.opened_by, now=now, reason=case.reason)
        cases.settle(session, step, told=told, now=now)
    return True
