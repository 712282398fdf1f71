"""One suite for both file stores, the database's on both databases: bytes by digest, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from channels.base import ChannelUnavailable
from channels.files import FolderCache, FolderStore
from content_queue.chunks import CHUNK
from content_queue.db import make_engine
from content_queue.models import ChunkRow, FileRow
from content_queue.stored_files import DatabaseStore

LENGTHS = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7]


@pytest.fixture
def open_store(tmp_path):
    """Make the store of a database's address; its engine is given back at the end."""
    engines = []

    def store(url):
        engines.append(make_engine(url))
        return DatabaseStore(engine=engines[-1], cache=FolderCache(tmp_path / "copies"))

    yield store
    for engine in engines:
        engine.dispose()


@pytest.fixture
def database(open_store, database_url):
    return open_store(database_url)


@pytest.fixture(params=["folder", "sqlite", "postgresql"])
def store(request, tmp_path, open_store):
    """Each store in turn."""
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    if request.param == "sqlite":
        return open_store(request.getfixturevalue("sqlite_url"))
    shaped = request.getfixturevalue("shaped_postgres")
    return open_store(request.getfixturevalue("postgres").database(like=shaped))


def content(length):
    return (bytes(range(251)) * (length // 251 + 1))[:length]


def kept(store, given, **named):
    return store.add(io.BytesIO(given), **{"name": "anh.png", "media_type": "image/png", **named})


def count(store, table):
    with store.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


class OneWay(io.RawIOBase):
    """A source that gives a little at a time and can't be read twice."""

    def __init__(self, given):
        self._given = io.BytesIO(given)

    def read(self, size=-1):
        return self._given.read(min(size, 1000) if size > 0 else 1000)


@pytest.mark.parametrize("length", LENGTHS)
def test_what_is_kept_is_read_again_byte_for_byte(store, length):
    given = content(length)

    stored = kept(store, given, alt="Ảnh minh họa")

    assert stored.digest == hashlib.sha256(given).hexdigest()
    assert (stored.name, stored.media_type, stored.size, stored.alt) == (
        "anh.png",
        "image/png",
        len(given),
        "Ảnh minh họa",
    )
    with store.open(stored.digest) as source:
        assert source.read() == given
    assert store.path(stored.digest).read_bytes() == given


def test_a_source_that_gives_little_at_a_time_is_kept_whole(store):
    given = content(2 * CHUNK + 5)

    stored = store.add(OneWay(given), name="a", media_type="")

    with store.open(stored.digest) as source:
        assert source.read() == given


def test_a_source_is_kept_from_where_it_stands(store):
    source = io.BytesIO(b"bo qua|giu lai")
    source.seek(7)

    stored = store.add(source, name="a", media_type="")

    with store.open(stored.digest) as opened:
        assert opened.read() == b"giu lai"


def test_reading_goes_on_anywhere(store):
    given = content(3 * CHUNK)
    stored = kept(store, given)

    with store.open(stored.digest) as source:
        source.seek(-10, io.SEEK_END)
        assert source.read() == given[-10:]
        source.seek(CHUNK - 3)
        assert source.read(6) == given[CHUNK - 3 : CHUNK + 3]
        assert source.tell() == CHUNK + 3


def test_the_same_bytes_are_kept_once_whatever_their_name(store):
    first, second = kept(store, b"byte"), kept(store, b"byte", name="khac.png")

    assert first.digest == second.digest
    assert second.name == "khac.png"
    assert list(store.digests()) == [first.digest]


def test_what_is_absent_is_not_found(store):
    absent = "0" * 64

    assert not store.holds(absent)
    with pytest.raises(FileNotFoundError):
        store.open(absent)


def test_a_source_that_breaks_leaves_nothing(store):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > CHUNK:
                raise OSError("đĩa hỏng")
            return super().read(size)

    with pytest.raises(OSError, match="đĩa hỏng"):
        store.add(Broken(content(3 * CHUNK)), name="a", media_type="")

    assert list(store.digests()) == []


def test_many_who_add_the_same_bytes_at_once_keep_them_once(store):
    given = content(2 * CHUNK + 1)
    together = threading.Barrier(4)

    def add(number):
        together.wait(10)
        return kept(store, given, name=f"{number}.png").digest

    with ThreadPoolExecutor(4) as pool:
        digests = set(pool.map(add, range(4)))

    assert list(store.digests()) == list(digests)
    with store.open(digests.pop()) as source:
        assert source.read() == given


class TestInTheDatabase:
    def test_a_source_that_changes_while_it_is_kept_leaves_nothing(self, database):
        class Changing(io.BytesIO):
            def seek(self, at, whence=io.SEEK_SET):
                self.write(b"khac")
                return super().seek(at, whence)

        with pytest.raises(OSError, match="changed"):
            database.add(Changing(b"mot hai ba bon"), name="a", media_type="")

        assert (count(database, FileRow), count(database, ChunkRow)) == (0, 0)

    def test_no_more_than_one_chunk_is_in_memory(self, database, monkeypatch):
        stored = kept(database, content(4 * CHUNK))
        asked = []
        plain = DatabaseStore._chunk

        def chunk(self, file_id, number):
            asked.append(number)
            return plain(self, file_id, number)

        monkeypatch.setattr(DatabaseStore, "_chunk", chunk)

        with database.open(stored.digest) as source:
            while source.read(1000):
                pass

        assert asked == [0, 1, 2, 3]

    def test_a_copy_is_made_once(self, database, monkeypatch):
        stored = kept(database, b"byte")
        place = database.path(stored.digest)

        monkeypatch.setattr(DatabaseStore, "open", None)

        assert database.path(stored.digest) == place

    def test_a_damaged_copy_is_made_anew(self, database):
        stored = kept(database, b"byte")
        database.path(stored.digest).write_bytes(b"hong")

        assert database.path(stored.digest).read_bytes() == b"byte"

    def test_no_path_leads_to_what_is_absent(self, database):
        with pytest.raises(FileNotFoundError):
            database.path("0" * 64)

    def test_a_disk_that_takes_no_copy_means_later(self, database, tmp_path):
        (tmp_path / "copies").write_text("a file in its place")
        stored = kept(database, b"byte")

        with pytest.raises(ChannelUnavailable, match="Không chép được tệp"):
            database.path(stored.digest)

    def test_a_database_that_is_away_means_later(self, open_store, tmp_path):
        store = open_store(f"sqlite:///{tmp_path / 'not' / 'there.db'}")

        with pytest.raises(ChannelUnavailable, match="không trả lời"):
            store.open("0" * 64)


def test_copies_used_longest_ago_make_room(tmp_path):
    cache = FolderCache(tmp_path, most=2500)
    first, second = (kept(cache, bytes([each]) * 1000) for each in (1, 2))
    for place, moment in ((first, 1000), (second, 2000)):
        os.utime(cache.path(place.digest), (moment, moment))
    cache.open(first.digest).close()

    third = kept(cache, bytes([3]) * 1000)

    assert sorted(cache.digests()) == sorted([first.digest, third.digest])
