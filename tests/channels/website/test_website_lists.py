"""Home, sections and months: where a reader finds a message, and what one more message costs."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone

import pytest

from channels.website import index as index_module
from channels.website.site import Site

RESOLUTION_CODES = ("resolution", "role", "policy", "exemplar", "digital-life", "guidance")
MORNING = datetime(2026, 11, 24, 7, 5, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture
def read(www):
    return lambda path: (www / path).read_text("utf-8")


@pytest.fixture
def written(monkeypatch):
    """The files put in their place from now on."""
    places = []
    replace = os.replace

    def noting(source, target):
        places.append(str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", noting)
    return places


def test_the_newest_message_leads_the_home_page(publish, read):
    publish(1, title="Tin cũ", published_at=MORNING)
    publish(2, title="Tin mới hơn", published_at=MORNING + timedelta(hours=1))

    home = read("index.html")

    assert home.index("Tin mới hơn") < home.index("Tin cũ")


def test_the_home_page_bears_the_commune_s_name(publish, read):
    publish(commune="xã Phú Trung", province="tỉnh Đồng Nai")

    assert "<title>Trang thông tin điện tử xã Phú Trung</title>" in read("index.html")
    assert "tỉnh Đồng Nai" in read("index.html")


def test_the_six_topics_of_the_resolution_stand_from_the_first_message_on(publish, read):
    publish(topic="health", topic_name="Y tế")

    for code in RESOLUTION_CODES:
        assert f"nghi-quyet-57/{code}.html" in read("nghi-quyet-57.html")
        assert "Chưa có tin" in read(f"nghi-quyet-57/{code}.html")


@pytest.mark.parametrize("code", RESOLUTION_CODES)
def test_a_message_of_the_resolution_is_in_its_section(code, publish, read):
    publish(topic=code, title="Đưa khoa học về làng")

    assert "Đưa khoa học về làng" in read("nghi-quyet-57.html")
    assert "Đưa khoa học về làng" in read(f"nghi-quyet-57/{code}.html")


def test_another_topic_has_a_section_page_of_its_own(publish, read):
    publish(topic="health", topic_name="Y tế", title="Lịch tiêm chủng")

    assert "Lịch tiêm chủng" in read("chuyen-muc/health.html")
    assert "chuyen-muc/health.html" in read("chuyen-muc.html")


def test_a_topic_code_never_leads_out_of_the_site(publish, www):
    publish(topic="../../x", topic_name="Lạ")

    assert (www / "chuyen-muc" / "x.html").exists()


def test_a_message_is_archived_under_the_month_it_went_out(publish, read):
    publish(1, title="Tin tháng mười", published_at=MORNING - timedelta(days=40))
    publish(2, title="Tin tháng mười một", published_at=MORNING)

    assert "Tin tháng mười<" in read("luu-tru/2026-10.html")
    assert "Tin tháng mười<" not in read("luu-tru/2026-11.html")
    assert "Tháng 10 năm 2026" in read("luu-tru.html")


def test_a_busy_month_has_several_lists_that_lead_to_each_other(publish, read, monkeypatch):
    monkeypatch.setattr(index_module, "SHARD", 2)
    for number in range(1, 4):
        publish(number, title=f"Tin số {number}")

    assert "Tin số 3" in read("luu-tru/2026-11-2.html")
    assert "Tin số 3" not in read("luu-tru/2026-11.html")
    assert 'rel="next" href="../luu-tru/2026-11-2.html"' in read("luu-tru/2026-11.html")
    assert 'rel="prev" href="../luu-tru/2026-11.html"' in read("luu-tru/2026-11-2.html")


def test_one_more_message_costs_the_same_with_50_and_with_500(publish, written, monkeypatch):
    def fill(numbers):
        """Put pages up and leave their lists for the next sending, as kills would."""
        with monkeypatch.context() as hasty:
            hasty.setattr(Site, "_settle", lambda self, index: None)
            for number in numbers:
                publish(number, published_at=MORNING + timedelta(minutes=number))
        publish(numbers[-1] + 1, published_at=MORNING + timedelta(minutes=numbers[-1] + 1))

    def cost(number):
        written.clear()
        publish(number, published_at=MORNING + timedelta(minutes=number))
        return len(written), sum(os.path.getsize(each) for each in written)

    fill(range(1, 50))
    files_at_50, bytes_at_50 = cost(51)
    fill(range(52, 529))
    files_at_500, bytes_at_500 = cost(530)

    assert files_at_500 == files_at_50
    assert bytes_at_500 <= 1.1 * bytes_at_50


def test_nothing_but_whole_files_is_left_behind(publish, www):
    publish()

    assert not list(www.rglob("*.part"))
