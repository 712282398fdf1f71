"""What a web server before the console says is believed only when the console is told that there is one."""

from __future__ import annotations

import threading

import pytest
import requests

from publisher.web import create_app, listening

SAID = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "lich.example"}


@pytest.mark.parametrize(("told", "is_secure"), [("1", True), ("", False)])
def test_cookies_are_marked_secure_behind_a_proxy_and_only_there(village, monkeypatch, told, is_secure):
    monkeypatch.setenv("PUBLISHER_BEHIND_PROXY", told)
    server = listening(create_app(village.app), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    place = f"http://127.0.0.1:{server.effective_port}/dang-nhap"
    try:
        cookie = requests.get(place, headers={**SAID, "Connection": "close"}, timeout=20).headers[
            "Set-Cookie"
        ]
    finally:
        server.close()
        thread.join()

    assert ("Secure" in cookie) == is_secure
