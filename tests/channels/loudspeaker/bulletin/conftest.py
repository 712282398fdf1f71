"""Three recorded items and a channel that exports them into an empty folder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.base import Urgency
from channels.loudspeaker import Loudspeaker
from channels.testing import sample_bulletin, sample_content, supplies_in
from channels.values import BulletinItem

MESSAGES = (
    ("PT-2026-0001", "Lịch tiêm chủng tháng Mười hai", "Mời bà con đưa trẻ đi tiêm.", Urgency.ROUTINE),
    ("PT-2026-0002", "Đường lầy: cấm xe tải", "Cấm xe tải qua cầu Đắk Nhau.", Urgency.URGENT),
    ("PT-2026-0003", "Bão mạnh", "Bà con ở trong nhà.", Urgency.EMERGENCY),
)


@pytest.fixture(scope="session")
def recordings(tmp_path_factory):
    """Return three recorded items and their store, made once."""
    home = tmp_path_factory.mktemp("loa xã Phú Trung")
    channel = Loudspeaker(zone="Cụm loa Phú Tân", supplies=supplies_in(home))
    items = []
    for reference, title, body, urgency in MESSAGES:
        content = sample_content(reference=reference, title=title, body=body, urgency=urgency)
        rendition = channel.record(channel.render(content), report=lambda share: None)
        items.append(
            BulletinItem(
                reference=reference,
                title=title,
                rendition=rendition,
                urgency=urgency,
                approver="Nguyễn Văn An",
            )
        )
    channel.export(sample_bulletin(*items))  # opening and closing are recorded once too
    return channel, tuple(items)


@pytest.fixture
def channel(recordings, tmp_path):
    """Return a channel with the recordings at hand that exports into an empty folder."""
    made, _ = recordings
    return replace(made, folder=str(tmp_path / "usb"))


@pytest.fixture
def items(recordings):
    return recordings[1]
