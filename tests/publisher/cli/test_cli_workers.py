"""What the command line says of stored files and of recordings that are not made yet."""

from __future__ import annotations

import pytest

from channels.memory import Memory
from content_queue import recordings
from content_queue.models import Attachment, RenditionRow
from content_queue.renditions import BROKEN, RECORDING
from publisher.app import App
from publisher.home import Home


@pytest.fixture
def waiting(office):
    """A submitted message that waits to be recorded; gives its number and a way to change its rendition."""
    office.memory("Fanpage")
    number = office.imported()
    office.does("message", "submit", number, "--as", "hoa")

    def change(**values):
        app = App.open(Home.from_environment())
        with app.writing(app.commune()) as session:
            for row in session.query(RenditionRow):
                for name, value in values.items():
                    setattr(row, name, value)
        app.close()

    change(state=RECORDING)
    return number, change


def claim(owner):
    app = App.open(Home.from_environment())
    with app.writing(app.commune()) as session:
        recordings.claim(session, owner=owner, now=app.clock())
    app.close()


def test_the_list_shows_what_waits_for_a_machine(office, waiting):
    row = office.does("message", "list", "--json").rows[0]

    assert row["recordings"] == [
        {"medium": "facebook", "share": 0.0, "maker": None, "problem": None, "broken": False}
    ]
    assert "chờ máy thu" in office.does("message", "list").out


def test_the_list_has_no_column_for_recordings_when_none_waits(office):
    office.memory("Fanpage")
    office.imported()

    assert "Thu âm" not in office.does("message", "list").out
    assert office.does("message", "list", "--json").rows[0]["recordings"] == []


def test_a_message_shows_the_share_done_and_who_makes_it(office, waiting):
    number, change = waiting
    claim("may-xa:17:ab")
    change(progress=0.4)

    shown = office.does("message", "show", number, "--json").rows["renditions"][0]

    assert (shown["recording"]["share"], shown["recording"]["maker"]) == (0.4, "may-xa")
    assert "Thu âm: 40%, máy may-xa" in office.does("message", "show", number).out


def test_what_broke_says_why_and_how_to_try_again(office, waiting):
    number, change = waiting
    change(state=BROKEN, problem="Thiếu giọng đọc.")

    shown = office.does("message", "show", number).out
    refused = office("message", "approve", number, "--as", "lan")

    assert "Thiếu giọng đọc." in shown
    assert "publisher message record PT-2026-0001" in shown
    assert refused.code == 1
    assert "Thiếu giọng đọc. Để thu âm lại: `publisher message record PT-2026-0001`." in refused.err


def test_recording_again_makes_what_broke(office, waiting, monkeypatch):
    number, change = waiting
    change(state=BROKEN, problem="Thiếu giọng đọc.")
    monkeypatch.setattr(Memory, "record", lambda self, rendition, report: rendition, raising=False)

    told = office.does("message", "record", number, "--as", "hoa")

    assert "đã thu âm 1 bản" in told.out
    assert office.does("message", "approve", number, "--as", "lan")
    assert "không còn gì để thu âm" in office.does("message", "record", number, "--as", "hoa").out


def test_recording_that_breaks_again_says_why(office, waiting):
    number, _ = waiting

    answer = office("message", "record", number, "--as", "hoa")

    assert answer.code == 1
    assert "Kênh này không thu âm được." in answer.err


def test_a_monitor_records_nothing(office, waiting):
    assert office("message", "record", waiting[0], "--as", "tư").code == 1


class TestFiles:
    def test_all_is_whole_when_nothing_is_missing(self, office):
        office.memory("Fanpage")
        office.imported()

        assert "còn nguyên" in office.does("files", "check").out
        assert office.does("files", "check", "--json").rows == []

    def test_a_missing_file_is_named_with_its_message(self, office):
        image = office.papers / "anh.png"
        image.write_bytes(b"anh")
        app = App.open(Home.from_environment())
        with image.open("rb") as source:
            stored = app.files.add(source, name="anh.png", media_type="image/png")
        office.memory("Fanpage")
        number = office.imported()
        with app.writing(app.commune()) as session:
            file = {"digest": stored.digest, "name": stored.name, "media_type": stored.media_type}
            session.add(Attachment(message_id=int(number), size=stored.size, **file))
        app.files.path(stored.digest).unlink()
        app.close()

        answer = office("files", "check")

        assert answer.code == 1
        assert "anh.png" in answer.out
        assert "thiếu" in answer.out
        assert office("files", "check", "--json").rows[0]["fault"] == "missing"

    def test_sqlite_keeps_its_files_in_the_folder(self, office):
        answer = office("files", "copy", "--to", "database")

        assert answer.code == 1
        assert "khi dùng PostgreSQL" in answer.err

    def test_an_unknown_place_is_refused(self, office):
        office.patch.setenv("PUBLISHER_FILES", "đĩa mạng")

        answer = office("files", "check")

        assert answer.code == 1
        assert answer.err.strip().endswith("không hiểu được; hãy viết folder hoặc database.")
