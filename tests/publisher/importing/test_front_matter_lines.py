"""Front matter: values as written with their lines, every mistake with its own advice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.importing.front_matter import split
from publisher.importing.problems import ProblemList, Severity


def read(*head, body="Nội dung."):
    problems = ProblemList(file="tin.md")
    return split("\n".join(["---", *head, "---", body]), problems), problems.found


def mistakes(*head):
    return [(problem.code, problem.line) for problem in read(*head)[1]]


def test_hours_and_dates_stay_the_text_that_was_written():
    front, problems = read("at: 17:00", "valid_until: 2026-12-31", "title: 0123", "source: no")

    assert [front.one(name).text for name in ("at", "valid_until", "title", "source")] == [
        "17:00",
        "2026-12-31",
        "0123",
        "no",
    ]
    assert problems == []


def test_every_value_knows_its_line():
    front, _ = read("title: Tin", "at:", "  - 2026-11-24 17:00", "  - 2026-11-25 17:00", "zones: [a, b]")

    assert [(each.text, each.line) for each in front.all("at")] == [
        ("2026-11-24 17:00", 4),
        ("2026-11-25 17:00", 5),
    ]
    assert [each.line for each in front.all("zones")] == [6, 6]
    assert front.body_line == 8


def test_media_and_zones_may_be_written_with_commas():
    front, _ = read("media: website, zalo", "zones: thôn A; thôn B")

    assert [each.text for each in front.all("media")] == ["website", "zalo"]
    assert [each.text for each in front.all("zones")] == ["thôn A", "thôn B"]


def test_the_body_may_hold_rules_of_its_own():
    front, _ = read("title: Tin", body="một\n---\nhai")

    assert front.body == "một\n---\nhai"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chỉ có nội dung", "no-front-matter"),
        ("\n---\ntitle: a\n---\n", "no-front-matter"),
        ("---\ntitle: a\nKhông có dấu đóng", "front-matter-open"),
        ("---\n---\nTin", "front-matter-empty"),
        ("---\nchỉ chữ\n---\nTin", "front-matter-shape"),
        ("---\ntitle: a\x07b\n---\nTin", "front-matter-control"),
        ("---\ntitle: " + "[" * 30_000 + "\n---\nTin", "front-matter-yaml"),
        ("---\ntitle: " + "a" * 70_000 + "\n---\nTin", "front-matter-long"),
    ],
)
def test_a_file_without_readable_front_matter_says_why(text, code):
    problems = ProblemList(file="tin.md")

    assert split(text, problems) is None
    assert code in [problem.code for problem in problems.found]


def test_an_unquoted_colon_gets_the_line_as_it_should_be():
    _, (problem,) = read("topic: power", "title: KHẨN: mưa lớn đêm nay")

    assert problem.line == 3
    assert problem.remedy == 'Đặt giá trị trong dấu ngoặc kép: title: "KHẨN: mưa lớn đêm nay"'


def test_mistakes_behind_an_unreadable_line_are_told_too():
    assert mistakes("title: KHẨN: mưa", "topc: power", 'source: "mở', "unit: {a: b}") == [
        ("front-matter-yaml", 2),
        ("front-matter-yaml", 4),
        ("unknown-key", 3),
        ("value-shape", 5),
    ]


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ('title: "mở ra', "Thiếu dấu ngoặc kép đóng"),
        ("zones: [a, b", "Thiếu dấu ]"),
        ("\ttitle: a", "phím Tab"),
        ("title: @xã", 'title: "@xã"'),
    ],
)
def test_common_slips_get_their_own_advice(line, advice):
    _, problems = read(line, "topic: power")

    assert advice in problems[0].remedy
    assert problems[0].line == 2


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("titel", "title"),
        ("zons", "zones"),
        ("tiêu đề", "title"),
        ("valid-until", "valid_until"),
        ("thôn", "zones"),
    ],
)
def test_an_unknown_key_is_an_error_that_proposes_the_known_one(key, meant):
    _, (problem,) = read(f"{key}: x")

    assert (problem.code, problem.severity) == ("unknown-key", Severity.ERROR)
    assert f"Có phải “{meant}”?" in problem.remedy


def test_a_key_written_twice_names_both_lines():
    front, (problem,) = read("title: một", "topic: power", "title: hai")

    assert (problem.code, problem.line) == ("duplicate-key", 4)
    assert "dòng 2" in problem.sentence
    assert front.one("title").text == "một"


@pytest.mark.parametrize(
    "line", ["title: [a, b]", "unit: {a: b}", "at: {a: b}", "repeat: [a]", "at: [[2026-11-24 17:00]]"]
)
def test_a_value_of_the_wrong_shape_is_an_error_of_its_line(line):
    assert mistakes("topic: power", line) == [("value-shape", 3)]


def test_words_lost_behind_a_hash_are_an_error_in_the_title_and_a_warning_elsewhere():
    _, problems = read("title: Phong trào #PhuTrung", "at: 2026-11-24 17:00 # giờ họp")

    assert [(each.code, each.severity) for each in problems] == [
        ("comment-dropped", Severity.ERROR),
        ("comment-dropped", Severity.WARNING),
    ]
    assert "#PhuTrung" in problems[0].sentence


def test_an_empty_value_is_no_value():
    front, problems = read("title:", "at: []", "zones: ~")

    assert [front.one(name) for name in ("title", "at", "zones")] == [None, None, None]
    assert problems == []


@given(head=st.text(alphabet="titleạ:-[]{}\"'#&*!|>%@`\t ,?\n", max_size=80))
def test_no_front_matter_makes_reading_crash(head):
    problems = ProblemList(file="tin.md")

    front = split(f"---\n{head}\n---\nTin", problems)

    assert front is not None or problems.has_error
