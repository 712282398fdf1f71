"""The stand-in Zalo takes only what the real one takes: messages, pictures, files, groups."""

from __future__ import annotations

import pytest

GROUP = "nhom-phu-tan"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
MESSAGE = "/v3.0/oa/group/message"
HOUR = 3600


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
