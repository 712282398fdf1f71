"""Parts go out in order, each once, whatever gets lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable, OutcomeUnknown
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts, stored_image
from publisher.sandbox.faults import Fault

MESSAGE = "/zalo/v3.0/oa/group/message"
LONG_BODY = "\n\n".join(f"Đoạn {number}. " + "Bà con chú ý theo dõi lịch trực. " * 12 for number in range(11))


@pytest.fixture
def rendition(channel):
    return channel.render(sample_content(body=LONG_BODY))


def send(channel, rendition, progress, key=KEY):
    return channel.send(rendition, key=key, facts=sample_facts(), progress=progress)


def per_part(rendition, entries):
    return [sum(entry.text.startswith(part) for entry in entries) for part in rendition.parts]


def test_all_parts_arrive_in_order_each_with_its_reference(channel, rendition, sent):
    receipt = send(channel, rendition, MemoryProgress())

    assert [entry.text for entry in sent()] == [f"{part}\n\nMã tin: {KEY}" for part in rendition.parts]
    assert len(rendition.parts) == 3
    assert receipt.details["messages"].split() == [entry.id for entry in sent()]


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize(
    "fault", [{"drop": True}, {"status": 502}, {"status": 200, "body": "<html>"}, {"body": "{}"}]
)
def test_an_answer_lost_at_a_part_doubles_and_loses_none(channel, rendition, sandbox, sent, at, fault):
    progress = MemoryProgress()
    sandbox.misbehave(Fault(method="POST", path=MESSAGE, skip=at, **fault))

    with pytest.raises(OutcomeUnknown):
        send(channel, rendition, progress)
    receipt = send(channel, rendition, progress)

    assert per_part(rendition, sent()) == [1, 1, 1]
    assert len(sent()) == 3
    assert receipt.details["messages"].split() == [entry.id for entry in sent()]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_part_that_never_arrived_is_sent_after_looking(channel, rendition, sandbox, sent, at):
    progress = MemoryProgress()
    sandbox.misbehave(Fault(method="POST", path=MESSAGE, skip=at, before=True, drop=True))

    with pytest.raises(OutcomeUnknown):
        send(channel, rendition, progress)
    assert len(sent()) == at
    send(channel, rendition, progress)

    assert per_part(rendition, sent()) == [1, 1, 1]


def test_finished_parts_are_not_even_asked_for(channel, rendition, sandbox, sent):
    progress = MemoryProgress()
    first = send(channel, rendition, progress)
    sandbox.misbehave(Fault(path="/zalo", before=True, status=500, times=99))

    again = send(channel, rendition, progress)

    assert again == first
    assert len(sent()) == 3


def test_a_begun_part_is_not_sent_while_the_group_cannot_be_read(channel, rendition, sandbox, sent):
    progress = MemoryProgress()
    progress.begin("part-1")
    sandbox.misbehave(Fault(path="/conversation", before=True, status=503))

    with pytest.raises(ChannelUnavailable):
        send(channel, rendition, progress)

    assert sent() == []


def test_parts_wait_when_the_minute_is_used_up(channel, rendition, office, sent):
    office.rate = 2
    progress = MemoryProgress()

    with pytest.raises(ChannelUnavailable) as held:
        send(channel, rendition, progress)

    assert held.value.hold
    assert held.value.retry_after == timedelta(seconds=60)
    assert len(sent()) == 2
    assert progress.of("part-3") is None


def test_another_occurrence_is_not_taken_for_this_one(channel, rendition):
    send(channel, rendition, MemoryProgress(), key=f"{KEY}/01")

    assert channel.find(rendition, key=KEY, since=NOW) is None
    assert channel.find(rendition, key=f"{KEY}/02", since=NOW) is None
    assert channel.find(rendition, key=f"{KEY}/01", since=NOW) is not None


def test_some_parts_there_is_not_all_there(channel, rendition, sandbox):
    sandbox.misbehave(Fault(method="POST", path=MESSAGE, skip=2, before=True, drop=True))
    with pytest.raises(OutcomeUnknown):
        send(channel, rendition, MemoryProgress())

    assert channel.find(rendition, key=KEY, since=NOW) is None


def test_the_picture_goes_with_the_first_part_only(channel, sent):
    picture = stored_image(channel.supplies)

    send(channel, channel.render(sample_content(body=LONG_BODY, images=(picture,))), MemoryProgress())

    assert [entry.kind for entry in sent()] == ["image", "text", "text"]
    assert sent()[0].details["media"][0]["media_type"] == "image/png"
