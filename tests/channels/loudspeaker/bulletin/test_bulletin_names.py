"""File names that every player takes and that sort as they are played."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.loudspeaker.bulletin.names import LONGEST, ascii_name, numbered


class TestNames:
    @given(some.text(max_size=200), some.integers(1, 120))
    def test_every_title_becomes_a_name_fat32_takes(self, title, number):
        name = numbered(number, title, of=120)

        assert len(name) <= LONGEST
        assert re.fullmatch(r"\d{3}-[a-z0-9-]+\.mp3", name)

    @given(some.lists(some.text(max_size=80), min_size=2, max_size=120))
    def test_names_sort_as_they_are_played(self, titles):
        names = [numbered(at, title, of=len(titles)) for at, title in enumerate(titles, 1)]

        assert sorted(names) == names

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("Đường Điện, cắt điện ngày 26/11!", "duong-dien-cat-dien-ngay-26-11"),
            ("KHẨN: gió giật", "khan-gio-giat"),
            ("***", "khong-ten"),
            ("CON", "con-"),
        ],
    )
    def test_vietnamese_loses_its_marks_only(self, title, name):
        assert ascii_name(title) == name
