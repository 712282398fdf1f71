"""An export stopped anywhere leaves the old folder or the new one, whole."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import channels
from channels.base import ChannelUnavailable
from channels.loudspeaker.bulletin.export import export
from channels.loudspeaker.bulletin.folder import recover
from channels.loudspeaker.bulletin.manifest import read, verify
from channels.testing import sample_bulletin


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
        old, new = sample_bulletin(items[0]), sample_bulletin(*items)
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
            assert sorted(os.listdir(folder.parent)) == ["zone"], step

    def test_a_kill_at_the_swap_is_mended_by_the_next_look(self, channel, items, tmp_path):
        old, new = sample_bulletin(items[0]), sample_bulletin(*items)
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
            assert sorted(os.listdir(folder.parent)) == ["zone"], step

    def test_a_first_export_that_was_interrupted_leaves_nothing(self, channel, items, tmp_path):
        def stop(name):
            raise Interrupted(name)

        with pytest.raises(Interrupted):
            export(
                sample_bulletin(items[0]),
                folder=tmp_path / "zone",
                files=channel.supplies.files,
                checkpoint=stop,
            )

        assert sorted(os.listdir(tmp_path)) == []

    def test_an_old_folder_set_aside_comes_back(self, channel, items, tmp_path):
        folder = tmp_path / "zone"
        export(sample_bulletin(items[0]), folder=folder, files=channel.supplies.files)
        os.rename(folder, tmp_path / ".zone.old")

        recover(folder)

        assert verify(folder) is None

    def test_a_full_disk_is_one_clear_sentence(self, channel, items, monkeypatch):
        def full(handle):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)

        with pytest.raises(ChannelUnavailable, match="Không ghi được bản tin"):
            channel.export(sample_bulletin(*items))


def _environment():
    return {**os.environ, "PYTHONPATH": str(Path(channels.__file__).parents[1])}
