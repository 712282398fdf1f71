"""The console's pages beside a bare Flask and Jinja page, while deliveries go to slow channels.

python -m benchmarks.console [--quick]

Each page is asked for in turn with a bare one, both served by waitress with four threads: so both meet the
same machine. Meanwhile fifty deliveries at a time go to channels that take half a second each. The lists are
measured with 1,000 and with 100,000 messages; the first visit is weighed compressed.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from flask import Flask, render_template_string
from sqlalchemy import insert
from waitress import create_server

from channels.base import Medium
from channels.memory import BOARDS, Board
from content_queue.models import Message, MessageWord
from publisher.testing import Village
from publisher.web import create_app
from publisher.web.testing import full_day, furnish

THREADS = 4  # of the server, as the console is served
SLOW_SECONDS, SLOW_CHANNELS, SLOW_MESSAGES = 0.5, 10, 5
A_MONTH = 500  # deliveries
FEW, MANY, MANY_QUICK = 1_000, 100_000, 20_000
TIMES, TIMES_QUICK = 150, 40
SIMPLE = ("/duyet/", "/tro-giup/lich")
OTHER = ("/", "/gui-tay/", "/tin/PT-2026-0001")
MONTH = "/lich/?thang=2026-12"
LISTS = ("/tin/", "/tin/?q=hop+to+dan+pho", "/luot/?view=every")
BARE = """<!doctype html><html lang="vi"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<ul>{% for row in rows %}<li><b>{{ row.name }}</b> <small>{{ row.count }}</small></li>{% endfor %}</ul>
</body></html>"""


def bare() -> Flask:
    """Return an application that only draws a template."""
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        rows = [{"name": f"Tin số {number}", "count": number} for number in range(20)]
        return render_template_string(BARE, title="Trang trơn", rows=rows)

    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on loopback."""
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    threading.Thread(target=server.run, daemon=True).start()  # it ends with its last kept connection
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


class Visitor:
    """A browser that keeps its connection, signed in or not."""

    def __init__(self, base: str, token: str = "") -> None:
        self.base, self.session = base, requests.Session()
        if token:
            self.session.cookies.set("pt_device", token)

    def seconds(self, place: str) -> float:
        """Ask for a page and return how long it took."""
        begun = time.perf_counter()
        answer = self.session.get(self.base + place, timeout=30)
        taken = time.perf_counter() - begun
        answer.raise_for_status()
        assert not answer.history, place
        return taken


def beside(visitor: Visitor, plain: Visitor, place: str, times: int) -> tuple[float, float]:
    """Return the medians of a page and of the bare one, asked for in turn."""
    found: dict[str, list[float]] = {"page": [], "bare": []}
    for each in range(times):
        pair = [("page", visitor, place), ("bare", plain, "/")]
        for name, who, where in pair if each % 2 else reversed(pair):
            found[name].append(who.seconds(where))
    return statistics.median(found["page"]), statistics.median(found["bare"])


@contextmanager
def sending(village: Village) -> Iterator[None]:
    """Let fifty deliveries go to slow channels, again and again, while the block runs."""
    ended = threading.Event()

    def slow(key: str) -> None:
        ended.wait(SLOW_SECONDS)

    for number in range(SLOW_CHANNELS):
        village.channel(f"Kênh chậm {number}", medium=Medium.ZALO.value)
        BOARDS.setdefault(f"Kênh chậm {number}", Board()).before = slow

    def send() -> None:
        while not ended.is_set():
            for number in range(SLOW_MESSAGES):
                village.approved(media=(Medium.ZALO,), title=f"Gửi chậm {number}")
            village.tick()

    thread = threading.Thread(target=send)
    thread.start()
    yield
    ended.set()
    thread.join()


def fill_month(village: Village, deliveries: int) -> None:
    """Plan many deliveries in one month."""
    for number in range(deliveries // 2):
        day, hour = 1 + number % 28, 6 + number % 14
        times = (f"2026-12-{day:02}T{hour:02}:{number % 60:02}",)
        media = (Medium.WEBSITE, Medium.FACEBOOK)
        village.approved(media=media, title=f"Tin trong tháng {number}", times=times)


def fill_lists(village: Village, count: int) -> None:
    """Keep many messages, without their way through the office."""
    names = ("commune_id", "topic_id", "unit_id", "author_id", "urgency", "media", "body", "revision")
    with village.app.writing(village.commune) as session:
        model = session.query(Message).order_by(Message.id).first()
        assert model is not None
        kept = {name: getattr(model, name) for name in names} | {"times": [], "state": "withdrawn"}
        kept |= {"created_at": model.created_at, "changed_at": model.changed_at}
        numbers = range(model.id + 1, model.id + count)
        rows = [
            {**kept, "id": each, "reference": f"X-{each}", "title": f"Tin cũ số {each}"} for each in numbers
        ]
        session.execute(insert(Message), rows)
        words = [
            {"commune_id": model.commune_id, "message_id": each, "word": word}
            for each in numbers
            for word in ("tin", "cu", "so", str(each))
        ]
        session.execute(insert(MessageWord), words)


def first_visit(base: str) -> int:
    """Return the bytes of a first visit, compressed as any web server before the console does it."""
    page = requests.get(f"{base}/dang-nhap", timeout=30).text
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    bodies = [page.encode(), *(requests.get(base + part, timeout=30).content for part in parts)]
    return sum(len(gzip.compress(body)) for body in bodies)


def lists(folder: Path, count: int, times: int) -> dict[str, float]:
    """Return how much longer each list takes with many messages than with a thousand."""
    small, large = (furnish(Village.settle(folder / name)) for name in ("ít", "nhiều"))
    for village, wanted in ((small, FEW), (large, count)):
        village.draft(title="Họp tổ dân phố")
        fill_lists(village, wanted)
        village.draft(title="Họp tổ dân phố lần hai")
    with served(create_app(small.app)) as few, served(create_app(large.app)) as many:
        one, other = Visitor(few, small.token("bien-tap")), Visitor(many, large.token("bien-tap"))
        found: dict[str, float] = {}
        for place in LISTS:
            pairs = [(one.seconds(place), other.seconds(place)) for _ in range(times)]
            medians = [statistics.median(each) for each in zip(*pairs, strict=True)]
            found[place] = medians[1] / medians[0]
    for village in (small, large):
        village.app.engine.dispose()
    return found


def pages(folder: Path, times: int) -> dict[str, Any]:
    """Return the pages' times as multiples of the bare page's, with slow sends beside them."""
    village = furnish(Village.settle(folder / "xã"))
    full_day(village)
    fill_month(village, A_MONTH)
    with served(create_app(village.app)) as base, served(bare()) as plain, sending(village):
        who = {name: Visitor(base, village.token(name)) for name in ("lanh-dao", "bien-tap")}
        found = {}
        for place in (*SIMPLE, *OTHER, MONTH):
            visitor = who["lanh-dao" if place.startswith("/duyet") else "bien-tap"]
            page, floor = beside(visitor, Visitor(plain), place, times)
            found[place] = (page / floor, 1000 * page)
            print(f"{place:28} {page / floor:6.2f} times the bare page ({1000 * page:.1f} ms)")
        weight = first_visit(base)
    village.app.engine.dispose()
    return {
        "simple_ratio": round(max(found[place][0] for place in SIMPLE), 2),
        "other_ratio": round(max(found[place][0] for place in OTHER), 2),
        "month_ratio": round(found[MONTH][0], 2),
        "first_visit_kilobytes": round(weight / 1000, 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--messages", type=int)
    given = parser.parse_args(arguments)
    times = TIMES_QUICK if given.quick else TIMES
    count = given.messages or (MANY_QUICK if given.quick else MANY)
    with tempfile.TemporaryDirectory() as folder:
        figures = pages(Path(folder), times)
        grown = lists(Path(folder), count, times)
    for place, ratio in grown.items():
        print(f"{place:28} {ratio:6.2f} times as long with {count:,} messages as with {FEW:,}")
    figures["lists_ratio"] = round(max(grown.values()), 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
