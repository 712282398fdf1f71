"""Who is let in to the stand-in Zalo: tokens, their renewal, proof, rate, errors on demand."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import sys

import pytest
import requests

from publisher.sandbox.faults import Fault

APP = "app-1"
HOUR = 3600


class TestDoor:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Authorization": "Bearer bat-ky"},
            {"access_token": "bat-ky", "Authorization": "Bearer bat-ky"},
        ],
    )
    def test_the_token_comes_only_in_its_own_header(self, zalo, headers):
        zalo.headers = headers

        assert zalo.post()["error"] == -216

    def test_a_token_in_the_address_is_refused(self, zalo):
        assert zalo.call("GET", "/v2.0/oa/getoa?access_token=bat-ky").json()["error"] == -216

    def test_a_token_lives_25_hours(self, zalo):
        zalo.post()
        zalo.now += 25 * HOUR - 1
        assert zalo.post()["error"] == 0
        zalo.now += 1
        assert zalo.post()["error"] == -220

    def test_strict_knows_only_granted_tokens(self, zalo):
        zalo.office.strict = True
        assert zalo.post()["error"] == -216

        zalo.headers = {"access_token": zalo.office.grant(APP)["access_token"]}
        assert zalo.post()["error"] == 0

    def test_a_proof_is_demanded_once_the_secret_is_known(self, zalo):
        zalo.office.app_secret = "bi-mat"
        assert zalo.post()["error"] == -242

        proof = hmac.new(b"bi-mat", b"bat-ky", hashlib.sha256).hexdigest()
        zalo.headers = {"access_token": "bat-ky", "appsecret_proof": proof}
        assert zalo.post()["error"] == 0

    def test_calls_over_the_rate_are_refused_until_the_next_minute(self, zalo):
        zalo.office.rate = 2
        first = zalo.call("GET", "/v2.0/oa/getoa")

        assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remain"]) == ("2", "1")
        assert [zalo.post()["error"] for _ in range(2)] == [0, -32]
        zalo.now += 60
        assert zalo.post()["error"] == 0

    @pytest.mark.parametrize("code", [-32, -200, -211, -216, -220, -235, -237, -403])
    def test_any_error_comes_on_demand_as_often_as_ordered(self, zalo, code):
        zalo.office.refuse(code, path="/group/message", times=2)

        assert [zalo.post()["error"] for _ in range(3)] == [code, code, 0]
        assert len(zalo.ledger()) == 1


class TestTokens:
    def test_a_refresh_gives_a_new_pair_and_the_old_access_token_dies(self, zalo):
        old = zalo.office.grant(APP)

        new = zalo.refresh(old["refresh_token"])

        assert new["expires_in"] == "90000"
        zalo.headers = {"access_token": old["access_token"]}
        assert zalo.post()["error"] == -216
        zalo.headers = {"access_token": new["access_token"]}
        assert zalo.post()["error"] == 0

    def test_a_refresh_token_works_once(self, zalo):
        first = zalo.refresh("tu-ngoai")

        assert zalo.refresh("tu-ngoai")["error"] == -14020
        assert "access_token" in zalo.refresh(first["refresh_token"])

    def test_another_app_cannot_use_it(self, zalo):
        pair = zalo.office.grant(APP)

        assert zalo.refresh(pair["refresh_token"], app_id="app-2")["error"] == -14020

    def test_the_secret_is_checked_and_the_form_read(self, zalo):
        zalo.office.app_secret = "bi-mat"

        assert zalo.refresh("a", secret="sai")["error"] == -14004
        assert zalo.refresh("a", secret="")["error"] == -14004
        assert zalo.refresh("a", grant_type="password")["error"] == -14002
        assert "access_token" in zalo.refresh("a")

    def test_a_lost_answer_has_rotated_all_the_same(self, zalo):
        zalo.sandbox.misbehave(Fault(path="/v4/oa/access_token", drop=True))

        with pytest.raises(requests.ConnectionError):
            zalo.refresh("mot")

        assert zalo.refresh("mot")["error"] == -14020


def test_the_server_for_people_keeps_the_token_header(tmp_path):
    start = (
        "import pathlib, sys; from publisher.sandbox.server import listening; "
        "server = listening(pathlib.Path(sys.argv[1]), host='127.0.0.1', port=0); "
        "print(server.effective_port, flush=True); server.run()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", start, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as server:
        port = server.stdout.readline().strip()
        url = f"http://127.0.0.1:{port}/zalo/v2.0/oa/getoa"
        answer = requests.get(url, headers={"access_token": "bat-ky"}, timeout=20).json()
        server.terminate()

    assert answer["error"] == 0
