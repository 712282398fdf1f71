"""The sandbox's frame: ledger, pages, and misbehaviour seen through a socket."""

from __future__ import annotations

import pytest
import requests

from publisher.sandbox.faults import Fault
from publisher.sandbox.ledger import Entry, Ledger
from publisher.sandbox.server import running


def entry(**changes):
    given = {"service": "zalo", "destination": "nhom-1", "id": "m1", "text": "Xin chào bà con", "at": 1.0}
    return Entry(**{**given, **changes})


@pytest.fixture
def sandbox():
    with running() as started:
        yield started


def fetch(sandbox, path, **options):
    return requests.request(options.pop("method", "GET"), sandbox.url + path, timeout=5, **options)


class TestLedger:
    def test_it_is_read_again_after_a_restart(self, tmp_path):
        Ledger(tmp_path / "ledger.jsonl").append(entry())

        assert Ledger(tmp_path / "ledger.jsonl").entries() == [entry()]

    def test_a_line_torn_by_a_kill_hurts_no_other(self, tmp_path):
        path = tmp_path / "ledger.jsonl"
        Ledger(path).append(entry())
        with path.open("a") as lines:
            lines.write('{"service": "zalo", "details": {}')

        Ledger(path).append(entry(id="m2"))

        assert [each.id for each in Ledger(path).entries()] == ["m1", "m2"]

    def test_uploads_edits_and_withdrawals_are_not_publications(self):
        ledger = Ledger(None)
        for kind in ("upload", "text", "edited", "withdrawn"):
            ledger.append(entry(kind=kind))

        assert [each.kind for each in ledger.publications()] == ["text"]


class TestPages:
    def test_the_overview_counts_each_place(self, sandbox):
        sandbox.ledger.append(entry())
        sandbox.ledger.append(entry(id="m2"))

        page = fetch(sandbox, "/").text

        assert "/zalo/nhom-1" in page
        assert "<td>2</td>" in page

    def test_a_group_shows_its_texts_escaped(self, sandbox):
        sandbox.ledger.append(entry(text="<script>xin chào</script>"))

        page = fetch(sandbox, "/zalo/nhom-1").text

        assert "&lt;script&gt;xin chào" in page

    def test_the_ledger_is_a_json_array(self, sandbox):
        sandbox.ledger.append(entry())

        assert fetch(sandbox, "/ledger").json()[0]["text"] == "Xin chào bà con"

    def test_it_says_it_is_well(self, sandbox):
        assert fetch(sandbox, "/health").json()["ok"] is True

    def test_unknown_media_are_not_found(self, sandbox):
        assert fetch(sandbox, "/media/" + "0" * 64).status_code == 404

    def test_the_date_header_follows_the_sandbox_clock(self):
        with running(clock=lambda: 0.0) as sandbox:
            assert fetch(sandbox, "/health").headers["Date"] == "Thu, 01 Jan 1970 00:00:00 GMT"


class TestFaults:
    def test_a_dropped_answer_closes_the_connection(self, sandbox):
        sandbox.misbehave(Fault(path="/zalo", drop=True))

        with pytest.raises(requests.ConnectionError):
            fetch(sandbox, "/zalo/nhom-1")

    def test_a_fault_is_used_up(self, sandbox):
        sandbox.misbehave(Fault(path="/zalo", status=502))

        statuses = [fetch(sandbox, "/zalo/nhom-1").status_code for _ in range(2)]

        assert statuses == [502, 200]

    def test_a_fault_strikes_the_call_it_names(self, sandbox):
        sandbox.misbehave(Fault(path="/zalo", skip=1, before=True, status=400, body={"error": 1}))

        answers = [fetch(sandbox, "/zalo/nhom-1") for _ in range(3)]

        assert [each.status_code for each in answers] == [200, 400, 200]
        assert answers[1].json() == {"error": 1}

    def test_an_answer_can_lose_its_content_type(self, sandbox):
        sandbox.misbehave(Fault(path="/zalo", content_type="none"))

        assert "Content-Type" not in fetch(sandbox, "/zalo/nhom-1").headers

    def test_a_plan_can_be_set_over_http(self, sandbox):
        fetch(sandbox, "/faults", method="POST", json=[{"path": "/zalo", "status": 500}])

        assert fetch(sandbox, "/zalo/nhom-1").status_code == 500

    def test_an_unknown_field_of_a_fault_is_refused(self, sandbox):
        assert fetch(sandbox, "/faults", method="POST", json=[{"explode": True}]).status_code == 400
