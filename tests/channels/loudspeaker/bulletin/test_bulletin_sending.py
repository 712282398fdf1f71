"""Deliveries of one bulletin: each has its own file, each is found again, none hides another."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable, ContentRejected
from channels.loudspeaker.bulletin.manifest import read
from channels.testing import MemoryProgress, sample_bulletin, sample_facts, supplies_in

STARTS = sample_bulletin().starts_at


class TestSend:
    def send(self, channel, item, wanted):
        facts = sample_facts(bulletin=wanted)
        return channel.send(item.rendition, key=item.reference, facts=facts, progress=MemoryProgress())

    def test_each_delivery_of_a_bulletin_gets_its_own_file(self, channel, items):
        receipts = [self.send(channel, item, sample_bulletin(*items)) for item in items]

        assert len({receipt.external_id for receipt in receipts}) == 3
        assert len({receipt.url for receipt in receipts}) == 1
        for item, receipt in zip(items, receipts, strict=True):
            assert receipt.details["sha256"] == item.rendition.files[0].digest

    def test_a_zone_whose_name_looks_alike_does_not_overwrite_another(self, channel, items):
        self.send(channel, items[0], sample_bulletin(items[0]))
        alike = replace(channel, zone="Cum loa Phu Tan")

        with pytest.raises(ChannelUnavailable, match="là của cụm loa “Cụm loa Phú Tân”"):
            self.send(alike, items[0], sample_bulletin(items[0], zone="Cum loa Phu Tan"))

    def test_an_item_altered_after_approval_stays_and_the_others_go(self, recordings, tmp_path):
        channel, items = recordings
        supplies = supplies_in(tmp_path)
        shutil.copytree(channel.supplies.files.folder, supplies.files.folder)
        shutil.copytree(channel.supplies.folder / "announcements", supplies.folder / "announcements")
        altered = supplies.files.path(items[1].rendition.files[0].digest)
        altered.write_bytes(altered.read_bytes()[:-1] + b"\0\0")
        channel = replace(channel, supplies=supplies)

        with pytest.raises(ContentRejected, match="đã bị thay đổi sau khi duyệt"):
            self.send(channel, items[1], sample_bulletin(*items))

        receipt = self.send(channel, items[0], sample_bulletin(*items))
        manifest = read(channel.place(sample_bulletin()))
        assert receipt.details["file"] == "03-lich-tiem-chung-thang-muoi-hai.mp3"
        assert list(manifest["left_out"]) == ["PT-2026-0002"]

    def test_without_a_bulletin_nothing_is_written(self, channel, items):
        with pytest.raises(ChannelUnavailable):
            self.send(channel, items[0], None)

        assert not channel.exports.exists()

    def test_an_item_that_is_not_in_the_bulletin_is_refused(self, channel, items):
        with pytest.raises(ContentRejected, match="không có trong bản tin"):
            self.send(channel, items[0], sample_bulletin(items[1]))

    def test_an_altered_file_is_not_found_as_sent(self, channel, items):
        receipt = self.send(channel, items[0], sample_bulletin(items[0]))
        (channel.place(sample_bulletin()) / receipt.details["file"]).write_bytes(b"x")

        assert channel.find(items[0].rendition, key=items[0].reference, since=STARTS) is None

    def test_it_is_found_in_the_days_since(self, channel, items):
        self.send(channel, items[0], sample_bulletin(items[0]))

        found = [
            channel.find(items[0].rendition, key=items[0].reference, since=STARTS + timedelta(days=days))
            for days in (0, 3)
        ]

        assert found[0] is not None
        assert found[1] is None
