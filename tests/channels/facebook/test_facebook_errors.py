"""Every row of the error table, as a refusal of a post by the page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.base import (
    ChannelUnavailable,
    ContentRejected,
    FixedBy,
    NotAuthorized,
    OutcomeUnknown,
)
from channels.facebook.errors import BY_CODE, BY_FAMILY, BY_PAIR, BY_SUBCODE
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts
from publisher.sandbox.faults import Fault
from publisher.sandbox.graph.complaints import error_body

ROWS = [
    (1, None, OutcomeUnknown),
    (2, None, OutcomeUnknown),
    (3, None, NotAuthorized),
    (4, None, ChannelUnavailable),
    (17, None, ChannelUnavailable),
    (32, None, ChannelUnavailable),
    (613, None, ChannelUnavailable),
    (80000, None, ChannelUnavailable),
    (80001, None, ChannelUnavailable),
    (80014, None, ChannelUnavailable),
    (341, None, ChannelUnavailable),
    (10, None, NotAuthorized),
    (200, None, NotAuthorized),
    (250, None, NotAuthorized),
    (299, None, NotAuthorized),
    (100, None, ContentRejected),
    (100, 33, ContentRejected),
    (102, None, NotAuthorized),
    (104, None, NotAuthorized),
    (190, None, NotAuthorized),
    (190, 458, NotAuthorized),
    (190, 459, NotAuthorized),
    (190, 460, NotAuthorized),
    (190, 463, NotAuthorized),
    (190, 464, NotAuthorized),
    (190, 467, NotAuthorized),
    (190, 490, NotAuthorized),
    (190, 492, NotAuthorized),
    (190, 2069032, NotAuthorized),
    (1, 2853006, NotAuthorized),
    (200, 2069030, NotAuthorized),
    (200, 2069031, NotAuthorized),
    (200, 2069033, NotAuthorized),
    (100, 2874008, ChannelUnavailable),
    (368, None, ContentRejected),
    (368, 1390008, ChannelUnavailable),
    (368, 1346003, ContentRejected),
    (506, None, OutcomeUnknown),
    (1609005, None, ContentRejected),
    (100, 1609005, ContentRejected),
    (324, 1366046, ContentRejected),
    (324, 1366051, OutcomeUnknown),
    (100, 1404102, ContentRejected),
    (200, 1404078, NotAuthorized),
    (200, 4854002, NotAuthorized),
    (200, 1404112, NotAuthorized),
    (352, None, ContentRejected),
    (6000, 1363030, ContentRejected),
    (3001, None, ContentRejected),
    (3001, 1504028, ContentRejected),
    (987654, None, OutcomeUnknown),
]
SPECIAL = {459: "kiểm tra", 460: "mật khẩu", 492: "vai trò", 2069032: "của trang"}


@pytest.fixture
def refused_with(page, sandbox):
    """Send while the service refuses with this error; return what the adapter raised."""

    def send(code, subcode=None, message="Refused", status=400):
        body = error_body(code, subcode, message)
        sandbox.misbehave(Fault(before=True, status=status, body=body))
        with pytest.raises(Exception) as caught:  # noqa: PT011
            page.send(page.render(sample_content()), key=KEY, facts=sample_facts(), progress=MemoryProgress())
        return caught.value

    return send


@pytest.mark.parametrize(("code", "subcode", "expected"), ROWS)
def test_a_refusal_becomes_the_error_of_its_row(refused_with, code, subcode, expected):
    error = refused_with(code, subcode)

    assert type(error) is expected
    assert error.code == (f"{code}/{subcode}" if subcode else str(code))


def test_no_row_of_the_table_goes_untested():
    tested = {number for code, subcode, _ in ROWS for number in (code, subcode, (code, subcode))}

    assert tested.issuperset({*BY_CODE, *BY_SUBCODE, *BY_PAIR})
    assert all(tested.intersection(numbers) for numbers, _ in BY_FAMILY)


@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_the_http_status_decides_nothing(refused_with, status):
    assert type(refused_with(190, 463, status=status)) is NotAuthorized


def test_a_long_subcode_is_also_found_in_the_message(refused_with):
    error = refused_with(368, message="Action blocked (1390008)")

    assert isinstance(error, ChannelUnavailable)


def test_a_limit_holds_the_account_an_hour_when_nothing_else_is_said(refused_with):
    error = refused_with(32)

    assert error.hold
    assert error.retry_after == timedelta(minutes=60)


def test_posting_too_fast_rests_for_hours(refused_with):
    error = refused_with(368, 1390008)

    assert error.hold
    assert error.retry_after >= timedelta(hours=2)


def test_a_limit_holds_as_long_as_the_header_says(page, sandbox, graph):
    graph.page(page.page_id).usage = {"call_count": 60, "estimated_time_to_regain_access": 19}
    sandbox.misbehave(Fault(status=400, body=error_body(32)))

    with pytest.raises(ChannelUnavailable) as caught:
        page.find(page.render(sample_content()), key=KEY, since=sample_facts().published_at)

    assert caught.value.retry_after == timedelta(minutes=19)


@pytest.mark.parametrize("subcode", SPECIAL)
def test_a_dead_token_says_what_to_do(refused_with, subcode):
    assert SPECIAL[subcode] in refused_with(190, subcode).sentence


@pytest.mark.parametrize(("code", "subcode"), [(200, None), (190, 459), (190, 492), (1, 2853006)])
def test_what_only_the_page_owner_can_mend_says_so(refused_with, code, subcode):
    assert refused_with(code, subcode).who_fixes is FixedBy.PAGE_OWNER


def test_facebooks_own_words_and_trace_are_passed_on(refused_with):
    sentence = refused_with(100, message="Link is not allowed").sentence

    assert "Link is not allowed" in sentence
    assert "AsandboxTrace" in sentence


@pytest.mark.parametrize("code", [1, 2, 506, 987654])
def test_what_is_unclear_on_a_reading_call_published_nothing(page, sandbox, code):
    sandbox.misbehave(Fault(before=True, status=500, body=error_body(code)))

    with pytest.raises(ChannelUnavailable):
        page.find(page.render(sample_content()), key=KEY, since=sample_facts().published_at)
