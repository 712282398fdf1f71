"""RSS 2.0, Atom, JSON Feed 1.1, sitemap and robots: well-formed, complete, absolute."""

from __future__ import annotations

import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import feedparser
import pytest

from channels.testing import NOW, stored_image

SITE = "https://phutrung.example/tin-tuc/"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NASTY = "]]> </title><script>alert(1)</script> & \x0b \uffff “nháy”"


@pytest.fixture
def filled(publish, website, recording):
    """A site with a picture, a recording, and everything a writer could break a feed with."""
    publish(1, title="Tin có ảnh", images=(stored_image(website.supplies),))
    publish(2, title="Tin có tiếng", spoken=recording, published_at=NOW + timedelta(hours=1))
    return publish(3, title=f"Tin khó {NASTY}", body=NASTY, published_at=NOW + timedelta(hours=2))


def test_every_xml_file_is_well_formed(filled, www):
    files = [*www.rglob("*.xml"), *www.rglob("*.svg")]

    for file in files:
        ElementTree.fromstring(file.read_bytes())
    assert len(files) >= 6


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_a_feed_reader_reads_the_feed(name, filled, www):
    feed = feedparser.parse(www / name)

    assert not feed.bozo
    assert feed.feed.title == "Trang thông tin điện tử xã Phú Trung"
    assert feed.entries[0].link == filled.url
    assert [each.title for each in feed.entries[1:]] == ["Tin có tiếng", "Tin có ảnh"]


def test_rss_has_code_local_date_and_enclosures(filled, www, recording):
    channel = ElementTree.parse(www / "rss.xml").getroot()[0]
    with_sound, with_picture = channel.findall("item")[1:]

    assert with_sound.find("guid").text == "PT-2026-0002"
    assert with_sound.find("guid").get("isPermaLink") == "false"
    assert with_picture.find("pubDate").text.endswith("+0700")
    assert parsedate_to_datetime(with_sound.find("pubDate").text) == NOW + timedelta(hours=1)
    assert with_sound.find("enclosure").attrib == {
        "url": f"{SITE}tep/{recording.files[0].digest}.mp3",
        "length": str(recording.files[0].size),
        "type": "audio/mpeg",
    }
    assert with_picture.find("enclosure").get("type") == "image/png"
    assert channel.find(f"{ATOM}link").get("href") == f"{SITE}rss.xml"


def test_atom_carries_the_whole_sealed_body_with_absolute_pictures(filled, www, website):
    entry = ElementTree.parse(www / "atom.xml").getroot().findall(f"{ATOM}entry")[2]

    assert entry.find(f"{ATOM}id").text.startswith("urn:uuid:")
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert f'<img src="{SITE}tep/' in entry.find(f"{ATOM}content").text
    assert "Trạm Y tế mời bà con" in entry.find(f"{ATOM}content").text


def test_the_json_feed_has_what_version_1_1_asks(filled, www):
    feed = json.loads((www / "feed.json").read_text())

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["language"], feed["home_page_url"]) == ("vi", SITE)
    assert [each["id"] for each in feed["items"]] == ["PT-2026-0003", "PT-2026-0002", "PT-2026-0001"]
    assert feed["items"][1]["attachments"][0]["mime_type"] == "audio/mpeg"
    assert feed["items"][2]["date_published"] == "2026-11-24T07:05:00+07:00"
    assert all(each["content_html"] and each["url"].startswith(SITE) for each in feed["items"])


def test_the_feeds_hold_the_newest_thirty(publish, www):
    for number in range(1, 33):
        publish(number, published_at=NOW + timedelta(minutes=number))

    assert len(feedparser.parse(www / "rss.xml").entries) == 30
    assert len(json.loads((www / "feed.json").read_text())["items"]) == 30


def test_the_sitemap_leads_to_every_page(filled, www):
    def places(name):
        return [each.text for each in ElementTree.parse(www / name).iter(f"{SITEMAP}loc")]

    listed = [page for sitemap in places("sitemap.xml") for page in places(sitemap.removeprefix(SITE))]
    made = {f"{SITE}{each.relative_to(www)}" for each in www.rglob("*.html")}

    framed = {f"{SITE}nhung.html"}  # shown inside other sites only
    assert set(listed) == made - {f"{SITE}index.html"} - framed | {SITE}
    assert len(listed) == len(set(listed))


def test_robots_are_shown_the_sitemap(filled, www):
    assert f"Sitemap: {SITE}sitemap.xml" in (www / "robots.txt").read_text()
