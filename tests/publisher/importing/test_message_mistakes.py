"""All mistakes of a message file are told together, each with its remedy, and nothing is imported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Urgency
from publisher.importing.testing import GOOD, codes, errors, only_error


class TestMistakes:
    def test_all_mistakes_are_told_together_in_the_order_of_lines(self, read):
        reading = read(
            topic="y-hoc",
            unit="Hội Nông dân",
            urgency="gấp",
            media="[web]",
            at="2026-02-30 17:00",
            without=("title",),
        )

        assert reading.draft is None
        assert [(each.code, each.line) for each in errors(reading)] == [
            ("missing-title", 1),
            ("unknown-topic", 2),
            ("unknown-unit", 3),
            ("unknown-urgency", 4),
            ("unknown-media", 5),
            ("bad-at", 6),
        ]
        assert all(each.file == "kham-suc-khoe.md" and each.remedy for each in errors(reading))

    def test_a_missing_title_proposes_the_first_sentence_of_the_body(self, read):
        problem = only_error(
            read(without=("title",), body="🚀 **Nhiều bà con** nhận cuộc gọi lạ. Xin cảnh giác.")
        )

        assert problem.remedy == 'Thêm dòng: title: "Nhiều bà con nhận cuộc gọi lạ"'

    @pytest.mark.parametrize("name", ["topic", "unit", "media", "at"])
    def test_each_needed_field_is_asked_for(self, read, name):
        assert only_error(read(without=(name,))).code == f"missing-{name}"

    def test_an_unwritten_urgency_is_routine_with_a_notice(self, read):
        reading = read(without=("urgency",))

        assert reading.draft.urgency is Urgency.ROUTINE
        assert codes(reading) == ["urgency-default"]

    def test_an_unknown_topic_lists_what_exists_and_the_nearest(self, read):
        problem = only_error(read(topic="nong-nghiep"))

        assert problem.remedy.startswith("Có phải “agriculture” (Nông nghiệp)?")
        assert "health (Y tế); agriculture (Nông nghiệp); role (Vai trò của khoa học)" in problem.remedy

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("urgency", "khẩn cấp", "Có phải “emergency”?"),
            ("media", "[website, fanpage]", "Có phải “facebook”?"),
            ("unit", "Hội Phụ Nử", "Có phải “Hội Phụ nữ”?"),
            ("zones", "[thôn Đồi Trè]", "Có phải “Thôn Đồi Chè”?"),
            ("at", "24/11/2026 17h30", "Có phải 2026-11-24 17:30?"),
            ("at", "2026-11-24", "Ghi cả giờ, ví dụ 2026-11-24 17:00"),
            ("at", "2026-11-24 25:00", "Giờ từ 00:00 đến 23:59"),
            ("valid_until", "2027-02-29 17:00", "Kiểm tra lại ngày"),
            ("repeat", "FREQ=WEEKLY;BYDAY=TU", "Xem ví dụ"),
            ("link", "xa.example/kham", "https://"),
            ("link", "javascript:alert(1)", "https://"),
            ("image", "../../bi-mat.png", "cạnh tệp tin"),
            ("image", "bao-cao.docx", ".png"),
            ("corrects", "lich-cuu", "Có phải “lich-cu”?"),
            ("corrects", "kham-suc-khoe", "Ghi tên tệp tin cũ"),
        ],
    )
    def test_a_wrong_value_is_an_error_with_its_remedy(self, read, field, value, words):
        problem = only_error(read(**{field: value}))

        assert words in problem.remedy
        assert problem.line == 2 + list({**GOOD, field: value}).index(field)

    def test_an_empty_body_is_refused(self, read):
        assert only_error(read(body=" \n\n")).code == "empty-body"

    def test_a_body_that_is_only_a_script_is_refused_as_empty(self, read):
        assert only_error(read(body="<script>alert(1)</script>")).code == "empty-body"

    def test_a_second_import_of_a_key_is_refused(self, read):
        assert only_error(read("lich-cu.md")).code == "imported-before"

    @pytest.mark.parametrize(
        ("raw", "code", "words"),
        [
            (b"", "empty-file", "trống"),
            (b"PK\x03\x04" + b"\0" * 50, "binary", "Word"),
            (b"%PDF-1.7 \xff", "binary", "PDF"),
            (b"---\0title\0\xff", "binary", "nhị phân"),
            (b"---\ntitle: " + "Th«ng b¸o kÕ ho¹ch".encode("latin-1"), "not-utf8", "TCVN3 (ABC)"),
            ("---\ntitle: Tin".encode("utf-16"), "not-utf8", "UTF-16"),
            (b"---\n" + b"a" * 1_000_001, "too-large", "1 MB"),
        ],
    )
    def test_what_is_no_message_file_is_refused_in_words(self, read_file, tmp_path, raw, code, words):
        path = tmp_path / "tin.md"
        path.write_bytes(raw)

        problem = only_error(read_file(path))

        assert problem.code == code
        assert words in problem.sentence

    def test_a_file_that_is_not_there_is_told(self, read_file, tmp_path):
        assert only_error(read_file(tmp_path / "mat.md")).code == "unreadable"

    @given(raw=st.binary(max_size=300))
    def test_no_bytes_make_reading_crash(self, read_file, tmp_path_factory, raw):
        path = tmp_path_factory.mktemp("rac") / "tin.md"
        path.write_bytes(raw)

        assert errors(read_file(path))


def test_a_problem_reads_as_file_line_weight_sentence_and_remedy(read):
    problem = only_error(read(urgency="emergancy"))

    assert str(problem) == (
        "kham-suc-khoe.md:5: lỗi: “urgency” không có giá trị “emergancy”. "
        "Có phải “emergency”? Các giá trị: routine, urgent, emergency."
    )
