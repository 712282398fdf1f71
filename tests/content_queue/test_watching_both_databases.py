"""The watchman reads signs of life and contacts from either database, and misses one that is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content_queue.db import Instant, open_session
from content_queue.models import Worker
from publisher.telling.testing import contact, listening_hook
from publisher.watching.looking import look_at_database
from publisher.watching.watchman import Watchman


@pytest.fixture
def hook(village):
    with listening_hook() as hook:
        contact(village, hook, hears_installation=True)
        contact(village, hook, "Không nghe chuyện của máy")
        yield hook


@pytest.fixture
def living(village):
    """A publisher that gives a sign of life now."""
    columns = [each for each in Worker.__table__.columns if isinstance(each.type, Instant)]
    moments = {each.name: village.clock() for each in columns if not each.nullable}
    with open_session(village.app.engine) as session, session.begin():
        session.add(Worker(name="máy xã", kinds=[], **moments))


def guard(village, home=None):
    return Watchman(home=home or village.app.home, clock=village.clock, after=timedelta(seconds=90))


def test_signs_of_life_and_contacts_are_read(village, hook, living):
    seen = look_at_database(village.app.home)

    assert list(seen.signs) == [village.clock()]
    assert [row.kind for row in seen.contacts] == ["webhook"]


def test_a_dead_publisher_is_one_alarm(village, hook, living):
    watchman = guard(village)
    well = watchman.look()
    village.clock.pass_by(timedelta(minutes=2))
    watchman.look()
    watchman.look()

    assert well is None
    assert len(hook.notices) == 1


def test_a_database_that_is_gone_is_told_to_those_read_before(village, hook, living):
    watchman = guard(village)
    watchman.look()
    watchman.home = replace(village.app.home, database_url=f"{village.app.home.database_url}/elsewhere")
    if not village.app.home.on_sqlite:
        watchman.home = replace(village.app.home, database_url="postgresql+psycopg://nobody:K2@127.0.0.1:1/x")
    watchman.look()
    watchman.look()
    watchman.look()

    assert hook.sentences == ["Cơ sở dữ liệu không trả lời; chưa biết tin có đi không."]
