"""Every alert reaches each contact once, in few notices, through crashes, restarts and failing ways."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from content_queue import alerts
from content_queue.db import open_session
from content_queue.models import Alert, Contact, Incident, Message, Notice
from publisher.health import measuring
from publisher.telling import rounds
from publisher.telling.batch import take_batch
from publisher.telling.rounds import Teller
from publisher.telling.testing import alert, contact, listening_hook


@pytest.fixture
def hook():
    with listening_hook() as hook:
        yield hook


@pytest.fixture
def teller(village):
    return Teller(village.app)


def settle_all(village):
    """Close every alert."""
    with village.app.writing(village.commune) as session:
        for row in session.scalars(select(Message)):
            alerts.close_alerts(session, row, now=village.clock())


def test_an_alert_is_told_with_what_it_is_about_and_the_next_step(village, hook, teller):
    message = village.draft()
    contact(village, hook)
    alert(village, message, "PT-2026-0001 → Fanpage xã: ảnh hỏng.")

    teller.tell()

    [notice] = hook.notices
    [told] = notice["alerts"]
    assert told["sentence"] == "PT-2026-0001 → Fanpage xã: ảnh hỏng."
    assert f"publisher delivery show {message.id}" in told["next_step"]
    assert notice["commune"] == "phu-trung"


def test_an_alert_is_told_once_through_rounds_and_restarts(village, hook):
    contact(village, hook)
    alert(village, village.draft())

    for _ in range(3):
        Teller(village.app).tell()
        village.clock.pass_by(timedelta(minutes=5))

    assert len(hook.notices) == 1


def test_every_contact_hears_of_it(village, hook, teller):
    contact(village, hook, "Chị Hoa")
    contact(village, hook, "Anh Nam")
    alert(village, village.draft())

    teller.tell()

    assert len(hook.notices) == 2


def test_what_comes_again_after_it_was_settled_is_told_again(village, hook, teller):
    contact(village, hook)
    message = village.draft()
    for _ in range(2):
        alert(village, message)
        teller.tell()
        settle_all(village)

    assert len(hook.notices) == 2


def test_what_is_settled_is_said_with_the_next_notice(village, hook, teller):
    contact(village, hook)
    alert(village, village.draft(title="Một"))
    teller.tell()
    settle_all(village)
    teller.tell()
    alert(village, village.draft(title="Hai"))

    teller.tell()
    teller.tell()

    first, second = hook.notices
    assert second["settled"] == [first["alerts"][0]["id"]]


def test_what_was_settled_before_anybody_heard_is_not_told(village, hook, teller):
    hook.status = 503
    contact(village, hook)
    alert(village, village.draft())
    teller.tell()
    settle_all(village)
    hook.status = 204
    village.clock.pass_by(timedelta(hours=2))

    teller.tell()

    assert len(hook.notices) == 1  # the one that was refused


def test_five_hundred_alerts_are_one_notice_with_the_rest_counted(village, hook, teller):
    message = village.draft()
    contact(village, hook)
    with village.app.writing(village.commune) as session:
        for number in range(500):
            session.add(
                Alert(
                    kind="failed",
                    subject="delivery",
                    subject_id=number,
                    sentence=f"Lượt {number} hỏng.",
                    opened_at=village.clock(),
                )
            )
        session.get_one(Message, message.id)

    teller.tell()
    teller.tell()

    [notice] = hook.notices
    assert notice["count"] == 500
    assert len(notice["alerts"]) == 10


def test_a_contact_hears_so_many_notices_an_hour_and_the_rest_summed_up(village, hook, teller):
    contact(village, hook, most_per_hour=3)
    for number in range(8):
        alert(village, village.draft(title=f"Tin {number}"), f"Việc {number}.")
        teller.tell()
        village.clock.pass_by(timedelta(minutes=1))
    within_the_hour = len(hook.notices)
    village.clock.pass_by(timedelta(hours=1))

    teller.tell()

    assert within_the_hour == 3
    assert [each["sentence"] for each in hook.notices[3]["alerts"]] == [f"Việc {n}." for n in range(3, 8)]


def test_a_contact_that_fails_is_tried_again_later_and_later(village, hook, teller):
    hook.status = 500
    contact(village, hook)
    alert(village, village.draft())
    tries = []
    for _ in range(40):
        teller.tell()
        tries.append(len(hook.requests))
        village.clock.pass_by(timedelta(seconds=30))

    [row] = village.all(Contact)
    assert tries[-1] == 6  # after 0, 30, 90, 210, 450, 930 seconds of 1200
    assert row.problem == "127.0.0.1 trả lời 500."
    assert village.all(Notice)[0].told_at is None


def test_a_contact_that_works_again_hears_what_it_missed_once(village, hook, teller):
    hook.status = 500
    contact(village, hook)
    alert(village, village.draft())
    teller.tell()
    hook.status = 204
    village.clock.pass_by(timedelta(minutes=1))

    teller.tell()
    teller.tell()

    [row] = village.all(Contact)
    assert (row.problem, row.tries, row.next_try_at) == ("", 0, None)
    assert len(hook.requests) == 2


def test_a_crash_after_telling_repeats_that_notice_and_its_name_says_so(village, hook, teller, monkeypatch):
    contact(village, hook)
    alert(village, village.draft())
    with monkeypatch.context() as patch:
        patch.setattr(rounds, "settle", lambda *given, **more: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            teller.tell()
    again = Teller(village.app)
    again.tell()
    told_while_claimed = len(hook.notices)
    village.clock.pass_by(timedelta(minutes=3))

    again.tell()
    again.tell()

    assert told_while_claimed == 1
    assert len(hook.notices) == 2
    assert len({notice["id"] for notice in hook.notices}) == 1


def test_two_tellers_never_tell_one_contact_at_the_same_time(village, hook):
    row = contact(village, hook)
    alert(village, village.draft())
    now = village.clock()
    with open_session(village.app.engine) as session, session.begin():
        rounds.note_who_must_hear(session, now=now)
    with open_session(village.app.engine) as session:
        first = take_batch(session, row.id, now=now)
        session.commit()

    with open_session(village.app.engine) as session:
        second = take_batch(session, row.id, now=now)

    assert first is not None
    assert second is None


def test_trouble_of_the_installation_is_told_to_those_who_hear_of_it(village, hook, teller, monkeypatch):
    contact(village, hook, "Máy", hears_installation=True)
    with listening_hook() as other:
        contact(village, other, "Xã")
        fill_disk(monkeypatch)
        for _ in range(3):
            teller.tell()
            village.clock.pass_by(timedelta(minutes=2))

        assert other.notices == []
    assert [each for each in hook.sentences if each.startswith("Ổ đĩa")] == ["Ổ đĩa: còn trống 1 MB."]


def test_trouble_that_comes_and_goes_is_one_incident(village, hook, teller, monkeypatch):
    contact(village, hook, hears_installation=True)
    for _ in range(4):
        with monkeypatch.context() as patch:
            fill_disk(patch)
            teller.tell()
        village.clock.pass_by(timedelta(minutes=2))
        teller.tell()
        village.clock.pass_by(timedelta(minutes=2))

    with open_session(village.app.engine, reading=True) as session:
        incidents = session.scalars(select(Incident).where(Incident.key.startswith("disk"))).all()
    assert len(incidents) == 1


def test_trouble_that_is_over_for_a_while_is_closed(village, hook, teller, monkeypatch):
    contact(village, hook, hears_installation=True)
    with monkeypatch.context() as patch:
        fill_disk(patch)
        teller.tell()
    village.clock.pass_by(timedelta(minutes=10))

    teller.tell()

    with open_session(village.app.engine, reading=True) as session:
        assert session.scalar(select(Incident.closed_at).where(Incident.key.startswith("disk"))) is not None


def test_no_secret_stands_in_rows_logs_or_problems(village, hook, teller, caplog):
    caplog.set_level("DEBUG")
    hook.status = 500
    contact(village, hook)
    alert(village, village.draft())

    teller.tell()

    [row] = village.all(Contact)
    kept = f"{row.settings} {row.secrets} {row.problem} {caplog.text}"
    assert "=K1" not in kept  # Fernet text may hold any letters, but no "=" before its end
    assert "chìa-khóa" not in kept


def test_a_database_that_is_away_is_told_from_memory_once_and_when_it_is_back(office, hook, monkeypatch):
    teller = Teller(office.app)
    contact(office, hook, hears_installation=True)
    teller.tell()
    with monkeypatch.context() as patch:
        patch.setattr(rounds, "open_session", refuse)
        for _ in range(4):
            teller.tell()
    teller.tell()

    assert [each for each in hook.sentences if "Cơ sở dữ liệu" in each] == [
        "Cơ sở dữ liệu không trả lời; chưa gửi được tin nào."
    ]
    assert hook.notices[-1]["settled"] == ["watch-database"]


def refuse(*given, **more):
    """Behave as a database that is away."""
    raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))


def fill_disk(patch):
    """Leave one megabyte."""
    usage = measuring.shutil.disk_usage("/")
    patch.setattr(measuring.shutil, "disk_usage", lambda path: usage._replace(free=1024 * 1024))
