"""Strict answers on every address: nothing inline, nothing from elsewhere, only reading."""

import re

import pytest

from channels.base import Medium
from publisher.channel_setup import add_channel
from publisher.testing import Village
from publisher.web import create_app

ADDRESSES = ("/", "/?lang=en", "/static/console.css", "/site/", "/site/.muc-luc/pages.db", "/nowhere")


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    village = Village.settle(tmp_path_factory.mktemp("nhà xã"))
    with village.app.writing(village.commune) as session:
        add_channel(
            village.app,
            session,
            "website",
            "Trang xã",
            {"base_url": "http://127.0.0.1:8757/site/"},
            actor=village.user(session, "admin"),
            now=village.clock(),
        )
    village.approved(media=(Medium.WEBSITE,), title="Tin trên trang")
    village.dispatch()
    yield village
    village.app.engine.dispose()


@pytest.fixture
def console(village):
    return village.enter(create_app(village.app, sandbox="http://127.0.0.1:8758").test_client(), "bien-tap")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_strict(console, address):
    headers = console.get(address, buffered=True).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["/", "/?lang=en", "/nowhere"])
def test_no_page_has_anything_inline_or_from_another_host(console, address):
    shown = console.get(address).get_data(as_text=True)

    own = r'<script src="/static/[a-z]+\.js"></script>'
    assert not re.search(r"<script|<style| style=| on\w+=", re.sub(own, "", shown))
    loaded = re.findall(r'<(?:link|img|script)[^>]+(?:href|src)="([^"]+)"', shown)
    assert all(each.startswith(("/", "data:,")) for each in loaded)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_console_is_only_read(console, method):
    assert console.open("/", method=method).status_code == 405


def test_the_site_is_served_as_it_lies(console):
    home, feed = (console.get(f"/site/{name}", buffered=True) for name in ("", "rss.xml"))

    assert "Tin trên trang" in home.get_data(as_text=True)
    assert "Tin trên trang" in feed.get_data(as_text=True)


@pytest.mark.parametrize(
    "name", [".muc-luc/pages.db", "../secret.key", "tin/../../secret.key", "nothing.html"]
)
def test_nothing_but_the_site_is_served_under_its_address(console, name):
    assert console.get(f"/site/{name}").status_code == 404


def test_a_commune_without_a_site_has_no_site(tmp_path):
    village = Village.settle(tmp_path / "không trang")
    console = create_app(village.app).test_client()

    assert console.get("/site/").status_code == 404
    assert 'href="/site/"' not in console.get("/").get_data(as_text=True)
    village.app.engine.dispose()
