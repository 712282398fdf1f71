"""In which order deliveries are taken: urgent first, then due; after downtime the newest valid first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from channels.base import Urgency
from content_queue.claims import Share, due_ids


def ids(village, limit=50, **given):
    with village.app.engine.connect() as connection:
        return due_ids(connection, Share(limit=limit, **given), now=village.clock(), owner="một")


def written(village, title, *, minutes=0, urgency=Urgency.ROUTINE):
    """Approve a message due so many minutes from now; return its delivery's id."""
    at = village.clock() + timedelta(hours=7, minutes=minutes)
    [row] = village.approved(title=title, urgency=urgency, times=(at.strftime("%Y-%m-%dT%H:%M"),))
    return row.id


def test_the_urgent_goes_before_what_was_due_earlier(village):
    routine = written(village, "Thường")
    urgent = written(village, "Ưu tiên", minutes=2, urgency=Urgency.URGENT)
    emergency = written(village, "Khẩn", minutes=3, urgency=Urgency.EMERGENCY)

    village.clock.pass_by(timedelta(minutes=3))

    assert ids(village) == [emergency, urgent, routine]


def test_what_is_due_goes_in_the_order_of_its_times(village):
    later = written(village, "Sau", minutes=4)
    sooner = written(village, "Trước", minutes=1)

    village.clock.pass_by(timedelta(minutes=5))

    assert ids(village) == [sooner, later]


def test_after_downtime_what_is_due_now_goes_first_and_of_the_late_the_newest(village):
    old = [written(village, f"Cũ {each}", minutes=each) for each in (0, 60, 120)]
    new = written(village, "Mới", minutes=240)

    village.clock.pass_by(timedelta(minutes=241))

    assert ids(village) == [new, *reversed(old)]


def test_no_more_than_asked_for_and_the_first_of_them(village):
    first = [written(village, f"Tin {each}", minutes=each) for each in range(5)]

    village.clock.pass_by(timedelta(minutes=5))

    assert ids(village, limit=2) == first[:2]


@pytest.mark.parametrize("columns", ["ix_delivery_due", "ix_delivery_sending"])
def test_the_indexes_are_there_that_claims_walk(village, columns):
    on_sqlite = "SELECT name FROM sqlite_master WHERE name = :name"
    on_postgresql = "SELECT indexname FROM pg_indexes WHERE indexname = :name"
    is_sqlite = village.app.engine.dialect.name == "sqlite"

    with village.app.engine.connect() as connection:
        found = connection.scalar(text(on_sqlite if is_sqlite else on_postgresql), {"name": columns})

    assert found == columns


def test_sqlite_walks_the_index_and_never_the_table(office):
    asked = []
    event.listen(office.app.engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))

    ids(office)

    statement, values = next(each for each in asked if "delivery" in each[0])
    with office.app.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert sum("USING INDEX ix_delivery_due" in step for step in plan) == 6
    assert [step for step in plan if step.startswith("SCAN delivery")] == []
