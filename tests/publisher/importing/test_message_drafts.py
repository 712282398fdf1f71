"""A message file becomes a draft, or all its mistakes are told together and nothing is imported."""

from __future__ import annotations

import unicodedata
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Medium, Urgency
from publisher.importing.draft import read_message
from publisher.importing.folder import read_folder
from publisher.importing.known import KnownNames
from publisher.importing.problems import Severity
from schedules.slots import Slot, Timetable

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=HOME)
HOUR = timedelta(hours=1)
TIMETABLE = Timetable(
    tz=HOME,
    slots=(
        Slot(name="Sáng", start=time(5, 30), length=HOUR),
        Slot(name="Chiều", start=time(17), length=HOUR),
    ),
)
KNOWN = KnownNames(
    closed_hour=TIMETABLE.closed_hour,
    units=("Hội Phụ nữ", "Trạm Y tế"),
    hamlets=("Thôn Đồi Chè", "Thôn Suối Đá"),
    zones=("Cụm loa Trung tâm",),
    topics={"health": "Y tế", "agriculture": "Nông nghiệp", "role": "Vai trò của khoa học"},
    import_keys=frozenset({"lich-cu"}),
)
GOOD = {
    "title": "Khám sức khỏe miễn phí",
    "topic": "health",
    "unit": "Trạm Y tế",
    "urgency": "routine",
    "media": "[website, loudspeaker]",
    "at": "2026-11-24 17:00",
}


@pytest.fixture
def write(tmp_path):
    def file(name="kham-suc-khoe.md", *, body="Mời bà con đến khám.", without=(), **fields):
        chosen = {key: value for key, value in {**GOOD, **fields}.items() if key not in without}
        text = "\n".join(["---", *(f"{key}: {value}" for key, value in chosen.items()), "---", body])
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return file


@pytest.fixture
def read(write):
    def reading(*args, known=KNOWN, now=NOW, options=None, **fields):
        return read_message(write(*args, **fields), now=now, zone=HOME, known=known, **(options or {}))

    return reading


def errors(reading):
    return [problem for problem in reading.problems if problem.severity is Severity.ERROR]


def only_error(reading):
    (problem,) = errors(reading)
    assert reading.draft is None
    return problem


def codes(reading):
    return [problem.code for problem in reading.problems]


class TestGoodFiles:
    def test_every_field_arrives_in_the_draft(self, read):
        draft = read(
            repeat="FREQ=WEEKLY;BYDAY=TU;COUNT=3",
            valid_until="2026-12-31 18:00",
            zones="[thôn đồi chè, Suối Đá, cụm loa trung tâm]",
            source="Kế hoạch của xã",
            link="https://xa.example/kham",
            corrects="lich-cu",
        ).draft

        assert (draft.import_key, draft.title, draft.topic) == ("kham-suc-khoe", GOOD["title"], "health")
        assert (draft.unit, draft.urgency) == ("Trạm Y tế", Urgency.ROUTINE)
        assert draft.media == (Medium.WEBSITE, Medium.LOUDSPEAKER)
        assert draft.times == (datetime(2026, 11, 24, 17, 0),)
        assert draft.repeat == "FREQ=WEEKLY;BYDAY=TU;COUNT=3"
        assert draft.valid_until == datetime(2026, 12, 31, 18, 0, tzinfo=HOME)
        assert (draft.hamlets, draft.zones) == (("Thôn Đồi Chè", "Thôn Suối Đá"), ("Cụm loa Trung tâm",))
        assert (draft.source, draft.link, draft.corrects) == (
            "Kế hoạch của xã",
            "https://xa.example/kham",
            "lich-cu",
        )
        assert draft.body == "Mời bà con đến khám."

    def test_a_good_file_has_no_problems(self, read):
        assert read().problems == ()

    @pytest.mark.parametrize(
        "at",
        [
            "2026-11-24 17:00",
            "2026-11-24T17:00",
            "2026-11-24T17:00:00+07:00",
            "2026-11-24T10:00Z",
            "2026-11-24 17:00 +0700",
        ],
    )
    def test_a_time_may_be_local_or_iso_with_an_offset(self, read, at):
        assert read(at=at).draft.times == (datetime(2026, 11, 24, 17, 0),)

    def test_several_times_arrive_in_the_order_written_each_once(self, read):
        draft = read(at="[2026-11-25 17:00, 2026-11-24 17:00, 2026-11-25 17:00]").draft

        assert draft.times == (datetime(2026, 11, 25, 17, 0), datetime(2026, 11, 24, 17, 0))

    def test_a_validity_written_as_a_day_lasts_to_its_end(self, read):
        assert read(valid_until="2026-11-30").draft.valid_until == datetime(2026, 11, 30, 23, 59, tzinfo=HOME)

    def test_a_topic_may_be_named_by_its_vietnamese_name(self, read):
        assert read(topic="nông nghiệp").draft.topic == "agriculture"

    def test_an_image_beside_the_file_is_found_and_a_missing_one_is_only_a_warning(self, read, tmp_path):
        (tmp_path / "a.jpg").write_bytes(b"anh")

        reading = read(images="[a.jpg, b.png]")

        assert [(each.name, each.path) for each in reading.draft.pictures] == [
            ("a.jpg", tmp_path / "a.jpg"),
            ("b.png", None),
        ]
        assert [(each.code, each.severity) for each in reading.problems] == [
            ("image-missing", Severity.WARNING)
        ]

    def test_a_decomposed_file_becomes_composed_with_a_notice(self, write):
        path = write(title="Trồng xen dưới tán điều", body="Bà con Đồi Chè trồng nghệ.")
        path.write_text(unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8")

        reading = read_message(path, now=NOW, zone=HOME, known=KNOWN)

        assert reading.draft.title == unicodedata.normalize("NFC", "Trồng xen dưới tán điều")
        assert reading.draft.body == unicodedata.normalize("NFC", "Bà con Đồi Chè trồng nghệ.")
        assert codes(reading) == ["nfd"]

    def test_windows_files_with_a_byte_order_mark_read_the_same(self, write):
        path = write(body="Một.\nHai.")
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

        reading = read_message(path, now=NOW, zone=HOME, known=KNOWN)

        assert reading.draft.body == "Một.\nHai."
        assert reading.problems == ()


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
    def test_what_is_no_message_file_is_refused_in_words(self, tmp_path, raw, code, words):
        path = tmp_path / "tin.md"
        path.write_bytes(raw)

        problem = only_error(read_message(path, now=NOW, zone=HOME, known=KNOWN))

        assert problem.code == code
        assert words in problem.sentence

    def test_a_file_that_is_not_there_is_told(self, tmp_path):
        assert (
            only_error(read_message(tmp_path / "mat.md", now=NOW, zone=HOME, known=KNOWN)).code
            == "unreadable"
        )

    @given(raw=st.binary(max_size=300))
    def test_no_bytes_make_reading_crash(self, tmp_path_factory, raw):
        path = tmp_path_factory.mktemp("rac") / "tin.md"
        path.write_bytes(raw)

        assert errors(read_message(path, now=NOW, zone=HOME, known=KNOWN))


class TestAddMissing:
    def test_units_and_hamlets_may_be_added_on_request(self, read):
        draft = read(unit="Đội dân phòng", zones="[thôn Mới, Đồi Chè]", options={"add_missing": True}).draft

        assert (draft.unit, draft.new_units) == ("Đội dân phòng", ("Đội dân phòng",))
        assert draft.hamlets == ("thôn Mới", "Thôn Đồi Chè")
        assert draft.new_hamlets == ("thôn Mới",)

    def test_topics_are_never_added(self, read):
        assert only_error(read(topic="bong-da", options={"add_missing": True})).code == "unknown-topic"


class TestTimes:
    def test_a_time_that_is_over_needs_an_explicit_choice(self, read):
        problem = only_error(read(at="2026-11-18 17:00", valid_until="2026-12-31 17:00"))

        assert problem.code == "past-at"
        assert "--past-at now" in problem.remedy
        assert "--past-at skip" in problem.remedy

    def test_chosen_now_it_goes_out_now(self, read):
        reading = read(at="2026-11-18 17:00", options={"past_at": "now"})

        assert reading.draft.times == (datetime(2026, 11, 23, 8, 0),)
        assert codes(reading) == ["past-at-now"]

    def test_chosen_skip_only_the_times_to_come_are_left(self, read):
        draft = read(at="[2026-11-18 17:00, 2026-11-25 17:00]", options={"past_at": "skip"}).draft

        assert draft.times == (datetime(2026, 11, 25, 17, 0),)

    def test_chosen_skip_a_repeat_keeps_its_later_occurrences(self, read):
        repeat = "FREQ=WEEKLY;BYDAY=WE;COUNT=3"

        draft = read(at="2026-11-18 17:00", repeat=repeat, options={"past_at": "skip"}).draft

        assert draft.times == (datetime(2026, 11, 25, 17, 0), datetime(2026, 12, 2, 17, 0))
        assert draft.repeat == ""

    def test_chosen_skip_with_nothing_left_is_refused(self, read):
        assert only_error(read(at="2026-11-18 17:00", options={"past_at": "skip"})).code == "nothing-left"

    @pytest.mark.parametrize("past_at", [None, "now", "skip"])
    def test_what_is_over_and_no_longer_valid_is_refused_whatever_the_choice(self, read, past_at):
        options = {"past_at": past_at}

        assert (
            only_error(read(at="2026-11-18 17:00", valid_until="2026-11-20", options=options)).code
            == "expired"
        )

    def test_the_present_minute_is_not_over(self, read):
        assert read(at="2026-11-23 08:00", media="website").draft.times == (datetime(2026, 11, 23, 8, 0),)

    def test_a_validity_that_ends_before_the_first_time_is_refused(self, read):
        assert only_error(read(valid_until="2026-11-24 16:59")).code == "valid-until-before-at"

    def test_repeats_after_the_validity_are_counted_in_a_warning(self, read):
        reading = read(repeat="FREQ=DAILY;COUNT=5", valid_until="2026-11-26 12:00")

        (warning,) = reading.problems
        assert (warning.code, warning.severity) == ("repeat-after-valid-until", Severity.WARNING)
        assert warning.sentence.startswith("3 lần")

    def test_a_first_time_off_its_repeat_is_a_warning(self, read):
        assert codes(read(repeat="FREQ=WEEKLY;BYDAY=MO;COUNT=5")) == ["first-off-repeat"]


class TestClosedHours:
    @pytest.mark.parametrize("urgency", ["routine", "urgent"])
    def test_a_quarter_past_three_on_loudspeakers_refuses_the_whole_message(self, read, urgency):
        problem = only_error(read(at="2026-12-03 03:15", urgency=urgency))

        assert (problem.code, problem.line) == ("closed-hour", 7)
        assert "03:15 ngày 03/12/2026" in problem.sentence
        assert "15:15" in problem.sentence
        assert "Sáng 05:30–06:30, Chiều 17:00–18:00" in problem.sentence

    def test_without_loudspeakers_the_hour_is_allowed(self, read):
        assert read(at="2026-12-03 03:15", media="[website, zalo]").draft

    def test_a_repeat_that_comes_round_at_night_is_refused(self, read):
        assert only_error(read(repeat="FREQ=DAILY;BYHOUR=3,17;COUNT=4")).code == "closed-hour"

    def test_an_emergency_at_night_is_imported_with_a_warning(self, read):
        reading = read(at="2026-12-03 03:15", urgency="emergency")

        assert reading.draft
        assert [(each.code, each.severity) for each in reading.problems] == [
            ("closed-hour", Severity.WARNING)
        ]


TCVN3_BODY = "Thùc hiÖn kÕ ho¹ch cña x·, mêi bµ con ®Õn kh¸m søc kháe t¹i Tr¹m Y tÕ."
READ_BODY = "Thực hiện kế hoạch của xã, mời bà con đến khám sức khỏe tại Trạm Y tế."


class TestLegacyEncodings:
    def test_a_legacy_body_under_a_unicode_title_is_refused_with_the_conversion_shown(self, read):
        problem = only_error(read(body=TCVN3_BODY))

        assert (problem.code, problem.line) == ("legacy-encoding", 9)
        assert "TCVN3 (ABC)" in problem.sentence
        assert "“Thùc hiÖn kÕ ho¹ch" in problem.sentence
        assert "→ “Thực hiện kế hoạch" in problem.sentence
        assert "--convert-legacy" in problem.remedy

    def test_with_consent_it_is_converted_and_noticed(self, read):
        reading = read(body=TCVN3_BODY, options={"convert_legacy": True})

        assert reading.draft.body == READ_BODY
        assert reading.draft.title == GOOD["title"]
        assert codes(reading) == ["legacy-converted"]

    def test_each_legacy_field_is_told_and_names_are_found_after_conversion(self, read):
        fields = {
            "title": "Giaáy môøi khaùm söùc khoûe",
            "unit": "Traïm Y teá",
            "body": "Môøi baø con ñeán khaùm.",
        }

        refused = read(**fields)
        converted = read(**fields, options={"convert_legacy": True})

        assert [each.code for each in errors(refused)] == ["legacy-encoding"] * 3
        assert (converted.draft.title, converted.draft.unit) == ("Giấy mời khám sức khỏe", "Trạm Y tế")
        assert converted.draft.body == "Mời bà con đến khám."


class TestHtml:
    def test_markup_in_any_field_is_gone_and_told(self, read):
        reading = read(
            title="Khám <b>mắt</b> & răng",
            source="Bản chép <i>(từ web)</i>",
            image='mat.png" onerror="alert(1)',
            body='Mời <strong>bà con</strong>.<script>alert(1)</script> <a href="javascript:x">Xem</a>',
        )
        draft = reading.draft

        assert (draft.title, draft.source) == ("Khám mắt & răng", "Bản chép (từ web)")
        assert draft.body == "Mời **bà con**. Xem"
        assert [each.name for each in draft.pictures] == ["mat.png"]
        told = "\n".join(each.sentence for each in reading.problems)
        assert "đã bỏ <script> (“alert(1)”)" in told
        assert "onerror" in told
        assert "javascript:x" in told

    def test_a_script_that_is_never_closed_refuses_the_file(self, read):
        problem = only_error(read(body="Mời bà con.\n<script>alert(1)"))

        assert (problem.code, problem.line) == ("unclosed", 10)


class TestFolder:
    def test_a_correction_finds_its_message_in_the_folder_and_comes_after_it(self, write, tmp_path):
        write("a-dinh-chinh.md", corrects="z-lich")
        write("z-lich.md")

        readings = read_folder(tmp_path, now=NOW, zone=HOME, known=KNOWN)

        assert [each.import_key for each in readings if each.draft] == ["z-lich", "a-dinh-chinh"]

    def test_a_correction_of_a_refused_message_is_refused_too(self, write, tmp_path):
        write("a-dinh-chinh.md", corrects="z-lich")
        write("z-lich.md", topic="khong-co")

        readings = read_folder(tmp_path, now=NOW, zone=HOME, known=KNOWN)

        assert sorted(code for each in readings for code in codes(each)) == [
            "corrects-refused",
            "unknown-topic",
        ]

    def test_corrections_in_a_circle_are_refused(self, write, tmp_path):
        write("a.md", corrects="b")
        write("b.md", corrects="a")

        readings = read_folder(tmp_path, now=NOW, zone=HOME, known=KNOWN)

        assert [each.draft for each in readings] == [None, None]

    def test_two_files_of_one_stem_are_both_refused(self, write, tmp_path):
        write("lich.md")
        (tmp_path / "khac").mkdir()
        write("khac/Lich.md")

        readings = read_folder(tmp_path, now=NOW, zone=HOME, known=KNOWN)

        assert [codes(each) for each in readings] == [["duplicate-stem"], ["duplicate-stem"]]

    def test_hidden_and_other_files_are_passed_over(self, write, tmp_path):
        write("lich.md")
        write(".nhap.md")
        (tmp_path / "ghi-chu.txt").write_text("không phải tin", encoding="utf-8")

        assert [each.import_key for each in read_folder(tmp_path, now=NOW, zone=HOME, known=KNOWN)] == [
            "lich"
        ]


def test_a_problem_reads_as_file_line_weight_sentence_and_remedy(read):
    problem = only_error(read(urgency="emergancy"))

    assert str(problem) == (
        "kham-suc-khoe.md:5: lỗi: “urgency” không có giá trị “emergancy”. "
        "Có phải “emergency”? Các giá trị: routine, urgent, emergency."
    )
