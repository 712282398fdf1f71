"""Bringing the demo in is repeatable: what is there stays, what was cut off is finished."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from content_queue.db import open_session
from content_queue.models import AuditEntry, Channel, Commune, Hamlet, Message, RenditionRow, User, Zone
from content_queue.states import MessageState
from publisher.app import App
from publisher.demo import commune as village
from publisher.demo.seeding import FILES, Seeding
from publisher.demo.stage import Stage
from publisher.home import Home

TABLES = (Commune, Hamlet, Zone, User, Channel, Message, RenditionRow, AuditEntry)


@pytest.fixture
def stage(tmp_path):
    folder = tmp_path / "nhà mẫu"
    return Stage.open(Home(folder=folder, database_url=f"sqlite:///{folder / 'publisher.db'}"))


@pytest.fixture
def app(stage):
    folder = stage.folder
    app = App.create(Home(folder=folder, database_url=f"sqlite:///{folder / 'publisher.db'}"), stage.now)
    yield app
    app.engine.dispose()


def seeded(app, stage):
    """Bring everything in but the recordings."""
    seeding = Seeding(app=app, commune=village.settle(app, stage), stage=stage)
    seeding.take_in()
    seeding.submit()
    return seeding


def counts(app):
    """Count the rows of all tables that seeding writes."""
    with open_session(app.engine, reading=True) as session:
        return {table.__name__: session.scalar(select(func.count()).select_from(table)) for table in TABLES}


def test_twice_is_the_same_as_once(app, stage):
    seeded(app, stage)
    once = counts(app)

    seeded(app, stage)

    assert counts(app) == once
    assert once["Message"] == len(list(FILES.glob("*.md")))


def test_what_a_kill_left_as_a_draft_is_submitted(app, stage):
    seeding = Seeding(app=app, commune=village.settle(app, stage), stage=stage)
    seeding.take_in()

    seeded(app, stage)

    with open_session(app.engine, reading=True) as session:
        assert set(session.scalars(select(Message.state))) == {MessageState.IN_REVIEW}


def test_every_spoken_text_waits_only_for_its_recording(app, stage):
    waiting = seeded(app, stage).waiting()

    assert len(waiting) == 11


def test_a_change_of_port_is_followed_by_the_channels(app, stage):
    village.settle(app, stage)

    village.settle(app, replace(stage, console_port=8001, sandbox_port=8002))

    with open_session(app.engine, reading=True) as session:
        rows = session.scalars(select(Channel)).all()
        addresses = {app.book.plain_settings(row).get("base_url") for row in rows}
        zalo = {app.book.plain_settings(row)["oa_url"] for row in rows if row.kind == "zalo"}
    assert addresses - {None} == {"http://127.0.0.1:8001/site/", "http://127.0.0.1:8002/graph"}
    assert zalo == {"http://127.0.0.1:8002/zalo"}


def test_every_channel_stays_on_this_machine(app, stage):
    village.settle(app, stage)

    app.require_rehearsal()
