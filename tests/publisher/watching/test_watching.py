"""The watchman alarms once when the publisher or its database is dead, and says when it is well again."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from channels.memory import BOARDS
from content_queue.db import Instant, open_session
from content_queue.models import Worker
from publisher.clock import real_now
from publisher.health.listener import listening
from publisher.telling.testing import contact, listening_hook
from publisher.testing import Village
from publisher.watching.watchman import Watchman

ROOT = Path(__file__).parents[3]
AFTER = timedelta(seconds=90)
HOUR = timedelta(hours=1)


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    yield village
    for board in village.boards:
        BOARDS.pop(board, None)
    village.app.engine.dispose()


@pytest.fixture
def hook(village):
    with listening_hook() as hook:
        contact(village, hook, hears_installation=True)
        yield hook


@pytest.fixture
def watchman(village, hook):
    return guard(village)


def guard(village, **given):
    return Watchman(home=village.app.home, clock=village.clock, after=AFTER, **given)


def live(village):
    """Write a sign of life of one publisher."""
    with open_session(village.app.engine) as session, session.begin():
        row = session.query(Worker).one_or_none() or Worker(name="máy xã", kinds=[])
        for column in Worker.__table__.columns:
            if isinstance(column.type, Instant) and not column.nullable:
                setattr(row, column.name, village.clock())
        session.add(row)


def test_a_publisher_that_lives_is_no_alarm(village, hook, watchman):
    live(village)

    assert watchman.look() is None
    assert hook.notices == []


def test_a_dead_publisher_is_one_alarm_with_the_next_step(village, hook, watchman):
    live(village)
    watchman.look()
    village.clock.pass_by(timedelta(minutes=3))

    for _ in range(3):
        watchman.look()

    [notice] = hook.notices
    [told] = notice["alerts"]
    assert told["sentence"] == "Chương trình gửi tin đã dừng: 3 phút không có dấu hiệu sống."
    assert "publisher serve" in told["next_step"]


def test_it_says_once_when_all_is_well_again(village, hook, watchman):
    live(village)
    village.clock.pass_by(HOUR)
    watchman.look()
    live(village)

    for _ in range(3):
        watchman.look()

    assert [len(notice["settled"]) for notice in hook.notices] == [0, 1]


def test_a_new_watchman_does_not_repeat_the_alarm_and_says_when_it_is_over(village, hook, watchman):
    live(village)
    village.clock.pass_by(HOUR)
    watchman.look()

    guard(village).look()
    live(village)
    guard(village).look()

    assert [len(notice["settled"]) for notice in hook.notices] == [0, 1]


def test_a_publisher_stopped_a_moment_ago_is_no_alarm_and_one_stopped_for_long_is(village, hook, watchman):
    live(village)
    with open_session(village.app.engine) as session, session.begin():
        session.query(Worker).one().ended_at = village.clock()
    village.clock.pass_by(timedelta(minutes=1))
    soon = watchman.look()
    village.clock.pass_by(timedelta(minutes=1))

    assert soon is None
    assert watchman.look().sort == "tick"


def test_a_database_file_that_is_moved_away_is_an_alarm_and_none_is_made_in_its_place(
    village, hook, watchman
):
    live(village)
    watchman.look()
    village.app.engine.dispose()
    path = village.app.home.database_file
    path.rename(path.with_name("elsewhere.db"))

    for _ in range(3):
        watchman.look()
    made = path.exists()
    path.with_name("elsewhere.db").rename(path)
    watchman.look()

    assert not made
    assert hook.sentences == ["Cơ sở dữ liệu không trả lời; chưa biết tin có đi không."]
    assert hook.notices[-1]["settled"] == ["watch-database"]


def test_a_database_that_stumbles_once_is_no_alarm(village, hook, watchman):
    live(village)
    watchman.look()
    village.app.engine.dispose()
    path = village.app.home.database_file
    path.rename(path.with_name("elsewhere.db"))
    watchman.look()
    path.with_name("elsewhere.db").rename(path)

    watchman.look()

    assert hook.notices == []


def test_who_could_not_be_told_is_told_at_a_later_look(village, hook, watchman):
    hook.status = 500
    live(village)
    village.clock.pass_by(HOUR)
    watchman.look()
    untold = watchman.untold
    hook.status = 204

    watchman.look()
    watchman.look()

    assert untold
    assert len(hook.requests) == 2


def test_it_can_ask_a_health_address(village, hook):
    live(village)
    with listening(village.app, 0) as url:
        watchman = guard(village, url=f"{url}/health")
        well = watchman.look()
        village.clock.pass_by(HOUR)
        watchman.look()
        watchman.look()
    watchman.look()

    assert well is None
    assert hook.sentences == ["/health ở 127.0.0.1 báo có việc: tick."]


def environment(village, **more):
    """Return what a child process needs."""
    return {
        **os.environ,
        "PUBLISHER_HOME": str(village.app.home.folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        **more,
    }


def test_looking_once_tells_by_its_exit_code(village, hook):
    command = [sys.executable, "-m", "publisher", "watch", "--once"]
    around = environment(village)

    ran = subprocess.run(command, env=around, check=False, capture_output=True, encoding="utf-8", timeout=60)

    assert (ran.returncode, ran.stdout) == (1, "Chương trình gửi tin chưa từng chạy ở đây.\n")
    assert len(hook.notices) == 1


def test_it_loads_neither_flask_nor_the_database_toolkit_nor_an_adapter(village):
    program = (
        "import sys; sys.argv = ['publisher', 'watch', '--once']\n"
        "from publisher.cli import cli\nfrom publisher.cli.mistakes import told\ntold(cli)\n"
        "heavy = {'flask', 'sqlalchemy', 'requests', 'apscheduler', 'channels.registry', 'publisher.app'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program]

    ran = subprocess.run(command, env=environment(village), check=True, capture_output=True, encoding="utf-8")

    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.fixture
def publisher(village):
    """Run a real publisher that answers /health; the address, and the process."""
    pytest.importorskip("content_queue.leases")
    command = [sys.executable, "-m", "publisher", "work", "--health", "0"]
    child = subprocess.Popen(
        command, env=environment(village), stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )
    address = child.stdout.readline().strip()
    assert "Đang gửi" in child.stdout.readline()
    yield address, child
    if child.poll() is None:
        child.kill()
    child.wait(30)
    child.stdout.close()


def soon(question):
    """Ask until the answer is yes, for half a minute at most."""
    waiting = threading.Event()
    for _ in range(300):
        if question():
            return True
        waiting.wait(0.1)
    return False


def test_a_real_publisher_that_is_killed_is_one_alarm(village, hook, publisher):
    address, child = publisher
    village.clock.now = real_now()
    by_rows, by_address = guard(village), guard(village, url=address)
    lives = soon(lambda: by_rows.look() is None and by_address.look() is None)
    os.kill(child.pid, signal.SIGKILL)
    child.wait(30)
    village.clock.pass_by(timedelta(minutes=2))

    for _ in range(3):
        by_rows.look()

    assert lives
    assert len(hook.notices) == 1
    assert hook.sentences[0].startswith("Chương trình gửi tin đã dừng")
    assert by_address.look().sort == "tick"
