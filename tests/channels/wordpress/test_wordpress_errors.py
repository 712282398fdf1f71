"""What each answer of WordPress means for us: the table of the contract, row by row."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable, ContentRejected, NotAuthorized, OutcomeUnknown
from channels.http import Answer, _json_in
from channels.wordpress.errors import error_in, is_gone


def answer(status, code="", *, headers=None, text=None, **given):
    told = json.dumps({"code": code, "message": "", "data": {"status": status, **given}})
    body = text if text is not None else (told if code else "")
    found, is_json = _json_in(body)
    return Answer(status=status, headers=headers or {}, text=body, data=found, is_json=is_json)


ROWS = [
    (401, "rest_cannot_create", NotAuthorized),
    (401, "rest_not_logged_in", NotAuthorized),
    (401, "", NotAuthorized),
    (403, "rest_cannot_publish", NotAuthorized),
    (403, "rest_cannot_edit", NotAuthorized),
    (403, "rest_cannot_create", NotAuthorized),
    (403, "rest_cannot_assign_term", NotAuthorized),
    (403, "", NotAuthorized),
    (400, "rest_invalid_param", ContentRejected),
    (400, "empty_content", ContentRejected),
    (400, "rest_invalid_json", ContentRejected),
    (400, "rest_upload_no_content_disposition", ContentRejected),
    (400, "rest_upload_no_data", ContentRejected),
    (404, "rest_no_route", NotAuthorized),
    (404, "", NotAuthorized),
    (413, "", ContentRejected),
    (500, "rest_upload_sideload_error", ContentRejected),
    (500, "rest_upload_unknown_error", ContentRejected),
    (500, "internal_server_error", OutcomeUnknown),
    (502, "", OutcomeUnknown),
    (503, "", OutcomeUnknown),
    (301, "", NotAuthorized),
]


@pytest.mark.parametrize(("status", "code", "kind"), ROWS)
def test_a_refused_create_says_what_must_happen_next(status, code, kind):
    error = error_in(answer(status, code), creates=True)

    assert type(error) is kind
    assert error.sentence
    assert error.code


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_is_not_understood_published_nothing_when_nothing_was_to_be(status):
    assert type(error_in(answer(status), creates=False)) is ChannelUnavailable


@pytest.mark.parametrize(("status", "asked", "wait"), [(429, "90", 90), (503, "30", 30), (429, "", 600)])
def test_a_busy_site_holds_the_account_for_as_long_as_it_asks(status, asked, wait):
    error = error_in(answer(status, headers={"Retry-After": asked}), creates=True)

    assert isinstance(error, ChannelUnavailable)
    assert (error.hold, error.retry_after) == (True, timedelta(seconds=wait))


def test_a_reader_of_the_public_is_told_of_password_and_role():
    error = error_in(answer(400, "rest_invalid_param", params={"status": "x"}), creates=False)

    assert isinstance(error, NotAuthorized)
    assert "Mật khẩu ứng dụng" in error.sentence


@pytest.mark.parametrize(("status", "code"), [(404, "rest_post_invalid_id"), (410, "rest_already_trashed")])
def test_what_is_gone_is_gone(status, code):
    assert is_gone(answer(status, code))


@pytest.mark.parametrize(
    "warning", ["<br />\n<b>Warning</b>: array[0] in <b>x.php</b> on line <b>3</b><br />\n", "Notice: x\n"]
)
def test_a_warning_before_the_json_is_no_trouble(warning):
    told = answer(201, text=f'{warning}{{"id": 5, "content": "<p>[1]</p>"}}')

    assert error_in(told, creates=True) is None
    assert told.data["id"] == 5


@pytest.mark.parametrize(
    "text", ['{"data":[]', '{"error": {"code": 1}', "<html><script>var a = {}</script></html>"]
)
def test_json_that_was_cut_is_not_read_from_the_middle(text):
    assert answer(200, text=text).is_json is False


def test_a_page_instead_of_json_is_an_unknown_outcome():
    assert type(error_in(answer(200, text="<html>ok</html>"), creates=True)) is OutcomeUnknown
