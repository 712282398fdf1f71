"""Every row of Zalo's error table, met on a real call to the stand-in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from channels.base import ChannelUnavailable, ContentRejected, FixedBy, NotAuthorized, OutcomeUnknown
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts, stored_image
from channels.zalo.errors import TABLE
from publisher.sandbox.faults import Fault
from publisher.sandbox.server import running

MESSAGE = "/group/message"
UNAVAILABLE, REJECTED, UNKNOWN = ChannelUnavailable, ContentRejected, OutcomeUnknown
ROWS = {
    -32: UNAVAILABLE,
    -100: UNAVAILABLE,
    -124: NotAuthorized,
    -200: UNKNOWN,
    -201: REJECTED,
    -204: NotAuthorized,
    -205: NotAuthorized,
    -209: NotAuthorized,
    -210: REJECTED,
    -211: UNAVAILABLE,
    -212: NotAuthorized,
    -213: NotAuthorized,
    -214: UNAVAILABLE,
    -216: NotAuthorized,
    -217: NotAuthorized,
    -218: NotAuthorized,
    -219: NotAuthorized,
    -220: NotAuthorized,
    -221: NotAuthorized,
    -223: NotAuthorized,
    -224: NotAuthorized,
    -227: NotAuthorized,
    -230: NotAuthorized,
    -232: NotAuthorized,
    -233: REJECTED,
    -234: UNAVAILABLE,
    -235: NotAuthorized,
    -237: NotAuthorized,
    -238: NotAuthorized,
    -240: NotAuthorized,
    -241: NotAuthorized,
    -242: NotAuthorized,
    -244: NotAuthorized,
    -248: REJECTED,
    -320: NotAuthorized,
    -321: NotAuthorized,
    -403: NotAuthorized,
    452: NotAuthorized,
}


@pytest.fixture
def refused(channel, office):
    """Send while the service refuses with a code; return what the adapter raises."""

    def attempt(code, words=""):
        office.refuse(code, path=MESSAGE, words=words, times=2)
        with pytest.raises((UNAVAILABLE, REJECTED, NotAuthorized, UNKNOWN)) as raised:
            send(channel)
        return raised.value

    return attempt


def send(channel, **content):
    rendition = channel.render(sample_content(**content))
    return channel.send(rendition, key=KEY, facts=sample_facts(), progress=MemoryProgress())


def test_the_table_has_every_row_and_no_other():
    assert set(TABLE) == set(ROWS)


@pytest.mark.parametrize(("code", "outcome"), ROWS.items())
def test_each_code_has_its_outcome_and_publishes_nothing(refused, sent, code, outcome):
    error = refused(code)

    assert type(error) is outcome
    assert error.code == str(code)
    assert f"Zalo {code}" in error.sentence
    assert sent() == []


@pytest.mark.parametrize(
    "words", ["Your application reached limit call api", "Your OA reached limit call api"]
)
def test_a_rate_limit_holds_the_account_for_a_minute(refused, words):
    error = refused(-32, words)

    assert (error.hold, error.retry_after) == (True, timedelta(seconds=60))


def test_a_used_up_quota_holds_the_account(refused):
    assert refused(-211).hold


@pytest.mark.parametrize(
    ("words", "outcome"),
    [("OA has not authorised this API", NotAuthorized), ("Article quota reached", ChannelUnavailable)],
)
def test_words_decide_between_the_two_meanings_of_223(refused, words, outcome):
    assert type(refused(-223, words)) is outcome


def test_an_invalid_group_is_for_the_admin_and_not_the_editor(refused):
    error = refused(-201, "group_id is invalid!")

    assert isinstance(error, NotAuthorized)
    assert not error.account_wide


@pytest.mark.parametrize("code", [-237, -238, -241, -403])
def test_a_group_in_trouble_holds_only_its_own_channel(refused, code):
    assert not refused(code).account_wide


@pytest.mark.parametrize(
    ("code", "who"),
    [(-221, FixedBy.PAGE_OWNER), (-224, FixedBy.PAGE_OWNER), (-235, FixedBy.PROVIDER), (-209, FixedBy.ADMIN)],
)
def test_it_is_said_who_mends_it(refused, code, who):
    assert refused(code).who_fixes is who


@pytest.mark.parametrize(("hour", "wait"), [(23, 7), (2, 4)])
def test_a_night_refusal_waits_until_six_in_vietnam(make, hour, wait):
    at = datetime(2026, 11, 24, hour, tzinfo=UTC) - timedelta(hours=7)
    with running(clock=lambda: at.timestamp()) as sandbox:
        channel = make(oa_url=f"{sandbox.url}/zalo", oauth_url=f"{sandbox.url}/zalo")
        sandbox.app.extensions["zalo"].refuse(-234, path=MESSAGE)

        with pytest.raises(ChannelUnavailable) as raised:
            send(channel)

    assert raised.value.retry_after == timedelta(hours=wait)


def test_an_unknown_code_is_an_unknown_outcome(refused):
    assert isinstance(refused(-999, "???"), OutcomeUnknown)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"status": 401, "body": {"error": -216, "message": "Access token is invalid"}}, NotAuthorized),
        ({"status": 401}, NotAuthorized),
        ({"status": 404}, NotAuthorized),
        ({"status": 302}, ChannelUnavailable),
        ({"status": 407}, ChannelUnavailable),
        ({"status": 429}, ChannelUnavailable),
        ({"status": 500}, OutcomeUnknown),
        ({"status": 502}, OutcomeUnknown),
        ({"status": 200, "body": "<html>captive</html>"}, OutcomeUnknown),
        ({"status": 200, "body": "[]"}, OutcomeUnknown),
        ({"status": 200, "body": '{"data": {}}'}, OutcomeUnknown),
        ({"status": 200, "body": {"error": 0, "data": {}}}, OutcomeUnknown),
        ({"status": 200, "body": {"error": "-210", "message": "too long"}}, ContentRejected),
        ({"status": 500, "body": {"error": 0, "data": {}}}, OutcomeUnknown),
    ],
)
def test_answers_that_are_not_zalo_are_judged_by_their_status(channel, sandbox, fault, outcome):
    sandbox.misbehave(Fault(path=MESSAGE, before=True, times=2, **fault))

    with pytest.raises(outcome) as raised:
        send(channel)

    assert type(raised.value) is outcome


def test_a_service_that_is_not_there_published_nothing(make):
    channel = make(oa_url="http://127.0.0.1:9/zalo")

    with pytest.raises(ChannelUnavailable):
        send(channel)


def test_no_look_up_ever_ends_as_an_unknown_outcome(channel, sandbox, office):
    for fault in ({"drop": True}, {"status": 500}, {"body": {"error": -200}}, {"body": {"error": -999}}):
        sandbox.misbehave(Fault(path="/conversation", **fault))
        with pytest.raises(ChannelUnavailable):
            channel.find(channel.render(sample_content()), key=KEY, since=NOW)


def test_no_secret_is_shown_even_when_the_service_repeats_it(channel, office, vault):
    token = vault.tokens()["access_token"]
    office.refuse(-201, path=MESSAGE, words=f"token {token} and {channel.app_secret}")

    with pytest.raises(ContentRejected) as raised:
        send(channel)

    shown = f"{raised.value} {raised.value.sentence} {raised.value!r} {channel!r} {channel._account!r}"
    assert not any(secret in shown for secret in (token, channel.app_secret, vault.tokens()["refresh_token"]))


def test_an_expired_picture_is_uploaded_again_once(channel, office, sent):
    office.refuse(-100, path=MESSAGE)

    send(channel, images=(stored_image(channel.supplies),))

    assert [entry.kind for entry in sent()] == ["image"]


def test_a_picture_that_expires_twice_waits(channel, office, sent):
    office.refuse(-100, path=MESSAGE, times=2)

    with pytest.raises(ChannelUnavailable):
        send(channel, images=(stored_image(channel.supplies),))

    assert sent() == []
