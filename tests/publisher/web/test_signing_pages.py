"""Signing in on the console: forms of our own, a cookie nobody else can read, no way astray."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from content_queue import invitations, sign_ins
from content_queue.models import FailedTry, SignIn
from publisher.testing import Village
from publisher.web import create_app

PASSWORD = "sông Bé mùa nước nổi"


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    with village.app.writing(village.commune) as session:
        sign_ins.change_password(session, village.user(session, "lanh-dao"), PASSWORD, now=village.clock())
    yield village
    village.app.engine.dispose()


@pytest.fixture
def browser(village):
    return create_app(village.app).test_client()


def mark(browser, place="/dang-nhap"):
    return re.search(r'name="mark" value="(\w+)"', browser.get(place).text)[1]


def enter(browser, *, name="lanh-dao", password=PASSWORD, **more):
    form = {"mark": mark(browser), "name": name, "password": password, **more}
    return browser.post("/dang-nhap", data=form)


def cookie(answer, name="pt_device"):
    return next((each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{name}=")), "")


def test_the_right_password_leads_to_the_day_and_shows_who_is_in(browser):
    answer = enter(browser)

    assert (answer.status_code, answer.location) == (303, "/")
    assert "HttpOnly" in cookie(answer)
    assert "SameSite=Lax" in cookie(answer)
    assert "lanh-dao" in browser.get("/").text


def test_a_wrong_password_says_one_sentence_and_keeps_the_name(browser, village):
    answer = enter(browser, password="sai hoàn toàn", name='lanh-dao"><script>')

    assert answer.status_code == 403
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text
    assert "<script>" not in answer.text
    assert cookie(answer) == ""
    assert len(village.all(FailedTry)) == 1


def test_after_five_wrong_tries_the_door_is_closed(browser):
    for _ in range(5):
        enter(browser, password="sai hoàn toàn")

    assert "quá nhiều lần" in enter(browser).text


@pytest.mark.parametrize("place", ["/dang-nhap", "/dang-xuat", "/moi"])
@pytest.mark.parametrize("form", [{}, {"mark": ""}, {"mark": "0" * 64}])
def test_a_form_of_another_site_is_refused(browser, place, form):
    browser.get("/dang-nhap")

    answer = browser.post(place, data={**form, "name": "lanh-dao", "password": PASSWORD})

    assert answer.status_code == 403
    assert cookie(answer) == ""


def test_a_form_without_any_cookie_is_refused(village):
    stranger = create_app(village.app).test_client(use_cookies=False)

    answer = stranger.post(
        "/dang-nhap", data={"mark": mark(stranger), "name": "lanh-dao", "password": PASSWORD}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/site/", "/site/"),
        ("/?lang=en", "/?lang=en"),
        ("https://xấu.example/", "/"),
        ("//xau.example", "/"),
        ("/\\xau.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_on_within_the_console_only(browser, wanted, led):
    assert enter(browser, next=wanted).location == led


def test_the_cookie_of_a_guest_never_becomes_the_one_of_a_person(browser):
    browser.get("/dang-nhap")
    before = browser.get_cookie("pt_guest").value
    browser.set_cookie("pt_device", "dat-san")

    enter(browser)

    assert browser.get_cookie("pt_device").value not in (before, "dat-san")


def test_signing_out_ends_the_device_here_and_in_the_database(browser, village):
    enter(browser)
    stolen = browser.get_cookie("pt_device").value

    answer = browser.post("/dang-xuat", data={"mark": mark(browser, "/")})

    assert answer.location == "/dang-nhap"
    assert village.all(SignIn) == []
    browser.set_cookie("pt_device", stolen)
    assert browser.get("/").location == "/dang-nhap?next=/"


def test_signing_out_everywhere_ends_the_other_devices_too(browser, village):
    other = create_app(village.app).test_client()
    enter(other)
    enter(browser)

    browser.post("/dang-xuat", data={"mark": mark(browser, "/"), "everywhere": "1"})

    assert "lanh-dao" not in other.get("/").text


def test_a_visit_is_noted_now_and_then_so_that_work_keeps_a_device_in(browser, village):
    enter(browser)
    for _ in range(5):
        village.clock.pass_by(timedelta(hours=10))
        assert "lanh-dao" in browser.get("/").text
    village.clock.pass_by(timedelta(hours=13))
    assert "lanh-dao" not in browser.get("/").text


def test_a_page_that_asks_by_itself_keeps_nobody_in(browser, village):
    enter(browser)
    for _ in range(2):
        village.clock.pass_by(timedelta(hours=10))
        answer = browser.get("/", headers={"X-Live": "1"})

    assert answer.location == "/dang-nhap?next=/"


def test_who_is_in_already_is_led_on(browser):
    enter(browser)

    assert browser.get("/dang-nhap?next=/site/").location == "/site/"


class TestInvitation:
    @pytest.fixture
    def code(self, village):
        with village.app.writing(village.commune) as session:
            admin, user = village.user(session, "admin"), village.user(session, "van-hanh")
            return invitations.invite(session, user, actor=admin, now=village.clock())

    def accept(self, browser, code, password=PASSWORD, again=None):
        form = {"mark": mark(browser, "/moi"), "code": code, "password": password, "again": again or password}
        return browser.post("/moi", data=form)

    def test_a_code_sets_a_password_and_lets_in(self, browser, code):
        assert self.accept(browser, code).location == "/"
        assert "van-hanh" in browser.get("/").text

    @pytest.mark.parametrize(
        ("password", "again", "said"),
        [("ngắn", None, "ít nhất 10 ký tự"), (PASSWORD, "khác hẳn hoàn toàn", "không giống nhau")],
    )
    def test_what_is_wrong_is_said_and_the_code_stays_good(self, browser, code, password, again, said):
        answer = self.accept(browser, code, password, again)

        assert answer.status_code == 400
        assert said in answer.text
        assert self.accept(browser, code).status_code == 303

    def test_a_wrong_code_lets_nobody_in_and_is_counted(self, browser, code, village):
        answer = self.accept(browser, "AAAA-BBBB-CCCC-DDDD")

        assert "không đúng hoặc đã dùng" in answer.text
        assert len(village.all(FailedTry)) == 1


def test_everything_is_said_in_english_too(browser):
    assert "Sign in" in browser.get("/dang-nhap?lang=en").text
    assert "At least 10 characters" in browser.get("/moi?lang=en").text
