"""Who may come in, as an admin manages it on the command line."""

from __future__ import annotations

import re

from publisher.app import App
from publisher.web import create_app


def entered(office, code):
    """Set a password with a code on the console; return whether it let anybody in."""
    app = App.open()
    try:
        browser = create_app(app).test_client()
        mark = re.search(r'name="mark" value="(\w+)"', browser.get("/moi").text)[1]
        words = "sông Bé mùa nước nổi"
        form = {"mark": mark, "code": code, "password": words, "again": words}
        return browser.post("/moi", data=form).status_code == 303
    finally:
        app.close()


def test_a_printed_code_lets_a_person_in_and_their_device_is_listed(office):
    code = office.does("user", "invite", "nam").out.splitlines()[0]

    assert entered(office, code)
    assert len(office.does("user", "devices", "nam", "--json").rows) == 1
    assert not entered(office, code)


def test_leaving_signs_out_every_device(office):
    entered(office, office.does("user", "invite", "nam").out.splitlines()[0])

    assert "1 thiết bị" in office.does("user", "leave", "nam").out
    assert office.does("user", "devices", "nam", "--json").rows == []


def test_a_closed_account_gets_no_code_until_it_is_opened(office):
    office.does("user", "disable", "nam")
    refused = office("user", "invite", "nam")
    assert refused.code == 1
    assert "ngừng hoạt động" in refused.err

    office.does("user", "enable", "nam")
    assert entered(office, office.does("user", "invite", "nam").out.splitlines()[0])


def test_only_an_admin_lets_people_in(office):
    for act in ("invite", "disable", "enable", "leave"):
        assert office("user", act, "nam", "--as", "hoa").code == 1


def test_nobody_closes_their_own_account(office):
    assert office("user", "disable", "admin").code == 1
