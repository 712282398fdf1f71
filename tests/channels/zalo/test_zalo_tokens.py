"""Tokens: one refresh when the access token has died, single use, across lost answers and threads."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from channels.base import ChannelUnavailable, NotAuthorized
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts, supplies_in
from publisher.sandbox.faults import Fault
from publisher.sandbox.server import running

TOKEN = "/v4/oa/access_token"


def send(channel, **content):
    rendition = channel.render(sample_content(**content))
    return channel.send(rendition, key=KEY, facts=sample_facts(), progress=MemoryProgress())


@pytest.mark.parametrize("code", [-216, -220])
def test_a_dead_token_is_refreshed_once_and_the_message_goes_out_once(channel, office, vault, sent, code):
    before = dict(vault.tokens())
    office.refuse(code, path="/group/message")

    send(channel)

    assert len(sent()) == 1
    assert vault.rotations == 1
    assert vault.tokens()["access_token"] != before["access_token"]
    assert vault.tokens()["refresh_token"] != before["refresh_token"]


def test_a_401_without_json_counts_as_a_dead_token(channel, sandbox, vault, sent):
    sandbox.misbehave(Fault(path="/group/message", before=True, status=401))

    send(channel)

    assert (len(sent()), vault.rotations) == (1, 1)


def test_after_25_hours_the_token_is_refreshed_unasked(make, vault):
    now = [1_795_400_000.0]
    with running(clock=lambda: now[0]) as sandbox:
        office = sandbox.app.extensions["zalo"]
        vault.pair = office.grant("1234567890")
        channel = make(oa_url=f"{sandbox.url}/zalo", oauth_url=f"{sandbox.url}/zalo")
        now[0] += 25 * 3600

        send(channel)

        assert len(sandbox.ledger.publications()) == 1
        assert office.refreshes == 1


def test_a_token_still_refused_after_the_refresh_asks_for_a_person(channel, office, vault, sent):
    office.refuse(-216, path="/group/message", times=2)

    with pytest.raises(NotAuthorized, match="kết nối lại"):
        send(channel)

    assert (vault.rotations, sent()) == (1, [])


def test_a_used_up_refresh_token_asks_for_a_person(channel, office, vault, sent):
    office.renew("1234567890", vault.tokens()["refresh_token"])

    with pytest.raises(NotAuthorized, match="kết nối lại") as raised:
        send(channel)

    assert raised.value.code == "-14020"
    assert raised.value.account_wide
    assert sent() == []


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (-14002, NotAuthorized),
        (-14003, NotAuthorized),
        (-14004, NotAuthorized),
        (-14999, NotAuthorized),
        (-1, ChannelUnavailable),
    ],
)
def test_each_refusal_of_the_token_server_has_its_outcome(channel, office, code, outcome):
    office.refuse(-216, path="/group/message")
    office.refuse(code, path=TOKEN)

    with pytest.raises(outcome) as raised:
        send(channel)

    assert raised.value.code == str(code)


def test_a_refresh_lost_on_the_way_there_is_tried_again(channel, office, sandbox, vault, sent):
    office.refuse(-216, path="/group/message")
    sandbox.misbehave(Fault(path=TOKEN, before=True, drop=True))

    send(channel)

    assert (len(sent()), vault.rotations) == (1, 1)


def test_a_refresh_lost_on_the_way_back_asks_for_a_person(channel, office, sandbox, vault, sent):
    office.refuse(-216, path="/group/message")
    sandbox.misbehave(Fault(path=TOKEN, drop=True))

    with pytest.raises(NotAuthorized) as raised:
        send(channel)

    assert raised.value.code == "-14020"
    assert (vault.rotations, sent()) == (0, [])


@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 500}, {"status": 200, "body": "{}"}])
def test_a_token_server_that_keeps_silent_means_later_and_not_unknown(channel, office, sandbox, sent, fault):
    office.refuse(-216, path="/group/message")
    sandbox.misbehave(Fault(path=TOKEN, before=True, times=2, **fault))

    with pytest.raises(ChannelUnavailable):
        send(channel)

    assert sent() == []


@pytest.mark.parametrize("seconds", ["90000", 90000])
def test_the_length_of_life_may_be_text_or_number(channel, office, sandbox, vault, seconds):
    pair = {"access_token": "moi", "refresh_token": "moi-nua", "expires_in": seconds}
    office.refuse(-216, path="/group/message")
    sandbox.misbehave(Fault(path=TOKEN, before=True, body=pair))

    send(channel)

    assert vault.tokens().items() >= {"access_token": "moi", "refresh_token": "moi-nua"}.items()


def test_two_threads_refresh_once(make, office, vault, sandbox):
    office.grant("1234567890", refresh=vault.tokens()["refresh_token"])
    start = threading.Barrier(2)
    failures = []

    def work(group):
        start.wait()
        try:
            send(make(group_id=group))
        except Exception as failure:  # noqa: BLE001
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(f"nhom-{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert vault.rotations == 1
    assert len(sandbox.ledger.publications()) == 2


def test_without_a_vault_no_single_use_token_is_spent(make, office, tmp_path):
    channel = make(supplies=supplies_in(tmp_path))
    office.refuse(-216, path="/group/message")

    with pytest.raises(NotAuthorized):
        send(channel)

    assert office.refreshes == 0


def test_without_a_vault_the_tokens_of_the_settings_are_used(make, tmp_path, sent):
    send(make(supplies=supplies_in(tmp_path)))

    assert len(sent()) == 1


def test_an_account_never_connected_says_so(make, tmp_path):
    with pytest.raises(NotAuthorized, match="chưa được kết nối"):
        send(make(access_token="", supplies=supplies_in(tmp_path)))


def test_calls_are_proved_when_asked(make, office, sent):
    office.app_secret = "bi-mat-cua-ung-dung"

    send(make(appsecret_proof=True))
    with pytest.raises(NotAuthorized) as raised:
        send(make())

    assert raised.value.code == "-242"
    assert len(sent()) == 1


class TestKeepingAlive:
    """An access token is renewed before it dies, and on idle days too."""

    @pytest.fixture
    def at(self, monkeypatch):
        """Move this machine's clock."""
        start = datetime.now(UTC)

        def move(hours):
            monkeypatch.setattr("channels.zalo.oauth.machine_time", lambda: start + timedelta(hours=hours))

        move(0)
        return move

    def test_a_token_is_renewed_before_it_dies(self, channel, office, vault, at):
        vault.rotate(vault.pair, channel._account.authority.renew)
        at(18)
        send(channel)
        assert vault.rotations == 1

        at(20)
        send(channel)

        assert vault.rotations == 2

    def test_an_idle_account_is_kept_alive_by_the_daily_question(self, channel, vault, at):
        first = channel.token_ends_at()
        at(24)

        second = channel.token_ends_at()

        assert vault.rotations == 2
        assert second - first == timedelta(hours=24)

    def test_the_grant_lasts_ninety_days_from_its_last_renewal(self, channel, vault, at):
        ends = channel.token_ends_at()

        assert timedelta(days=89) < ends - datetime.now(UTC) < timedelta(days=91)
