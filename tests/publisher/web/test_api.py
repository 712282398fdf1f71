"""The API: the same acts and refusals, within a token's scopes and its person's rights, as documented."""

from __future__ import annotations

import re

import pytest

from channels.base import Medium
from content_queue import api_tokens
from content_queue.models import ApiToken, Message
from publisher.web import create_app
from publisher.web.testing import EVERYBODY

WORDS = {
    "title": "Họp tổ dân phố",
    "body": "Mời bà con dự họp.",
    "topic": "guidance",
    "unit": "Trung tâm Dịch vụ tổng hợp",
    "media": ["facebook"],
}


class Program:
    """A program with a token."""

    def __init__(self, village, name, scopes):
        with village.app.writing(village.commune) as session:
            user = village.user(session, name)
            token = api_tokens.make(session, user, "thử", scopes, actor=user, now=village.clock())
        self.client = create_app(village.app).test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, place, **given):
        return self.client.get(f"/api/v1{place}", headers=self.headers, **given)

    def post(self, place, **said):
        return self.client.post(f"/api/v1{place}", headers=self.headers, json=said)

    def put(self, place, **said):
        return self.client.put(f"/api/v1{place}", headers=self.headers, json=said)


@pytest.fixture
def program(village):
    """A program of a person: `program(name, *scopes)`; none named: all of them."""
    return lambda name="bien-tap", *scopes: Program(village, name, scopes or api_tokens.SCOPES)


def test_a_message_goes_its_whole_way(village, program):
    editor, leader = program(), program("lanh-dao")

    made = editor.post("/messages", **WORDS)
    place = f"/messages/{made.json['reference']}"
    edited = editor.put(place, **{**WORDS, "body": "Mời bà con dự họp lúc 19 giờ."}, based_on=1)
    submitted = editor.post(f"{place}/submit")
    shown = leader.get(f"{place}/review").json
    approved = leader.post(f"{place}/approve", seal=shown["seal"])
    village.dispatch()

    assert [each.status_code for each in (made, edited, submitted, approved)] == [201, 200, 200, 200]
    assert shown["renditions"][0]["parts"][0].startswith("Họp tổ dân phố\n\nMời bà con dự họp lúc 19 giờ.")
    [delivery] = editor.get("/deliveries").json["deliveries"]
    assert (delivery["state"], delivery["reference"]) == ("sent", "PT-2026-0001")


def test_two_who_write_at_once_do_not_overwrite_each_other(program):
    editor = program()
    place = f"/messages/{editor.post('/messages', **WORDS).json['reference']}"
    editor.put(place, **{**WORDS, "title": "Của người khác"}, based_on=1)

    refused = editor.put(place, **{**WORDS, "title": "Của tôi"}, based_on=1)

    assert refused.status_code == 409
    assert "đã được người khác sửa" in refused.json["errors"][0]
    assert editor.get(place).json["title"] == "Của người khác"


def test_only_what_was_shown_is_approved(village, program):
    village.submitted(times=("2026-11-25T08:00",))
    leader = program("lanh-dao")
    seal = leader.get("/messages/PT-2026-0001/review").json["seal"]
    program().post("/messages/PT-2026-0001/move", occurrence="2026-11-25T08:00", to="2026-11-28T08:00")

    assert leader.post("/messages/PT-2026-0001/approve", seal=seal).status_code == 409


def test_a_move_tells_first_what_is_worth_a_look(village, program):
    village.approved(media=(Medium.FACEBOOK,), times=("2026-11-25T08:00",))
    said = {"occurrence": "2026-11-25T08:00", "to": "2026-11-25T22:00"}

    asked = program().post("/messages/PT-2026-0001/move", **said).json
    moved = program().post("/messages/PT-2026-0001/move", **said, sure=True).json

    assert (asked["moved"], moved["moved"]) == (False, True)
    assert "giờ yên tĩnh" in asked["warnings"][0]


def test_a_preview_is_made_of_words_alone(village, program):
    found = program().post("/previews", **{**WORDS, "media": ["website", "zalo", "loudspeaker"]}).json

    assert {each["medium"] for each in found["previews"]} == {"website", "zalo", "loudspeaker"}
    assert village.all(Message) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, 422),
        ({"media": []}, 422),
        ({"media": ["radio"]}, 422),
        ({"times": ["mai"]}, 422),
        ({"link": "javascript:alert(1)"}, 422),
        ({"topic": "khong-co"}, 409),
        ({"unit": "Sở"}, 409),
        ({"repeat": "FREQ=X"}, 422),
        ({"extra": 1}, 422),
    ],
)
def test_a_mistake_is_told_in_a_sentence_and_nothing_kept(village, program, changes, code):
    refused = program().post("/messages", **{**WORDS, **changes})

    assert refused.status_code == code
    assert all(isinstance(each, str) and each for each in refused.json["errors"])
    assert village.all(Message) == []


SCOPES = {
    ("GET", "/me"): "read",
    ("GET", "/places"): "read",
    ("GET", "/messages"): "read",
    ("GET", "/messages/x"): "read",
    ("GET", "/deliveries"): "read",
    ("GET", "/deliveries/1"): "read",
    ("GET", "/calendar?since=2026-11-24"): "read",
    ("POST", "/messages"): "write",
    ("PUT", "/messages/x"): "write",
    ("POST", "/messages/x/submit"): "write",
    ("POST", "/messages/x/recall"): "write",
    ("POST", "/messages/x/withdraw"): "write",
    ("POST", "/previews"): "write",
    ("GET", "/messages/x/review"): "approve",
    ("POST", "/messages/x/approve"): "approve",
    ("POST", "/messages/x/return"): "approve",
    ("POST", "/messages/x/reject"): "approve",
    ("POST", "/deliveries/1/confirm"): "settle",
    ("POST", "/deliveries/1/decline"): "settle",
    ("POST", "/deliveries/1/cancel"): "settle",
    ("POST", "/deliveries/1/replan"): "settle",
    ("GET", "/people"): "admin",
    ("POST", "/people"): "admin",
    ("POST", "/people/1/invite"): "admin",
}
SAID = {**WORDS, "based_on": 1, "seal": "x", "name": "a", "role": "editor"}
FIELDS = {
    "/messages": WORDS.keys(),
    "/previews": WORDS.keys(),
    "/people": {"name", "role"},
    "/approve": {"seal"},
    "PUT": {*WORDS, "based_on"},
}


def said(method, place):
    wanted = FIELDS.get(method) or next((FIELDS[end] for end in FIELDS if place.endswith(end)), set())
    return {name: SAID[name] for name in wanted}


@pytest.mark.parametrize(("method", "place"), SCOPES)
@pytest.mark.parametrize("scope", api_tokens.SCOPES)
def test_a_scope_opens_its_own_doors_only(village, program, method, place, scope):
    wanted = SCOPES[method, place]
    name = {"approve": "lanh-dao", "admin": "admin"}.get(wanted, "bien-tap")
    who = program(name, scope)

    answer = who.client.open(
        f"/api/v1{place}",
        method=method,
        headers=who.headers,
        json=None if method == "GET" else said(method, place),
    )

    assert (answer.status_code == 403) == (scope != wanted), answer.text


@pytest.mark.parametrize("name", EVERYBODY)
def test_no_scope_gives_more_than_the_person_may(village, program, name):
    who = program(name)
    role_may = {
        "/people": {"admin"},
        "/deliveries": set(EVERYBODY) - {"cong-tac"},
        "/messages/x/review": {"lanh-dao"},
    }

    for place, people in role_may.items():
        assert (who.get(place).status_code == 403) == (name not in people), place


def test_a_contributor_sees_nothing_of_other_units(village, program):
    village.draft(title="Của trung tâm")
    who = program("cong-tac")

    assert who.get("/messages").json["messages"] == []
    assert who.get("/messages/PT-2026-0001").status_code == 404
    assert who.post("/messages", **WORDS).status_code == 403


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer pt_wrong"}, {"Authorization": "Basic YTpi"}]
)
def test_without_a_good_token_nothing_opens(village, header):
    browser = create_app(village.app).test_client()

    answer = browser.get("/api/v1/messages", headers=header)

    assert answer.status_code == 401
    assert answer.json["errors"]


def test_a_signed_in_browser_alone_opens_nothing(village, enter):
    assert enter("admin").get("/api/v1/people").status_code == 401


def test_a_token_ends_with_its_person_and_its_time(village, program):
    from datetime import timedelta

    who = program()
    village.clock.pass_by(timedelta(days=366))
    assert who.get("/me").status_code == 401

    other = program("van-hanh")
    with village.app.writing(village.commune) as session:
        village.user(session, "van-hanh").active = False
    assert other.get("/me").status_code == 401


def test_its_use_is_noted_now_and_then(village, program):
    program().get("/me")

    assert village.all(ApiToken)[0].used_at == village.clock()


def test_every_door_stands_in_the_table(village):
    console = create_app(village.app)
    doors = set()
    for rule in console.url_map.iter_rules():
        if rule.endpoint.startswith("api.") and rule.endpoint not in {"api.document", "api.page"}:
            place = re.sub(r"<int:\w+>", "1", re.sub(r"<\w+>", "x", rule.rule)).removeprefix("/api/v1")
            doors |= {(method, place) for method in rule.methods - {"HEAD", "OPTIONS"}}

    assert doors - {("POST", "/messages/x/move")} == {
        (method, place.partition("?")[0]) for method, place in SCOPES
    }


def test_the_page_of_the_api_needs_no_script_and_no_stranger(village, enter):
    shown = enter().get("/api/v1/").text

    assert "GET /api/v1/messages/{reference}" in shown
    assert not re.search(r'<script|(?:src|href)="https?://', shown)
