"""The built-in site keeps the channel contract."""

from __future__ import annotations

import os

import pytest

from channels.testing import KEY, ChannelContract, sample_content


class TestWebsite(ChannelContract):
    @pytest.fixture
    def channel(self, website):
        return website

    @pytest.fixture
    def published(self, www):
        return lambda key: sum(f"<dd>{key}</dd>" in each.read_text() for each in (www / "tin").glob("*.html"))

    @pytest.fixture
    def lose_answer(self, monkeypatch):
        """The page goes up, then the disk refuses the home page."""

        def arm():
            replace = os.replace

            def refusing(source, target):
                if str(target).endswith("index.html"):
                    raise OSError(28, "No space left on device")
                replace(source, target)

            monkeypatch.setattr(os, "replace", refusing)

        return arm

    @pytest.fixture
    def refuse(self, monkeypatch):
        def arm():
            def full(source, target):
                raise OSError(28, "No space left on device")

            monkeypatch.setattr(os, "replace", full)

        return arm

    def test_occurrences_share_one_page(self, channel, published):
        rendition = channel.render(sample_content(occurrences=2))

        first = channel.send(rendition, key=f"{KEY}/01", facts=self.facts(rendition), progress=None)
        second = channel.send(rendition, key=f"{KEY}/02", facts=self.facts(rendition), progress=None)

        assert second == first
        assert published(KEY) == 1
