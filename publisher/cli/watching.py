"""`publisher watch`: a small process beside the publisher; it loads neither the desk nor an adapter."""

from __future__ import annotations

import signal
import threading
from datetime import timedelta
from types import FrameType
from typing import NoReturn

import click

from publisher.cli.commands import Command
from publisher.cli.language import tr
from publisher.english import in_chosen_language
from publisher.home import Home

WELL, TROUBLE = 0, 1
UNTOLD = 3


@click.command(
    cls=Command,
    help=tr(
        "Canh chương trình gửi tin và cơ sở dữ liệu; khi dừng thì báo các đầu mối nghe chuyện của máy.",
        "Watch publisher and database; when one is dead, tell the contacts that hear of the installation.",
    ),
)
@click.option(
    "--every",
    type=click.IntRange(1, 3600),
    default=30,
    show_default=True,
    help=tr("Mấy giây xem một lần", "Seconds between looks"),
)
@click.option(
    "--after",
    type=click.IntRange(1, 86400),
    default=90,
    show_default=True,
    help=tr("Bao nhiêu giây không có dấu hiệu sống thì báo", "Seconds without a sign of life"),
)
@click.option(
    "--url",
    default="",
    help=tr("Hỏi địa chỉ /health này thay vì cơ sở dữ liệu", "Ask this /health address, not the database"),
)
@click.option(
    "--once",
    is_flag=True,
    help=tr(
        "Xem một lần: thoát 0 khi tốt, 1 khi đã báo, 3 khi không báo được cho ai",
        "Look once: exit 0 when well, 1 when told, 3 when nobody could be told",
    ),
)
def watch(every: int, after: int, url: str, once: bool) -> int:
    """Watch."""
    from publisher.clock import make_clock
    from publisher.watching.watchman import Watchman

    _require_address(url)
    home = Home.from_environment()
    if not home.exists():
        _refuse(home)
    watchman = Watchman(
        home=home,
        clock=make_clock(),
        after=timedelta(seconds=after),
        url=url,
        say=lambda sentence: click.echo(in_chosen_language(sentence)),
    )
    if not once:
        watchman.watch(timedelta(seconds=every), _stopped_by_signal())
        return WELL
    if watchman.look(at_once=True) is None:
        return WELL
    return UNTOLD if watchman.untold else TROUBLE


def _require_address(url: str) -> None:
    if url and not url.startswith(("http://", "https://")):
        raise click.UsageError(
            tr("--url phải là địa chỉ http:// hay https://.", "--url must be an http:// or https:// address.")
        )


def _refuse(home: Home) -> NoReturn:
    from publisher.app import NotSetUp

    raise NotSetUp(f"Chưa có gì ở {home.folder}; hãy chạy `publisher init` trước.")


def _stopped_by_signal() -> threading.Event:
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    return stop
