"""Whatever goes wrong in whatever order, each part arrives exactly once: the receiver counts."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import ChannelUnavailable, NotAuthorized, OutcomeUnknown
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts
from publisher.sandbox.faults import Fault

LONG_BODY = "\n\n".join("Bà con chú ý theo dõi lịch trực của trạm y tế xã. " * 12 for _ in range(8))
MESSAGE, CONVERSATION, TOKEN = "/group/message", "/group/conversation", "/v4/oa/access_token"
LOOKS = 4  # look-ups after a doubt, as the channel's setting says
groups = itertools.count()

lost = st.sampled_from([{"drop": True}, {"status": 500}, {"status": 200, "body": "<html>"}])
refused = st.sampled_from([-32, -200, -211, -216, -220]).map(
    lambda code: {"before": True, "body": {"error": code, "message": "Send message failed"}}
)
never_arrived = lost.map(lambda fault: {**fault, "before": True})
shows_late = st.integers(1, LOOKS - 2).map(lambda calls: {"hide_calls": calls, "drop": True})
faults = st.lists(
    st.one_of(
        st.builds(lambda kind, skip: Fault(path=MESSAGE, skip=skip, **kind), lost, st.integers(0, 3)),
        st.builds(lambda kind, skip: Fault(path=MESSAGE, skip=skip, **kind), refused, st.integers(0, 3)),
        st.builds(
            lambda kind, skip: Fault(path=MESSAGE, skip=skip, **kind), never_arrived, st.integers(0, 3)
        ),
        st.builds(lambda kind, skip: Fault(path=MESSAGE, skip=skip, **kind), shows_late, st.integers(0, 3)),
        st.builds(lambda kind: Fault(path=CONVERSATION, **kind), st.one_of(lost, never_arrived)),
        st.builds(lambda kind: Fault(path=TOKEN, **kind), never_arrived),
    ),
    max_size=8,
)


def deliver(channel, rendition, progress, since):
    """Do as the dispatcher does: send, after a doubt look several times, then send again."""
    for _ in range(30):
        try:
            return channel.send(rendition, key=KEY, facts=sample_facts(), progress=progress)
        except (ChannelUnavailable, NotAuthorized):
            continue
        except OutcomeUnknown:
            if found := look(channel, rendition, since):
                return found
    raise AssertionError("it never arrived")


def look(channel, rendition, since):
    looked = 0
    for _ in range(30):
        try:
            found = channel.find(rendition, key=KEY, since=since)
        except ChannelUnavailable:
            continue
        looked += 1
        if found or looked == LOOKS:
            return found
    raise AssertionError("the group could never be read")


def arrives_exactly_once(make, sandbox, plan):
    channel = make(group_id=f"nhom-{next(groups)}")
    rendition = channel.render(sample_content(body=LONG_BODY))
    since = datetime.fromtimestamp(sandbox.app.config["clock"](), UTC)
    sandbox.misbehave(*plan)

    receipt = deliver(channel, rendition, MemoryProgress(), since)

    sandbox.misbehave()
    texts = [entry.text for entry in sandbox.ledger.publications(destination=channel.group_id)]
    assert texts == [f"{part}\n\nMã tin: {KEY}" for part in rendition.parts]
    assert len(receipt.details["messages"].split()) == len(rendition.parts)


@given(plan=faults)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_part_arrives_exactly_once(make, sandbox, plan):
    arrives_exactly_once(make, sandbox, plan)


@pytest.mark.long
@given(plan=faults)
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_part_arrives_exactly_once_in_a_thousand_ways(make, sandbox, plan):
    arrives_exactly_once(make, sandbox, plan)
