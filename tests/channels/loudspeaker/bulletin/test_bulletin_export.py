"""A zone's bulletin on disk: order, names, programme, papers, manifest."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace

import av
import pytest

from channels.loudspeaker.bulletin.export import PROGRAMME
from channels.loudspeaker.bulletin.manifest import NAME
from channels.testing import sample_bulletin


class TestLayout:
    def test_the_folder_is_day_slot_and_zone_in_ascii(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder

        assert folder.relative_to(channel.exports).as_posix() == "2026-11-25/0530-sang/cum-loa-phu-tan"

    def test_files_sort_as_they_are_played_urgent_first(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder

        assert sorted(os.listdir(folder)) == [
            "01-mo-dau.mp3",
            "02-bao-manh.mp3",
            "03-duong-lay-cam-xe-tai.mp3",
            "04-lich-tiem-chung-thang-muoi-hai.mp3",
            "05-ket-thuc.mp3",
            PROGRAMME,
            "DOC-TRUC-TIEP.html",
            "PHAT.cue",
            "PHAT.m3u8",
            "PHIEU-PHAT.docx",
            "PHIEU-PHAT.html",
            "manifest.json",
        ]

    def test_an_emergency_bulletin_has_no_greeting(self, channel, items):
        folder = channel.export(sample_bulletin(items[2], emergency=True)).folder

        assert [each for each in sorted(os.listdir(folder)) if each[0].isdigit()] == ["01-bao-manh.mp3"]

    def test_an_item_is_byte_for_byte_what_was_approved(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder

        approved = channel.supplies.files.path(items[2].rendition.files[0].digest).read_bytes()
        assert (folder / "02-bao-manh.mp3").read_bytes() == approved

    def test_the_same_bulletin_gives_the_same_bytes(self, channel, items, tmp_path):
        first = channel.export(sample_bulletin(*items)).folder
        second = replace(channel, folder=str(tmp_path / "other")).export(sample_bulletin(*items)).folder

        assert {name: (first / name).read_bytes() for name in sorted(os.listdir(first))} == {
            name: (second / name).read_bytes() for name in sorted(os.listdir(second))
        }

    def test_exporting_twice_touches_nothing(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder
        before = {each.name: each.stat().st_mtime_ns for each in folder.iterdir()}

        channel.export(sample_bulletin(*items))

        assert {each.name: each.stat().st_mtime_ns for each in folder.iterdir()} == before

    def test_a_changed_bulletin_replaces_the_folder_whole(self, channel, items):
        channel.export(sample_bulletin(*items))

        folder = channel.export(sample_bulletin(items[0])).folder

        assert [each for each in sorted(os.listdir(folder)) if each[0].isdigit()] == [
            "01-mo-dau.mp3",
            "02-lich-tiem-chung-thang-muoi-hai.mp3",
            "03-ket-thuc.mp3",
        ]
        assert sorted(os.listdir(folder.parent)) == ["cum-loa-phu-tan"]


class TestProgramme:
    def test_it_is_as_long_as_planned_and_each_part_begins_where_the_cue_says(self, channel, items):
        exported = channel.export(sample_bulletin(*items))

        with av.open(str(exported.folder / PROGRAMME)) as source:
            heard = sum(frame.samples for frame in source.decode(source.streams.audio[0])) / 44_100
        assert heard == pytest.approx(exported.manifest["seconds"], abs=0.1)
        cue = (exported.folder / "PHAT.cue").read_text(encoding="utf-8")
        begun = [
            int(m) * 60 + int(s) + int(f) / 75 for m, s, f in re.findall(r"INDEX 01 (\d+):(\d+):(\d+)", cue)
        ]
        assert begun == pytest.approx(
            [part["offset_seconds"] for part in exported.manifest["parts"]], abs=0.02
        )

    def test_it_keeps_the_loudness_and_the_peak(self, channel, items):
        programme = channel.export(sample_bulletin(*items)).manifest["programme"]

        assert abs(programme["lufs"] + 16) <= 0.5
        assert programme["true_peak"] <= -1.5

    def test_the_playlist_names_every_part_in_order(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder

        lines = (folder / "PHAT.m3u8").read_text(encoding="utf-8").splitlines()
        assert lines[0] == "#EXTM3U"
        assert [line for line in lines if not line.startswith("#")] == sorted(os.listdir(folder))[:5]


class TestPapers:
    def test_the_run_sheet_has_what_the_operator_fills_in(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder

        page = (folder / "PHIEU-PHAT.html").read_text(encoding="utf-8")
        for wanted in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "XÃ PHÚ TRUNG",
            "Người phát",
            "Giờ phát thực tế",
            "Ghi chú",
            "05:30:00",
            "PT-2026-0002",
            "Nguyễn Văn An",
            "cấm xe tải qua cầu",
        ):
            assert wanted in page

    def test_a_title_cannot_write_html(self, channel, items):
        bad = replace(items[0], title="<script>alert(1)</script>")

        folder = channel.export(sample_bulletin(bad)).folder

        assert "<script" not in (folder / "PHIEU-PHAT.html").read_text(encoding="utf-8")

    def test_the_manifest_says_all_of_an_item(self, channel, items):
        parts = channel.export(sample_bulletin(*items)).manifest["parts"]

        assert parts[1]["reference"] == "PT-2026-0003"
        assert parts[1]["approver"] == "Nguyễn Văn An"
        assert parts[1]["voice"] == "espeak-ng/vi"
        assert parts[1]["version"].startswith("1.")
        assert parts[1]["sha256"] == items[2].rendition.files[0].digest
        assert parts[1]["spoken"] == items[2].rendition.parts[0]
        assert {"lufs", "true_peak", "seconds", "text_digest"} <= parts[1].keys()

    def test_the_manifest_is_plain_json(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder

        assert json.loads((folder / NAME).read_text(encoding="utf-8"))["format"] == 1
