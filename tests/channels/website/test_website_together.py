"""Many at once: threads and processes publish on one site, none is lost from any list."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import feedparser

PROJECT = Path(__file__).parents[3]
WORKER = """
import sys
from pathlib import Path
from channels.testing import MemoryProgress, sample_content, sample_facts, supplies_in
from channels.website import Website

home, first = Path(sys.argv[1]), int(sys.argv[2])
site = Website(base_url="https://phutrung.example/", folder=str(home / "www"), supplies=supplies_in(home))
for number in range(first, first + 4):
    reference = f"PT-2026-{number:04}"
    rendition = site.render(sample_content(reference=reference, title=f"Tin {number}"))
    site.send(rendition, key=reference, facts=sample_facts(), progress=MemoryProgress())
"""


def test_threads_publishing_at_once_lose_nothing(publish, www):
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(publish, range(1, 17)))

    assert len({each.url for each in receipts}) == 16
    assert len(feedparser.parse(www / "rss.xml").entries) == 16
    assert all(each.external_id in (www / "luu-tru/2026-11.html").read_text() for each in receipts)


def test_threads_sending_one_message_at_once_make_one_page(publish, www):
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda at: publish(7, key=f"PT-2026-0007/{at:02}"), range(1, 9)))

    assert len({each.url for each in receipts}) == 1
    assert len(list((www / "tin").glob("*.html"))) == 1


def test_processes_publishing_at_once_lose_nothing(tmp_path):
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), str(first)], cwd=PROJECT)
        for first in (10, 20, 30)
    ]

    assert [each.wait(timeout=60) for each in workers] == [0, 0, 0]
    assert len(feedparser.parse(tmp_path / "www" / "rss.xml").entries) == 12
