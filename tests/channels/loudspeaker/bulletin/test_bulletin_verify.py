"""A copied folder is checked against its manifest: what differs is named."""

from __future__ import annotations

import os
import shutil

import pytest

from channels.loudspeaker.bulletin.manifest import NAME, verify
from channels.testing import sample_bulletin


class TestVerify:
    def test_a_whole_folder_has_no_difference(self, channel, items):
        assert verify(channel.export(sample_bulletin(*items)).folder) is None

    @pytest.mark.parametrize("at", range(10))
    def test_one_altered_byte_is_named_by_its_file(self, channel, items, at):
        folder = channel.export(sample_bulletin(*items)).folder
        file = folder / sorted(os.listdir(folder))[at]
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

        found = verify(folder)

        assert found is not None
        assert found.file == file.name
        assert file.name in found.sentence

    def test_a_missing_file_is_named(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder
        (folder / "02-bao-manh.mp3").unlink()

        assert verify(folder).sentence == "Tệp 02-bao-manh.mp3 bị thiếu."

    def test_a_strange_file_is_named(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder
        (folder / "00-nhac.mp3").write_bytes(b"x")

        assert verify(folder).file == "00-nhac.mp3"

    def test_a_copy_elsewhere_verifies(self, channel, items, tmp_path):
        folder = channel.export(sample_bulletin(*items)).folder
        shutil.copytree(folder, tmp_path / "E")

        assert verify(tmp_path / "E") is None

    def test_what_is_no_export_is_said_so(self, tmp_path):
        assert verify(tmp_path).file == NAME

    def test_an_altered_export_is_made_anew(self, channel, items):
        folder = channel.export(sample_bulletin(*items)).folder
        (folder / "01-mo-dau.mp3").write_bytes(b"x")

        channel.export(sample_bulletin(*items))

        assert verify(folder) is None
