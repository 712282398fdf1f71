"""Every address of the console and everybody who works there: who gets in, and who is sent away."""

from __future__ import annotations

import pytest

from publisher.testing import Village
from publisher.web import create_app
from publisher.web.testing import EVERYBODY, furnish

ALL = frozenset(EVERYBODY)
WRITERS = ALL - {"van-hanh", "theo-doi"}
ADMIN = frozenset({"admin"})
DELIVERIES = ALL - {"cong-tac"}
ANYBODY = None
MAY = {
    "account.act": ALL,
    "account.page": ALL,
    "api.page": ALL,
    "approving.decide": {"lanh-dao"},
    "approving.page": {"lanh-dao"},
    "approving.waiting": {"lanh-dao"},
    "broadcasting.act": {"van-hanh", "bien-tap", "admin"},
    "broadcasting.day": {"van-hanh", "bien-tap", "admin"},
    "broadcasting.folder": {"van-hanh", "bien-tap", "admin"},
    "broadcasting.log": {"van-hanh", "bien-tap", "admin"},
    "broadcasting.programme": {"van-hanh", "bien-tap", "admin"},
    "calendar.dialog": ALL,
    "calendar.month": ALL,
    "calendar.take": ALL,
    "calendar.week": ALL,
    "connecting.zalo": ANYBODY,
    "deliveries.act": DELIVERIES - {"theo-doi"},
    "deliveries.listing": DELIVERIES,
    "deliveries.page": DELIVERIES,
    "handover.page": ANYBODY,
    "handover.picture": ANYBODY,
    "handover.script": ANYBODY,
    "handover.settle": ANYBODY,
    "health.show_health": ANYBODY,
    "health.show_metrics": ANYBODY,
    "helping.contents": ALL,
    "helping.page": ALL,
    "helping.picture": ALL,
    "linked.decide": ANYBODY,
    "linked.file": ANYBODY,
    "linked.page": ANYBODY,
    "messages.act": WRITERS,
    "messages.begin": WRITERS,
    "messages.begin_again": WRITERS,
    "messages.file": ALL,
    "messages.keep": WRITERS,
    "messages.listing": ALL,
    "messages.page": ALL,
    "messages.preview": WRITERS,
    "messages.numbered": ALL,
    "messages.of_case": ALL,
    "messages.settle_step": DELIVERIES - {"theo-doi"},
    "messages.take": WRITERS,
    "messages.take_new": WRITERS,
    "messages.upload": WRITERS,
    "packages.listing": {"van-hanh", "bien-tap", "admin"},
    "packages.settle": {"van-hanh", "bien-tap", "admin"},
    "second_step.page": ANYBODY,
    "second_step.take": ANYBODY,
    "settings.answer": ADMIN,
    "settings.begin": ADMIN,
    "settings.change": ADMIN,
    "settings.change_channels": ADMIN,
    "settings.change_commune": ADMIN,
    "settings.change_contacts": ADMIN,
    "settings.change_hours": ADMIN,
    "settings.change_people": ADMIN,
    "settings.change_places": ADMIN,
    "settings.channel": ADMIN,
    "settings.channels": ADMIN,
    "settings.contacts": ADMIN,
    "settings.hours": ADMIN,
    "settings.overview": ADMIN,
    "settings.people": ADMIN,
    "settings.record": {"admin", "lanh-dao", "theo-doi"},
    "settings.rooms": ADMIN,
    "settings.step": ADMIN,
    "signing.accept": ANYBODY,
    "signing.door": ANYBODY,
    "signing.enter": ANYBODY,
    "signing.invited": ANYBODY,
    "signing.leave": ANYBODY,
    "site.door": ANYBODY,
    "site.page": ANYBODY,
    "static": ANYBODY,
    "today.page": ALL,
}
FILLED = {"which": 1, "number": 1, "channel": 1}


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    village = furnish(Village.settle(tmp_path_factory.mktemp("nhà xã")))
    yield village
    village.app.engine.dispose()


@pytest.fixture(scope="module")
def browsers(village):
    """One browser for each person, and one in which nobody is signed in."""
    console = create_app(village.app)
    return {
        "": console.test_client(),
        **{name: village.enter(console.test_client(), name) for name in EVERYBODY},
    }


def rules(village, method):
    """Return the addresses that take a method, with something in each slot."""
    console = create_app(village.app)
    bound = console.url_map.bind("")
    for rule in console.url_map.iter_rules():
        if method in rule.methods and not is_api(rule.endpoint):
            given = {name: FILLED.get(name, "x") for name in rule.arguments}
            yield rule.endpoint, bound.build(rule.endpoint, given, method=method)


def test_every_address_stands_in_the_table(village):
    console = create_app(village.app)
    endpoints = {rule.endpoint for rule in console.url_map.iter_rules()}

    assert {each for each in endpoints if not is_api(each)} == set(MAY)


def is_api(endpoint):
    """Say whether an address takes tokens: those have a table of their own in test_api.py."""
    return endpoint.startswith("api.") and endpoint != "api.page"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_not_signed_in_is_led_to_the_door(village, browsers, method):
    for endpoint, place in rules(village, method):
        if MAY[endpoint] is not ANYBODY:
            answer = browsers[""].open(place, method=method)
            assert answer.status_code == 302, endpoint
            assert answer.location.startswith("/dang-nhap"), endpoint


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_who_has_the_right_gets_past_the_door(village, browsers, name, method):
    form = {"mark": mark_of(browsers[name])} if method == "POST" else None
    for endpoint, place in rules(village, method):
        allowed = MAY[endpoint]
        if allowed is ANYBODY:
            continue
        answer = browsers[name].open(place, method=method, data=form, buffered=True)
        assert (answer.status_code == 403) == (name not in allowed), (endpoint, answer.status_code)
        assert answer.status_code < 500, endpoint


def mark_of(browser):
    text = browser.get("/tai-khoan/").text
    return text.split('name="mark" value="')[1].split('"')[0]


@pytest.mark.parametrize("forged", [{}, {"mark": ""}, {"mark": "0" * 64}])
def test_no_form_of_another_site_is_taken_from_anybody(village, browsers, forged):
    for endpoint, place in rules(village, "POST"):
        if endpoint in {"handover.settle"}:
            continue  # there the address itself is the secret
        answer = browsers["admin"].post(place, data=forged)
        assert answer.status_code == 403, endpoint


def test_the_mark_of_one_person_is_nothing_in_another_ones_browser(browsers):
    answer = browsers["bien-tap"].post("/tin/moi", data={"mark": mark_of(browsers["admin"])})

    assert answer.status_code == 403
