"""The stand-in Zalo shows a group's conversation as the real one does."""

from __future__ import annotations

import pytest
import requests

from publisher.sandbox.faults import Fault
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running

GROUP = "nhom-phu-tan"
MESSAGE = "/v3.0/oa/group/message"
CONVERSATION = "/v3.0/oa/group/conversation"


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
