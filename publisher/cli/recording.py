"""Making a message's recordings at once, with progress on the terminal; `publisher message record`."""

from __future__ import annotations

import sys

import click

from content_queue import recordings, rights
from content_queue.models import Message
from content_queue.recording_progress import under_way
from publisher.cli.commands import Command
from publisher.cli.desk import Desk, acting, pass_desk, say
from publisher.cli.finding import message_named
from publisher.cli.language import tr
from publisher.english import in_chosen_language

REFUSED = 1


@click.command(
    "record",
    cls=Command,
    help=tr(
        "Thu âm ngay những gì tin còn chờ; bản hỏng được làm lại.",
        "Make at once what a message waits for; what is broken is tried again.",
    ),
)
@click.argument("which")
@acting()
@pass_desk
def record(desk: Desk, which: str, actor_name: str) -> int:
    """Record a message."""
    with desk.acting(actor_name) as (session, actor):
        rights.require(actor, "submit")
        message = message_named(session, which)
        recordings.try_again(session, message, actor=actor, now=desk.now)
    made = record_now(desk, message)
    with desk.reading() as session:
        left = under_way(session, now=desk.now, message_ids=[message.id])
    for each in left:
        told = in_chosen_language(each.problem) or f"{each.share:.0%} {each.maker}".strip()
        click.echo(f"{message.reference} · {each.medium}: {told}", err=True)
    if left:
        return REFUSED
    say(
        f"{message.reference}: đã thu âm {made} bản."
        if made
        else f"{message.reference}: không còn gì để thu âm.",
        f"{message.reference}: {made} recorded."
        if made
        else f"{message.reference}: nothing is left to record.",
    )
    return 0


def record_now(desk: Desk, message: Message) -> int:
    """Record what this message waits for; return how many recordings were made."""
    shown = sys.stderr.isatty()

    def watch(rendition_id: int, share: float) -> None:
        if shown:
            sys.stderr.write(f"\r{tr('Đang thu âm', 'Recording')} {message.reference}: {share:4.0%}")
            sys.stderr.flush()

    made = desk.app.recorder(watch).run(message_id=message.id)
    if made and shown:
        sys.stderr.write("\n")
    return made
