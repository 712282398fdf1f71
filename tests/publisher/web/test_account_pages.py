"""One's own account: password, devices, second factor, deputy, tokens; and the step after the password."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from content_queue import sign_ins
from content_queue.models import ApiToken, AuditEntry, Commune, Deputy, SignIn, User
from publisher.web import create_app

PASSWORD = "sông Bé mùa nước nổi"


@pytest.fixture
def with_password(village):
    """Give a person a password: `with_password(name)`."""

    def give(name):
        with village.app.writing(village.commune) as session:
            sign_ins.change_password(session, village.user(session, name), PASSWORD, now=village.clock())

    return give


def sign_in(village, name, password=PASSWORD):
    browser = create_app(village.app).test_client()
    mark = re.search(r'name="mark" value="(\w+)"', browser.get("/dang-nhap").text)[1]
    answer = browser.post("/dang-nhap", data={"mark": mark, "name": name, "password": password})
    return browser, answer


def switch_on(village, browser):
    """Set up an app; return what gives its codes."""
    text = browser.get("/tai-khoan/").text
    secret, letters = (
        re.search(r'name="secret" value="([^"]+)"', text)[1],
        re.search(r">([A-Z2-7]{32})<", text)[1],
    )
    totp = pyotp.TOTP(letters)
    answer = browser.send("/tai-khoan/", act="factor", secret=secret, code=totp.at(village.clock()))
    assert answer.status_code == 303
    return totp


class TestPassword:
    def test_a_new_one_keeps_this_device_and_ends_the_others(self, village, enter, with_password):
        with_password("bien-tap")
        here, there = enter(), enter()

        answer = here.send(
            "/tai-khoan/",
            act="password",
            present=PASSWORD,
            password="mưa rào tháng bảy",
            again="mưa rào tháng bảy",
        )

        assert "Đã đổi mật khẩu" in here.get(answer.location).text
        assert there.get("/").status_code == 302
        assert sign_in(village, "bien-tap", "mưa rào tháng bảy")[1].location == "/"

    @pytest.mark.parametrize(
        ("present", "new", "again", "told"),
        [
            ("sai", "mưa rào tháng bảy", "mưa rào tháng bảy", "Mật khẩu hiện tại không đúng."),
            (PASSWORD, "mưa rào tháng bảy", "mưa rào", "không giống nhau"),
            (PASSWORD, "ngắn", "ngắn", "ít nhất 10 ký tự"),
        ],
    )
    def test_what_is_wrong_is_told(self, enter, with_password, present, new, again, told):
        with_password("bien-tap")
        refused = enter().send("/tai-khoan/", act="password", present=present, password=new, again=again)

        assert refused.status_code == 409
        assert told in refused.text


class TestSecondFactor:
    def test_once_on_a_password_alone_opens_nothing(self, village, enter, with_password):
        with_password("lanh-dao")
        totp = switch_on(village, enter("lanh-dao"))
        village.clock.pass_by(timedelta(minutes=1))

        browser, _ = sign_in(village, "lanh-dao")

        for place in ("/", "/duyet/", "/tai-khoan/"):
            assert browser.get(place).location == "/buoc-hai"
        mark = re.search(r'name="mark" value="(\w+)"', browser.get("/buoc-hai").text)[1]
        wrong = browser.post("/buoc-hai", data={"mark": mark, "code": "000000"})
        right = browser.post("/buoc-hai", data={"mark": mark, "code": totp.at(village.clock())})
        assert (wrong.status_code, right.status_code) == (403, 303)
        assert browser.get("/duyet/").status_code == 200

    def test_a_code_is_taken_once(self, village, enter, with_password):
        with_password("lanh-dao")
        totp = switch_on(village, enter("lanh-dao"))
        village.clock.pass_by(timedelta(minutes=1))
        code = totp.at(village.clock())
        answers = []
        for _ in range(2):
            browser, _ = sign_in(village, "lanh-dao")
            mark = re.search(r'name="mark" value="(\w+)"', browser.get("/buoc-hai").text)[1]
            answers.append(browser.post("/buoc-hai", data={"mark": mark, "code": code}).status_code)

        assert answers == [303, 403]

    def test_guessing_ends_after_five_codes(self, village, enter, with_password):
        with_password("lanh-dao")
        totp = switch_on(village, enter("lanh-dao"))
        village.clock.pass_by(timedelta(minutes=1))
        browser, _ = sign_in(village, "lanh-dao")
        mark = re.search(r'name="mark" value="(\w+)"', browser.get("/buoc-hai").text)[1]
        for number in range(5):
            browser.post("/buoc-hai", data={"mark": mark, "code": f"00000{number}"})

        answer = browser.post("/buoc-hai", data={"mark": mark, "code": totp.at(village.clock())})

        assert answer.status_code == 403

    def test_where_the_commune_wants_it_approvers_set_it_up_before_anything_else(
        self, village, with_password
    ):
        with_password("lanh-dao")
        with_password("bien-tap")
        with village.app.writing(village.commune) as session:
            row = session.get_one(Commune, village.commune.id)
            row.settings = {**row.settings, "second_factor": True}

        leader, editor = sign_in(village, "lanh-dao")[0], sign_in(village, "bien-tap")[0]

        assert editor.get("/").status_code == 200
        assert leader.get("/").location == "/buoc-hai"
        text = leader.get("/buoc-hai").text
        assert "<svg" in text
        form = dict(re.findall(r'name="(mark|secret)" value="([^"]+)"', text))
        code = pyotp.TOTP(re.search(r">([A-Z2-7]{32})<", text)[1]).at(village.clock())
        assert leader.post("/buoc-hai", data={**form, "code": code}).status_code == 303
        assert leader.get("/duyet/").status_code == 200

    def test_the_secret_is_kept_sealed_and_told_nowhere(self, village, enter):
        browser = enter("lanh-dao")
        totp = switch_on(village, browser)

        [kept] = [each.second_factor for each in village.all(User) if each.second_factor]
        assert totp.secret not in kept
        assert totp.secret not in browser.get("/tai-khoan/").text
        assert totp.secret not in str([each.details for each in village.all(AuditEntry)])

    def test_an_admin_helps_when_the_phone_is_lost(self, village, enter, with_password):
        with_password("lanh-dao")
        switch_on(village, enter("lanh-dao"))
        [leader] = [each.id for each in village.all(User) if each.name == "lanh-dao"]

        enter("admin").send("/cai-dat/nguoi", act="factor", user=leader)

        assert sign_in(village, "lanh-dao")[0].get("/").status_code == 200


class TestDeputy:
    def appoint(self, village, enter, until="2026-11-26T12:00"):
        [editor] = [each.id for each in village.all(User) if each.name == "bien-tap"]
        return enter("lanh-dao").send("/tai-khoan/", act="appoint", deputy=editor, until=until)

    def test_while_a_leader_is_away_the_deputy_decides(self, village, enter):
        village.submitted(by="admin")
        assert enter().get("/duyet/").status_code == 403
        self.appoint(village, enter)

        browser = enter()
        shown = browser.get("/duyet/PT-2026-0001").text
        assert "duyệt thay lanh-dao" in shown
        seal = re.search(r'name="seal" value="(\w+)"', shown)[1]
        browser.send("/duyet/PT-2026-0001", act="approve", seal=seal)

        assert village.states() == ["planned"]

    def test_a_deputy_does_not_approve_what_they_wrote(self, village, enter):
        village.submitted()
        self.appoint(village, enter)
        browser = enter()
        seal = re.search(r'name="seal" value="(\w+)"', browser.get("/duyet/PT-2026-0001").text)[1]

        refused = browser.send("/duyet/PT-2026-0001", act="approve", seal=seal)

        assert refused.status_code == 409
        assert "không được tự duyệt" in refused.text

    def test_afterwards_and_once_ended_the_door_is_closed(self, village, enter):
        self.appoint(village, enter)
        assert enter().get("/duyet/").status_code == 200
        [row] = village.all(Deputy)
        enter("lanh-dao").send("/tai-khoan/", act="end", row=row.id)
        assert enter().get("/duyet/").status_code == 403

        self.appoint(village, enter)
        village.clock.pass_by(timedelta(days=3))
        assert enter().get("/duyet/").status_code == 403

    @pytest.mark.parametrize("until", ["", "2026-11-20T08:00", "2027-11-20T08:00", "nonsense"])
    def test_a_time_that_is_none_is_refused(self, village, enter, until):
        assert self.appoint(village, enter, until).status_code == 409
        assert village.all(Deputy) == []

    def test_nobody_makes_themselves_a_deputy(self, village, enter):
        [editor] = [each.id for each in village.all(User) if each.name == "bien-tap"]
        refused = enter().send("/tai-khoan/", act="appoint", deputy=editor, until="2026-11-26T12:00")

        assert refused.status_code == 409


class TestTokens:
    def test_a_token_is_shown_once_and_only_its_digest_is_kept(self, village, enter):
        browser = enter()
        made = browser.send("/tai-khoan/", act="token", name="Cổng tỉnh", scope=["read", "write"], days="30")

        token = re.search(r"pt_[\w-]{40,}", made.text)[0]
        [row] = village.all(ApiToken)
        assert (row.scopes, token in browser.get("/tai-khoan/").text) == (["read", "write"], False)
        assert token not in str(vars(row))

    def test_a_token_without_scopes_is_none(self, village, enter):
        assert enter().send("/tai-khoan/", act="token", name="Cổng").status_code == 409

    def test_a_token_is_removed_by_its_person_only(self, village, enter):
        enter().send("/tai-khoan/", act="token", name="Cổng", scope="read")
        [row] = village.all(ApiToken)

        assert enter("lanh-dao").send("/tai-khoan/", act="remove token", row=row.id).status_code == 409
        enter().send("/tai-khoan/", act="remove token", row=row.id)
        assert village.all(ApiToken) == []


def test_devices_are_listed_and_left_together(village, enter):
    first, second = enter(), enter()
    assert first.get("/tai-khoan/").text.count("lần cuối") == 2

    first.send("/dang-xuat", everywhere="1")

    assert village.all(SignIn) == []
    assert second.get("/").status_code == 302
