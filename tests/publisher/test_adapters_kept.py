"""Adapters are built once and kept until something they are made of changes."""

from datetime import timedelta

import pytest

from content_queue.models import Channel, Commune, DictionaryEntry
from publisher.testing import Village


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    yield village
    village.app.close()


def adapters(village, *channels):
    return village.app.book.many([each.id for each in channels])


def test_an_adapter_is_kept_while_nothing_changes(village):
    page = village.channel("Fanpage xã")

    assert adapters(village, page)[page.id] is adapters(village, page)[page.id]


def test_a_changed_setting_makes_a_new_adapter(village):
    page = village.channel("Fanpage xã")
    before = adapters(village, page)[page.id]

    with village.app.writing(village.commune) as session:
        row = session.get_one(Channel, page.id)
        row.settings = {**row.settings, "board": "Bảng khác"}
        row.changed_at = village.clock() + timedelta(minutes=1)

    assert adapters(village, page)[page.id] is not before
    assert adapters(village, page)[page.id].board == "Bảng khác"


def test_a_word_taught_to_the_loudspeakers_makes_their_adapter_anew(village):
    page = village.channel("Fanpage xã")
    before = adapters(village, page)[page.id]

    with village.app.writing(village.commune) as session:
        session.add(DictionaryEntry(commune_id=village.commune.id, written="UBND", spoken="Ủy ban"))

    assert adapters(village, page)[page.id] is not before


def test_a_commune_of_another_province_makes_its_adapters_anew(village):
    page = village.channel("Fanpage xã")
    before = adapters(village, page)[page.id]

    with village.app.writing(village.commune) as session:
        session.get_one(Commune, village.commune.id).province = "tỉnh Lâm Đồng"

    assert adapters(village, page)[page.id] is not before


def test_a_broken_setting_is_told_of_its_own_channel_only(village):
    sound, broken = village.channel("Fanpage xã"), village.channel("Trang hỏng", unheard_of="1")

    found = adapters(village, sound, broken)

    assert "unheard_of" in str(found[broken.id])
    assert not isinstance(found[sound.id], Exception)


def test_the_book_gives_a_row_changed_in_an_open_session_its_new_adapter(village):
    page = village.channel("Fanpage xã")

    with village.app.writing(village.commune) as session:
        row = session.get_one(Channel, page.id)
        row.settings = {**row.settings, "board": "Bảng khác"}
        adapter = village.app.book.of(session, row)

    assert adapter.board == "Bảng khác"
