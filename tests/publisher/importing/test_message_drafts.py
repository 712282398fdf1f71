"""A good message file becomes a draft, its fields as they are stored."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest

from channels.base import Medium, Urgency
from publisher.importing.problems import Severity
from publisher.importing.testing import GOOD, HOME, codes, only_error


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

    def test_a_decomposed_file_becomes_composed_with_a_notice(self, write, read_file):
        path = write(title="Trồng xen dưới tán điều", body="Bà con Đồi Chè trồng nghệ.")
        path.write_text(unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8")

        reading = read_file(path)

        assert reading.draft.title == unicodedata.normalize("NFC", "Trồng xen dưới tán điều")
        assert reading.draft.body == unicodedata.normalize("NFC", "Bà con Đồi Chè trồng nghệ.")
        assert codes(reading) == ["nfd"]

    def test_windows_files_with_a_byte_order_mark_read_the_same(self, write, read_file):
        path = write(body="Một.\nHai.")
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

        reading = read_file(path)

        assert reading.draft.body == "Một.\nHai."
        assert reading.problems == ()


class TestAddMissing:
    def test_units_and_hamlets_may_be_added_on_request(self, read):
        draft = read(unit="Đội dân phòng", zones="[thôn Mới, Đồi Chè]", options={"add_missing": True}).draft

        assert (draft.unit, draft.new_units) == ("Đội dân phòng", ("Đội dân phòng",))
        assert draft.hamlets == ("thôn Mới", "Thôn Đồi Chè")
        assert draft.new_hamlets == ("thôn Mới",)

    def test_topics_are_never_added(self, read):
        assert only_error(read(topic="bong-da", options={"add_missing": True})).code == "unknown-topic"
