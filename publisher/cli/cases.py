"""`publisher case list|show|settle`: what was corrected or withdrawn, and where it is not put right yet."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import cases
from content_queue.cases import Act, Way
from content_queue.models import Case, CaseStep, Message
from content_queue.places import UnknownName
from publisher.cases.reading import foresee
from publisher.cases.working import work_cases
from publisher.cli.commands import ID, Group
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say, show
from publisher.cli.language import tr
from publisher.english import in_chosen_language


def act_name(act: str) -> str:
    """Return an act as people say it."""
    return tr("thu hồi", "withdrawn") if act == Act.WITHDRAW else tr("đính chính", "corrected")


def way_name(way: str) -> str:
    """Return a way as people say it."""
    names = {
        Way.STOPPED: tr("chưa đi, đã dừng", "had not left, stopped"),
        Way.WAIT: tr("đang đi, chờ kết quả", "on its way, waiting for the outcome"),
        Way.EDIT: tr("ghi đính chính tại chỗ", "edited where it stands"),
        Way.DELETE: tr("gỡ tại chỗ", "taken down"),
        Way.FOLLOW: tr("chỉ gửi tin đính chính tiếp theo", "only followed by the correction"),
        Way.PERSON: tr("cần người xử lý", "needs a person"),
        Way.NEVER_OUT: tr("chưa hề đi ra", "never went out"),
    }
    return names[Way(way)]


@click.group(
    cls=Group, help=tr("Việc đính chính, thu hồi: từng nơi đến đâu.", "Corrections and withdrawals.")
)
def case() -> None:
    """Cases."""


@case.command(
    "list", help=tr("Các việc còn dở; --all: cả việc đã xong.", "Open cases; --all: closed ones, too.")
)
@click.option("--all", "everything", is_flag=True, help=tr("Cả những việc đã xong", "Closed ones, too"))
@as_json
@pass_desk
def case_list(desk: Desk, everything: bool, as_json: bool) -> None:
    """List cases."""
    with desk.reading() as session:
        query = select(Case).order_by(Case.id)
        found = session.scalars(query if everything else query.where(Case.closed_at.is_(None))).all()
        rows = [case_row(row) for row in found]
    columns = {
        "id": tr("Số", "Id"),
        "reference": tr("Mã tin", "Reference"),
        "what": tr("Việc", "What"),
        "open": tr("Còn", "Open"),
        "title": tr("Tiêu đề", "Title"),
    }
    show(rows if as_json else [_told(row) for row in rows], columns, as_json=as_json)


def case_row(row: Case) -> dict[str, Any]:
    """Return a case as listings give it."""
    return {
        "id": row.id,
        "reference": row.message.reference,
        "title": row.message.title,
        "act": row.act,
        "correction": row.correction.reference if row.correction else None,
        "reason": row.reason,
        "opened_by": row.opened_by.name,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "steps": [_step_row(step) for step in row.steps],
    }


def _step_row(step: CaseStep) -> dict[str, Any]:
    return {
        "delivery": step.delivery_id,
        "channel": step.delivery.channel.name,
        "occurrence": step.delivery.occurrence,
        "way": step.way,
        "told": in_chosen_language(step.told),
        "tries": step.tries,
        "settled_at": step.settled_at,
    }


def _told(row: dict[str, Any]) -> dict[str, Any]:
    left = sum(step["settled_at"] is None for step in row["steps"])
    return {**row, "what": act_name(row["act"]), "open": f"{left}/{len(row['steps'])}"}


@case.command("show", help=tr("Từng nơi của một việc.", "Each place of a case."))
@click.argument("which", type=ID)
@as_json
@pass_desk
def case_show(desk: Desk, which: int, as_json: bool) -> None:
    """Show one case."""
    with desk.reading() as session:
        row = case_row(_numbered(session, which))
    if as_json:
        print_json(row)
    else:
        print_case(row)


def print_case(row: dict[str, Any]) -> None:
    """Print a case as people read it: what became of each place, the open ones marked."""
    click.echo(f"#{row['id']}  {row['reference']} {act_name(row['act'])}: {row['reason']}")
    for step in row["steps"]:
        mark = "…" if step["settled_at"] is None else "✓"
        told = f": {step['told']}" if step["told"] else ""
        click.echo(f"  {mark} {step['delivery']}  {step['channel']} ({way_name(step['way'])}){told}")


@case.command(
    "settle",
    help=tr(
        "Ghi nhận đã xử lý xong bằng tay những lượt này của một việc.",
        "Note that these deliveries of a case were put right by hand.",
    ),
)
@click.argument("which", type=ID)
@click.argument("delivery_ids", nargs=-1, required=True, type=ID, metavar="DELIVERY…")
@click.option("--note", default="", help=tr("Đã làm gì", "What was done"))
@acting()
@pass_desk
def case_settle(desk: Desk, which: int, delivery_ids: tuple[int, ...], note: str, actor_name: str) -> None:
    """Settle steps by hand."""
    with desk.acting(actor_name) as (session, actor):
        row = _numbered(session, which)
        for each in delivery_ids:
            cases.settle_by_hand(session, _of_delivery(row, each), actor=actor, now=desk.now, note=note)
        is_closed = row.closed_at is not None
    if is_closed:
        say("Đã ghi nhận; việc này xong.", "Noted; the case is closed.")
    else:
        say("Đã ghi nhận.", "Noted.")


def _numbered(session: Session, which: int) -> Case:
    found = session.scalar(select(Case).where(Case.id == which))
    if found is None:
        raise UnknownName(f"Không có việc số {which}. Xem `publisher case list --all`.")
    return found


def _of_delivery(row: Case, delivery_id: int) -> CaseStep:
    for step in row.steps:
        if step.delivery_id == delivery_id:
            return step
    raise UnknownName(f"Việc số {row.id} không có lượt {delivery_id}. Xem `publisher case show {row.id}`.")


def see_to(desk: Desk, message: Message) -> None:
    """Work off the newest case of a message as far as it goes now, and print it."""
    with desk.reading() as session:
        newest = select(Case.id).where(Case.message_id == message.id).order_by(Case.id.desc()).limit(1)
        number = session.scalar(newest)
    if number is None:
        return
    work_cases(desk.app, only=number)
    with desk.reading() as session:
        row = case_row(session.get_one(Case, number))
    if row["steps"]:
        print_case(row)


def print_foreseen(desk: Desk, message: Message, act: Act) -> None:
    """Print what correcting or withdrawing a message would do, place by place; nothing is done."""
    with desk.reading() as session:
        foreseen = foresee(desk.app, session, message, act)
    for each in foreseen:
        click.echo(f"  {each.delivery_id}  {each.channel}: {way_name(each.way)}")
    if not foreseen:
        say("  (chưa có gì đi ra)", "  (nothing has gone out)")
