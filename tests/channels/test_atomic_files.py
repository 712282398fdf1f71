"""A file is there whole or not at all."""

from __future__ import annotations

import os

import pytest

from channels.atomic import replacing, written


@pytest.fixture
def place(tmp_path):
    return tmp_path / "phòng" / "tin.txt"


def put(place, content, **options):
    with replacing(place, **options) as target:
        target.write(content)


@pytest.mark.parametrize("shared", [False, True])
def test_the_new_content_takes_the_place_of_the_old(place, shared):
    put(place, b"old", shared=shared)
    put(place, b"new", shared=shared)

    assert place.read_bytes() == b"new"
    assert os.listdir(place.parent) == ["tin.txt"]


@pytest.mark.parametrize("shared", [False, True])
def test_an_error_leaves_the_old_content_and_nothing_beside(place, shared):
    put(place, b"old", shared=shared)

    with pytest.raises(ZeroDivisionError), replacing(place, shared=shared) as target:
        target.write(b"%d" % (1 // 0))

    assert place.read_bytes() == b"old"
    assert os.listdir(place.parent) == ["tin.txt"]


def test_what_a_kill_left_beside_is_taken_over(place):
    place.parent.mkdir()
    (place.parent / ".tin.txt.part").write_bytes(b"left by a longer writing")

    put(place, b"new")

    assert place.read_bytes() == b"new"
    assert os.listdir(place.parent) == ["tin.txt"]


def test_nothing_is_seen_before_it_is_on_the_disk(place, monkeypatch):
    seen = []
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(place.exists()))

    put(place, b"new")

    assert seen == [False]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_private_file_is_never_readable_by_others(place):
    modes = []
    with replacing(place, mode=0o600) as target:
        modes.append(os.fstat(target.fileno()).st_mode & 0o777)
    modes.append(place.stat().st_mode & 0o777)

    assert modes == [0o600, 0o600]


def test_a_file_that_could_not_be_written_whole_is_gone(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"), written(tmp_path / "tin.txt") as target:
        target.write(b"half")

    assert os.listdir(tmp_path) == []
