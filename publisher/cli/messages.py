"""`publisher message …`: import, list, show, submit, recall, approve, return, reject, withdraw, correct."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import approvals, deputies, messages, users
from content_queue.cases import Act
from content_queue.models import Commune, Delivery, Message
from content_queue.recording_progress import under_way
from content_queue.states import DeliveryState, MessageState
from publisher import editing
from publisher.broadcasts import joined
from publisher.cautions import cautions
from publisher.cli import importing
from publisher.cli.commands import Group
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say, show
from publisher.cli.finding import message_named, messages_named
from publisher.cli.language import tr
from publisher.cli.recording import record, record_now
from publisher.cli.rows import message_row
from publisher.english import in_chosen_language

reason_option = click.option("--reason", default="", help=tr("Lý do", "Reason"))


@click.group(cls=Group, help=tr("Tin: nhập, gửi duyệt, duyệt, thu hồi, đính chính.", "Messages."))
def message() -> None:
    """Messages."""


@message.command(
    "import",
    help=tr(
        "Nhập một tệp Markdown hoặc cả thư mục; sai một tệp thì không nhập gì.",
        "Import a Markdown file or a folder; one mistake, and nothing is imported.",
    ),
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@importing.options
@acting()
@as_json
@pass_desk
def message_import(desk: Desk, path: Path, actor_name: str, as_json: bool, **choices: Any) -> None:
    """Import messages."""
    rows = importing.import_path(desk, path, actor_name=actor_name, **choices)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        say(
            f"Đã nhập {row['reference']} (số {row['id']}): {row['title']}",
            f"Imported {row['reference']} (id {row['id']}): {row['title']}",
        )


@message.command("list", help=tr("Danh sách tin.", "List messages."))
@click.option(
    "--state",
    type=click.Choice([state.value for state in MessageState]),
    default=None,
    help=tr("Chỉ ở trạng thái này", "In one state"),
)
@as_json
@pass_desk
def message_list(desk: Desk, state: str | None, as_json: bool) -> None:
    """List messages."""
    with desk.reading() as session:
        query = select(Message).order_by(Message.id)
        found = session.scalars(query.where(Message.state == state) if state else query).all()
        waiting = under_way(session, now=desk.now)
        rows = [message_row(row, [each for each in waiting if each.message_id == row.id]) for row in found]
    columns = {
        "id": tr("Số", "Id"),
        "reference": tr("Mã tin", "Reference"),
        "state": tr("Trạng thái", "State"),
        "urgency": tr("Mức", "Urgency"),
        "title": tr("Tiêu đề", "Title"),
    }
    if waiting:
        columns["recorded"] = tr("Thu âm", "Recording")
    show(rows, columns, as_json=as_json)


@message.command(
    "show",
    help=tr(
        "Xem một tin: nội dung, bản theo kênh, lượt đăng.", "Show a message, its renditions and deliveries."
    ),
)
@click.argument("which")
@as_json
@pass_desk
def message_show(desk: Desk, which: str, as_json: bool) -> None:
    """Show one message."""
    from publisher.cli.showing import message_in_full, print_message

    with desk.reading() as session:
        full = message_in_full(session, message_named(session, which), desk.now)
    if as_json:
        print_json(full)
    else:
        print_message(full, desk.local)


@message.command(
    "submit",
    help=tr(
        "Gửi duyệt: dựng và niêm phong bản của mỗi kênh, thu âm bản phát thanh.",
        "Submit: render and seal each medium, record the audio.",
    ),
)
@click.argument("which", nargs=-1, required=True)
@acting()
@pass_desk
def message_submit(desk: Desk, which: Sequence[str], actor_name: str) -> None:
    """Submit messages."""
    for each in _all_named(desk, which):
        with desk.acting(actor_name) as (session, actor):
            row = session.get_one(Message, each.id)
            prepared = editing.submit(desk.app, session, row, actor=actor, now=desk.now)
            noticed = cautions(session, row, now=desk.now)
        for note in prepared.notes:
            click.echo(f"  {tr('Lưu ý', 'Note')}: {in_chosen_language(note)}", err=True)
        for caution in noticed:
            click.echo(f"  ⚠ {in_chosen_language(caution.sentence)}", err=True)
        if prepared.recording:
            record_now(desk, row)
        say(f"{row.reference} đã gửi duyệt.", f"{row.reference} submitted.")


@message.command("recall", help=tr("Lấy tin về soạn tiếp.", "Take a message back from review."))
@click.argument("which")
@acting()
@pass_desk
def message_recall(desk: Desk, which: str, actor_name: str) -> None:
    """Recall a message."""
    with desk.acting(actor_name) as (session, actor):
        row = message_named(session, which)
        messages.recall(session, row, actor=actor, now=desk.now)
    say(f"{row.reference} đã về bản nháp.", f"{row.reference} is a draft again.")


@message.command("approve", help=tr("Duyệt: những gì đã niêm phong sẽ đi.", "Approve what is sealed."))
@click.argument("which", nargs=-1, required=True)
@reason_option
@acting()
@pass_desk
def message_approve(desk: Desk, which: Sequence[str], reason: str, actor_name: str) -> None:
    """Approve messages."""
    from publisher.cli.cases import see_to

    for each in _all_named(desk, which):
        with desk.reading() as session:
            deputies.require_approver(session, users.named(session, actor_name), now=desk.now)
        record_now(desk, each)
        with desk.acting(actor_name) as (session, actor):
            row = session.get_one(Message, each.id)
            planned = editing.approve(desk.app, session, row, actor=actor, now=desk.now, reason=reason)
            open_plan, corrected = row.plan_open, row.corrects
            stopped = _deliveries_of(session, corrected) if corrected else []
            notes = joined(session, session.get_one(Commune, desk.commune.id), planned)
        say(
            f"{row.reference} đã duyệt, {len(planned)} lượt được lên lịch.",
            f"{row.reference} approved, {len(planned)} deliveries planned.",
        )
        if open_plan:
            say(
                "  Các lần sau nữa sẽ tự lên lịch khi gần đến ngày.",
                "  Later times are planned by themselves when they come near.",
            )
        for note in notes:
            click.echo(f"  {in_chosen_language(note)}", err=True)
        desk.renew_bulletins(stopped)
        if corrected is not None:
            see_to(desk, corrected)


def _all_named(desk: Desk, which: Sequence[str]) -> list[Message]:
    """Return the messages named; a wrong name is refused before anything is done to the others."""
    with desk.reading() as session:
        return messages_named(session, which)


def _deliveries_of(session: Session, message: Message) -> Sequence[Delivery]:
    return session.scalars(select(Delivery).where(Delivery.message_id == message.id)).all()


@message.command("return", help=tr("Trả lại người soạn, kèm lý do.", "Return to the author with a reason."))
@click.argument("which")
@reason_option
@acting()
@pass_desk
def message_return(desk: Desk, which: str, reason: str, actor_name: str) -> None:
    """Return a message."""
    _give_back(desk, which, "return", actor_name, reason)


@message.command("reject", help=tr("Từ chối, kèm lý do.", "Reject with a reason."))
@click.argument("which")
@reason_option
@acting()
@pass_desk
def message_reject(desk: Desk, which: str, reason: str, actor_name: str) -> None:
    """Reject a message."""
    _give_back(desk, which, "reject", actor_name, reason)


def _give_back(desk: Desk, which: str, verb: str, actor_name: str, reason: str) -> None:
    with desk.acting(actor_name) as (session, actor):
        row = message_named(session, which)
        approvals.give_back(session, row, verb, actor=actor, now=desk.now, reason=reason)
    say(f"{row.reference}: {row.state}.", f"{row.reference}: {row.state}.")


@message.command(
    "withdraw",
    help=tr(
        "Thu hồi tin đã duyệt: hủy các lượt chưa đi, gỡ những nơi gỡ được.",
        "Withdraw an approved message: cancel what waits, retract where possible.",
    ),
)
@click.argument("which")
@click.option(
    "--dry-run", is_flag=True, help=tr("Chỉ cho xem sẽ làm gì ở từng kênh", "Only show what would be done")
)
@reason_option
@acting()
@pass_desk
def message_withdraw(desk: Desk, which: str, dry_run: bool, reason: str, actor_name: str) -> None:
    """Withdraw a message."""
    from publisher.cli.cases import print_foreseen, see_to

    if dry_run:
        with desk.reading() as session:
            row = message_named(session, which)
        print_foreseen(desk, row, Act.WITHDRAW)
        return
    with desk.acting(actor_name) as (session, actor):
        row = message_named(session, which)
        messages.withdraw(session, row, actor=actor, now=desk.now, reason=reason)
        cancelled = [each for each in _deliveries_of(session, row) if each.state == DeliveryState.CANCELLED]
    say(
        f"{row.reference} đã thu hồi; hủy {len(cancelled)} lượt.",
        f"{row.reference} withdrawn; {len(cancelled)} deliveries cancelled.",
    )
    desk.renew_bulletins(cancelled)
    see_to(desk, row)


@message.command(
    "correct", help=tr("Nhập tin đính chính cho một tin đã có.", "Import a correction of a message.")
)
@click.argument("which")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@importing.options
@acting()
@as_json
@pass_desk
def message_correct(
    desk: Desk, which: str, path: Path, actor_name: str, as_json: bool, **choices: Any
) -> None:
    """Import a correction."""
    rows = importing.import_path(desk, path, actor_name=actor_name, corrects=which, **choices)
    if as_json:
        print_json(rows)
    else:
        say(
            f"Đã nhập {rows[0]['reference']}, đính chính {rows[0]['corrects']}.",
            f"Imported {rows[0]['reference']}, correcting {rows[0]['corrects']}.",
        )


message.add_command(record)
