"""Two communes in one database: neither sees, sends or counts anything of the other."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from channels.memory import BOARDS, Board
from content_queue import messages
from content_queue.communes import NameTaken, add_commune
from content_queue.messages import MessageRefused
from content_queue.models import (
    Attempt,
    AuditEntry,
    Channel,
    Commune,
    Delivery,
    Hamlet,
    Message,
    RenditionRow,
    Topic,
    Unit,
    User,
)
from publisher.testing import Village


@pytest.fixture
def other(village):
    """A second commune beside the first, with a channel of the same name and a board of its own."""
    folder, url = village.app.home.folder, village.app.home.database_url
    other = Village.settle(folder, url=url, name="xã Phú Lâm", prefix="PLA")
    other.app.engine.dispose()
    other.clock = village.clock
    other.app = village.app
    other.channel("Fanpage xã", board="Phú Lâm")
    BOARDS["Phú Lâm"] = Board()
    yield other
    BOARDS.pop("Phú Lâm")


@pytest.fixture
def theirs(other):
    """The board of the other commune."""
    return BOARDS["Phú Lâm"]


def test_each_message_goes_to_its_own_communes_channels(village, other, board, theirs):
    village.approved(title="Tin Phú Trung")
    other.approved(title="Tin Phú Lâm")

    village.dispatch()

    assert [entry.key for entry in board.published] == ["PT-2026-0001"]
    assert [entry.key for entry in theirs.published] == ["PLA-2026-0001"]


@pytest.mark.parametrize(
    "table",
    [Message, Delivery, RenditionRow, Channel, User, Unit, Hamlet, Topic, AuditEntry, Attempt, Commune],
)
def test_a_session_sees_only_its_own_rows(village, other, table):
    village.approved()
    other.approved()
    village.dispatch()

    mine, theirs = village.all(table), other.all(table)

    assert mine
    assert theirs
    assert {row.id for row in mine} & {row.id for row in theirs} == set()


def test_nothing_is_counted_across_communes(village, other):
    other.approved()
    other.approved()
    village.approved()

    with village.app.reading(village.commune) as session:
        assert session.scalar(select(func.count(Delivery.id))) == 1
        assert session.scalar(select(func.count()).select_from(Message)) == 1
        assert session.query(Message).count() == 1


def test_getting_a_row_by_its_number_does_not_reach_the_other_commune(village, other):
    theirs = other.approved()[0]

    with village.app.reading(village.commune) as session:
        assert session.get(Delivery, theirs.id) is None
        assert session.get(Message, theirs.message_id) is None
        assert session.get(Commune, other.commune.id) is None


def test_a_relationship_does_not_lead_to_the_other_commune(village, other):
    mine, theirs = village.approved()[0], other.approved()[0]
    with Session(village.app.engine) as session, session.begin():
        session.get_one(Delivery, mine.id).channel_id = theirs.channel_id

    with village.app.reading(village.commune) as session:
        assert session.get_one(Delivery, mine.id).channel is None

    with Session(village.app.engine) as session, session.begin():
        session.get_one(Delivery, mine.id).channel_id = mine.channel_id


def test_a_join_does_not_lead_to_the_other_commune(village, other):
    theirs = other.approved()[0]

    with village.app.reading(village.commune) as session:
        joined = select(Message.title).join(Delivery, Delivery.message_id == Message.id)
        assert session.scalars(joined.where(Delivery.id == theirs.id)).all() == []


def test_updating_and_deleting_in_bulk_touch_only_ones_own(village, other):
    village.approved()
    other.approved()

    with village.app.writing(village.commune) as session:
        session.execute(update(Message).values(title="Đổi hết"))
        session.execute(delete(AuditEntry))

    assert [message.title for message in other.all(Message)] == ["Họp thôn"]
    assert other.all(AuditEntry)


def test_writing_a_row_of_another_commune_is_refused(village, other):
    with pytest.raises(PermissionError), village.app.writing(village.commune) as session:
        session.add(Unit(name="Trường", commune_id=other.commune.id))

    assert "Trường" not in {unit.name for unit in other.all(Unit)}


def test_giving_a_row_away_is_refused(village, other):
    with pytest.raises(PermissionError), village.app.writing(village.commune) as session:
        session.scalars(select(Unit)).first().commune_id = other.commune.id

    assert len(village.all(Unit)) == 1


def test_a_message_is_not_written_for_a_place_of_the_other_commune(village, other):
    with other.app.writing(other.commune) as session:
        session.add(Hamlet(name="thôn Lâm Sơn"))

    with pytest.raises(MessageRefused, match="thôn Phú Lộc"):
        village.draft(hamlets=("thôn Lâm Sơn",))


def test_each_commune_counts_its_own_references(village, other):
    references = [each.draft().reference for each in (village, village, other, village)]

    assert references == ["PT-2026-0001", "PT-2026-0002", "PLA-2026-0001", "PT-2026-0003"]


def test_the_same_file_may_be_imported_once_in_each_commune(village, other):
    def take_in(home):
        with home.app.writing(home.commune) as session:
            actor = home.user(session, "bien-tap")
            messages.create(session, home.words(), actor=actor, now=home.clock(), import_key="01-cap-nuoc")

    take_in(village)
    take_in(other)

    with pytest.raises(MessageRefused, match="đã được nhập"):
        take_in(village)
    assert [message.import_key for message in other.all(Message)] == ["01-cap-nuoc"]


@pytest.mark.parametrize("given", [{"prefix": "PT"}, {"code": "phu-trung"}])
def test_codes_and_prefixes_are_not_shared(village, given):
    with Session(village.app.engine) as session, pytest.raises(NameTaken):
        add_commune(session, "xã Phú Thịnh", **given)


def test_a_hold_stays_with_its_commune(village, other, board, theirs):
    from channels.base import NotAuthorized

    def refuse(key):
        raise NotAuthorized("hết hạn")

    board.before = refuse
    village.approved()
    other.approved()

    village.dispatch()

    assert (village.states(), other.states()) == (["planned"], ["sent"])


def test_planning_ahead_for_all_communes_keeps_to_each_ones_channels(village, other):
    from datetime import timedelta

    village.approved(times=("2026-11-24T13:00",), repeat="FREQ=DAILY;COUNT=70")
    other.approved(times=("2026-11-24T13:00",), repeat="FREQ=DAILY;COUNT=70")
    village.clock.pass_by(timedelta(days=1))
    village.dispatch()

    with Session(village.app.engine) as session, session.begin():
        planned = village.app.planner(session).extend(session, village.clock())

    assert planned == 2
    for home in (village, other):
        own = {channel.id for channel in home.all(Channel)}
        assert {row.channel_id for row in home.deliveries()} == own
