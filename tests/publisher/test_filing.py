"""Copying files from one place to the other, and checking that what messages need is there."""

from __future__ import annotations

import io

import pytest

from channels.files import FolderStore
from content_queue.models import Attachment
from publisher.filing import copy_all, faults
from publisher.testing import Village


@pytest.fixture
def old(tmp_path):
    return filled(tmp_path / "cũ", b"mot", b"hai", b"ba")


@pytest.fixture
def new(tmp_path):
    return FolderStore(tmp_path / "mới")


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    yield village
    village.app.close()


def filled(folder, *contents):
    store = FolderStore(folder)
    for each in contents:
        store.add(io.BytesIO(each), name="a", media_type="")
    return store


def test_all_files_are_copied(old, new):
    done = copy_all(old, new)

    assert (done.copied, done.present, done.damaged) == (3, 0, ())
    assert list(new.digests()) == list(old.digests())


def test_copying_goes_on_where_it_was_interrupted(old, new):
    def interrupted(done):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_all(old, new, watch=interrupted)

    done = copy_all(old, new)

    assert (done.copied, done.present) == (1, 2)
    assert list(new.digests()) == list(old.digests())


def test_a_damaged_file_is_named_and_the_others_are_copied(old, new):
    damaged = sorted(old.digests())[1]
    old.path(damaged).write_bytes(b"khac")

    done = copy_all(old, new)

    assert done.damaged == (damaged,)
    assert done.copied == 2
    assert not new.holds(damaged)


def test_every_file_that_a_message_needs_is_read(village):
    store = village.app.files
    whole, damaged, missing = (
        store.add(io.BytesIO(each), name=f"{each.decode()}.png", media_type="image/png", alt="Ảnh")
        for each in (b"mot", b"hai", b"ba")
    )
    store.add(io.BytesIO(b"khong ai can"), name="thua.png", media_type="image/png")
    message = village.draft(images=(whole, damaged, missing))
    store.path(damaged.digest).write_bytes(b"khac")
    store.path(missing.digest).unlink()

    found = [(each.message, each.name, fault) for each, fault in faults(store, village.app.engine)]

    assert found == [(message.reference, "hai.png", "damaged"), (message.reference, "ba.png", "missing")]


def test_files_of_renditions_are_needed_too(village):
    village.channel("Fanpage xã")
    image = village.app.files.add(io.BytesIO(b"mot"), name="a.png", media_type="image/png", alt="Ảnh")
    village.submitted(images=(image,))
    with village.app.writing(village.commune) as session:
        session.query(Attachment).delete()
    village.app.files.path(image.digest).unlink()

    assert [fault for _, fault in faults(village.app.files, village.app.engine)] == ["missing"]
