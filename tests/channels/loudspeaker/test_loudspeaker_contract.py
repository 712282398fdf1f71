"""The loudspeaker keeps the channel contract, with a bulletin at the hour."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.loudspeaker import Loudspeaker
from channels.testing import KEY, ChannelContract, sample_bulletin, sample_facts, supplies_in
from channels.values import BulletinItem


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
        item = BulletinItem(reference=KEY, title=rendition.title, rendition=rendition)
        return sample_facts(bulletin=sample_bulletin(item))
