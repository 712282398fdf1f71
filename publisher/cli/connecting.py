"""`publisher channel connect`: from nothing to a connected channel, one question after the other."""

from __future__ import annotations

import sys

import click

from channels.base import ChannelError
from channels.guiding import Ask
from content_queue.models import Channel
from publisher import connecting
from publisher.cli.desk import ADMIN, Desk, acting, pass_desk, say
from publisher.cli.language import tr
from publisher.cli.rebuilding import channel
from publisher.cli.settings_given import set_option, settings_from
from publisher.connecting import Person
from publisher.english import in_chosen_language


class AtTheTerminal(Person):
    """A person at this terminal."""

    def answer(self, asked: Ask) -> str:
        """Show what to do and read the answer; a secret is not shown."""
        click.echo()
        click.echo(in_chosen_language(asked.says))
        for number, each in enumerate(asked.choices, start=1):
            click.echo(f"  {number}. {in_chosen_language(each.label)}")
        default = _number_of(asked)
        while True:
            said = click.prompt(
                "›", prompt_suffix=" ", hide_input=asked.secret, default=default, show_default=bool(default)
            )
            found = _chosen(asked, said.strip())
            if found is not None:
                return found
            say("Hãy gõ số thứ tự trong danh sách.", "Type a number of the list.")

    def hear(self, sentence: str) -> None:
        """Show what was found out."""
        if sentence:
            click.echo(f"✓ {in_chosen_language(sentence)}")

    def mend(self, problem: ChannelError) -> None:
        """Show what did not work."""
        click.echo(f"✗ {in_chosen_language(problem.sentence)}")


def _number_of(asked: Ask) -> str | None:
    """Return the default answer as a person would type it: the number of a choice, else the words."""
    numbers = {each.value: str(number) for number, each in enumerate(asked.choices, start=1)}
    return numbers.get(asked.default or "", asked.default)


def _chosen(asked: Ask, said: str) -> str | None:
    """Return what an answer stands for; None when it is none of the choices."""
    if not asked.choices or said == asked.default:
        return said
    numbered = {str(number): each.value for number, each in enumerate(asked.choices, start=1)}
    known = numbered | {each.value: each.value for each in asked.choices}
    picked = [known.get(each.strip()) for each in (said.split(",") if asked.many else [said])]
    return ",".join(each for each in picked if each) if picked and all(picked) else None


@channel.command(
    "connect",
    help=tr(
        "Kết nối kênh từng bước: hỏi, thử, rồi mới lưu.",
        "Connect a channel step by step: asked, tried, and only then kept.",
    ),
)
@click.argument("kind")
@click.argument("name")
@set_option
@click.option("--account", "account_name", default="", help=tr("Tài khoản đã có", "An account already there"))
@click.option("--hamlet", "hamlets", multiple=True, help=tr("Thôn mà kênh phục vụ", "Hamlet it serves"))
@acting(ADMIN)
@pass_desk
def channel_connect(
    desk: Desk,
    kind: str,
    name: str,
    given: tuple[str, ...],
    account_name: str,
    hamlets: tuple[str, ...],
    actor_name: str,
) -> int:
    """Connect a channel."""
    with desk.reading() as session:
        begin = connecting.start(desk.app, session, account_name, settings_from(kind, given))
    person = AtTheTerminal() if sys.stdin.isatty() else Person()
    ready = connecting.walk(kind, begin, person)
    with desk.acting(actor_name) as (session, actor):
        rows = connecting.set_up(
            desk.app,
            session,
            kind,
            name,
            ready,
            actor=actor,
            now=desk.now,
            account=account_name,
            hamlets=hamlets,
        )
        for row in rows:
            desk.refuse_real_addresses(session, row)
    for sentence in ready.says:
        click.echo(in_chosen_language(sentence))
    return max(_tried(desk, row) for row in rows)


def _tried(desk: Desk, row: Channel) -> int:
    """Try a channel that was just connected; what is not right yet is told, the channel stays."""
    with desk.reading() as session:
        adapter = desk.app.book.of(session, session.get_one(Channel, row.id))
    problems = adapter.check()
    say(f"Đã kết nối kênh “{row.name}”.", f"Connected channel “{row.name}”.")
    for problem in problems:
        click.echo(f"  ✗ {in_chosen_language(problem)}")
    return 1 if problems else 0
