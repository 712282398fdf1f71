"""Documents in a group: after the words, under a name with the reference, once."""

from __future__ import annotations

import io

import pytest

from channels.base import ChannelUnavailable, OutcomeUnknown
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts
from publisher.sandbox.faults import Fault

MESSAGE = "/group/message"
NAME = "PT-2026-0117-1-giay-moi.pdf"


@pytest.fixture
def content(channel):
    document = channel.supplies.files.add(
        io.BytesIO(b"%PDF-1.4"), name="Giấy mời.pdf", media_type="application/pdf"
    )
    return sample_content(attachments=(document,))


def send(channel, content, progress=None):
    return channel.send(
        channel.render(content), key=KEY, facts=sample_facts(), progress=progress or MemoryProgress()
    )


def test_a_document_follows_the_words(channel, content, sent):
    receipt = send(channel, content)

    assert [each.kind for each in sent()] == ["text", "file"]
    assert sent()[1].details["media"][0]["name"] == NAME
    assert receipt.details["messages"].split() == [each.id for each in sent()]


def test_a_document_whose_answer_was_lost_is_found_by_its_name(channel, content, sent, sandbox):
    progress = MemoryProgress()
    sandbox.misbehave(Fault(method="POST", path=MESSAGE, skip=1, drop=True))
    with pytest.raises(OutcomeUnknown):
        send(channel, content, progress)

    send(channel, content, progress)

    assert [each.kind for each in sent()] == ["text", "file"]


def test_a_document_that_did_not_arrive_is_sent_again(channel, content, sent, sandbox):
    progress = MemoryProgress()
    sandbox.misbehave(Fault(method="POST", path=MESSAGE, skip=1, before=True, drop=True))
    with pytest.raises(OutcomeUnknown):
        send(channel, content, progress)

    send(channel, content, progress)

    assert [each.kind for each in sent()] == ["text", "file"]


def test_the_whole_is_there_only_with_its_document(channel, content, sent, sandbox):
    rendition = channel.render(content)
    sandbox.misbehave(Fault(method="POST", path=MESSAGE, skip=1, before=True, drop=True))
    with pytest.raises(OutcomeUnknown):
        send(channel, content)
    assert channel.find(rendition, key=KEY, since=NOW) is None

    receipt = send(channel, content, MemoryProgress())

    assert channel.find(rendition, key=KEY, since=NOW).external_id
    assert receipt.external_id


def test_a_file_without_a_name_in_the_conversation_is_a_persons_to_judge(
    channel, content, sandbox, monkeypatch
):
    progress = MemoryProgress()
    sandbox.misbehave(Fault(method="POST", path=MESSAGE, skip=1, drop=True))
    with pytest.raises(OutcomeUnknown):
        send(channel, content, progress)
    monkeypatch.setattr("publisher.sandbox.zalo_groups._file_name", lambda said: "")

    with pytest.raises(ChannelUnavailable, match="cần người xem"):
        send(channel, content, progress)


def test_what_a_group_does_not_take_is_left_out_and_told(channel):
    store = channel.supplies.files
    video = store.add(io.BytesIO(b"mp4"), name="le-hoi.mp4", media_type="video/mp4")
    big = store.add(io.BytesIO(b"x" * 5_000_001), name="to.pdf", media_type="application/pdf")

    rendition = channel.render(sample_content(attachments=(video, big)))

    assert rendition.files == ()
    assert rendition.notes == ("Nhóm Zalo không kèm được tệp: le-hoi.mp4, to.pdf.",)
