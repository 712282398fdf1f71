"""The stand-in Zalo is held to the vendor's contract, seen through a socket."""

from __future__ import annotations

import hashlib
import hmac
import socket
import subprocess
import sys
import time

import pytest
import requests

from publisher.sandbox.faults import Fault
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running

GROUP = "nhom-phu-tan"
APP = "app-1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
MESSAGE = "/v3.0/oa/group/message"
CONVERSATION = "/v3.0/oa/group/conversation"
HOUR = 3600


class Caller:
    """Calls the stand-in as a client would."""

    def __init__(self):
        self.now = 1_795_400_000.0
        self.stack = running(clock=lambda: self.now)
        self.sandbox = self.stack.__enter__()
        self.office = self.sandbox.app.extensions["zalo"]
        self.headers = {"access_token": "bat-ky"}

    def call(self, method, path, **options):
        options = {"headers": self.headers, "timeout": 5, **options}
        return requests.request(method, f"{self.sandbox.url}/zalo{path}", **options)

    def post(self, text="Xin chào", group=GROUP, **message):
        body = {"recipient": {"group_id": group}, "message": {"text": text, **message}}
        return self.call("POST", MESSAGE, json=body).json()

    def conversation(self, **params):
        return self.call("GET", CONVERSATION, params={"group_id": GROUP, "count": 10, **params}).json()

    def upload(self, content=PNG, kind="image", name="anh.png"):
        return self.call("POST", f"/v2.0/oa/upload/{kind}", files={"file": (name, content)}).json()

    def refresh(self, token, secret="bi-mat", **form):
        form = {"refresh_token": token, "app_id": APP, "grant_type": "refresh_token", **form}
        return self.call("POST", "/v4/oa/access_token", data=form, headers={"secret_key": secret}).json()

    def ledger(self):
        return self.sandbox.ledger.publications(service="zalo")


@pytest.fixture
def zalo():
    caller = Caller()
    yield caller
    caller.stack.__exit__(None, None, None)


def picture(**element):
    payload = {"template_type": "media", "elements": [{"media_type": "image", **element}]}
    return {"type": "template", "payload": payload}


class TestMessages:
    def test_a_text_lands_in_the_ledger(self, zalo):
        answer = zalo.post("Thông báo")

        assert answer["error"] == 0
        assert answer["data"]["group_id"] == GROUP
        assert [(e.destination, e.text, e.id) for e in zalo.ledger()] == [
            (GROUP, "Thông báo", answer["data"]["message_id"])
        ]

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            (MESSAGE, {"group_id": GROUP, "message": {"text": "x"}}),
            (MESSAGE, {"recipient": {"user_id": "1"}, "message": {"text": "x"}}),
            (MESSAGE, {"recipient": {"group_id": GROUP}, "text": "x"}),
            (MESSAGE, {"recipient": {"group_id": GROUP}, "message": {"text": 5}}),
            (MESSAGE, {"recipient": {"group_id": GROUP}, "message": {}}),
            ("/v3.0/oa/message", {"recipient": {"conversation_id": GROUP}, "message": {"text": "x"}}),
        ],
    )
    def test_wrong_shapes_are_refused_with_http_200(self, zalo, path, body):
        answer = zalo.call("POST", path, json=body)

        assert (answer.status_code, answer.json()["error"]) == (200, -201)
        assert zalo.ledger() == []

    def test_2000_code_points_pass_and_2001_do_not(self, zalo):
        assert zalo.post("ệ" * 2000)["error"] == 0
        assert zalo.post("ệ" * 2001)["error"] == -210

    def test_decomposed_letters_are_counted_as_sent(self, zalo):
        assert zalo.post("e\u0323\u0302" * 667)["error"] == -210

    def test_a_picture_needs_a_living_upload(self, zalo):
        uploaded = zalo.upload()["data"]["attachment_id"]

        assert zalo.post(attachment=picture(attachment_id="la"))["error"] == -100
        assert zalo.post(attachment=picture(attachment_id=uploaded))["error"] == 0
        zalo.now += 7 * 24 * HOUR
        zalo.headers = {"access_token": "moi"}
        assert zalo.post(attachment=picture(attachment_id=uploaded))["error"] == -100
        assert [entry.kind for entry in zalo.ledger()] == ["image"]

    @pytest.mark.parametrize("element", [{}, {"attachment_id": "a", "url": "https://a.example/b.png"}])
    def test_a_picture_is_named_once(self, zalo, element):
        assert zalo.post(attachment=picture(**element))["error"] == -201

    def test_a_file_goes_by_its_token(self, zalo):
        token = zalo.upload(b"%PDF", kind="file", name="lich.pdf")["data"]["token"]

        assert zalo.post("", attachment={"type": "file", "payload": {"token": token}})["error"] == 0
        assert zalo.ledger()[0].kind == "file"

    @pytest.mark.parametrize(
        ("content", "kind", "name", "code"),
        [
            (b"GIF89a", "image", "a.gif", -201),
            (PNG + bytes(1 << 20), "image", "a.png", -210),
            (b"x", "file", "a.exe", -201),
            (bytes(6 << 20), "file", "a.pdf", -210),
        ],
    )
    def test_uploads_have_kinds_and_limits(self, zalo, content, kind, name, code):
        assert zalo.upload(content, kind=kind, name=name)["error"] == code

    @pytest.mark.parametrize("code", [-403, -237])
    def test_a_group_in_trouble_refuses(self, zalo, code):
        zalo.office.groups[GROUP] = {"error": code}

        assert zalo.post()["error"] == code
        assert zalo.conversation()["error"] == code


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


class TestReadBack:
    def test_newest_first_with_source_and_milliseconds(self, zalo):
        zalo.post("Một")
        zalo.now += 5
        zalo.office.say(GROUP, "Cảm ơn xã")
        zalo.now += 5
        zalo.post("Hai")

        rows = zalo.conversation()["data"]

        assert [(row["message"], row["src"]) for row in rows] == [("Hai", 0), ("Cảm ơn xã", 1), ("Một", 0)]
        assert rows[0]["time"] == int(zalo.now * 1000)

    def test_ten_at_most_and_the_rest_by_offset(self, zalo):
        for number in range(13):
            zalo.post(str(number))

        assert [row["message"] for row in zalo.conversation(offset=10)["data"]] == ["2", "1", "0"]
        assert len(zalo.conversation()["data"]) == 10
        assert zalo.conversation(count=11)["error"] == -210

    def test_the_list_may_lie_deeper(self, zalo):
        zalo.office.nested = True
        zalo.post("Một")

        assert zalo.conversation()["data"]["messages"][0]["message"] == "Một"

    def test_a_message_may_show_late(self, zalo):
        zalo.sandbox.misbehave(Fault(path=MESSAGE, hide_seconds=30))
        zalo.post("Một")

        assert zalo.conversation()["data"] == []
        zalo.now += 30
        assert len(zalo.conversation()["data"]) == 1

    def test_an_accepted_message_is_there_though_the_answer_is_lost(self, zalo):
        zalo.sandbox.misbehave(Fault(path=MESSAGE, drop=True))

        with pytest.raises(requests.ConnectionError):
            zalo.post("Một")

        assert [row["message"] for row in zalo.conversation()["data"]] == ["Một"]

    def test_it_survives_a_restart(self, tmp_path):
        for text in ("Một", "Hai"):
            with running(Ledger(tmp_path / "ledger.jsonl")) as sandbox:
                headers = {"access_token": "bat-ky"}
                body = {"recipient": {"group_id": GROUP}, "message": {"text": text}}
                requests.post(f"{sandbox.url}/zalo{MESSAGE}", json=body, headers=headers, timeout=5)
                url = f"{sandbox.url}/zalo{CONVERSATION}?group_id={GROUP}"
                rows = requests.get(url, headers=headers, timeout=5).json()["data"]

        assert [row["message"] for row in rows] == ["Hai", "Một"]


class TestAboutTheAccount:
    def test_groups_are_listed_with_their_facts(self, zalo):
        zalo.office.groups["a"] = {"name": "Zalo thôn Phú Tân", "status": "disabled"}
        zalo.post(group="b")

        listed = zalo.call("GET", "/v3.0/oa/group/getgroupsofoa?offset=0&count=5").json()["data"]

        assert (listed["total"], [group["group_id"] for group in listed["groups"]]) == (2, ["a", "b"])
        assert listed["groups"][0]["status"] == "disabled"

    def test_a_group_and_the_account_tell_about_themselves(self, zalo):
        zalo.office.account = {"is_verified": False}

        group = zalo.call("GET", f"/v3.0/oa/group/getgroup?group_id={GROUP}").json()["data"]
        account = zalo.call("GET", "/v2.0/oa/getoa").json()["data"]

        assert group["group_info"]["status"] == "enabled"
        assert account["is_verified"] is False


def test_the_server_for_people_keeps_the_token_header(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = "import sys, pathlib; from publisher.sandbox.server import serve; "
    start += "serve(pathlib.Path(sys.argv[1]), port=int(sys.argv[2]))"
    server = subprocess.Popen([sys.executable, "-c", start, str(tmp_path), str(port)])
    try:
        url = f"http://127.0.0.1:{port}/zalo/v2.0/oa/getoa"
        answer = _patiently(url, {"access_token": "bat-ky"})
    finally:
        server.terminate()
        server.wait(10)

    assert answer["error"] == 0


def _patiently(url, headers):
    deadline = time.monotonic() + 20
    while True:
        try:
            return requests.get(url, headers=headers, timeout=5).json()
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
