"""A bulletin brought to another machine by SFTP: whole, once, swapped in, taken away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.base import ChannelUnavailable, NotAuthorized
from channels.loudspeaker.bulletin.manifest import read, verify
from channels.remote import Place, asked_fingerprint
from channels.testing import sample_bulletin


@pytest.fixture
def there(tmp_path):
    return tmp_path / "máy phát" / "bản tin"


@pytest.fixture
def brought(channel, sshd, there):
    return replace(
        channel,
        sftp=f"sftp://{sshd.user}@127.0.0.1:{sshd.port}{there}",
        sftp_key=str(sshd.key),
        sftp_fingerprint=asked_fingerprint("127.0.0.1", sshd.port),
    )


def at(there, channel, bulletin):
    return there / channel.place(bulletin).relative_to(channel.exports)


def test_the_folder_arrives_as_it_was_exported(brought, there, items):
    bulletin = sample_bulletin(*items)

    brought.export(bulletin)

    assert verify(at(there, brought, bulletin)) is None


def test_an_unchanged_bulletin_does_not_travel_again(brought, there, items, monkeypatch):
    bulletin = sample_bulletin(items[0])
    brought.export(bulletin)
    monkeypatch.setattr(Place, "put", lambda *given: pytest.fail("it travelled again"))

    brought.export(bulletin)


def test_a_changed_bulletin_replaces_the_one_over_there(brought, there, items):
    brought.export(sample_bulletin(items[0]))
    bulletin = sample_bulletin(*items)

    brought.export(bulletin)

    place = at(there, brought, bulletin)
    assert [part["title"] for part in read(place)["parts"]][1] == "Bão mạnh"
    assert verify(place) is None
    assert [each.name for each in place.parent.iterdir()] == [place.name]


def test_a_line_that_breaks_while_files_travel_leaves_the_old_bulletin(brought, there, items, monkeypatch):
    old = sample_bulletin(items[0])
    brought.export(old)
    put, sent = Place.put, []

    def breaking(place, source, path):
        sent.append(path)
        if len(sent) == 4:
            raise OSError("line cut")
        put(place, source, path)

    monkeypatch.setattr(Place, "put", breaking)
    with pytest.raises(ChannelUnavailable):
        brought.export(sample_bulletin(*items))

    assert verify(at(there, brought, old)) is None
    assert len(read(at(there, brought, old))["parts"]) == 3

    monkeypatch.undo()
    brought.export(sample_bulletin(*items))
    assert len(read(at(there, brought, old))["parts"]) == 5


def test_a_bulletin_without_items_is_taken_away_there_too(brought, there, items):
    bulletin = sample_bulletin(items[0])
    brought.export(bulletin)

    assert brought.reissue(sample_bulletin()) is None

    assert not at(there, brought, bulletin).exists()


def test_a_host_with_another_key_gets_nothing(brought, there, items):
    stranger = replace(brought, sftp_fingerprint="SHA256:khac")

    with pytest.raises(NotAuthorized):
        stranger.export(sample_bulletin(items[0]))

    assert not there.exists()
