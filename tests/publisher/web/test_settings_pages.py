"""Settings: people, places, hours, channels, contacts; every act in the record, no secret ever shown."""

from __future__ import annotations

import re

import pytest

from channels.base import Medium
from content_queue.models import (
    AuditEntry,
    Commune,
    Delivery,
    Hamlet,
    Invitation,
    Message,
    SignIn,
    Unit,
    Unsaved,
    User,
    Zone,
)
from publisher.web import create_app
from schedules.models import SlotRow


def number(village, name):
    return next(each.id for each in village.all(User) if each.name == name)


class TestPeople:
    def test_a_person_is_added_invited_and_comes_in(self, village, enter):
        admin = enter("admin")
        admin.send(
            "/cai-dat/nguoi",
            act="add",
            name="thu-hang",
            role="editor",
            full_name="Trần Thu Hằng",
            unit="Trung tâm Dịch vụ tổng hợp",
        )

        shown = admin.send("/cai-dat/nguoi", act="invite", user=number(village, "thu-hang")).text

        code = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", shown)[0]
        assert "<svg" in shown
        guest = create_app(village.app).test_client()
        text = guest.get(f"/moi?code={code}").text
        assert f'value="{code}"' in text
        mark = re.search(r'name="mark" value="(\w+)"', text)[1]
        password = "sông Bé mùa nước nổi"
        guest.post("/moi", data={"mark": mark, "code": code, "password": password, "again": password})
        assert "Trần Thu Hằng" in guest.get("/").text

    def test_a_code_that_leads_elsewhere_is_only_text(self, village):
        shown = create_app(village.app).test_client().get('/moi?code="><script>alert(1)</script>').text

        assert "<script>alert" not in shown

    def test_a_closed_account_is_out_at_once(self, village, enter):
        editor = enter()
        enter("admin").send("/cai-dat/nguoi", act="disable", user=number(village, "bien-tap"))

        assert editor.get("/").status_code == 302
        enter("admin").send("/cai-dat/nguoi", act="enable", user=number(village, "bien-tap"))
        assert enter().get("/").status_code == 200

    def test_another_role_counts_with_the_next_page(self, village, enter):
        editor = enter()
        form = {"act": "change", "user": number(village, "bien-tap"), "role": "monitor"}
        enter("admin").send("/cai-dat/nguoi", **form)

        assert editor.get("/tin/moi").status_code == 403

    @pytest.mark.parametrize(
        ("form", "told"),
        [
            ({"act": "add", "name": "bien-tap", "role": "editor"}, "Đã có người dùng “bien-tap”."),
            ({"act": "add", "name": "a", "role": "boss"}, "Không có vai trò “boss”."),
            ({"act": "add", "name": "a", "role": "editor", "unit": "Sở"}, "Không có đơn vị “Sở”."),
            ({"act": "disable", "user": "admin"}, "Không tự khóa được tài khoản của mình."),
            ({"act": "change", "user": "admin", "role": "editor"}, "Đây là quản trị cuối cùng"),
            ({"act": "hand on", "user": "bien-tap", "heir": "theo-doi"}, "không nhận được bản nháp"),
        ],
    )
    def test_a_mistake_is_told(self, village, enter, form, told):
        given = {
            name: number(village, value) if name in {"user", "heir"} else value
            for name, value in form.items()
        }
        refused = enter("admin").send("/cai-dat/nguoi", **given)

        assert refused.status_code == 409
        assert told in refused.text

    def test_drafts_of_somebody_who_leaves_go_to_another(self, village, enter):
        village.draft(title="Bài dở")
        leaver = enter()
        leaver.send("/tin/tu-luu", at="moi-" + "1" * 12, title="Chưa lưu", based_on="0")
        for each in (leaver, enter("admin")):  # both have begun to write on the same message
            each.send("/tin/tu-luu", at="PT-2026-0001", title="Đang sửa", based_on="1")

        form = {"user": number(village, "bien-tap"), "heir": number(village, "admin")}
        enter("admin").send("/cai-dat/nguoi", act="hand on", **form)

        heir = number(village, "admin")
        assert village.all(Message)[0].author_id == heir
        mine = sorted(each.place for each in village.all(Unsaved) if each.user_id == heir)
        assert mine == ["PT-2026-0001", "moi-" + "1" * 12]

    def test_signing_somebody_out_ends_all_their_devices(self, village, enter):
        enter()
        enter("admin").send("/cai-dat/nguoi", act="leave", user=number(village, "bien-tap"))

        assert {row.user_id for row in village.all(SignIn)} == {number(village, "admin")}

    def test_inviting_is_only_for_those_who_are_there(self, village, enter):
        assert enter("admin").send("/cai-dat/nguoi", act="invite", user=999).status_code == 404
        assert village.all(Invitation) == []


class TestPlaces:
    def test_many_are_added_at_once_one_a_line(self, village, enter):
        admin = enter("admin")
        admin.send("/cai-dat/noi", act="units", names="Trường Tiểu học\n\nHội Nông dân\n")
        admin.send("/cai-dat/noi", act="hamlets", names="thôn Phú Hòa | 320\nthôn Phú An")

        assert {"Trường Tiểu học", "Hội Nông dân"} <= {each.name for each in village.all(Unit)}
        assert {each.name: each.households for each in village.all(Hamlet)}["thôn Phú Hòa"] == 320

    def test_one_wrong_line_and_none_is_added(self, village, enter):
        before = len(village.all(Unit))
        refused = enter("admin").send(
            "/cai-dat/noi", act="units", names="Hội Phụ nữ\nTrung tâm Dịch vụ tổng hợp"
        )

        assert "Đã có đơn vị" in refused.text
        assert len(village.all(Unit)) == before

    def test_a_zone_and_who_hears_it(self, village, enter):
        admin = enter("admin")
        admin.send("/cai-dat/noi", act="zone", name="Cụm loa chợ", hamlet=["thôn Phú Tân"])
        [zone] = [each for each in village.all(Zone) if each.name == "Cụm loa chợ"]

        form = {"table": "zone", "row": zone.id, "name": "Cụm loa chợ mới", "hamlet": ["thôn Phú Lộc"]}
        admin.send("/cai-dat/noi", act="rename", **form)

        with village.app.reading(village.commune) as session:
            there = session.get_one(Zone, zone.id)
            assert (there.name, [each.name for each in there.hamlets]) == (
                "Cụm loa chợ mới",
                ["thôn Phú Lộc"],
            )

    def test_a_name_that_is_taken_is_refused(self, village, enter):
        [first, second] = village.all(Hamlet)
        form = {"table": "hamlet", "row": first.id, "name": second.name.upper()}

        assert "Đã có" in enter("admin").send("/cai-dat/noi", act="rename", **form).text


class TestHours:
    @pytest.mark.parametrize(
        ("form", "told"),
        [
            ({"start": "03:15", "minutes": "30"}, "giờ cấm phát loa"),
            ({"start": "12:00", "minutes": "30"}, "nằm ngoài giờ được phép"),
            ({"start": "17:30", "minutes": "20"}, "chồng giờ nhau"),
            ({"start": "sáng", "minutes": "20"}, "không phải giờ"),
        ],
    )
    def test_a_slot_that_may_not_be_is_refused(self, village, enter, form, told):
        before = len(village.all(SlotRow))
        refused = enter("admin").send(
            "/cai-dat/khung-gio", act="add", name="Thử", day=list("0123456"), **form
        )

        assert told in refused.text
        assert len(village.all(SlotRow)) == before

    def test_a_slot_outside_comes_with_its_permitted_hours(self, village, enter):
        form = {"start": "11:00", "minutes": "30", "opens": "11:00", "closes": "11:30"}
        enter("admin").send("/cai-dat/khung-gio", act="add", name="Trưa", day=list("0123456"), **form)

        assert "Trưa" in {each.name for each in village.all(SlotRow)}

    def test_what_was_planned_moves_with_its_slot(self, village, enter):
        message = village.submitted(media=(Medium.LOUDSPEAKER,), times=("2026-11-24T17:00",))
        village.app.recorder().run()
        village.approve(message)
        [evening] = [each.id for each in village.all(SlotRow) if each.start == "17:00"]

        shown = enter("admin").send("/cai-dat/khung-gio", act="remove", slot=evening).text

        assert "dời sang 05:30 ngày 25/11/2026" in shown
        [row] = village.all(Delivery)
        assert f"{row.airs_at.astimezone(village.app_zone):%d/%m %H:%M}" == "25/11 05:30"

    def test_a_day_of_silence_is_set_and_forgotten(self, village, enter):
        admin = enter("admin")
        admin.send("/cai-dat/khung-gio", act="day", on="2027-02-06", name="Mùng một Tết", slots="")
        assert "Mùng một Tết: Không phát loa" in admin.get("/cai-dat/khung-gio").text

        admin.send("/cai-dat/khung-gio", act="forget", on="2027-02-06")
        assert "Mùng một Tết" not in admin.get("/cai-dat/khung-gio").text


class TestCommune:
    def test_its_name_and_settings_change_and_the_record_says_who(self, village, enter):
        admin = enter("admin")
        admin.send("/cai-dat/", act="name", name="xã  Phú Trung mới", province="tỉnh Đồng Nai")
        admin.send("/cai-dat/", act="settings", quiet_from="20:30", second_factor="yes")

        row = village.all(Commune)[0]
        assert (row.name, row.settings["quiet_from"], row.settings["second_factor"]) == (
            "xã Phú Trung mới",
            "20:30",
            True,
        )
        verbs = [each.verb for each in village.all(AuditEntry)]
        assert {"rename", "change"} <= set(verbs)

    @pytest.mark.parametrize(
        ("form", "told"),
        [
            ({"act": "name", "name": " "}, "không được để trống"),
            ({"act": "settings", "quiet_from": "25:00"}, "phải là giờ"),
            ({"act": "settings", "console_url": "http://example.com"}, "https://"),
            ({"act": "settings"}, "Chưa có gì thay đổi."),
        ],
    )
    def test_a_mistake_is_told_and_nothing_kept(self, village, enter, form, told):
        refused = enter("admin").send("/cai-dat/", **form)

        assert told in refused.text
        assert "quiet_from" not in village.all(Commune)[0].settings


def test_the_record_is_read_by_day_and_person_and_goes_on(village, enter):
    village.approved(media=(Medium.FACEBOOK,), title="Tin")
    browser = enter("theo-doi")

    shown = browser.get("/cai-dat/nhat-ky").text
    assert "gửi duyệt" in shown
    leader = number(village, "lanh-dao")
    only = browser.get(f"/cai-dat/nhat-ky?person={leader}&on=2026-11-24").text.partition("<ul")[2]
    assert "duyệt" in only
    assert "tạo" not in only
    assert browser.get("/cai-dat/nhat-ky?on=nonsense&before=-1&person=x").status_code == 200
