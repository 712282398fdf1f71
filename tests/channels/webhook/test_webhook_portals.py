"""What a portal receives, how it knows that it is ours, and what is changed or taken back there."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from channels import http
from channels.abilities import can_delete, can_edit
from channels.base import ChannelUnavailable, ContentRejected, NotAuthorized, OutcomeUnknown
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts, stored_image
from channels.webhook.presets import NUKEVIET_CODES
from publisher.sandbox.faults import Fault


def send(channel, *, key=KEY, **content):
    rendition = channel.render(sample_content(**content))
    return channel.send(rendition, key=key, facts=sample_facts(), progress=MemoryProgress())


def received(sandbox):
    [entry] = sandbox.ledger.publications()
    return entry.details["fields"]


def test_the_words_arrive_as_they_were_sealed(channel, sandbox):
    body = 'Bà con "chú ý" & giữ gìn {{ secret }} \\ {% raw %}\n\n**đậm**'

    send(channel, body=body)

    fields = received(sandbox)
    assert fields["html"] == channel.render(sample_content(body=body)).parts[0]
    assert fields["reference"] == KEY
    assert "{{ secret }}" in fields["text"]


def test_the_receipt_names_the_portals_own_id_and_address(channel, sandbox):
    receipt = send(channel)

    assert receipt.external_id == sandbox.ledger.publications()[0].id
    assert receipt.url == f"{channel.url}/{receipt.external_id}"


def test_pictures_travel_inside_with_what_they_show(channel, sandbox):
    image = stored_image(channel.supplies)

    send(channel, images=(image,))

    [picture] = received(sandbox)["images"]
    assert picture["alt"] == "Ảnh minh họa"
    with channel.supplies.files.open(image.digest) as source:
        assert base64.b64decode(picture["base64"]) == source.read()


def test_pictures_too_heavy_for_one_request_stay_out_and_the_approver_is_told(channel):
    image = replace(stored_image(channel.supplies), size=10_000_001)

    rendition = channel.render(sample_content(images=(image,)))

    assert rendition.files == ()
    assert "không kèm" in rendition.notes[0]


@pytest.mark.parametrize("changes", [{"secret": "khoa-khac"}, {"token": "ma-khac"}, {"proof": "none"}])
def test_a_portal_that_does_not_know_us_holds_the_channel(channel, sandbox, changes):
    with pytest.raises(NotAuthorized):
        send(replace(channel, **changes))

    assert sandbox.ledger.publications() == []


def test_a_message_is_found_again_by_its_reference_alone(channel):
    sent = send(channel)
    rendition = channel.render(sample_content())

    assert channel.find(rendition, key=f"{KEY}/02", since=NOW).external_id == sent.external_id
    assert channel.find(rendition, key="PT-2026-0118", since=NOW) is None


def test_a_portal_that_can_not_be_asked_leaves_the_doubt_to_a_person(channel):
    blind = replace(channel, read_back="")

    assert blind.capabilities.lookups == ()
    with pytest.raises(ChannelUnavailable):
        blind.find(blind.render(sample_content()), key=KEY, since=NOW)


def test_a_message_is_corrected_and_taken_back_where_it_stands(channel, sandbox):
    receipt = send(channel)
    better = channel.render(sample_content(body="Dời sang thứ Năm."))

    channel.correct(receipt, better, key=KEY, facts=sample_facts(notice="Đính chính"))
    channel.retract(receipt)
    channel.retract(receipt)

    assert [each.kind for each in sandbox.ledger.entries()] == ["post", "edited", "withdrawn"]
    assert "thứ Năm" in sandbox.ledger.entries()[1].text


def test_a_portal_without_addresses_for_it_can_not_be_corrected(channel):
    plain = replace(channel, correct_url="", retract_url="")

    assert (can_edit(channel), can_delete(channel)) == (True, True)
    assert (can_edit(plain), can_delete(plain)) == (False, False)


def test_an_answer_without_the_id_that_is_due_leaves_the_outcome_open(channel):
    with pytest.raises(OutcomeUnknown):
        send(replace(channel, id_path="data.number"))


def test_the_address_may_come_from_a_pattern(channel, sandbox):
    receipt = send(
        replace(channel, url_path="", page_url="https://cong.example/tin/{{ id }}?ma={{ reference }}")
    )

    assert receipt.url == f"https://cong.example/tin/{receipt.external_id}?ma=PT-2026-0117"


def test_a_template_of_the_makers_own_puts_words_where_they_are_wanted(channel, sandbox):
    inside = '"tin": {"noi_dung": ["{{ text }}"], "so": 1}'
    own = '{"reference": "{{ reference }}", "title": "{{ title }}", ' + inside + "}"

    send(replace(channel, template=own))

    assert received(sandbox)["tin"]["so"] == 1
    assert received(sandbox)["tin"]["noi_dung"][0].startswith("Lịch tiêm chủng")


def test_nukeviets_clock_that_is_off_costs_no_try(nukeviet, sandbox, portal, monkeypatch):
    behind = (NOW - timedelta(minutes=1)).astimezone(UTC)
    monkeypatch.setattr(http, "machine_time", lambda: behind)

    send(nukeviet)

    assert len(sandbox.ledger.publications()) == 1


@pytest.mark.parametrize("code", sorted(NUKEVIET_CODES))
def test_each_code_of_nukeviet_has_its_sentence_and_outcome(nukeviet, portal, sandbox, code):
    portal.refuses = code

    with pytest.raises(NUKEVIET_CODES[code].error) as caught:
        send(nukeviet)

    assert caught.value.code == code
    assert sandbox.ledger.publications() == []


ROWS = [
    (204, OutcomeUnknown),
    (301, NotAuthorized),
    (400, ContentRejected),
    (401, NotAuthorized),
    (403, NotAuthorized),
    (404, NotAuthorized),
    (405, NotAuthorized),
    (408, ChannelUnavailable),
    (409, OutcomeUnknown),
    (410, NotAuthorized),
    (413, ContentRejected),
    (415, ContentRejected),
    (422, ContentRejected),
    (425, ChannelUnavailable),
    (429, ChannelUnavailable),
    (500, OutcomeUnknown),
    (502, OutcomeUnknown),
    (503, OutcomeUnknown),
]


@pytest.mark.parametrize(("status", "expected"), ROWS)
def test_each_answer_means_what_the_table_says(channel, sandbox, status, expected):
    sandbox.misbehave(Fault(method="POST", before=True, status=status, body={"message": "vì sao"}))

    with pytest.raises(expected) as caught:
        send(channel)

    assert type(caught.value) is expected


def test_a_busy_portal_holds_the_channel_as_long_as_it_asks(channel, sandbox):
    sandbox.misbehave(Fault(method="POST", before=True, status=503, headers={"Retry-After": "90"}))

    with pytest.raises(ChannelUnavailable) as caught:
        send(channel)

    assert (caught.value.hold, caught.value.retry_after.total_seconds()) == (True, 90)


def test_the_portals_own_reason_is_told_without_its_tags(channel, sandbox):
    refusal = {"message": "<b>Tiêu đề</b> quá dài"}
    sandbox.misbehave(Fault(method="POST", before=True, status=422, body=refusal))

    with pytest.raises(ContentRejected, match="Tiêu đề quá dài"):
        send(channel)
