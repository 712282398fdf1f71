"""Channels and contacts in the settings: connected question by question, tried; no secret is ever shown."""

from __future__ import annotations

import re

import pytest

from content_queue.models import (
    Channel,
    Contact,
    Unsaved,
)
from publisher.telling.testing import listening_hook


class TestChannels:
    def connect(self, admin, kind):
        return admin.send("/cai-dat/kenh/moi", kind=kind).location

    def test_a_group_is_connected_question_by_question(self, village, enter):
        admin = enter("admin")
        place = self.connect(admin, "handover")
        asked = admin.get(place).text
        name = re.search(r'name="name" value="(\w+)"', asked)[1]
        admin.send(place, act="answer", name=name, answer="Nhóm thôn Phú Lộc")
        for _ in range(8):
            text = admin.get(place).text
            if 'value="ready"' in text:
                break
            name = re.search(r'name="name" value="(\w+)"', text)[1]
            admin.send(
                place,
                act="answer",
                name=name,
                answer=re.search(r'value="(\w+)" selected', text)[1] if "<select" in text else "",
            )
        answer = admin.send(place, act="ready", channel="Zalo Phú Lộc", hamlet=["thôn Phú Lộc"])

        assert answer.location == "/cai-dat/kenh?said=connected"
        with village.app.reading(village.commune) as session:
            row = session.query(Channel).filter_by(name="Zalo Phú Lộc").one()
            assert (row.medium, [each.name for each in row.hamlets]) == ("zalo", ["thôn Phú Lộc"])

    def test_a_guide_is_left_and_taken_up_again_and_given_up(self, village, enter):
        admin = enter("admin")
        place = self.connect(admin, "facebook")
        name = re.search(r'name="name" value="(\w+)"', admin.get(place).text)[1]
        admin.send(place, act="answer", name=name, answer="1234567890")

        again = enter("admin").get(place).text
        assert re.search(r'name="name" value="(\w+)"', again)[1] != name
        assert "1234567890" not in str([each.form for each in village.all(Unsaved)])
        assert "chưa lưu" not in admin.get("/tin/").text

        admin.send(place, act="drop")
        assert village.all(Unsaved) == []

    @pytest.mark.parametrize("kind", ["memory", "nothing", "../x"])
    def test_a_kind_that_is_none_is_not_there(self, enter, kind):
        assert enter("admin").send("/cai-dat/kenh/moi", kind=kind).status_code == 404

    def test_a_channel_is_tried_paused_and_goes_on(self, village, enter):
        admin = enter("admin")
        [page] = [each.id for each in village.all(Channel) if each.name == "Fanpage xã"]
        assert "Kênh dùng được." in admin.send("/cai-dat/kenh", act="try", channel=page).text

        admin.send("/cai-dat/kenh", act="pause", channel=page)
        assert "đang tạm dừng" in admin.get("/cai-dat/kenh").text
        admin.send("/cai-dat/kenh", act="resume", channel=page)
        assert "đang tạm dừng" not in admin.get("/cai-dat/kenh").text

    def test_a_setting_changes_and_a_secret_stays_unseen(self, village, enter):
        admin = enter("admin")
        [site] = [each.id for each in village.all(Channel) if each.name == "Trang xã"]
        kept = {"set.base_url": "http://127.0.0.1:8757/site/", "set.title": "Trang xã Phú Trung"}
        assert (
            admin.send(f"/cai-dat/kenh/{site}", **kept, **{"set.sftp_password": "rất-bí-mật"}).status_code
            == 303
        )
        admin.send(f"/cai-dat/kenh/{site}", **kept)

        with village.app.reading(village.commune) as session:
            row = session.get_one(Channel, site)
            assert row.settings["title"] == "Trang xã Phú Trung"
            assert village.app.box.read(row.secrets["sftp_password"]) == "rất-bí-mật"
        shown = admin.get(f"/cai-dat/kenh/{site}").text
        assert "rất-bí-mật" not in shown
        assert "đã lưu; để trống thì giữ nguyên" in shown

    @pytest.mark.parametrize(
        "address", ["http://example.com/", "file:///etc/passwd", "gopher://x/", "nothing"]
    )
    def test_an_address_that_would_carry_secrets_in_the_open_is_refused(self, village, enter, address):
        admin = enter("admin")
        place = self.connect(admin, "wordpress")
        for answer in (address, "bien-tap", "khóa", ""):
            text = admin.get(place).text
            if 'name="name"' not in text:
                break
            name = re.search(r'name="name" value="(\w+)"', text)[1]
            admin.send(place, act="answer", name=name, answer=answer)
        admin.send(place, act="ready", channel="Trang khác")

        assert "Trang khác" not in {each.name for each in village.all(Channel)}


class TestContacts:
    def test_a_contact_is_added_tried_and_removed(self, village, enter):
        admin = enter("admin")
        with listening_hook() as hook:
            form = {"kind": "webhook", "webhook.url": hook.url, "webhook.key": "chìa"}
            admin.send("/cai-dat/dau-moi", act="add", name="Trực ban", **form)
            [row] = village.all(Contact)
            tried = admin.send("/cai-dat/dau-moi", act="try", row=row.id)

        assert tried.location == "/cai-dat/dau-moi?said=try"
        assert hook.sentences == ["Đây là tin báo thử."]
        assert "K1" not in str(row.settings)
        admin.send("/cai-dat/dau-moi", act="remove", name="Trực ban")
        assert village.all(Contact) == []

    def test_one_that_does_not_answer_says_so(self, village, enter):
        admin = enter("admin")
        with listening_hook() as hook:
            url = hook.url
        admin.send("/cai-dat/dau-moi", act="add", name="Hỏng", kind="webhook", **{"webhook.url": url})
        [row] = village.all(Contact)

        refused = admin.send("/cai-dat/dau-moi", act="try", row=row.id)

        assert refused.status_code == 409
        assert 'role="alert"' in refused.text

    @pytest.mark.parametrize(
        "address",
        [
            "http://169.254.169.254/latest/",
            "https://169.254.169.254/latest/",
            "https://2852039166/",
            "https://0xA9FEA9FE/",
            "https://[fe80::1]/",
            "https://0.0.0.0/",
            "http://10.0.0.1/",
            "file:///etc/passwd",
            "ftp://example.com/",
            "x",
        ],
    )
    def test_an_address_inside_the_network_is_refused(self, village, enter, address):
        form = {"kind": "webhook", "webhook.url": address}
        refused = enter("admin").send("/cai-dat/dau-moi", act="add", name="Lạ", **form)

        assert refused.status_code == 409
        assert village.all(Contact) == []
