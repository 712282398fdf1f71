"""A site in a folder of the test's own, and one-line ways to fill it."""

from __future__ import annotations

import io
import os
from datetime import datetime, timedelta, timezone

import pytest

from channels.base import Medium, Rendition
from channels.testing import MemoryProgress, sample_content, sample_facts, supplies_in
from channels.website import Website, index

VIETNAM = timezone(timedelta(hours=7))
MORNING = datetime(2026, 11, 24, 7, 5, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def fast_disk(monkeypatch):
    """Nobody cuts the power in a test, so nothing waits for the disk."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    monkeypatch.setattr(index, "SCHEMA", index.SCHEMA.replace("synchronous = FULL", "synchronous = OFF"))


@pytest.fixture
def website(tmp_path):
    return Website(
        base_url="https://phutrung.example/tin-tuc",
        folder=str(tmp_path / "trang thôn"),
        supplies=supplies_in(tmp_path),
    )


@pytest.fixture
def www(website):
    """The folder a web server would serve."""
    return website.root


@pytest.fixture
def publish(website):
    """Write, seal and send one message: `publish(7, title=…)` is message PT-2026-0007."""

    def send(
        number=117, *, key=None, published_at=MORNING, office="UBND xã Phú Trung", spoken=None, **changes
    ):
        reference = f"PT-2026-{number:04}"
        rendition = website.render(sample_content(reference=reference, **changes))
        facts = sample_facts(published_at=published_at, office=office, spoken=spoken)
        return website.send(rendition, key=key or reference, facts=facts, progress=MemoryProgress())

    return send


@pytest.fixture
def page(www):
    """The text of the page a receipt names."""
    return lambda receipt: (www / receipt.details["path"]).read_text("utf-8")


@pytest.fixture
def recording(website):
    """A loudspeaker twin with its audio file."""
    sound = website.supplies.files.add(
        io.BytesIO(b"ID3" + bytes(2000)), name="ban-tin.mp3", media_type="audio/mpeg"
    )
    return Rendition(
        medium=Medium.LOUDSPEAKER,
        title="Lịch tiêm chủng",
        parts=("Mời bà con đưa trẻ đi tiêm chủng.", "Từ bảy giờ ba mươi phút."),
        form="spoken",
        files=(sound,),
    )
