"""Killed at any of its write points, a sending is finished by the next one, never doubled."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import ChannelUnavailable
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts, stored_image
from channels.website.index import Index

LONG_AGO = NOW - timedelta(days=3650)


class Killed(BaseException):
    """Stands for the end of the process: no adapter may catch it."""


class Scythe:
    """Counts the write points (a file put in its place, a change of the index) and kills at one of them."""

    def __init__(self, monkeypatch):
        self.count, self.at = 0, None
        self._watch(monkeypatch, os, "replace")
        self._watch(monkeypatch, Index, "put")
        self._watch(monkeypatch, Index, "withdraw")
        self._watch(monkeypatch, Index, "settled")
        self._watch(monkeypatch, Path, "unlink")

    def _watch(self, monkeypatch, owner, name):
        act = getattr(owner, name)

        def watched(*given, **named):
            self.count += 1
            if self.count == self.at:
                raise Killed
            return act(*given, **named)

        monkeypatch.setattr(owner, name, watched)

    def points(self, act):
        """How many write points an act has."""
        self.count, self.at = 0, None
        act()
        return self.count

    def kill(self, act, *, at):
        """Run an act and kill it at one write point."""
        self.count, self.at = 0, at
        with pytest.raises(Killed):
            act()
        self.at = None


def snapshot(folder):
    """Every public file of a site with its bytes."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in files
        if ".muc-luc" not in each.parts and not each.name.endswith(".part")
    }


@pytest.fixture
def scythe(monkeypatch):
    return Scythe(monkeypatch)


@pytest.fixture
def made(tmp_path, recording):
    """Make a fresh site holding one earlier message: `made("a")` gives the site and how to send to it."""
    from channels.testing import supplies_in
    from channels.website import Website

    supplies = supplies_in(tmp_path)
    picture = stored_image(supplies)

    def make(name):
        site = Website(base_url="https://phutrung.example/", folder=str(tmp_path / name), supplies=supplies)
        earlier = site.render(sample_content(reference="PT-2026-0001", title="Tin trước"))
        site.send(earlier, key="PT-2026-0001", facts=sample_facts(), progress=MemoryProgress())
        rendition = site.render(sample_content(images=(picture,)))
        facts = sample_facts(spoken=recording, published_at=NOW + timedelta(hours=1))
        return site, rendition, facts

    return make


def test_a_sending_killed_anywhere_is_finished_by_the_next(scythe, made):
    site, rendition, facts = made("whole")
    points = scythe.points(lambda: site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress()))
    whole = snapshot(site.root)

    for at in range(1, points + 1):
        site, rendition, facts = made(f"killed-{at}")
        scythe.kill(lambda: site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress()), at=at)  # noqa: B023
        site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress())

        assert snapshot(site.root) == whole, f"killed at write point {at} of {points}"
    assert points > 15


def test_what_a_kill_left_is_found_only_when_all_of_it_is_there(scythe, made):
    site, rendition, facts = made("whole")
    points = scythe.points(lambda: site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress()))
    whole = snapshot(site.root)

    found = []
    for at in range(1, points + 1):
        site, rendition, facts = made(f"killed-{at}")
        scythe.kill(lambda: site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress()), at=at)  # noqa: B023
        receipt = site.find(rendition, key=KEY, since=LONG_AGO)
        found.append(receipt is not None)

        assert receipt is None or snapshot(site.root) == whole
    assert found == sorted(found), "absent before the index knows the page, found after"
    assert {True, False} == set(found)


def test_another_message_draws_the_lists_a_kill_left_behind(scythe, made):
    site, rendition, facts = made("killed")
    settled = scythe.points(lambda: made("other")[0])
    scythe.kill(lambda: site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress()), at=6)
    later = site.render(sample_content(reference="PT-2026-0200", topic="power", title="Tin sau"))

    site.send(later, key="PT-2026-0200", facts=facts, progress=MemoryProgress())

    assert settled
    assert rendition.title in (site.root / "chuyen-muc" / "health.html").read_text()


def test_a_withdrawal_killed_anywhere_is_finished_by_the_next(scythe, made):
    site, rendition, facts = made("whole")
    receipt = site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress())
    points = scythe.points(lambda: site.retract(receipt))
    whole = snapshot(site.root)

    for at in range(1, points + 1):
        site, rendition, facts = made(f"killed-{at}")
        receipt = site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress())
        scythe.kill(lambda: site.retract(receipt), at=at)  # noqa: B023
        site.retract(receipt)

        assert snapshot(site.root) == whole, f"killed at write point {at} of {points}"


def test_a_correction_killed_anywhere_is_finished_by_the_next(scythe, made):
    def correct():
        notice = sample_facts(published_at=NOW + timedelta(days=1), notice="Đổi giờ.")
        new = site.render(sample_content(reference="PT-2026-0300", title="Đính chính", topic="power"))
        site.correct(receipt, new, key="PT-2026-0300", facts=notice)

    site, rendition, facts = made("whole")
    receipt = site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress())
    points = scythe.points(correct)
    whole = snapshot(site.root)

    for at in range(1, points + 1):
        site, rendition, facts = made(f"killed-{at}")
        receipt = site.send(rendition, key=KEY, facts=facts, progress=MemoryProgress())
        scythe.kill(correct, at=at)
        correct()

        assert snapshot(site.root) == whole, f"killed at write point {at} of {points}"


def test_a_reader_never_sees_half_a_page(monkeypatch, publish, www):
    publish()
    whole = snapshot(www)

    def broken(handle):
        os.ftruncate(handle, 10)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(ChannelUnavailable, match="chỗ trống"):
        publish(118)

    assert snapshot(www) == whole


def test_a_page_someone_deleted_is_put_back_by_sending_again(publish, page, www):
    receipt = publish()
    before = page(receipt)
    (www / receipt.details["path"]).unlink()

    assert publish() == receipt
    assert page(receipt) == before


def test_a_page_someone_altered_is_not_taken_for_ours(website, publish, www):
    receipt = publish()
    (www / receipt.details["path"]).write_text("<h1>Trang lạ</h1>")
    rendition = website.render(sample_content())

    assert website.find(rendition, key=KEY, since=LONG_AGO) is None


def test_rebuilding_draws_the_same_site_and_reports_its_progress(publish, website, www, recording):
    publish(1, images=(stored_image(website.supplies),), topic="role")
    publish(2, spoken=recording)
    website.retract(publish(3))
    whole = snapshot(www)
    for file in whole:
        (www / file).write_text("hỏng") if not file.startswith("tep/") else (www / file).unlink()
    (www / "tin" / "trang-mo-coi.html").write_text("sót lại")
    shares = []

    website.rebuild(shares.append)

    assert snapshot(www) == whole
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_an_empty_site_can_be_built(website, www):
    website.rebuild()

    assert "Trang đang được chuẩn bị" in (www / "index.html").read_text()
