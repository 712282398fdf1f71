"""A post with a video: uploaded in pieces, public by one last call, found again, corrected, taken back."""

from __future__ import annotations

import io

import pytest

from channels.base import ChannelUnavailable, ContentRejected, OutcomeUnknown
from channels.facebook import videos
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts, stored_image
from publisher.sandbox.faults import Fault

MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 3000  # three pieces of the stand-in


@pytest.fixture
def content(page):
    video = page.supplies.files.add(io.BytesIO(MP4), name="le-hoi.mp4", media_type="video/mp4")
    return sample_content(attachments=(video,))


def send(page, content):
    return page.send(page.render(content), key=KEY, facts=sample_facts(), progress=MemoryProgress())


def test_a_video_comes_whole_and_once_with_its_words(page, content, sandbox):
    receipt = send(page, content)

    [entry] = sandbox.ledger.publications()
    assert (entry.id, entry.kind) == (receipt.external_id, "video")
    assert entry.text.endswith("Mã tin: PT-2026-0117")
    assert sandbox.ledger.media.path(entry.details["media"][0]["digest"]).read_bytes() == MP4
    assert receipt.url == f"https://www.facebook.com/108/videos/{entry.id}"


def test_a_long_video_leaves_in_pieces_a_slow_line_can_bear(page, content, sandbox, monkeypatch):
    monkeypatch.setattr(videos, "LARGEST_PIECE", 100_000)

    send(page, content)

    [entry] = sandbox.ledger.publications()
    assert sandbox.ledger.media.path(entry.details["media"][0]["digest"]).read_bytes() == MP4


def test_a_broken_upload_publishes_nothing(page, content, sandbox):
    sandbox.misbehave(Fault(method="POST", path="/videos", skip=2, drop=True))

    with pytest.raises(ChannelUnavailable):
        send(page, content)

    assert sandbox.ledger.publications() == []


def test_a_lost_last_answer_leaves_the_outcome_open_and_the_video_is_found(page, content, sandbox):
    pieces = 3
    sandbox.misbehave(Fault(method="POST", path="/videos", skip=1 + pieces, drop=True))
    with pytest.raises(OutcomeUnknown):
        send(page, content)

    found = page.find(page.render(content), key=KEY, since=NOW)

    [entry] = sandbox.ledger.publications()
    assert found.external_id == entry.id


def test_a_video_that_is_not_listed_is_no_proof_of_anything(page, content):
    with pytest.raises(ChannelUnavailable, match="xử lý"):
        page.find(page.render(content), key=KEY, since=NOW)


def test_what_is_no_video_is_rejected_by_the_page(page, sandbox):
    text = page.supplies.files.add(io.BytesIO(b"khong phai video"), name="a.mp4", media_type="video/mp4")

    with pytest.raises(ContentRejected, match="MP4"):
        send(page, sample_content(attachments=(text,)))

    assert sandbox.ledger.publications() == []


def test_the_words_of_a_video_can_be_corrected_and_the_video_taken_back(page, content, sandbox):
    receipt = send(page, content)

    page.correct(
        receipt, page.render(sample_content(body="Dời sang thứ Năm.")), key=KEY, facts=sample_facts()
    )
    page.retract(receipt)

    assert [each.kind for each in sandbox.ledger.entries()] == ["video", "edited", "withdrawn"]
    assert "thứ Năm" in sandbox.ledger.entries()[1].text


def test_a_video_goes_without_the_pictures_and_the_approver_is_told(page, content):
    both = sample_content(attachments=content.attachments, images=(stored_image(page.supplies),))

    rendition = page.render(both)

    assert [each.media_type for each in rendition.files] == ["video/mp4"]
    assert rendition.notes == ("Fanpage đăng video, không đăng kèm ảnh của tin.",)


def test_a_document_is_left_out_and_the_approver_is_told(page):
    document = page.supplies.files.add(io.BytesIO(b"%PDF"), name="giay.pdf", media_type="application/pdf")

    rendition = page.render(sample_content(attachments=(document,)))

    assert rendition.files == ()
    assert rendition.notes == ("Fanpage không kèm được tệp: giay.pdf.",)


@pytest.mark.parametrize(("status", "said"), [("ready", None), ("error", "MP4")])
def test_a_video_facebook_can_not_play_is_told(page, content, graph, status, said):
    receipt = send(page, content)
    graph.page(page.page_id).video_status = status

    reason = page.hidden_because(receipt)

    assert reason is None if said is None else said in reason


def test_a_video_still_worked_on_is_asked_for_later(page, content, graph):
    receipt = send(page, content)
    graph.page(page.page_id).video_status = "processing"

    with pytest.raises(ChannelUnavailable):
        page.hidden_because(receipt)


def test_the_figures_of_a_video_are_what_anybody_may_count(page, content):
    assert page.reach(send(page, content)).figures == {"reactions": 12, "comments": 4}
