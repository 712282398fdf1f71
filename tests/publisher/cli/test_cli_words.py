"""Spoken words from the command line."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_a_text_is_spoken_before_init_too(bare):
    assert (
        bare.does("spoken", "Ngày 05/7/2025").out
        == "ngày mùng năm tháng bảy năm hai nghìn không trăm hai mươi lăm\n"
    )


def test_lines_come_back_one_for_one_with_unknown_tokens_marked(bare):
    answer = bare("spoken", "-", stdin="Có 21 hộ\n\nMã xyz123\r\n5%")

    assert answer.code == 3
    assert answer.out == "có hai mươi mốt hộ\n\nmã ⟦xyz123⟧\nnăm phần trăm\n"


def test_a_taught_word_is_spoken_and_listed(office):
    assert office("spoken", "xyz").code == 3

    office.does("dictionary", "add", "xyz", "ích i dét", "--as", "nam")

    assert office.does("spoken", "xyz").out == "ích i dét\n"
    assert office.does("dictionary", "list", "--json").rows[-1]["spoken"] == "ích i dét"


@pytest.mark.parametrize(("written", "spoken"), [("IoT", "xyz123"), ("IoT", ""), ("", "ai ô ti")])
def test_a_word_that_cannot_be_said_is_not_taught(office, written, spoken):
    answer = office("dictionary", "add", written, spoken, "--as", "nam")

    assert answer.code == 2
    assert office.does("dictionary", "list", "--json").rows == []


def test_bytes_that_are_no_utf8_are_seen_as_unknown(bare):
    answer = subprocess.run(
        [sys.executable, "-m", "publisher", "spoken", "-"],
        input=b"\xef\xbb\xbfm\xff\n",
        capture_output=True,
        timeout=60,
    )

    assert answer.returncode == 3
    assert "⟦\ufffd⟧" in answer.stdout.decode()
    assert answer.stderr == b""


@pytest.mark.parametrize(
    ("out", "said"), [("loi.ogg", "đuôi .mp3 hoặc .wav"), ("không/có/loi.mp3", "không có ở đó")]
)
def test_a_recording_that_has_no_place_is_refused(bare, out, said):
    answer = bare("speak", "Xin chào.", "--out", str(bare.papers / out))

    assert answer.code != 0
    assert said in answer.err


def test_a_text_is_spoken_into_a_file(bare):
    place = bare.papers / "lời chào.mp3"

    answer = bare.does("speak", "-", "--out", str(place), stdin="Xin chào bà con.")

    assert "giây" in answer.out
    assert place.stat().st_size > 5000


def test_an_unknown_word_stops_the_recording(bare):
    answer = bare("speak", "Mã xyz123", "--out", str(bare.papers / "x.mp3"))

    assert answer.code == 1
    assert "publisher dictionary add" in answer.err
    assert not (bare.papers / "x.mp3").exists()
