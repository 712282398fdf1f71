"""The group's conversation is read back whatever its shape, and never guessed from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from channels.base import ChannelUnavailable
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts
from publisher.sandbox.faults import Fault
from publisher.sandbox.ledger import Entry
from publisher.sandbox.server import running

GROUP = "f414c8f76fa586fbdfb4"
CONVERSATION = "/group/conversation"


@pytest.fixture
def rendition(channel):
    return channel.render(sample_content())


@pytest.fixture
def now(sandbox):
    return datetime.fromtimestamp(sandbox.app.config["clock"](), UTC)


def send(channel, rendition):
    return channel.send(rendition, key=KEY, facts=sample_facts(), progress=MemoryProgress())


@pytest.mark.parametrize("nested", [False, True])
def test_both_shapes_are_read(channel, rendition, office, now, nested):
    office.nested = nested
    sent = send(channel, rendition)

    assert channel.find(rendition, key=KEY, since=now) == sent


def test_it_is_found_behind_the_chatter_of_a_busy_group(channel, rendition, office, now):
    sent = send(channel, rendition)
    for number in range(57):
        office.say(GROUP, f"Cảm ơn xã {number}")

    assert channel.find(rendition, key=KEY, since=now) == sent


def test_a_group_too_busy_to_read_back_is_not_called_empty(channel, rendition, office, now):
    for number in range(130):
        office.say(GROUP, f"Cảm ơn xã {number}")

    with pytest.raises(ChannelUnavailable, match="quá nhiều tin"):
        channel.find(rendition, key=KEY, since=now)


def test_a_member_who_quotes_us_is_not_us(channel, rendition, office, now):
    office.say(GROUP, f"{rendition.parts[0]}\n\nMã tin: {KEY}")

    assert channel.find(rendition, key=KEY, since=now) is None


def test_what_is_older_than_the_attempt_is_not_it(channel, rendition, sandbox, now):
    old = (now - timedelta(seconds=180)).timestamp()
    sandbox.ledger.append(
        Entry(service="zalo", destination=GROUP, id="cu", text=f"Tin\n\nMã tin: {KEY}", at=old, kind="text")
    )

    assert channel.find(rendition, key=KEY, since=now) is None
    assert channel.find(rendition, key=KEY, since=now - timedelta(seconds=90)) is not None


@pytest.mark.parametrize("minutes", [-600, -10, 10, 600])
def test_a_service_clock_that_is_off_hides_nothing(make, minutes):
    import time

    with running(clock=lambda: time.time() + minutes * 60) as sandbox:
        channel = make(oa_url=f"{sandbox.url}/zalo", oauth_url=f"{sandbox.url}/zalo")
        rendition = channel.render(sample_content())
        begun_at = datetime.fromtimestamp(time.time(), UTC)
        sent = send(channel, rendition)

        assert channel.find(rendition, key=KEY, since=begun_at) == sent
        assert channel.find(rendition, key=KEY, since=begun_at - timedelta(minutes=30)) == sent


def test_it_shows_only_some_time_after_sending(channel, rendition, sandbox, now):
    sandbox.misbehave(Fault(path="/group/message", hide_calls=1))
    send(channel, rendition)

    assert channel.find(rendition, key=KEY, since=now) is None
    assert channel.find(rendition, key=KEY, since=now) is not None


def test_a_caption_is_read_from_the_description(channel, rendition, sandbox, now):
    row = {
        "message_id": "m1",
        "src": "0",
        "time": f"{now.timestamp():.0f}000",
        "message": "",
        "type": "photo",
    }
    rows = [{**row, "description": f"Lời kèm ảnh\n\nMã tin: {KEY}"}]
    sandbox.misbehave(Fault(path=CONVERSATION, body={"error": 0, "data": rows}))

    found = channel.find(rendition, key=KEY, since=now)

    assert found is not None
    assert found.external_id == "m1"


def test_a_picture_shown_without_words_cannot_be_told(channel, rendition, sandbox, now):
    sent_at = int(now.timestamp() * 1000)
    rows = [{"message_id": "m1", "src": 0, "time": sent_at, "message": "", "type": "photo"}]
    sandbox.misbehave(Fault(path=CONVERSATION, body={"error": 0, "data": rows}))

    with pytest.raises(ChannelUnavailable, match="cần người xem"):
        channel.find(rendition, key=KEY, since=now)


@pytest.mark.parametrize(
    "body", [{"error": 0}, {"error": 0, "data": "x"}, {"error": 0, "data": {"total": 3}}]
)
def test_a_shape_nobody_knows_cannot_be_told(channel, rendition, sandbox, body):
    sandbox.misbehave(Fault(path=CONVERSATION, body=body))

    with pytest.raises(ChannelUnavailable, match="dạng lạ"):
        channel.find(rendition, key=KEY, since=NOW)
