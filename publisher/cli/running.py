"""`publisher serve|work|dispatch|demo`."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import click

from publisher.cli.commands import Command
from publisher.cli.desk import Desk, pass_desk, say
from publisher.cli.language import chosen, tr
from publisher.home import Home

host_option = click.option("--host", default="127.0.0.1", show_default=True, help=tr("Địa chỉ", "Address"))


@click.command(cls=Command, help=tr("Gửi những gì đã đến giờ.", "Send what is due."))
@click.option(
    "--until-idle",
    is_flag=True,
    help=tr(
        "Dừng khi không còn gì đến giờ và không còn gì đang tra lại",
        "Stop when nothing is due and nothing is being looked up",
    ),
)
@pass_desk
def dispatch(desk: Desk, until_idle: bool) -> None:
    """Send what is due."""
    if not until_idle:
        desk.work()
        return
    counts = desk.dispatch()
    told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or tr(
        "không có gì đến giờ", "nothing was due"
    )
    say(f"Xong: {told}.", f"Done: {told}.")


@click.command(
    cls=Command,
    help=tr(
        "Gửi đúng giờ, không mở bàn làm việc; nhiều máy cùng chạy được trên PostgreSQL.",
        "Send on time without a console; any number on PostgreSQL.",
    ),
)
@click.option(
    "--kinds",
    default="",
    help=tr(
        "Chỉ phục vụ các loại kênh này, cách nhau bằng dấu phẩy (facebook,zalo); mặc định: mọi loại",
        "Serve only channels of these kinds, with commas between (facebook,zalo); default: all",
    ),
)
@click.option(
    "--threads",
    type=click.IntRange(1, 512),
    default=16,
    show_default=True,
    help=tr("Số lượt gửi cùng lúc", "Sends at the same time"),
)
@click.option(
    "--health",
    "health_port",
    type=click.IntRange(0, 65535),
    default=None,
    metavar="PORT",
    help=tr(
        "Trả lời /health ở cổng này của máy này (0: cổng bất kỳ)",
        "Answer /health on this loopback port (0: any)",
    ),
)
@pass_desk
def work(desk: Desk, kinds: str, threads: int, health_port: int | None) -> None:
    """Send on time."""
    from channels.registry import known_kinds

    served = known_kinds(kinds)
    with _answering_health(desk, health_port, served):
        desk.work(kinds=served, threads=threads)


def _answering_health(desk: Desk, port: int | None, kinds: frozenset[str]) -> AbstractContextManager[object]:
    if port is None:
        return nullcontext()
    from publisher.health.listener import listening

    return listening(desk.app, port, kinds=kinds, ready=lambda url: click.echo(f"{url}/health"))


@click.command(
    cls=Command,
    help=tr("Gửi đúng giờ và mở bàn làm việc trên trình duyệt.", "Send on time and serve the console."),
)
@host_option
@click.option("--port", type=int, default=8800, show_default=True, help=tr("Cổng", "Port"))
@pass_desk
def serve(desk: Desk, host: str, port: int) -> None:
    """Serve the console and send on time; where nothing is yet, an installation is made first."""
    from publisher.cli.setting_up import begin_if_nothing_is_there
    from publisher.first_steps import first_invitation
    from publisher.running import serving

    begin_if_nothing_is_there(desk)
    code = first_invitation(desk.app, desk.commune)

    def ready() -> None:
        url = f"http://{host}:{port}/"
        say(
            f"Bàn làm việc: {url} · trang của xã: {url}site/ · Ctrl-C để dừng.",
            f"Console: {url} · website: {url}site/ · Ctrl-C stops.",
        )
        if code:
            say(
                f"Lần đầu: quản trị mở {url}moi?code={code} để đặt mật khẩu.",
                f"First time: the administrator opens {url}moi?code={code} to set a password.",
            )

    serving(desk.app, host=host, port=port, ready=ready)


@click.command(
    cls=Command,
    help=tr(
        "Chạy xã mẫu: nạp dữ liệu, gửi tin ra bốn phương tiện, in bảng kết quả.",
        "Run the demo commune: seed, publish to four media, print what went where.",
    ),
)
@click.option("--once", is_flag=True, help=tr("Thoát khi không còn gì đến giờ", "Exit when nothing is due"))
@click.option(
    "--serve",
    "stay",
    is_flag=True,
    help=tr("Ở lại phục vụ các trang (mặc định)", "Stay up and serve the pages (default)"),
)
@click.option("--port", type=int, default=None, help=tr("Cổng của bàn làm việc", "Port of the console"))
def demo(once: bool, stay: bool, port: int | None) -> int:
    """Run the demo commune."""
    from publisher.demo import run

    return run(Home.from_environment(), once=once and not stay, port=port, lang=chosen())
