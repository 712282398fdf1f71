"""No token and no secret shows anywhere: errors, logs, addresses."""

from __future__ import annotations

import logging
import traceback

import pytest

from channels.base import ChannelError
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts, stored_image
from publisher.sandbox.faults import Fault
from publisher.sandbox.graph.complaints import error_body

TOKEN, SECRET = "EAAtok3nOfThePage", "s3cretOfTheApp"


def send(page, **content):
    rendition = page.render(sample_content(**content))
    return page.send(rendition, key=KEY, facts=sample_facts(), progress=MemoryProgress())


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=400, body=error_body(190, 467, f"Malformed access token {TOKEN}")),
        Fault(status=400, body=error_body(100, None, f"bad access_token=abc123&x=1 or {SECRET}")),
        Fault(status=400, body=error_body(1, None, "EAAGm0PX4ZCpsBAanother")),
        Fault(drop=True),
        Fault(status=502, body=f"<html>{TOKEN}</html>"),
    ],
)
def test_no_error_shows_a_secret(page, sandbox, fault):
    sandbox.misbehave(fault)

    with pytest.raises(ChannelError) as caught:
        send(page)

    shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    for secret in (TOKEN, SECRET, "abc123", "EAAGm0PX4ZCpsBAanother"):
        assert secret not in shown


def test_no_log_line_shows_a_secret(page, caplog):
    caplog.set_level(logging.DEBUG)

    send(page, images=(stored_image(page.supplies),))
    page.check()
    page.find(page.render(sample_content()), key=KEY, since=sample_facts().published_at)

    assert TOKEN not in caplog.text
    assert SECRET not in caplog.text


def test_reading_calls_carry_the_token_in_a_header(page, sandbox):
    seen = []
    sandbox.app.before_request(lambda: seen.append(str(_request().query_string)))

    page.find(page.render(sample_content()), key=KEY, since=sample_facts().published_at)

    assert seen
    assert TOKEN not in "".join(seen)


def _request():
    from flask import request

    return request


def test_no_repr_shows_a_secret(page):
    shown = f"{page!r} {page._graph!r}"

    assert TOKEN not in shown
    assert SECRET not in shown
