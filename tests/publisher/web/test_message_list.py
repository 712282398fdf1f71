"""The list of messages: found without marks, page by page."""

from __future__ import annotations

import re

import pytest

from publisher.web.testing import write


@pytest.mark.parametrize("asked", ["hop to dan pho", "Họp tổ", "HỌP TO DAN", "pt-2026-0001", "hop%"])
def test_a_search_needs_no_marks(village, enter, asked):
    browser = enter()
    write(browser)
    write(browser, title="Lịch cắt điện")

    shown = browser.get("/tin/", query_string={"q": asked}).text

    assert "Họp tổ dân phố" in shown
    assert "Lịch cắt điện" not in shown


@pytest.mark.parametrize("asked", ["khong co gi", "%", "' OR 1=1 --", "\u202e"])
def test_a_search_for_nothing_finds_nothing(village, enter, asked):
    write(enter())

    assert "Không có tin nào như vậy." in enter().get("/tin/", query_string={"q": asked}).text


def test_the_list_goes_on_page_by_page(village, enter):
    for number in range(53):
        village.draft(title=f"Tin số {number:03}")
    browser = enter()

    first = browser.get("/tin/").text
    rest = browser.get(re.search(r'href="(/tin/\?before=\d+)"', first)[1]).text

    assert first.count("Tin số") == 50
    assert rest.count("Tin số") == 3
