"""Search without a server, the widget for other portals, what can be printed and downloaded."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.testing import KEY, sample_content, sample_facts
from channels.website import index
from channels.website.search import folded


def rows(www, name="2026-11"):
    """Return the rows of one list of words."""
    script = (www / f"tim/{name}.js").read_text("utf-8")
    return json.loads(re.fullmatch(r"timKiem\.nhan\((.*)\);\n", script)[1])[1]


class TestWords:
    def test_words_are_kept_without_marks_and_once(self, publish, www):
        publish(title="Tiêm chủng, TIÊM CHỦNG", body="Trạm Y tế xã Đồng Tâm: bà con đưa trẻ đi tiêm.")

        words = rows(www)[0][5].split()

        assert {"tiem", "chung", "dong", "tam", "pt-2026-0117"} <= set(words)
        assert len(words) == len(set(words))

    def test_a_list_holds_what_the_months_list_holds(self, publish, www, monkeypatch):
        monkeypatch.setattr(index, "SHARD", 2)
        monkeypatch.setattr("channels.website.lists.SHARD", 2)
        for number in range(1, 6):
            publish(number)

        listed = (www / "tim/danh-muc.js").read_text("utf-8")

        assert '["2026-11-3","2026-11-2","2026-11"]' in listed
        assert [len(rows(www, name)) for name in ("2026-11", "2026-11-2", "2026-11-3")] == [2, 2, 1]

    def test_what_was_withdrawn_is_not_found(self, publish, website, www):
        website.retract(publish(title="Tin sai"))

        assert rows(www) == []
        assert not list((www / "tin").glob("*.txt"))

    def test_what_was_corrected_is_found_by_its_new_words(self, publish, website, www):
        receipt = publish(title="Họp thứ Tư")
        better = website.render(sample_content(title="Họp thứ Năm", reference="PT-2026-0118"))

        website.correct(receipt, better, key="PT-2026-0118", facts=sample_facts(notice="Đính chính"))

        assert "nam" in rows(www)[0][5].split()
        assert rows(www)[0][1] == "Họp thứ Năm"

    def test_no_word_ends_the_script(self, publish, www):
        publish(title="</script><script>alert(1)</script>\u2028 hết")

        script = (www / "tim/2026-11.js").read_text("utf-8")

        assert "<" not in script
        assert "\u2028" not in script

    @given(st.text())
    def test_folding_twice_is_folding_once(self, text):
        assert folded(folded(text)) == folded(text)


class TestDownloads:
    def test_the_plain_text_is_what_was_sealed_with_its_code(self, publish, www):
        receipt = publish(body="Bà con **chú ý**.")

        text = (www / receipt.details["path"].replace(".html", ".txt")).read_text("utf-8")

        assert "Bà con chú ý." in text
        assert text.endswith(f"Mã tin: {KEY}\n")

    def test_a_rebuild_keeps_texts_and_removes_strangers(self, publish, website, www):
        publish()
        (www / "tin/la.txt").write_text("lạ")

        website.rebuild()

        assert [each.name for each in (www / "tin").glob("*.txt")] == [
            "pt-2026-0117-lich-tiem-chung-thang-12.txt"
        ]


@pytest.fixture
def browser_at(www, served, open_page):
    """Open a page of the site in a real browser, from a server under a sub-path."""
    address = f"{served(www.parent)}{www.name}/"
    return lambda path, **given: open_page(address + path, **given)


class TestInABrowser:
    @pytest.fixture
    def filled(self, publish):
        publish(1, title="Lịch tiêm chủng tháng 12", topic="health", topic_name="Y tế, sức khỏe")
        publish(
            2,
            title="Cắt điện thôn Phú Lộc",
            body="Điện lực thông báo.",
            topic="power",
            topic_name="Điện, nước",
        )

    @pytest.mark.parametrize("asked", ["tiem chung", "TIÊM chủng", "chủng tiêm"])
    def test_a_message_is_found_with_and_without_marks(self, filled, browser_at, asked):
        page = browser_at(f"tim-kiem.html?q={asked}")

        page.get_by_text("Thấy 1 tin.").wait_for()
        assert page.locator("#ket-qua a").all_inner_texts() == ["Lịch tiêm chủng tháng 12"]

    def test_what_is_not_there_is_said(self, filled, browser_at):
        page = browser_at("tim-kiem.html?q=bóng đá")

        page.get_by_text("Không thấy tin nào").wait_for()

    def test_the_result_leads_to_the_message(self, filled, browser_at):
        page = browser_at("tim-kiem.html")
        page.get_by_label("Từ cần tìm").fill("cat dien")
        page.get_by_role("button", name="Tìm").click()

        page.get_by_role("link", name="Cắt điện thôn Phú Lộc").click()

        page.get_by_role("heading", level=1, name="Cắt điện thôn Phú Lộc").wait_for()

    def test_without_javascript_the_page_leads_to_the_archive(self, filled, browser_at):
        page = browser_at("tim-kiem.html", java_script_enabled=False)

        page.get_by_role("link", name="tất cả tin theo tháng").wait_for()

    def test_the_widget_shows_one_section_and_so_many(self, filled, browser_at):
        page = browser_at("nhung.html?so=1&chuyen-muc=power")

        assert page.locator("li:visible a").all_inner_texts() == ["Cắt điện thôn Phú Lộc"]

    def test_the_print_button_is_there_with_javascript_only(self, filled, browser_at):
        path = "tin/pt-2026-0001-lich-tiem-chung-thang-12.html"

        assert browser_at(path).get_by_role("button", name="In trang này").is_visible()
        assert not browser_at(path, java_script_enabled=False).get_by_text("In trang này").is_visible()

    @pytest.mark.parametrize("width", [390, 1280])
    def test_no_page_is_wider_than_the_screen(self, filled, browser_at, www, width):
        for path in sorted(each.relative_to(www).as_posix() for each in www.rglob("*.html")):
            page = browser_at(path, viewport={"width": width, "height": 800})

            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
