"""The loudspeaker keeps the channel contract, with a bulletin at the hour."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from channels.base import Bulletin
from channels.loudspeaker import Loudspeaker
from channels.testing import KEY, ChannelContract, sample_facts, supplies_in
from channels.values import BulletinItem

VIETNAM = timezone(timedelta(hours=7))


def bulletin_of(*renditions, zone="Cụm loa Phú Tân", **changes):
    """Return a morning bulletin of these renditions, references counted up from the sample's."""
    items = tuple(
        BulletinItem(reference=KEY if not at else f"{KEY}{at}", title=each.title, rendition=each)
        for at, each in enumerate(renditions)
    )
    given = {
        "slot": "Sáng",
        "zone": zone,
        "starts_at": datetime(2026, 11, 25, 5, 30, tzinfo=VIETNAM),
        "length": timedelta(minutes=60),
        "items": items,
        "commune": "xã Phú Trung",
        "province": "tỉnh Đồng Nai",
    }
    return Bulletin(**{**given, **changes})


class TestLoudspeaker(ChannelContract):
    @pytest.fixture
    def channel(self, tmp_path):
        return Loudspeaker(zone="Cụm loa Phú Tân", supplies=supplies_in(tmp_path))

    @pytest.fixture
    def published(self, channel):
        def count(key):
            manifests = Path(channel.exports).glob("*/*/*/manifest.json")
            return sum(f'"reference": "{key}"' in each.read_text(encoding="utf-8") for each in manifests)

        return count

    def facts(self, rendition):
        return sample_facts(bulletin=bulletin_of(rendition))
