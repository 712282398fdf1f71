"""What a Zalo group is given to read: parts, limits, mentions, notes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml

from channels.base import ContentRejected
from channels.markdown import to_plain
from channels.testing import sample_content, stored_image
from channels.text import longest_reference, signed

LONG = "Bà con chú ý theo dõi lịch trực của trạm. "


def longest(rendition, *, reference="PT-2026-0117", occurrences=1):
    line = longest_reference(reference, occurrences)
    return max(len(signed(part, signature=rendition.signature, reference=line)) for part in rendition.parts)


def test_a_short_message_is_one_part_without_a_number(channel):
    rendition = channel.render(sample_content())

    assert rendition.parts == (
        "Lịch tiêm chủng tháng 12\n\nTrạm Y tế mời bà con đưa trẻ đi tiêm chủng.\n\n- Thứ Ba: thôn Phú Tân",
    )


def test_room_is_kept_for_the_longest_reference_of_many_occurrences(channel):
    body = "a" * (2000 - len("Tựa\n\n") - len("\n\nMã tin: PT-2026-0117"))

    once = channel.render(sample_content(title="Tựa", body=body))
    often = channel.render(sample_content(title="Tựa", body=body, occurrences=120))

    assert len(once.parts) == 1
    assert longest(once) == 2000
    assert len(often.parts) == 2
    assert longest(often, occurrences=120) <= 2000


def test_mentions_are_taken_out_and_the_approver_is_told(channel):
    rendition = channel.render(sample_content(body="Kính mời \\[@all\\] và [@[@123]456] đến họp."))

    assert "[@" not in rendition.parts[0]
    assert any("[@all]" in note for note in rendition.notes)


def test_a_very_long_message_is_refused_with_a_remedy(channel):
    with pytest.raises(ContentRejected, match="bản rút gọn"):
        channel.render(sample_content(body=LONG * 1200))


def test_a_limit_without_room_for_words_is_refused(make):
    with pytest.raises(ContentRejected, match="không đủ chỗ"):
        make(max_text=30).render(sample_content())


def test_a_correction_says_which_message_it_corrects(channel):
    rendition = channel.render(sample_content(corrects="Lịch tiêm chủng tháng 11"))

    assert rendition.parts[0].startswith(
        "ĐÍNH CHÍNH tin “Lịch tiêm chủng tháng 11”\n\nLịch tiêm chủng tháng 12"
    )


def test_only_the_first_picture_goes_and_the_approver_is_told(channel):
    pictures = tuple(stored_image(channel.supplies, width=width) for width in (40, 60, 80))

    rendition = channel.render(sample_content(images=pictures))

    assert rendition.files == pictures[:1]
    assert any("bỏ 2 ảnh" in note for note in rendition.notes)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_limit_is_counted_after_composing(channel, form):
    words = unicodedata.normalize(form, LONG * 120)

    rendition = channel.render(sample_content(body=words))

    assert longest(rendition) <= 2000
    assert all(unicodedata.is_normalized("NFC", part) for part in rendition.parts)


MESSAGES = Path(__file__).parent / "messages"


@pytest.mark.parametrize(
    ("name", "count"), [("body-just-within-the-limit", 2), ("nineteen-hundred-words", 5)]
)
@pytest.mark.parametrize("occurrences", [1, 12])
def test_a_message_of_the_commune_is_split_between_sentences_and_nothing_is_cut(
    channel, name, count, occurrences
):
    _, front, body = (MESSAGES / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    title = yaml.safe_load(front)["title"]

    rendition = channel.render(sample_content(title=title, body=body, occurrences=occurrences))

    assert len(rendition.parts) == count
    assert longest(rendition, occurrences=occurrences) <= 2000
    assert all(part.endswith((".", "!", "?", "…")) for part in rendition.parts)
    words = " ".join(part.partition(") ")[2] for part in rendition.parts).split()
    assert words == f"{title} {to_plain(body)}".split()
