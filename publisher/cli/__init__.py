"""The command line: one table of nouns, each loaded when it is called, so that `--help` answers at once."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from publisher.cli import language
from publisher.cli.commands import Group, hoisted

COMMANDS: dict[str, tuple[str, str, str]] = {  # name → where, Vietnamese, English
    "init": (
        "publisher.cli.setting_up:init",
        "Tạo hoặc nâng cấp nơi làm việc",
        "Make or upgrade an installation",
    ),
    "demo": ("publisher.cli.running:demo", "Chạy xã mẫu", "Run the demo commune"),
    "serve": (
        "publisher.cli.running:serve",
        "Gửi tin đúng giờ và mở bàn làm việc",
        "Send on time and serve the console",
    ),
    "work": (
        "publisher.cli.running:work",
        "Chỉ gửi tin đúng giờ, không mở bàn làm việc",
        "Only send on time",
    ),
    "sandbox": (
        "publisher.cli.rehearsing:sandbox",
        "Chạy Facebook và Zalo giả để tập",
        "Run stand-in Graph and Zalo",
    ),
    "dispatch": ("publisher.cli.running:dispatch", "Gửi những gì đã đến giờ", "Send what is due"),
    "clock": ("publisher.cli.clock:clock", "Giờ của máy", "This machine's clock"),
    "doctor": ("publisher.cli.setting_up:doctor", "Khám xem có gì trục trặc", "Say what is wrong here"),
    "commune": ("publisher.cli.places:commune", "Xã", "Communes"),
    "unit": ("publisher.cli.places:unit", "Đơn vị", "Units"),
    "hamlet": ("publisher.cli.places:hamlet", "Thôn", "Hamlets"),
    "topic": ("publisher.cli.places:topic", "Chuyên mục", "Topics"),
    "zone": ("publisher.cli.places:zone", "Cụm loa", "Loudspeaker zones"),
    "user": ("publisher.cli.places:user", "Người dùng", "Users"),
    "deputy": (
        "publisher.cli.standing:deputy",
        "Người duyệt thay khi lãnh đạo vắng mặt",
        "Who decides while a leader is away",
    ),
    "token": ("publisher.cli.standing:token", "Khóa cho phần mềm khác (API)", "Tokens for programs (API)"),
    "message": ("publisher.cli.messages:message", "Tin", "Messages"),
    "delivery": ("publisher.cli.deliveries:delivery", "Lượt đăng, lượt gửi", "Deliveries"),
    "handover": (
        "publisher.cli.handovers:handover",
        "Việc gửi tay và liên kết cho điện thoại",
        "What people send by hand, and addresses for phones",
    ),
    "case": (
        "publisher.cli.cases:case",
        "Việc đính chính, thu hồi: từng nơi đến đâu",
        "Corrections and withdrawals, place by place",
    ),
    "reach": ("publisher.cli.reach:reach", "Tin đã đến được bao nhiêu người", "How far messages have come"),
    "account": (
        "publisher.cli.channels:account",
        "Tài khoản dùng chung của các kênh",
        "Accounts of channels",
    ),
    "channel": ("publisher.cli.connecting:channel", "Kênh", "Channels"),
    "alert": ("publisher.cli.alerts:alert", "Báo động: việc cần người xem", "Alerts: what a person must see"),
    "contact": (
        "publisher.cli.contacts:contact",
        "Đầu mối nhận báo động",
        "Contacts that hear of alerts",
    ),
    "watch": (
        "publisher.cli.watching:watch",
        "Canh chương trình gửi tin, báo khi nó dừng",
        "Watch the publisher, alarm when it is dead",
    ),
    "slot": ("publisher.cli.slots:slot", "Khung giờ phát thanh", "Broadcast slots"),
    "bulletin": ("publisher.cli.bulletins:bulletin", "Bản tin phát thanh", "Loudspeaker bulletins"),
    "day": (
        "publisher.cli.special_days:day",
        "Ngày có khung phát riêng: Tết, quốc tang",
        "Days with their own broadcast hours",
    ),
    "logbook": ("publisher.cli.logbook:logbook", "Sổ nhật ký phát thanh", "The broadcast log"),
    "night": ("publisher.cli.nights:night", "Lệnh phát đêm cho tin khẩn cấp", "Night orders for emergencies"),
    "files": ("publisher.cli.files:files", "Tệp ảnh và âm thanh đã cất", "Stored pictures and recordings"),
    "dictionary": ("publisher.cli.words:dictionary", "Từ điển bản đọc", "Dictionary of spoken words"),
    "spoken": ("publisher.cli.words:spoken", "In bản đọc của một câu", "Print the spoken form of a text"),
    "speak": ("publisher.cli.words:speak", "Đọc một câu ra tệp âm thanh", "Speak a text into an audio file"),
}
LIGHT = frozenset({"watch"})  # runs beside the publisher all the time: it loads no more than it needs


class Nouns(Group):
    """The group of all commands; help texts come from the table, code at first use."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the program's own options wherever they stand."""
        return super().parse_args(ctx, hoisted(args))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without loading any."""
        rows = [(name, language.tr(vi, en)) for name, (_, vi, en) in COMMANDS.items()]
        with formatter.section(language.tr("Lệnh", "Commands")):
            formatter.write_dl(rows)


@click.group(
    cls=Nouns,
    help=language.tr(
        "Soạn một lần, duyệt một lần; tin tự ra trang thông tin, fanpage, nhóm Zalo và loa truyền thanh.",
        "Write once, approve once; it goes out to website, fanpage, Zalo groups and loudspeakers by itself.",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--commune", "commune", default="", envvar="PUBLISHER_COMMUNE", help=language.tr("Mã xã", "Commune code")
)
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default=language.chosen(),
    help=language.tr("Ngôn ngữ", "Language"),
)
@click.pass_context
def cli(ctx: click.Context, commune: str, lang: str) -> None:
    """Open what every command shares."""
    if ctx.invoked_subcommand in LIGHT:
        return
    from publisher.cli.desk import Desk

    ctx.obj = Desk(commune_code=commune)
    ctx.call_on_close(ctx.obj.close)


def main() -> None:
    """Run the command line; every foreseen mistake is one sentence and a non-zero exit code."""
    try:
        from publisher.cli.mistakes import told

        language.make_streams_utf8()
        sys.exit(told(cli))
    except KeyboardInterrupt:
        sys.exit(130)
