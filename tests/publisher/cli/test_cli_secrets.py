"""Secrets: never plain in a command, never shown again."""

from __future__ import annotations

import pytest

SECRET = "EAAB-rat-bi-mat-123"
HERE = "base_url=http://127.0.0.1:9"


@pytest.fixture
def secret_file(office):
    path = office.papers / "khóa của trang.txt"
    path.write_text(f"\ufeff{SECRET}\r\n", encoding="utf-8")
    return f"token=@{path}"


def fanpage(office, *settings, stdin=""):
    given = [word for each in ("page_id=1", HERE, *settings) for word in ("--set", each)]
    return office("channel", "add", "facebook", "Fanpage", *given, stdin=stdin)


def test_a_secret_as_a_plain_argument_is_refused_without_repeating_it(office):
    answer = fanpage(office, f"token={SECRET}")

    assert answer.code == 1
    assert "token=@" in answer.err
    assert SECRET not in answer.out + answer.err


@pytest.mark.parametrize(("kind", "answer"), [("facebook", "user_token"), ("zalo", "code")])
def test_a_secret_answer_of_a_guide_is_refused_as_a_plain_argument_too(office, kind, answer):
    told = office("channel", "connect", kind, "Kênh mới", "--set", f"{answer}={SECRET}")

    assert told.code == 1
    assert f"{answer}=@" in told.err
    assert SECRET not in told.out + told.err


def test_a_secret_without_its_equals_sign_is_not_repeated_either(office):
    answer = fanpage(office, SECRET)

    assert answer.code == 1
    assert SECRET not in answer.err


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_a_secret_comes_by_file_or_standard_input_and_is_never_shown(office, secret_file, way):
    answer = fanpage(office, secret_file if way == "file" else "token=-", stdin=f"{SECRET}\n")

    assert answer.code == 0, answer.err
    shown = [
        office(*words)
        for words in (("channel", "list", "--json"), ("account", "list", "--json"), ("doctor",))
    ]
    assert shown[0].rows[0]["secrets"] == ["token"]
    assert SECRET not in "".join(each.out + each.err for each in (answer, *shown))
    kept = (office.home / "publisher.db").read_bytes() + b"".join(
        path.read_bytes() for path in office.home.glob("publisher.db-*")
    )
    assert SECRET.encode() not in kept


@pytest.mark.parametrize("typed", ["", "\n", "hai dòng chữ\n"])
def test_a_secret_that_cannot_be_one_is_refused(office, typed):
    answer = fanpage(office, "token=-", stdin=typed)

    assert answer.code == 1
    assert "“token”" in answer.err
    assert office.does("channel", "list", "--json").rows == []


def test_a_secret_never_travels_in_the_open(office, secret_file):
    office.patch.delenv("PUBLISHER_NOW")
    words = ("channel", "add", "facebook", "Fanpage", "--set", "page_id=1", "--set", secret_file)

    answer = office(*words, "--set", "base_url=http://graph.example")

    assert answer.code == 1
    assert "phải dùng https" in answer.err


def test_all_mistakes_of_the_settings_are_told_at_once(office, secret_file):
    answer = office(
        "channel", "add", "facebook", "F", "--set", "pageid=1", "--set", "lookups=a", "--set", HERE
    )

    assert answer.code == 1
    assert "Có phải “page_id”?" in answer.err
    assert "Thiếu cài đặt “token”" in answer.err
    assert "“a” không phải số" in answer.err


def test_a_changed_setting_is_all_or_nothing(office, secret_file):
    fanpage(office, secret_file)

    answer = office("channel", "set", "Fanpage", "--set", "page_id=2", "--set", "lookups=xyz")

    assert answer.code == 1
    assert office.does("channel", "list", "--json").rows[0]["settings"]["page_id"] == "1"


def test_a_key_file_that_is_none_is_explained(office, secret_file):
    fanpage(office, secret_file)
    (office.home / "secret.key").write_text("xyz", encoding="ascii")

    answer = office("channel", "check")

    assert answer.code == 1
    assert "không dùng được" in answer.err
    assert office("channel", "list").code == 0
