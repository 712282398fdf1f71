"""A zone's bulletin on disk: order, names, papers, manifest, verification, interruption."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import av
import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.base import Bulletin, ChannelUnavailable, ContentRejected, Urgency
from channels.loudspeaker import Loudspeaker
from channels.loudspeaker.bulletin.export import PROGRAMME, export
from channels.loudspeaker.bulletin.folder import recover
from channels.loudspeaker.bulletin.manifest import NAME, read, verify
from channels.loudspeaker.bulletin.names import LONGEST, ascii_name, numbered
from channels.loudspeaker.bulletin.plan import Part, lay_out
from channels.testing import MemoryProgress, sample_content, sample_facts, supplies_in
from channels.values import BulletinItem

VIETNAM = timezone(timedelta(hours=7))
STARTS = datetime(2026, 11, 25, 5, 30, tzinfo=VIETNAM)
MESSAGES = (
    ("PT-2026-0001", "Lịch tiêm chủng tháng Mười hai", "Mời bà con đưa trẻ đi tiêm.", Urgency.ROUTINE),
    ("PT-2026-0002", "Đường lầy: cấm xe tải", "Cấm xe tải qua cầu Đắk Nhau.", Urgency.URGENT),
    ("PT-2026-0003", "Bão mạnh", "Bà con ở trong nhà.", Urgency.EMERGENCY),
)


def bulletin(*items, **changes):
    given = {
        "slot": "Sáng",
        "zone": "Cụm loa Phú Tân",
        "starts_at": STARTS,
        "length": timedelta(minutes=60),
        "items": items,
        "commune": "xã Phú Trung",
        "province": "tỉnh Đồng Nai",
    }
    return Bulletin(**{**given, **changes})


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("loa xã Phú Trung")


@pytest.fixture(scope="module")
def recordings(home):
    """Return three recorded items and their store, made once."""
    channel = Loudspeaker(zone="Cụm loa Phú Tân", supplies=supplies_in(home))
    items = []
    for reference, title, body, urgency in MESSAGES:
        content = sample_content(reference=reference, title=title, body=body, urgency=urgency)
        rendition = channel.record(channel.render(content), report=lambda share: None)
        items.append(
            BulletinItem(
                reference=reference,
                title=title,
                rendition=rendition,
                urgency=urgency,
                approver="Nguyễn Văn An",
            )
        )
    channel.export(bulletin(*items))  # opening and closing are recorded once too
    return channel, tuple(items)


@pytest.fixture
def channel(recordings, tmp_path):
    """Return a channel with the recordings at hand that exports into an empty folder."""
    made, _ = recordings
    return replace(made, folder=str(tmp_path / "usb"))


@pytest.fixture
def items(recordings):
    return recordings[1]


def names_in(folder):
    return sorted(each.name for each in folder.iterdir())


class TestLayout:
    def test_the_folder_is_day_slot_and_zone_in_ascii(self, channel, items):
        folder = channel.export(bulletin(*items)).folder

        assert folder.relative_to(channel.exports).as_posix() == "2026-11-25/0530-sang/cum-loa-phu-tan"

    def test_files_sort_as_they_are_played_urgent_first(self, channel, items):
        folder = channel.export(bulletin(*items)).folder

        assert names_in(folder) == [
            "01-mo-dau.mp3",
            "02-bao-manh.mp3",
            "03-duong-lay-cam-xe-tai.mp3",
            "04-lich-tiem-chung-thang-muoi-hai.mp3",
            "05-ket-thuc.mp3",
            PROGRAMME,
            "PHAT.cue",
            "PHAT.m3u8",
            "PHIEU-PHAT.html",
            "manifest.json",
        ]

    def test_an_emergency_bulletin_has_no_greeting(self, channel, items):
        folder = channel.export(bulletin(items[2], emergency=True)).folder

        assert [each for each in names_in(folder) if each[0].isdigit()] == ["01-bao-manh.mp3"]

    def test_an_item_is_byte_for_byte_what_was_approved(self, channel, items):
        folder = channel.export(bulletin(*items)).folder

        approved = channel.supplies.files.path(items[2].rendition.files[0].digest).read_bytes()
        assert (folder / "02-bao-manh.mp3").read_bytes() == approved

    def test_the_same_bulletin_gives_the_same_bytes(self, channel, items, tmp_path):
        first = channel.export(bulletin(*items)).folder
        second = replace(channel, folder=str(tmp_path / "other")).export(bulletin(*items)).folder

        assert {name: (first / name).read_bytes() for name in names_in(first)} == {
            name: (second / name).read_bytes() for name in names_in(second)
        }

    def test_exporting_twice_touches_nothing(self, channel, items):
        folder = channel.export(bulletin(*items)).folder
        before = {each.name: each.stat().st_mtime_ns for each in folder.iterdir()}

        channel.export(bulletin(*items))

        assert {each.name: each.stat().st_mtime_ns for each in folder.iterdir()} == before

    def test_a_changed_bulletin_replaces_the_folder_whole(self, channel, items):
        channel.export(bulletin(*items))

        folder = channel.export(bulletin(items[0])).folder

        assert [each for each in names_in(folder) if each[0].isdigit()] == [
            "01-mo-dau.mp3",
            "02-lich-tiem-chung-thang-muoi-hai.mp3",
            "03-ket-thuc.mp3",
        ]
        assert names_in(folder.parent) == ["cum-loa-phu-tan"]


class TestProgramme:
    def test_it_is_as_long_as_planned_and_each_part_begins_where_the_cue_says(self, channel, items):
        exported = channel.export(bulletin(*items))

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
        programme = channel.export(bulletin(*items)).manifest["programme"]

        assert abs(programme["lufs"] + 16) <= 0.5
        assert programme["true_peak"] <= -1.5

    def test_the_playlist_names_every_part_in_order(self, channel, items):
        folder = channel.export(bulletin(*items)).folder

        lines = (folder / "PHAT.m3u8").read_text(encoding="utf-8").splitlines()
        assert lines[0] == "#EXTM3U"
        assert [line for line in lines if not line.startswith("#")] == names_in(folder)[:5]


class TestPapers:
    def test_the_run_sheet_has_what_the_operator_fills_in(self, channel, items):
        folder = channel.export(bulletin(*items)).folder

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

        folder = channel.export(bulletin(bad)).folder

        assert "<script" not in (folder / "PHIEU-PHAT.html").read_text(encoding="utf-8")

    def test_the_manifest_says_all_of_an_item(self, channel, items):
        parts = channel.export(bulletin(*items)).manifest["parts"]

        assert parts[1]["reference"] == "PT-2026-0003"
        assert parts[1]["approver"] == "Nguyễn Văn An"
        assert parts[1]["voice"] == "espeak-ng/vi"
        assert parts[1]["version"].startswith("1.")
        assert parts[1]["sha256"] == items[2].rendition.files[0].digest
        assert parts[1]["spoken"] == items[2].rendition.parts[0]
        assert {"lufs", "true_peak", "seconds", "text_digest"} <= parts[1].keys()


class TestVerify:
    def test_a_whole_folder_has_no_difference(self, channel, items):
        assert verify(channel.export(bulletin(*items)).folder) is None

    @pytest.mark.parametrize("at", range(10))
    def test_one_altered_byte_is_named_by_its_file(self, channel, items, at):
        folder = channel.export(bulletin(*items)).folder
        file = folder / names_in(folder)[at]
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

        found = verify(folder)

        assert found is not None
        assert found.file == file.name
        assert file.name in found.sentence

    def test_a_missing_file_is_named(self, channel, items):
        folder = channel.export(bulletin(*items)).folder
        (folder / "02-bao-manh.mp3").unlink()

        assert verify(folder).sentence == "Tệp 02-bao-manh.mp3 bị thiếu."

    def test_a_strange_file_is_named(self, channel, items):
        folder = channel.export(bulletin(*items)).folder
        (folder / "00-nhac.mp3").write_bytes(b"x")

        assert verify(folder).file == "00-nhac.mp3"

    def test_a_copy_elsewhere_verifies(self, channel, items, tmp_path):
        folder = channel.export(bulletin(*items)).folder
        shutil.copytree(folder, tmp_path / "E")

        assert verify(tmp_path / "E") is None

    def test_what_is_no_export_is_said_so(self, tmp_path):
        assert verify(tmp_path).file == NAME

    def test_an_altered_export_is_made_anew(self, channel, items):
        folder = channel.export(bulletin(*items)).folder
        (folder / "01-mo-dau.mp3").write_bytes(b"x")

        channel.export(bulletin(*items))

        assert verify(folder) is None


class Interrupted(Exception):
    pass


def steps_of(channel, wanted, folder):
    """Return the names of all write points of an export over an existing folder."""
    names = []
    export(wanted, folder=folder, files=channel.supplies.files, checkpoint=names.append)
    return names


KILL = """
import os, pickle, sys
from pathlib import Path
from channels.files import FolderStore
from channels.loudspeaker.bulletin.export import export
step, folder, store, wanted = pickle.load(sys.stdin.buffer)
def checkpoint(name):
    if name == step:
        os._exit(9)
export(wanted, folder=Path(folder), files=FolderStore(Path(store)), checkpoint=checkpoint)
"""


class TestInterruption:
    def test_an_error_at_any_write_point_leaves_the_old_folder_or_the_new(self, channel, items, tmp_path):
        old, new = bulletin(items[0]), bulletin(*items)
        probe = tmp_path / "probe" / "zone"
        export(old, folder=probe, files=channel.supplies.files)
        steps = steps_of(channel, new, probe)
        assert len(steps) >= 10
        for number, step in enumerate(steps):
            folder = tmp_path / str(number) / "zone"
            before = export(old, folder=folder, files=channel.supplies.files).manifest["identity"]

            def stop(name, step=step):
                if name == step:
                    raise Interrupted(name)

            with pytest.raises(Interrupted):
                export(new, folder=folder, files=channel.supplies.files, checkpoint=stop)

            assert verify(folder) is None, step
            swapping = step in {"put the new folder in place", "remove the old folder"}
            assert (read(folder)["identity"] == before) == (not swapping), step
            assert names_in(folder.parent) == ["zone"], step

    def test_a_kill_at_the_swap_is_mended_by_the_next_look(self, channel, items, tmp_path):
        import pickle

        old, new = bulletin(items[0]), bulletin(*items)
        swap = (
            "write manifest.json",
            "set the old folder aside",
            "put the new folder in place",
            "remove the old folder",
        )
        for number, step in enumerate(swap):
            folder = tmp_path / str(number) / "zone"
            export(old, folder=folder, files=channel.supplies.files)
            order = pickle.dumps((step, str(folder), str(channel.supplies.files.folder), new))
            killed = subprocess.run(
                [sys.executable, "-c", KILL], input=order, env=_environment(), check=False
            )
            assert killed.returncode == 9

            assert verify(folder) is None, step
            export(new, folder=folder, files=channel.supplies.files)

            assert len(read(folder)["parts"]) == 3
            assert names_in(folder.parent) == ["zone"], step

    def test_a_first_export_that_was_interrupted_leaves_nothing(self, channel, items, tmp_path):
        def stop(name):
            raise Interrupted(name)

        with pytest.raises(Interrupted):
            export(
                bulletin(items[0]), folder=tmp_path / "zone", files=channel.supplies.files, checkpoint=stop
            )

        assert names_in(tmp_path) == []

    def test_an_old_folder_set_aside_comes_back(self, channel, items, tmp_path):
        folder = tmp_path / "zone"
        export(bulletin(items[0]), folder=folder, files=channel.supplies.files)
        os.rename(folder, tmp_path / ".zone.old")

        recover(folder)

        assert verify(folder) is None

    def test_a_full_disk_is_one_clear_sentence(self, channel, items, monkeypatch):
        def full(handle):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)

        with pytest.raises(ChannelUnavailable, match="Không ghi được bản tin"):
            channel.export(bulletin(*items))


def _environment():
    from pathlib import Path

    import channels

    return {**os.environ, "PYTHONPATH": str(Path(channels.__file__).parents[1])}


class TestSend:
    def send(self, channel, item, wanted):
        facts = sample_facts(bulletin=wanted)
        return channel.send(item.rendition, key=item.reference, facts=facts, progress=MemoryProgress())

    def test_each_delivery_of_a_bulletin_gets_its_own_file(self, channel, items):
        receipts = [self.send(channel, item, bulletin(*items)) for item in items]

        assert len({receipt.external_id for receipt in receipts}) == 3
        assert len({receipt.url for receipt in receipts}) == 1
        for item, receipt in zip(items, receipts, strict=True):
            assert receipt.details["sha256"] == item.rendition.files[0].digest

    def test_a_zone_whose_name_looks_alike_does_not_overwrite_another(self, channel, items):
        self.send(channel, items[0], bulletin(items[0]))
        alike = replace(channel, zone="Cum loa Phu Tan")

        with pytest.raises(ChannelUnavailable, match="là của cụm loa “Cụm loa Phú Tân”"):
            self.send(alike, items[0], bulletin(items[0], zone="Cum loa Phu Tan"))

    def test_an_item_altered_after_approval_stays_and_the_others_go(self, recordings, tmp_path):
        channel, items = recordings
        supplies = supplies_in(tmp_path)
        shutil.copytree(channel.supplies.files.folder, supplies.files.folder)
        shutil.copytree(channel.supplies.folder / "announcements", supplies.folder / "announcements")
        altered = supplies.files.path(items[1].rendition.files[0].digest)
        altered.write_bytes(altered.read_bytes()[:-1] + b"\0\0")
        channel = replace(channel, supplies=supplies)

        with pytest.raises(ContentRejected, match="đã bị thay đổi sau khi duyệt"):
            self.send(channel, items[1], bulletin(*items))

        receipt = self.send(channel, items[0], bulletin(*items))
        manifest = read(channel.place(bulletin()))
        assert receipt.details["file"] == "03-lich-tiem-chung-thang-muoi-hai.mp3"
        assert list(manifest["left_out"]) == ["PT-2026-0002"]

    def test_without_a_bulletin_nothing_is_written(self, channel, items):
        with pytest.raises(ChannelUnavailable):
            self.send(channel, items[0], None)

        assert not channel.exports.exists()

    def test_an_item_that_is_not_in_the_bulletin_is_refused(self, channel, items):
        with pytest.raises(ContentRejected, match="không có trong bản tin"):
            self.send(channel, items[0], bulletin(items[1]))

    def test_an_altered_file_is_not_found_as_sent(self, channel, items):
        receipt = self.send(channel, items[0], bulletin(items[0]))
        (channel.place(bulletin()) / receipt.details["file"]).write_bytes(b"x")

        assert channel.find(items[0].rendition, key=items[0].reference, since=STARTS) is None

    def test_it_is_found_in_the_days_since(self, channel, items):
        self.send(channel, items[0], bulletin(items[0]))

        found = [
            channel.find(items[0].rendition, key=items[0].reference, since=STARTS + timedelta(days=days))
            for days in (0, 3)
        ]

        assert found[0] is not None
        assert found[1] is None


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


class TestFit:
    def made(self, *seconds, **changes):
        wanted = bulletin(
            *(BulletinItem(reference=str(at), title="", rendition=None) for at, _ in enumerate(seconds)),
            **changes,
        )
        return lay_out(
            wanted, lengths={str(at): each for at, each in enumerate(seconds)}, opening=10, closing=8
        )

    def test_a_bulletin_says_by_how_much_it_is_too_long(self):
        plan = self.made(100, 50, length=timedelta(seconds=150))

        assert not plan.fits
        assert plan.over == pytest.approx(10 + 100 + 50 + 8 + 3 * 0.6 - 150)
        assert plan.verdict == "Dài hơn khung giờ 20 giây."

    def test_a_bulletin_says_how_much_is_left(self):
        assert self.made(100, length=timedelta(minutes=5)).verdict == "Vừa khung giờ, còn 3 phút 1 giây."

    def test_parts_never_overlap(self):
        lines = self.made(3, 4, 5).lines

        for line, following in pairwise(lines):
            assert following.offset == pytest.approx(line.offset + line.seconds + 0.6)
        assert [line.part for line in lines] == [Part.OPENING, *[Part.ITEM] * 3, Part.CLOSING]

    @given(some.lists(some.sampled_from(list(Urgency)), max_size=12))
    def test_urgent_items_come_first_and_equals_keep_their_order(self, classes):
        wanted = bulletin(
            *(
                BulletinItem(reference=f"{at:02}", title="", rendition=None, urgency=urgency)
                for at, urgency in enumerate(classes)
            )
        )

        plan = lay_out(wanted, lengths={f"{at:02}": 1.0 for at, _ in enumerate(classes)})

        ranked = [(line.item.urgency.rank, line.item.reference) for line in plan.lines]
        assert ranked == sorted(ranked)

    def test_a_plan_before_recording_is_near_the_truth(self, channel, items):
        exported = channel.export(bulletin(*items)).manifest["seconds"]

        assert channel.fit(bulletin(*items)).seconds == pytest.approx(exported, rel=0.1)


def test_the_manifest_is_plain_json(channel, items):
    folder = channel.export(bulletin(*items)).folder

    assert json.loads((folder / NAME).read_text(encoding="utf-8"))["format"] == 1
