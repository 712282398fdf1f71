"""The built-in site as it grows: putting up one more message with 100 and with 10,000 messages there.

python -m benchmarks.site [--quick] [--messages N] [--more K]

Both sites lie on the same disk and get the same new messages in turn, each first in turn, in a month of its
own; the ratio is that of the medians. The large site is first drawn whole from its index, which is measured
too. Nothing is compared with another run.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from channels.base import Content, Facts
from channels.testing import MemoryProgress, supplies_in
from channels.website import Website
from channels.website.folder import PRIVATE
from channels.website.index import Index
from channels.website.names import message_slug
from channels.website.page import Page
from channels.website.topics import RESOLUTION

SMALL, FULL, QUICK = 100, 10_000, 2_000
MORE, MORE_QUICK = 30, 15
A_MONTH = 100  # messages
VIETNAM = timezone(timedelta(hours=7))
FIRST_DAY = datetime(2018, 1, 1, 7, tzinfo=VIETNAM)
TODAY = datetime(2027, 3, 1, 7, tzinfo=VIETNAM)
BODY = "Trạm Y tế xã mời bà con đưa trẻ đi tiêm chủng theo lịch, mang theo sổ tiêm. " * 12


def made(folder: Path) -> Website:
    """Return a site in a folder."""
    return Website(
        base_url="https://phutrung.example/", folder=str(folder / "site"), supplies=supplies_in(folder)
    )


def content(number: int) -> Content:
    """Return the words of a message."""
    topic = RESOLUTION[number % len(RESOLUTION)]
    return Content(
        reference=f"PT-{2018 + number // 1200}-{number:06}",
        title=f"Lịch tiêm chủng đợt {number}",
        body=f"Đợt {number}. {BODY}",
        commune="xã Phú Trung",
        topic=topic.code,
        topic_name=topic.name,
        unit="Trạm Y tế xã",
    )


def fill(site: Website, count: int) -> float:
    """Note many messages in the index, a hundred a month, and draw the site whole; return the seconds."""
    room = site.root / PRIVATE
    room.mkdir(parents=True, exist_ok=True)
    with Index.opened(room / "pages.db") as index:
        index.base.execute("PRAGMA synchronous = OFF")
        for number in range(count):
            index.put(_page(site, number))
    begun = time.perf_counter()
    site.rebuild()
    return time.perf_counter() - begun


def _page(site: Website, number: int) -> Page:
    words = content(number)
    at = FIRST_DAY + timedelta(days=31 * (number // A_MONTH), minutes=number % A_MONTH)
    return Page(
        slug=message_slug(words.reference, words.title),
        guid=words.reference,
        reference=words.reference,
        rendition=site.render(words),
        published_at=at,
        changed_at=at,
    )


def publish(site: Website, number: int) -> float:
    """Put one more message up and return the seconds it took."""
    words = content(number)
    rendition = site.render(words)
    facts = Facts(published_at=TODAY + timedelta(minutes=number))
    begun = time.perf_counter()
    site.send(rendition, key=words.reference, facts=facts, progress=MemoryProgress())
    return time.perf_counter() - begun


def compared(small: Website, large: Website, more: int) -> tuple[list[float], list[float]]:
    """Put the same messages up on both, each first in turn."""
    times: dict[str, list[float]] = {"small": [], "large": []}
    for each in range(more):
        pair = [("small", small), ("large", large)]
        for name, site in pair if each % 2 else reversed(pair):
            times[name].append(publish(site, 900_000 + each))
    return times["small"][1:], times["large"][1:]  # the first fills the caches


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--messages", type=int)
    parser.add_argument("--more", type=int)
    given = parser.parse_args(arguments)
    count = given.messages or (QUICK if given.quick else FULL)
    with tempfile.TemporaryDirectory() as folder:
        small, large = made(Path(folder) / "small"), made(Path(folder) / "large")
        small_drawn, large_drawn = fill(small, SMALL), fill(large, count)
        few, many = compared(small, large, given.more or (MORE_QUICK if given.quick else MORE))
    ratio = statistics.median(many) / statistics.median(few)
    per_page = (large_drawn / count) / (small_drawn / SMALL)
    print(f"one more message: {1000 * statistics.median(few):.0f} ms with {SMALL} messages there,")
    print(f"                  {1000 * statistics.median(many):.0f} ms with {count}; ratio {ratio:.2f}")
    print(f"the whole site drawn anew: {large_drawn:.1f} s for {count} messages,")
    print(f"                           {small_drawn:.1f} s for {SMALL}; for each message {per_page:.2f} ×")
    figures = {
        "messages": count,
        "ratio_one_more": round(ratio, 3),
        "rebuild_seconds": round(large_drawn, 2),
        "rebuild_per_message_ratio": round(per_page, 3),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
