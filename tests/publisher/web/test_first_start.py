"""The first start: a code for the administrator, first steps read from what is there, left and resumed."""

from __future__ import annotations

import re

import pytest

from content_queue.models import (
    Commune,
    Hamlet,
    Unit,
    User,
)
from publisher.first_steps import first_invitation
from publisher.testing import Village
from publisher.web import create_app


class TestFirstStart:
    @pytest.fixture
    def empty(self, tmp_path):
        """A commune as it is after the first start: an administrator and nothing else."""
        village = Village.settle(tmp_path / "mới")
        with village.app.writing(village.commune) as session:
            for table in (User, Unit, Hamlet):
                for row in session.query(table).filter(table.name != "admin"):
                    session.delete(row)
        yield village
        village.app.engine.dispose()

    def enter(self, empty):
        code = first_invitation(empty.app, empty.commune)
        browser = create_app(empty.app).test_client()
        mark = re.search(r'name="mark" value="(\w+)"', browser.get("/moi").text)[1]
        password = "sông Bé mùa nước nổi"
        form = {"mark": mark, "code": code, "password": password, "again": password}
        return browser, browser.post("/moi", data=form)

    def test_the_administrator_is_led_to_the_first_steps(self, empty):
        browser, answer = self.enter(empty)

        assert answer.location == "/cai-dat/"
        shown = browser.get("/cai-dat/").text
        assert "Những bước đầu" in shown
        assert shown.count("chưa có") == 5  # slots ship

    def test_a_name_given_at_first_is_in_the_references_of_messages(self, empty):
        browser, _ = self.enter(empty)
        mark = re.search(r'name="mark" value="(\w+)"', browser.get("/cai-dat/").text)[1]
        browser.post("/cai-dat/", data={"mark": mark, "act": "name", "name": "xã Tân Lợi"})

        [commune] = empty.all(Commune)
        assert (commune.code, commune.prefix) == ("tan-loi", "TL")

    def test_once_somebody_can_sign_in_there_is_no_first_code(self, empty):
        self.enter(empty)

        assert first_invitation(empty.app, empty.commune) == ""

    def test_a_step_that_is_done_shows_so_and_the_end_is_an_act(self, empty, village):
        browser, _ = self.enter(empty)
        mark = re.search(r'name="mark" value="(\w+)"', browser.get("/cai-dat/").text)[1]
        browser.post("/cai-dat/noi", data={"mark": mark, "act": "units", "names": "Trung tâm"})
        assert browser.get("/cai-dat/").text.count("chưa có") == 4

        browser.post("/cai-dat/", data={"mark": mark, "act": "finish"})
        assert "Những bước đầu" not in browser.get("/cai-dat/").text
