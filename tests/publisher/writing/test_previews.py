"""A preview is what is sent: for any Vietnamese text, word for word, part by part, count by count."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import Rendition
from channels.text import length, longest_reference
from channels.wording import as_sent
from content_queue import messages
from content_queue.messages import MessageRefused, Words
from content_queue.models import Message, RenditionRow
from content_queue.words import Version
from publisher import editing
from publisher.testing import Village
from publisher.web.testing import furnish
from publisher.writing.form import read
from publisher.writing.previewing import previews

SYLLABLES = re.findall(
    r"\S+",
    "họp thôn ngày mai tại nhà văn hóa điện nước tiêm chủng trẻ em bà con xã Phú Trung cắt từ giờ đến "
    "khoa học công nghệ đổi mới sáng tạo chuyển số nghị quyết năm 2026 25/11/2026 17:00 0251.3456789 50% "
    "**quan trọng** *lưu ý* [trang xã](https://phutrung.example/a) ‘nháy’ “ngoặc” – … & < > thế nào? được! "
    "kính mời, đề nghị; xin: cảm ơn.",
)
LINES = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=40).map(" ".join)
MARKED = st.tuples(st.sampled_from(["", "", "", "- ", "## ", "1. ", "> "]), LINES).map("".join)
TEXTS = st.lists(MARKED, min_size=1, max_size=30).map("\n\n".join)
MEDIA = ["website", "facebook", "zalo", "loudspeaker"]


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    village = furnish(Village.settle(tmp_path_factory.mktemp("nhà xã")))
    village.channel("Fanpage thôn")
    yield village
    village.app.engine.dispose()


def written(village, title, body, own):
    """Return the words of a form; some channel has words of its own."""
    fields = {
        "title": [title],
        "body": [body],
        "topic": ["guidance"],
        "unit": ["Trung tâm Dịch vụ tổng hợp"],
        "media": MEDIA,
        "when": ["approved"],
        "version": ["facebook:Fanpage thôn"],
        "body@facebook:Fanpage thôn": [own],
    }
    return read(fields, zone=village.app_zone).words


def sealed(village, words):
    """Submit words and return what was sealed, by medium and channel; then forget them all."""
    with village.app.writing(village.commune) as session:
        actor = village.user(session, "bien-tap")
        message = messages.create(session, words, actor=actor, now=village.clock())
        reference = message.reference
        try:
            editing.submit(village.app, session, message, actor=actor, now=village.clock())
        except MessageRefused as refused:
            session.rollback()
            return reference, None, refused.problems
        rows = session.query(RenditionRow).filter_by(message_id=message.id).order_by(RenditionRow.id).all()
        found = [Rendition.from_document(row.document) for row in rows]
        session.rollback()
        return reference, found, ()


@settings(max_examples=1000, suppress_health_check=list(HealthCheck))
@given(title=LINES.map(lambda text: text[:200]), body=TEXTS, own=st.one_of(st.just(""), TEXTS))
@pytest.mark.long
def test_a_preview_is_what_is_sent(village, title, body, own):
    check(village, title, body, own)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(title=LINES.map(lambda text: text[:200]), body=TEXTS, own=st.one_of(st.just(""), TEXTS))
def test_a_preview_is_what_is_sent_in_short(village, title, body, own):
    check(village, title, body, own)


def check(village, title, body, own):
    words = written(village, title, body, own)
    if not words.title or not words.body:
        return
    reference, renditions, problems = sealed(village, words)
    with village.app.reading(village.commune) as session:
        seen = previews(village.app, session, words, village.commune, reference=reference)

    shown = [each for each in seen if not each.problem]
    if problems:
        assert {each.problem for each in seen if each.problem} == {
            problem.partition(": ")[2] for problem in problems
        }
        return
    said = [
        as_sent(each, longest_reference(reference, 1)) if each.form == "plain" else each.parts
        for each in renditions
    ]
    assert sorted(each.parts for each in shown) == sorted(said)
    assert all(each.counts == tuple(length(part) for part in each.parts) for each in shown)
    assert all(count <= each.limit for each in shown if each.limit for count in each.counts)


def test_words_of_one_channel_are_a_version_of_the_message(village):
    words = written(village, "Họp", "Mời họp.", "Riêng.")

    assert isinstance(words, Words)
    assert words.versions == (Version(medium=words.media[1], channel="Fanpage thôn", body="Riêng."),)
    assert village.all(Message) == []
