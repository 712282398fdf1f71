"""The demo's clock opens before the evening slot whatever the hour, never goes back; its ports stay."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.demo import stage as stages
from publisher.demo.stage import ZONE, NotADemo, Stage, free_port, is_free, opening
from publisher.home import Home


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "nhà"
    return Home(folder=folder, database_url=f"sqlite:///{folder / 'publisher.db'}")


@pytest.fixture
def world(monkeypatch):
    """The hour it really is, to be set."""

    class World:
        now = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)

    monkeypatch.setattr(stages, "real_now", lambda: World.now)
    return World


@given(now=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_the_clock_opens_on_the_local_day_of_the_run(now):
    opened = opening(now)

    assert f"{opened:%H:%M:%S}" == "16:30:05"
    assert opened.date() == now.astimezone(ZONE).date()


def test_a_run_a_little_later_goes_on_with_the_same_clock(home, world):
    Stage.open(home)
    world.now += timedelta(minutes=20)

    assert f"{Stage.open(home).local_now():%d %H:%M:%S}" == "23 16:50:05"


def test_a_run_across_midnight_stays_on_its_afternoon(home, world):
    world.now = datetime(2026, 11, 23, 16, 55, tzinfo=UTC)  # 23:55 in Phú Trung
    Stage.open(home)
    world.now += timedelta(minutes=10)

    assert f"{Stage.open(home).local_now():%d %H:%M}" == "23 16:40"


def test_a_run_on_another_day_opens_on_that_day_while_the_messages_keep_theirs(home, world):
    Stage.open(home)
    world.now += timedelta(days=1, hours=-1)

    again = Stage.open(home)

    assert f"{again.local_now():%d %H:%M:%S}" == "24 16:30:05"
    assert again.day.day == 23


@given(hours=st.lists(st.integers(0, 40), max_size=5))
def test_the_clock_never_goes_back(hours, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nhà") / "demo"
    home = Home(folder=folder, database_url="sqlite://")
    now = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "real_now", lambda: now)
        last = Stage.open(home).now()
        for span in hours:
            now += timedelta(hours=span)
            seen = Stage.open(home).now()

            assert seen >= last
            last = seen


def test_the_ports_are_kept(home):
    first = Stage.open(home)

    assert (Stage.open(home).console, Stage.open(home).sandbox) == (first.console, first.sandbox)


def test_a_port_that_is_taken_is_left_to_its_owner(home):
    first = Stage.open(home)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", first.console_port))
        other.listen()

        moved = first.with_console()

    assert moved.console_port != first.console_port
    assert Stage.open(home).console_port == moved.console_port


def test_two_ports_are_never_the_same():
    port = free_port(0)

    assert free_port(port, port) != port
    assert is_free(free_port(0))


def test_a_home_that_something_else_was_set_up_in_is_refused(home):
    home.folder.mkdir()
    home.key_file.write_text("khóa của xã khác")

    with pytest.raises(NotADemo, match="thư mục riêng"):
        Stage.open(home)
