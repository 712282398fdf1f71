"""The conformance suite every adapter keeps: inherit ChannelContract, give the fixtures, all tests run.

A new kind's test gives `channel` (configured against a stand-in), `published` (how many publications the
stand-in really has for a key) and, when the kind can lose an answer, `lose_answer` and `refuse`.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from channels.base import (
    Bulletin,
    ChannelUnavailable,
    Content,
    Facts,
    OutcomeUnknown,
    PartProgress,
    Receipt,
    Recordable,
    Rendition,
    Searchable,
    StoredFile,
    Supplies,
)
from channels.files import FolderStore
from channels.values import BulletinItem

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
KEY = "PT-2026-0117"


def sample_content(**changes: Any) -> Content:
    """Return a plain message of the commune; changes replace its fields."""
    given: dict[str, Any] = {
        "reference": KEY,
        "title": "Lịch tiêm chủng tháng 12",
        "body": "Trạm Y tế mời bà con đưa trẻ đi tiêm chủng.\n\n- Thứ Ba: thôn Phú Tân",
        "commune": "xã Phú Trung",
        "province": "tỉnh Đồng Nai",
        "topic": "health",
        "topic_name": "Y tế",
        "unit": "Trạm Y tế",
    }
    return Content(**{**given, **changes})


def sample_facts(**changes: Any) -> Facts:
    """Return the facts of an ordinary sending."""
    return Facts(**{"published_at": NOW, "office": "Ủy ban nhân dân xã Phú Trung", **changes})


def sample_bulletin(*items: BulletinItem, **changes: Any) -> Bulletin:
    """Return a zone's bulletin of a morning, 05:30 in Phú Trung; changes replace its fields."""
    given: dict[str, Any] = {
        "slot": "Sáng",
        "zone": "Cụm loa Phú Tân",
        "starts_at": datetime(2026, 11, 25, 5, 30, tzinfo=timezone(timedelta(hours=7))),
        "length": timedelta(minutes=60),
        "items": items,
        "commune": "xã Phú Trung",
        "province": "tỉnh Đồng Nai",
    }
    return Bulletin(**{**given, **changes})


def supplies_in(folder: Path) -> Supplies:
    """Return supplies that live in a test's folder."""
    return Supplies(files=FolderStore(folder / "files"), folder=folder / "work")


def stored_image(supplies: Supplies, *, width: int = 640, name: str = "anh.png") -> StoredFile:
    """Put a drawn picture into the store."""
    picture = io.BytesIO(drawn_picture(width=width))
    return supplies.files.add(picture, name=name, media_type="image/png", alt="Ảnh minh họa")


def drawn_picture(kind: str = "PNG", *, width: int = 640) -> bytes:
    """Return the bytes of a picture drawn half as high as wide; `kind` is a format of Pillow."""
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (width, width // 2), "#0a6c74").save(picture, kind)
    return picture.getvalue()


class MemoryProgress:
    """Progress kept in memory, for tests of adapters."""

    def __init__(self) -> None:
        self.parts: dict[str, PartProgress] = {}

    def of(self, part: str) -> PartProgress | None:
        """Return what is known of a part."""
        return self.parts.get(part)

    def begin(self, part: str) -> None:
        """Note the intent."""
        self.parts[part] = PartProgress(begun_at=NOW)

    def forget(self, part: str) -> None:
        """Take the intent back."""
        self.parts.pop(part, None)

    def finish(self, part: str, receipt: Receipt) -> None:
        """Note the receipt."""
        self.parts[part] = PartProgress(begun_at=NOW, receipt=receipt)


class ChannelContract:
    """What every adapter must keep; subclasses give the fixtures named in the module's docstring."""

    @pytest.fixture
    def lose_answer(self) -> Callable[[], None] | None:
        """Make the stand-in accept the next publication and cut the answer; None: cannot happen."""
        return None

    @pytest.fixture
    def refuse(self) -> Callable[[], None] | None:
        """Make the stand-in unavailable for the next call; None: cannot happen."""
        return None

    def ready(self, channel: Any, content: Content) -> Rendition:
        """Return the rendition as it would be sealed, long work done."""
        rendition: Rendition = channel.render(content)
        if isinstance(channel, Recordable):
            rendition = channel.record(rendition, report=lambda share: None)
        return rendition

    def send(self, channel: Any, rendition: Rendition, progress: MemoryProgress | None = None) -> Receipt:
        """Send under the sample key and facts."""
        receipt: Receipt = channel.send(
            rendition, key=KEY, facts=self.facts(rendition), progress=progress or MemoryProgress()
        )
        return receipt

    def facts(self, rendition: Rendition) -> Facts:
        """Return the facts to send with; kinds that need more override it."""
        return sample_facts()

    def test_a_ready_channel_has_no_problem(self, channel: Any) -> None:
        assert list(channel.check()) == []

    def test_rendering_twice_gives_the_same_digest(self, channel: Any) -> None:
        assert channel.render(sample_content()).digest == channel.render(sample_content()).digest

    def test_a_rendition_survives_storage(self, channel: Any) -> None:
        rendition = channel.render(sample_content())

        assert Rendition.from_document(rendition.document()).digest == rendition.digest

    def test_decomposed_letters_render_as_composed_ones(self, channel: Any) -> None:
        import unicodedata

        decomposed = sample_content(body=unicodedata.normalize("NFD", sample_content().body))

        assert channel.render(decomposed).parts == channel.render(sample_content()).parts

    def test_no_part_is_longer_than_the_limit(self, channel: Any) -> None:
        limit = channel.capabilities.max_text
        content = sample_content(body="\n\n".join(["Bà con chú ý lắng nghe thông báo. " * 12] * 14))

        rendition = channel.render(content)

        for part in rendition.parts:
            assert limit is None or len(part) + len(rendition.signature.format(reference=KEY)) + 2 <= limit

    def test_sending_publishes_exactly_once(self, channel: Any, published: Callable[[str], int]) -> None:
        receipt = self.send(channel, self.ready(channel, sample_content()))

        assert receipt.external_id
        assert published(KEY) == 1

    def test_what_was_sent_is_found(self, channel: Any) -> None:
        if not isinstance(channel, Searchable):
            pytest.skip("this kind has no read-back: a person looks")
        rendition = self.ready(channel, sample_content())
        sent = self.send(channel, rendition)

        found = channel.find(rendition, key=KEY, since=NOW - timedelta(days=3650))

        assert found is not None
        assert found.external_id == sent.external_id

    def test_what_was_never_sent_is_not_found(self, channel: Any) -> None:
        if not isinstance(channel, Searchable):
            pytest.skip("this kind has no read-back: a person looks")
        rendition = self.ready(channel, sample_content())

        assert channel.find(rendition, key=KEY, since=NOW - timedelta(days=3650)) is None

    def test_a_lost_answer_is_an_unknown_outcome(
        self, channel: Any, published: Callable[[str], int], lose_answer: Callable[[], None] | None
    ) -> None:
        if lose_answer is None:
            pytest.skip("no answer can be lost here")
        rendition = self.ready(channel, sample_content())
        lose_answer()

        with pytest.raises(OutcomeUnknown):
            self.send(channel, rendition)

        assert published(KEY) == 1

    def test_a_refusal_publishes_nothing(
        self, channel: Any, published: Callable[[str], int], refuse: Callable[[], None] | None
    ) -> None:
        if refuse is None:
            pytest.skip("nothing can refuse here")
        rendition = self.ready(channel, sample_content())
        refuse()

        with pytest.raises(ChannelUnavailable):
            self.send(channel, rendition)

        assert published(KEY) == 0

    def test_no_secret_shows_in_repr(self, channel: Any) -> None:
        from channels.settings import settings_of

        for setting in settings_of(type(channel)):
            value = getattr(channel, setting.name)
            assert not (setting.secret and value and str(value) in repr(channel))
