"""Whatever goes wrong is one clear sentence, an exit code that is not 0, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from publisher.lock import publishing_lock


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["usr"], "Có phải “user”?"),
        (["user", "ad"], "Có phải “add”?"),
        (["user", "add"], "Thiếu NAME."),
        (["user", "add", "x"], "Thiếu --role."),
        (["user", "add", "x", "--rle", "editor"], "Có phải “--role”?"),
        (["user", "add", "x", "y", "--role", "editor"], "Thừa “y”"),
        (["hamlet", "add", "x", "--households", "vài"], "phải là số nguyên"),
        (["slot", "add", "x", "--start", "11:00", "--minutes", "0"], "từ 1 đến 960"),
        (["delivery", "list", "--state", "sentt"], "phải là một trong: planned"),
        (["delivery", "show", "99999999999999"], "phải là số nguyên"),
        (["message", "import", "/không/có", "--as", "hoa"], "“/không/có”"),
        (["message", "import"], "Thiếu PATH."),
        (["bulletin", "export"], "Thiếu --as."),
    ],
)
def test_a_command_line_that_cannot_be_read_is_explained(office, words, said):
    answer = office(*words)

    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert "--help`" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["message", "show", "99"], "Không có tin “99”"),
        (["message", "show", "999999999999999999999"], "Không có tin"),
        (["delivery", "show", "99"], "Không có lượt đăng số 99"),
        (["channel", "pause", "Fanpage"], "Chưa có kênh nào"),
        (["unit", "add", "Tổ dân phố", "--as", "lann"], "Có phải “lan”?"),
        (["zone", "add", "Cụm mới", "--hamlet", "Phú Tân"], "Có phải “thôn Phú Tân”?"),
        (["user", "add", "x", "--role", "editr"], "Có phải “editor”?"),
        (["channel", "add", "fax", "Fax"], "Các loại: website"),
        (
            ["channel", "add", "loudspeaker", "Loa", "--set", "zone=Cụm loa Phú Tan"],
            "Có phải “Cụm loa Phú Tân”?",
        ),
        (["user", "list", "--commune", "bu-dop"], "Hiện có: phu-trung"),
        (["bulletin", "plan", "--slot", "Chiêu"], "Có phải “Chiều”?"),
        (["bulletin", "plan", "--zone", "Cụm loa Phú Lâm"], "Hiện có: Cụm loa Bù Tố, Cụm loa Phú Tân"),
    ],
)
def test_an_unknown_name_lists_what_exists_with_the_nearest(office, words, said):
    answer = office(*words)

    assert answer.code == 1
    assert said in answer.err
    assert "Lỗi chương trình" not in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ["unit", "add", "Tổ mới", "--as", "hoa"],
        ["channel", "add", "memory", "Nhớ", "--as", "lan"],
        ["slot", "add", "Trưa", "--start", "17:30", "--as", "nam"],
        ["dictionary", "add", "IoT", "ai ô ti", "--as", "tư"],
        ["bulletin", "export", "--as", "lan"],
        ["bulletin", "confirm", "--as", "tư"],
        ["user", "add", "x", "--role", "admin", "--as", "nam"],
    ],
    ids=" ".join,
)
def test_who_may_not_do_a_thing_is_told_who_may(office, words):
    answer = office(*words)

    assert answer.code == 1
    assert "không được làm việc này; cần: " in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("words", [["user", "list"], ["dispatch", "--until-idle"], ["doctor"]], ids=" ".join)
def test_nothing_works_before_init_and_says_so(bare, words):
    answer = bare(*words)

    assert answer.code == 1
    assert "hãy chạy `publisher init`" in answer.err


def test_a_damaged_database_is_told_from_a_bug(office):
    (office.home / "publisher.db").write_bytes(b"x" * 5000)

    answer = office("user", "list")

    assert answer.code == 1
    assert "lấy lại bản sao lưu" in answer.err


def test_a_vanished_database_is_not_replaced_by_an_empty_one(office):
    (office.home / "publisher.db").unlink()

    answer = office("user", "list")

    assert answer.code == 1
    assert "Không thấy cơ sở dữ liệu" in answer.err
    assert not (office.home / "publisher.db").exists()


def test_a_home_that_cannot_be_made_is_explained(bare):
    bare.home.write_text("một tệp", encoding="utf-8")

    answer = bare("init")

    assert answer.code == 1
    assert str(bare.home) in answer.err
    assert "Errno" not in answer.err


@pytest.mark.parametrize("url", ["nonsense", "postgresql+psycopg://u:MATKHAU@127.0.0.1:1/x"])
def test_a_database_that_cannot_be_reached_shows_no_password(bare, url):
    bare.patch.setenv("PUBLISHER_DATABASE_URL", url)

    answer = bare("init")

    assert answer.code == 1
    assert "MATKHAU" not in answer.err
    assert "sqlalche" not in answer.err


def test_a_clock_that_cannot_be_read_is_explained(office):
    office.at("chiều mai")

    assert "không phải thời điểm" in office("user", "list").err


def test_a_moved_clock_is_refused_beside_a_real_channel(office):
    (office.papers / "token").write_text("EAAB", encoding="utf-8")
    office.patch.delenv("PUBLISHER_NOW")
    real = ("channel", "add", "facebook", "Fanpage", "--set", "page_id=1")
    office.does(*real, "--set", f"token=@{office.papers / 'token'}")

    office.at("2026-11-23 08:00")
    answer = office("message", "list")

    assert answer.code == 1
    assert "PUBLISHER_NOW chỉ dùng khi diễn tập" in answer.err


def test_a_real_channel_is_refused_beside_a_moved_clock_and_nothing_is_kept(office):
    (office.papers / "token").write_text("EAAB", encoding="utf-8")
    token = f"token=@{office.papers / 'token'}"

    answer = office("channel", "add", "facebook", "Fanpage", "--set", "page_id=1", "--set", token)

    assert answer.code == 1
    assert office.does("channel", "list", "--json").rows == []
    assert office.does("account", "list", "--json").rows == []


def test_a_second_publisher_of_the_same_home_is_refused(office):
    with publishing_lock(office.home / "publishing.lock"):
        answer = office("dispatch", "--until-idle")

    assert answer.code == 1
    assert "Đang có một chương trình khác gửi tin" in answer.err


def test_words_that_are_no_utf8_are_refused(office):
    answer = office("unit", "add", "Tổ\udcff")

    assert answer.code == 2
    assert "không phải chữ UTF-8" in answer.err
    assert len(office.does("unit", "list", "--json").rows) == 1


def test_a_reader_who_leaves_is_no_error(office):
    arguments = [sys.executable, "-m", "publisher", "channel", "kinds"]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read().decode()
        code = running.wait(timeout=60)

    assert (code, said) == (0, "")


def test_a_bug_says_where_to_look_and_shows_no_traceback(office, monkeypatch):
    from publisher.cli import places

    monkeypatch.setattr(places, "_list", lambda *given, **named: 1 / 0)

    answer = office("unit", "list")

    assert answer.code == 70
    assert "ZeroDivisionError" in answer.err
    assert "Traceback" not in answer.err
