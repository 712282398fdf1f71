"""Names for files and addresses: plain ASCII, readable, cut at a word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.text import plain_name


@given(st.text())
def test_a_name_in_the_address_is_plain_ascii(text):
    assert re.fullmatch(r"[a-z0-9]*(-[a-z0-9]+)*", plain_name(text, longest=80))
    assert len(plain_name(text, longest=80)) <= 80


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Đường Điện, cắt điện ngày 26/11!", "duong-dien-cat-dien-ngay-26-11"),
        ("Sáng 25–30/11", "sang-25-30-11"),
        ("***", ""),
    ],
)
def test_vietnamese_loses_its_marks_only(text, name):
    assert plain_name(text) == name


def test_a_long_name_is_cut_at_a_word():
    assert plain_name("Lịch tiêm chủng", longest=12) == "lich-tiem"
    assert plain_name("tiemchung", longest=4) == "tiem"
