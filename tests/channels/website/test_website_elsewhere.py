"""The site's copy on another machine: a host known by its key, whole files, resumed after trouble."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.base import ChannelUnavailable, NotAuthorized
from channels.guiding import Learned, Ready
from channels.remote import BESIDE, Place, asked_fingerprint
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts
from channels.website.mirror import _in_order


@pytest.fixture
def there(tmp_path):
    """The folder on the other machine."""
    return tmp_path / "máy chủ" / "html"


@pytest.fixture
def mirrored(website, sshd, there):
    return replace(
        website,
        sftp=f"sftp://{sshd.user}@127.0.0.1:{sshd.port}{there}",
        sftp_key=str(sshd.key),
        sftp_fingerprint=asked_fingerprint("127.0.0.1", sshd.port),
    )


def send(site, key=KEY, **content):
    rendition = site.render(sample_content(reference=key, **content))
    return site.send(rendition, key=key, facts=sample_facts(), progress=MemoryProgress())


def seen(folder):
    """Return what a folder shows, without what is the site's own."""
    files = (each for each in folder.rglob("*") if each.is_file() and ".muc-luc" not in each.parts)
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def test_the_copy_is_what_is_here(mirrored, www, there):
    receipt = send(mirrored)

    assert seen(there) == seen(www)
    assert (there / receipt.details["path"]).is_file()


def test_a_ready_copy_has_no_problem_and_nothing_of_the_trial_stays(mirrored, there):
    assert list(mirrored.check()) == []
    assert list(there.iterdir()) == []


def test_only_what_changed_travels(mirrored, monkeypatch):
    send(mirrored)
    sent, put = [], Place.put
    monkeypatch.setattr(Place, "put", lambda self, source, path: (sent.append(path), put(self, source, path)))

    send(mirrored, "PT-2026-0118", title="Tin khác")

    assert "giao-dien.css" not in sent
    assert "index.html" in sent


def test_a_page_comes_before_what_leads_to_it():
    assert _in_order(["index.html", "tin/a.html", "tep/b.jpg", "rss.xml"]) == [
        "tep/b.jpg",
        "tin/a.html",
        "index.html",
        "rss.xml",
    ]


def test_corrections_and_withdrawals_reach_the_copy(mirrored, www, there):
    receipt = send(mirrored)
    better = mirrored.render(sample_content(body="Dời sang thứ Năm."))
    mirrored.correct(receipt, better, key="PT-2026-0118", facts=sample_facts(notice="Đính chính"))
    assert "thứ Năm" in (there / receipt.details["path"]).read_text("utf-8")

    mirrored.retract(receipt)

    assert seen(there) == seen(www)
    assert not list(there.glob("tin/*.txt"))


@pytest.mark.parametrize("at", [0, 1, 5, 12])
def test_what_breaks_off_shows_whole_files_and_is_finished_by_the_next_try(
    mirrored, www, there, monkeypatch, at
):
    count, put = iter(range(1000)), Place.put

    def breaking(self, source, path):
        if next(count) == at:
            self.sftp.put(str(source), f"{self.folder}/{path}{BESIDE}")
            raise OSError("the line broke between upload and rename")
        put(self, source, path)

    there.mkdir(parents=True)
    monkeypatch.setattr(Place, "put", breaking)
    with pytest.raises(ChannelUnavailable):
        send(mirrored)
    whole, here = seen(there), seen(www)
    assert all(here[path] == content for path, content in whole.items() if not path.endswith(BESIDE))

    send(mirrored)

    assert {path: content for path, content in seen(there).items() if not path.endswith(BESIDE)} == here


def test_a_message_is_there_only_when_the_copy_has_it(mirrored, www, there, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(Place, "put", lambda self, source, path: (_ for _ in ()).throw(OSError("đứt")))
        with pytest.raises(ChannelUnavailable):
            send(mirrored)
    rendition = mirrored.render(sample_content())

    assert mirrored.find(rendition, key=KEY, since=NOW) is not None
    assert seen(there) == seen(www)


def test_a_host_that_shows_another_key_gets_no_secret(mirrored, there):
    stranger = replace(mirrored, sftp_fingerprint="SHA256:khac")

    with pytest.raises(NotAuthorized, match="sftp_fingerprint"):
        send(stranger)

    assert not there.exists()


def test_a_key_the_host_does_not_take_is_a_persons_to_mend(mirrored, sshd):
    stranger = replace(mirrored, sftp_key=str(sshd.key.with_name("host")))

    [problem] = stranger.check()

    assert "không nhận" in problem


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sftp": "https://x"}, "sftp://"),
        ({"sftp": "sftp://a:mat-khau@x/"}, "mật khẩu"),
        ({"sftp_key": ""}, "sftp_password"),
        ({"sftp_key": "/khong/co"}, "sftp_key"),
        ({"sftp": "sftp://a@127.0.0.1:9/x"}, "127.0.0.1"),
    ],
)
def test_a_wrong_setting_is_said(mirrored, change, said):
    problems = replace(mirrored, **change).check()

    assert any(said in each for each in problems)
    assert "mat-khau" not in " ".join(problems).replace("mật khẩu", "")


def test_the_password_shows_nowhere(mirrored):
    assert "mat-khau-bi-mat" not in repr(replace(mirrored, sftp_password="mat-khau-bi-mat"))


class TestGuide:
    def walk(self, site, **given):
        answers = {"base_url": "https://phutrung.example/", **given}
        while isinstance(step := type(site).next_step(answers), Learned):
            answers |= step.answers
        return step

    def test_a_folder_here_needs_two_answers(self, website):
        assert self.walk(website).name == "place"
        assert self.walk(website, place="here").name == "folder"
        assert isinstance(self.walk(website, place="here", folder=""), Ready)

    def test_the_hosts_key_is_shown_before_any_secret_is_asked_for(self, mirrored):
        ask = self.walk(mirrored, place="sftp", sftp=mirrored.sftp)

        assert ask.name == "known"
        assert mirrored.sftp_fingerprint in ask.says

    def test_what_works_is_kept(self, mirrored):
        given = {"place": "sftp", "sftp": mirrored.sftp, "known": "yes", "sftp_key": mirrored.sftp_key}

        ready = self.walk(mirrored, **given)

        assert ready.channels[0].settings["sftp_fingerprint"] == mirrored.sftp_fingerprint

    def test_a_key_that_is_another_leads_back_to_the_address(self, mirrored):
        with pytest.raises(NotAuthorized) as caught:
            self.walk(mirrored, place="sftp", sftp=mirrored.sftp, known="no")

        assert caught.value.code == "sftp"
