"""Is it already there? The reference decides, exactly; the service's clock is respected."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable, OutcomeUnknown
from channels.facebook import readback
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts
from publisher.sandbox.faults import Fault
from publisher.sandbox.graph.complaints import error_body


def send(page, key=KEY):
    rendition = page.render(sample_content())
    return page.send(rendition, key=key, facts=sample_facts(), progress=MemoryProgress())


def find(page, key=KEY, since=NOW):
    return page.find(page.render(sample_content()), key=key, since=since)


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("PT-2026-0117/03", "PT-2026-0117"),
        ("PT-2026-0117", "PT-2026-0117/03"),
        ("PT-2026-0117/03", "PT-2026-0117/0"),
        ("PT-2026-01170", "PT-2026-0117"),
        ("APT-2026-0117", "PT-2026-0117"),
    ],
)
def test_another_reference_is_never_taken_for_ours(page, sent, asked):
    send(page, sent)

    assert find(page, asked) is None


def test_an_occurrence_is_found_among_its_sisters(page):
    receipts = {key: send(page, key) for key in ("PT-2026-0117/01", "PT-2026-0117/02", "PT-2026-0117/03")}

    assert find(page, "PT-2026-0117/02") == receipts["PT-2026-0117/02"]


def test_a_post_that_shows_late_is_found_when_it_shows(page, sandbox):
    sandbox.misbehave(Fault(method="POST", path="/feed", hide_calls=2))
    send(page)

    assert [find(page) is not None for _ in range(3)] == [False, False, True]


def test_a_post_that_shows_seconds_later_is_not_found_before(page, sandbox):
    sandbox.misbehave(Fault(method="POST", path="/feed", hide_seconds=3600))
    send(page)

    assert find(page) is None


def test_a_post_further_down_is_found(page, sandbox):
    receipt = send(page)
    for number in range(60):
        send(page, f"PT-2026-{number:04}")

    assert find(page) == receipt


def test_a_post_older_than_the_attempt_is_not_ours(page, clock):
    send(page)
    clock.seconds += 600

    assert find(page, since=NOW + timedelta(seconds=300)) is None


def test_a_post_a_little_older_than_the_attempt_is_ours(page, clock):
    send(page)
    clock.seconds += 600

    assert find(page, since=NOW + timedelta(seconds=100)) is not None


def test_a_service_whose_clock_is_behind_hides_nothing(page):
    send(page)

    assert find(page, since=NOW + timedelta(hours=3)) is not None


def test_too_many_newer_posts_are_no_absence(page, monkeypatch):
    send(page)
    for number in range(30):
        send(page, f"PT-2026-{number:04}")
    monkeypatch.setattr(readback, "PAGES", 1)

    with pytest.raises(ChannelUnavailable):
        find(page)


@pytest.mark.parametrize("body", ["<html>", "{}", '{"data": null}'])
def test_a_read_back_that_cannot_be_read_is_no_absence(page, sandbox, body):
    send(page)
    sandbox.misbehave(Fault(method="GET", status=200, body=body))

    with pytest.raises(ChannelUnavailable):
        find(page)


def told(look):
    """Ask until the service can tell."""
    while True:
        with suppress(ChannelUnavailable):
            return look()


def reconciled(page, key):
    """Send as the dispatcher does: after a doubt look first, and send again only what is absent."""
    while True:
        try:
            return told(lambda: send(page, key))
        except OutcomeUnknown:
            if found := told(lambda: find(page, key)):
                return found


def test_whatever_answers_are_lost_each_message_stands_once(page, sandbox):
    everywhere = {"times": 10_000, "share": 0.2}
    sandbox.misbehave(
        Fault(method="POST", drop=True, **everywhere),
        Fault(method="POST", status=502, **everywhere),
        Fault(method="POST", before=True, status=503, body=error_body(2), **everywhere),
        Fault(method="GET", status=500, **everywhere),
    )
    keys = [f"PT-2026-{number:04}" for number in range(40)]

    receipts = [reconciled(page, key) for key in keys]

    standing = sandbox.ledger.publications()
    assert [each.text.rpartition(" ")[2] for each in standing] == keys
    assert [each.external_id for each in receipts] == [each.id for each in standing]
