"""`publisher sandbox`: the stand-in services, perhaps with a plan of faults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher.cli.commands import Command
from publisher.cli.desk import as_json, print_json, say, show
from publisher.cli.language import chosen, tr
from publisher.cli.running import host_option
from publisher.home import Home

if TYPE_CHECKING:
    from publisher.sandbox.plans import Plan

LIST = "list"


@click.command(
    cls=Command,
    help=tr(
        "Chạy Facebook và Zalo giả trên máy này để tập; sổ ở /ledger.",
        "Run stand-in Graph and Zalo on this machine; their ledger is at /ledger.",
    ),
)
@host_option
@click.option("--port", type=int, default=8808, show_default=True, help=tr("Cổng", "Port"))
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help=tr(
        "Thư mục giữ sổ (mặc định: trong PUBLISHER_HOME)", "Folder of the ledger (default: in PUBLISHER_HOME)"
    ),
)
@click.option(
    "--faults",
    "asked",
    type=click.UNPROCESSED,  # a file's name stays as its disk has it
    metavar="PLAN",
    default="",
    help=tr(
        "Kịch bản lỗi để tập: tên có sẵn hoặc tệp YAML, JSON; “list”: xem các kịch bản có sẵn",
        "A plan of faults to rehearse: a shipped one or a YAML or JSON file; “list” shows the shipped ones",
    ),
)
@as_json
def sandbox(host: str, port: int, folder: Path | None, asked: str, as_json: bool) -> None:
    """Run the stand-in services."""
    if asked == LIST:
        _list_plans(as_json=as_json)
        return
    plan = _understood(asked, as_json=as_json) if asked else None
    from publisher.sandbox.server import serve as serve_sandbox

    place = folder or Home.from_environment().folder / "sandbox"
    if not as_json:
        say(
            f"Facebook giả: http://{host}:{port}/graph · Zalo giả: http://{host}:{port}/zalo · sổ: http://{host}:{port}/ledger",
            f"Graph: http://{host}:{port}/graph · Zalo: http://{host}:{port}/zalo · ledger: http://{host}:{port}/ledger",
        )
    serve_sandbox(place, host=host, port=port, plan=plan)


def _understood(asked: str, *, as_json: bool) -> Plan:
    """Read a plan and print it as it was understood."""
    from publisher.sandbox.plans import find_plan

    plan = find_plan(asked)
    if as_json:
        print_json(_in_full(plan))
        return plan
    say(
        f"Kịch bản lỗi “{plan.name}”, hạt giống {plan.seed}:",
        f"Plan of faults “{plan.name}”, seed {plan.seed}:",
    )
    columns = {
        "fault": tr("Lỗi", "Fault"),
        "on": tr("Ở đâu", "On"),
        "when": tr("Khi nào", "When"),
        "does": tr("Làm gì", "Does"),
    }
    show([{**row, "when": when(row), "does": _does(row)} for row in plan.rows()], columns, as_json=False)
    return plan


def _list_plans(*, as_json: bool) -> None:
    from publisher.sandbox.plans import shipped_plans

    plans = shipped_plans()
    if as_json:
        print_json([_in_full(plan) for plan in plans])
        return
    columns = {"name": tr("Tên", "Name"), "about": tr("Tập điều gì", "What it rehearses")}
    show([{"name": plan.name, "about": _about(plan)} for plan in plans], columns, as_json=False)


def _in_full(plan: Plan) -> dict[str, Any]:
    return {"name": plan.name, "about": _about(plan), "seed": plan.seed, "faults": plan.rows()}


def _about(plan: Plan) -> str:
    return plan.about_en or plan.about if chosen() == "en" else plan.about


def _does(row: Mapping[str, Any]) -> str:
    from publisher.sandbox.plans.names import NAMES

    return tr(*NAMES[row["fault"]].does)


def when(row: Mapping[str, Any]) -> str:
    """Return in words which calls a fault strikes and for how long."""
    chosen_calls = [
        tr(f"{row['share']:.0%} lời gọi", f"{row['share']:.0%} of calls") if "share" in row else "",
        tr(f"từ lời gọi {row['from']}", f"from call {row['from']}") if "from" in row else "",
        tr(f"đến lời gọi {row['until']}", f"until call {row['until']}") if "until" in row else "",
        tr(f"bỏ qua {row['skip']} lần đầu", f"letting {row['skip']} through") if "skip" in row else "",
        "" if row["times"] == "always" else tr(f"{row['times']} lần", f"{row['times']} times"),
    ]
    how = [
        _seconds(row.get("seconds")),
        "" if row.get("accepted", True) else tr("không nhận", "not accepted"),
    ]
    calls = [piece for piece in chosen_calls if piece] or [tr("mọi lời gọi", "every call")]
    return ", ".join(piece for piece in (*calls, *how) if piece)


def _seconds(seconds: float | list[float] | None) -> str:
    if isinstance(seconds, list):
        return tr(f"{seconds[0]:g}–{seconds[1]:g} giây", f"{seconds[0]:g}–{seconds[1]:g} s")
    return tr(f"{seconds:g} giây", f"{seconds:g} s") if seconds else ""
