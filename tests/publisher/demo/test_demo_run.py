"""The whole demo, as processes: each message reaches everyone exactly once, whatever is killed on the way."""

import collections
import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


class Demo:
    """A demo's home, and runs of it."""

    def __init__(self, folder):
        self.folder = folder

    def start(self, *options, **environment):
        """Start a run whose words can be read line by line."""
        around = {**os.environ, "PYTHONUTF8": "1", "PUBLISHER_HOME": str(self.folder), **environment}
        command = [sys.executable, "-u", "-m", "publisher", "demo", *options]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=around,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def once(self, **environment):
        """Run to the end; return the exit code and all words."""
        with self.start("--once", **environment) as running:
            words = running.stdout.read()
        return running.returncode, words

    def killed_at(self, sign, count):
        """Run until the sign was seen so many times in its words, then kill -9; the sandbox lives on."""
        with self.start("--once") as running:
            for line in running.stdout:
                count -= sign in line
                if not count:
                    running.kill()
                    break
            running.stdout.read()
        return running.returncode

    def rows(self, question):
        """Return the rows of a question to the database."""
        with closing(sqlite3.connect(self.folder / "publisher.db")) as database:
            return database.execute(question).fetchall()

    def ledger(self):
        """Return what the stand-in services say they published."""
        lines = (self.folder / "sandbox" / "ledger.jsonl").read_text("utf-8").splitlines()
        acts = [json.loads(line) for line in lines]
        return [act for act in acts if act["kind"] in {"post", "photo", "text", "image"}]

    def received(self):
        """Count the ledger's publications by place and public code, a part counted for each text."""
        return collections.Counter((each["destination"], _reference(each["text"])) for each in self.ledger())

    def promised(self):
        """Count what the deliveries marked as sent through the stand-ins must have brought there."""
        rows = self.rows(
            "SELECT channel.kind, channel.settings, delivery.reference, rendition.document FROM delivery "
            "JOIN channel ON channel.id = delivery.channel_id "
            "JOIN rendition ON rendition.id = delivery.rendition_id "
            "WHERE delivery.state = 'sent' AND channel.kind IN ('facebook', 'zalo')"
        )
        promised = collections.Counter()
        for kind, settings, reference, document in rows:
            place = json.loads(settings)["page_id" if kind == "facebook" else "group_id"]
            promised[place, reference] += 1 if kind == "facebook" else len(json.loads(document)["parts"])
        return promised

    def port(self, name):
        """Return a port the demo keeps."""
        return json.loads((self.folder / "demo.json").read_text())[f"{name}_port"]

    def end_sandbox(self, number=signal.SIGTERM):
        """End the sandbox that a killed run or a failed test left behind."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port('sandbox')}/health") as answer:
                os.kill(json.load(answer)["pid"], number)
        except OSError:
            pass


def fetched(address):
    """Return a page's text."""
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode("utf-8")


def _line_before(words, sign):
    """Return the next line, nothing once it has the sign."""
    line = words.readline()
    return "" if sign in line else line


def _reference(text):
    return text.rsplit("Mã tin: ", 1)[1].split()[0]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A demo played to the end in a folder with spaces and Vietnamese letters, and what it said."""
    demo = Demo(tmp_path_factory.mktemp("máy của xã") / "nhà mẫu Phú Trung")
    code, words = demo.once()
    assert code == 0, words
    yield demo, words
    demo.end_sandbox()


class TestARun:
    def test_brings_each_message_to_each_place_exactly_once(self, played):
        demo, _ = played

        assert demo.received() == demo.promised()
        assert len(demo.promised()) > 50

    def test_leaves_nothing_that_is_due(self, played):
        demo, _ = played

        due = demo.rows("SELECT state, count(*) FROM delivery GROUP BY state")

        assert {state for state, _ in due} == {"sent", "awaiting_person", "planned", "cancelled"}

    def test_goes_out_on_all_four_media(self, played):
        demo, _ = played

        media = demo.rows(
            "SELECT DISTINCT channel.medium FROM delivery JOIN channel ON channel.id = delivery.channel_id "
            "WHERE state IN ('sent', 'awaiting_person')"
        )

        assert {medium for (medium,) in media} == {"website", "facebook", "zalo", "loudspeaker"}

    def test_puts_a_page_for_each_published_message_into_the_site(self, played):
        demo, _ = played

        [(sent,)] = demo.rows(
            "SELECT count(*) FROM delivery JOIN channel ON channel.id = delivery.channel_id "
            "WHERE state = 'sent' AND kind = 'website'"
        )

        assert len(list((demo.folder / "site" / "tin").glob("*.html"))) == sent

    def test_gives_every_zone_its_bulletin_with_audio_and_manifest(self, played):
        demo, _ = played

        [evening] = (demo.folder / "phat-thanh").glob("*/1700-*")

        assert len(list(evening.iterdir())) == 4
        assert all(
            list(zone.glob("*.mp3")) and (zone / "manifest.json").is_file() for zone in evening.iterdir()
        )

    def test_tells_the_links_and_paths_that_are_there(self, played):
        demo, words = played

        receipts = [
            json.loads(row[0]) for row in demo.rows("SELECT receipt FROM delivery WHERE receipt != ''")
        ]
        pages = [each["url"] for each in receipts if each and "/site/" in each["url"]]

        assert pages
        assert all(page in words for page in pages)
        assert str(demo.folder / "phat-thanh") in words

    def test_says_what_stays_for_a_person(self, played):
        _, words = played

        assert "Còn chờ người: 8 bản tin ở 4 cụm loa" in words
        assert "1 tin chờ duyệt" in words

    def test_lets_the_correction_stop_what_was_still_to_come_of_the_mistake(self, played):
        demo, _ = played

        states = demo.rows(
            "SELECT DISTINCT delivery.state FROM delivery JOIN message ON message.id = delivery.message_id "
            "WHERE message.import_key = 'lich-tiem-vac-xin-soi' AND delivery.reference LIKE '%/02'"
        )

        assert states == [("cancelled",)]

    def test_has_everything_approved_by_another_person(self, played):
        demo, _ = played

        [(alone,)] = demo.rows(
            "SELECT count(*) FROM approval JOIN message ON message.id = approval.message_id "
            "WHERE approval.user_id IN (message.author_id, message.submitter_id)"
        )
        [(approved,)] = demo.rows("SELECT count(*) FROM approval")

        assert (approved, alone) == (13, 0)


class TestASecondRun:
    def test_sends_nothing_again(self, played):
        demo, _ = played
        before = demo.ledger()
        tried = demo.rows("SELECT count(*) FROM attempt")

        code, words = demo.once(PUBLISHER_LANG="en")

        assert code == 0
        assert "This run sent or handed over 0 deliveries." in words
        assert demo.ledger() == before
        assert demo.rows("SELECT count(*) FROM attempt") == tried


class TestStayingUp:
    def test_it_serves_console_site_and_sandbox_until_it_is_told_to_stop(self, played):
        demo, _ = played

        with demo.start("--serve") as running:
            words = "".join(iter(lambda: _line_before(running.stdout, "Ctrl-C"), ""))
            console, sandbox = (f"http://127.0.0.1:{demo.port(name)}" for name in ("console", "sandbox"))
            today, site, page = (fetched(f"{console}/"), fetched(f"{console}/site/"), fetched(f"{sandbox}/"))
            running.send_signal(signal.SIGTERM)
            words += running.stdout.read()

        assert running.returncode == 0
        assert "Đăng nhập" in today
        assert "Trang thông tin điện tử xã Phú Trung" in site
        assert "Nhóm Zalo thôn Phú Tân" in page
        assert words.rstrip().endswith("Đã dừng.")


class TestKilled:
    def test_and_started_again_it_reaches_everyone_exactly_once(self, tmp_path):
        demo = Demo(tmp_path / "nhà bị mất điện")

        codes = [demo.killed_at("Chuẩn bị", 1), demo.killed_at("Đã thu âm", 2), demo.killed_at(" → ", 20)]
        demo.end_sandbox(signal.SIGKILL)
        code, words = demo.once()
        demo.end_sandbox()

        assert codes == [-signal.SIGKILL] * 3
        assert code == 0, words
        assert demo.received() == demo.promised()
        [(messages,)] = demo.rows("SELECT count(*) FROM message")
        assert messages == len(list((ROOT / "publisher" / "demo" / "messages").glob("*.md")))


def test_a_home_of_another_commune_is_left_alone(tmp_path):
    (tmp_path / "secret.key").write_text("của xã khác")

    code, words = Demo(tmp_path).once()

    assert code == 1
    assert "xã khác" in words
    assert [path.name for path in tmp_path.iterdir() if path.name != "publishing.lock"] == ["secret.key"]
