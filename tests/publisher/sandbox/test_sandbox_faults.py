"""Faults seen through a socket, each as the service says it; what struck is counted for everybody to see."""

from __future__ import annotations

import json

import pytest
import requests

from publisher.sandbox.plans import read_plan
from publisher.sandbox.server import running

CALLS = {
    "graph": ("/graph/v26.0/108/feed", {"data": {"access_token": "tok", "message": "Xin chào"}}),
    "zalo": (
        "/zalo/v3.0/oa/group/message",
        {
            "headers": {"access_token": "bat-ky"},
            "json": {"recipient": {"group_id": "nhom"}, "message": {"text": "Xin chào"}},
        },
    ),
    "zalo_bot": ("/zalo/bot1:abc/sendMessage", {"json": {"chat_id": "nhom", "text": "Xin chào"}}),
}


@pytest.fixture
def sandbox():
    with running() as started:
        yield started


def post(sandbox, service):
    path, options = CALLS[service]
    return requests.post(sandbox.url + path, timeout=5, **options)


def rehearse(sandbox, entry):
    sandbox.rehearse(read_plan(f"[{entry}]", file="plan"))


@pytest.mark.parametrize("service", CALLS)
class TestEachService:
    @pytest.mark.parametrize(
        ("name", "published"), [("refuse", 0), ("cut", 1), ("hang", 1), ("hang, accepted: false", 0)]
    )
    def test_a_line_that_goes_dead_leaves_what_was_accepted(self, sandbox, service, name, published):
        seconds = ", seconds: 0.02" if "hang" in name else ""
        rehearse(sandbox, f"{{fault: {name}, on: {service}{seconds}}}")

        with pytest.raises(requests.ConnectionError):
            post(sandbox, service)

        assert len(sandbox.ledger.publications()) == published

    @pytest.mark.parametrize("name", ["error-after", "truncated-json", "html-body"])
    def test_an_answer_that_nobody_can_use_comes_after_it_was_accepted(self, sandbox, service, name):
        rehearse(sandbox, f"{{fault: {name}, on: {service}}}")

        answer = post(sandbox, service)

        assert len(sandbox.ledger.publications()) == 1
        if name == "error-after":
            assert answer.status_code == 500
        else:
            with pytest.raises(json.JSONDecodeError):
                json.loads(answer.text)

    def test_a_limit_says_when_to_come_again(self, sandbox, service):
        rehearse(sandbox, f"{{fault: rate-limit, on: {service}, seconds: 120}}")

        answer = post(sandbox, service)

        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "120")
        assert sandbox.ledger.publications() == []

    def test_a_dead_token_is_told_in_the_words_of_the_service(self, sandbox, service):
        rehearse(sandbox, f"{{fault: token-dead, on: {service}, from: 2}}")

        answers = [post(sandbox, service) for _ in range(2)]

        told = {
            "graph": lambda said: said["error"]["code"] == 190,
            "zalo": lambda said: said["error"] == -216,
            "zalo_bot": lambda said: said["error_code"] == 401,
        }
        assert [told[service](answers[1].json()), len(sandbox.ledger.publications())] == [True, 1]


def test_graph_tells_its_limit_in_minutes_for_the_page_that_called(sandbox):
    rehearse(sandbox, "{fault: rate-limit, on: graph, seconds: 150}")

    headers = post(sandbox, "graph").headers

    assert json.loads(headers["X-App-Usage"])["call_count"] == 100
    assert json.loads(headers["X-Business-Use-Case-Usage"])["108"][0]["estimated_time_to_regain_access"] == 3


def test_zalo_tells_its_limit_by_code_and_by_what_remains(sandbox):
    rehearse(sandbox, "{fault: rate-limit, on: zalo}")

    answer = post(sandbox, "zalo")

    assert answer.json()["error"] == -32
    assert answer.headers["X-RateLimit-Remain"] == "0"


class TestTheDoor:
    def door(self, sandbox, body=None):
        if body is None:
            return requests.get(f"{sandbox.url}/faults", timeout=5)
        return requests.post(f"{sandbox.url}/faults", data=body.encode(), timeout=5)

    def test_what_met_and_what_struck_is_counted(self, sandbox):
        rehearse(sandbox, "{fault: error-after, on: graph, skip: 1, times: 5}")
        for _ in range(3):
            post(sandbox, "graph")

        row = self.door(sandbox).json()[0]

        assert (row["name"], row["on"]) == ("error-after", "graph send")
        assert (row["seen"], row["struck"], row["left"]) == (3, 2, 3)

    def test_the_overview_shows_the_counts(self, sandbox):
        rehearse(sandbox, "{fault: error-after, on: graph}")
        post(sandbox, "graph")

        page = requests.get(sandbox.url, timeout=5).text

        assert "<td>error-after</td>" in page
        assert "<td>mãi</td>" in page

    def test_a_plan_is_taken_while_it_runs(self, sandbox):
        answer = self.door(sandbox, "faults:\n  - {fault: error-after, on: graph}\n")

        assert [row["name"] for row in answer.json()] == ["error-after"]
        assert post(sandbox, "graph").status_code == 500

    def test_a_shipped_plan_is_taken_by_its_name(self, sandbox):
        assert {row["name"] for row in self.door(sandbox, "lost-answers\n").json()} == {
            "cut",
            "read-back-late",
        }

    def test_an_empty_list_ends_the_rehearsal(self, sandbox):
        rehearse(sandbox, "{fault: error-after, on: graph}")

        assert self.door(sandbox, "[]").json() == []
        assert post(sandbox, "graph").status_code == 200

    def test_a_plan_with_mistakes_changes_nothing(self, sandbox):
        rehearse(sandbox, "{fault: error-after, on: graph}")

        answer = self.door(sandbox, '[{"fault": "cutt", "on": "graph"}]')

        assert answer.status_code == 400
        assert "Có phải “cut”?" in answer.json()["problems"][0]
        assert post(sandbox, "graph").status_code == 500

    def test_only_this_machine_may_change_the_plan(self, sandbox):
        far = {"REMOTE_ADDR": "10.0.0.7"}

        answer = sandbox.app.test_client().post("/faults", data="[]", environ_overrides=far)

        assert answer.status_code == 403
