"""Connecting channels: a kind's guide is walked, and what it found is set up as one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from channels.base import ChannelError, TokenVault
from channels.guiding import Ask, Learned, Ready, next_step
from channels.registry import adapter_class
from content_queue.models import Account, Channel, User
from content_queue.places import named
from publisher import channel_setup
from publisher.app import App


class AnswerMissing(LookupError):
    """Nobody is there to answer; the sentence holds the question."""


class Person:
    """Who is asked: here nobody, so a question without a default answer ends the walk."""

    def answer(self, asked: Ask) -> str:
        """Return the answer to a question."""
        if asked.default is not None:
            return asked.default
        raise AnswerMissing(f"Còn thiếu “{asked.name}”: {asked.says}")

    def hear(self, sentence: str) -> None:
        """Take note of what was found out."""

    def mend(self, problem: ChannelError) -> None:
        """Hear why an answer does not work, to give it anew; raises the problem when that can't be."""
        raise problem


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where a walk begins: the answers known already, and the account's tokens when it is connected."""

    answers: Mapping[str, str]
    vault: TokenVault | None = None


def start(app: App, session: Session, account: str, given: Mapping[str, str]) -> Start:
    """Return where to begin: on an account already connected, or from nothing. Raises UnknownName."""
    if not account:
        return Start(answers=given)
    row: Account = named(session, Account, account, "tài khoản")
    return Start(answers={**app.book.own_settings(row), **given}, vault=app.book.vault(row))


def walk(kind: str, begin: Start, person: Person) -> Ready:
    """Ask a person through a kind's guide until it is ready; a wrong answer is asked for anew.

    Raises AnswerMissing, and ChannelError when nothing that was asked can mend it.
    """
    adapter, answers, asked = adapter_class(kind), dict(begin.answers), list[str]()
    while True:
        try:
            step = next_step(adapter, answers, vault=begin.vault)
        except ChannelError as problem:
            _ask_again(problem, answers, asked, person)
            continue
        if isinstance(step, Ready):
            return step
        if isinstance(step, Learned):
            answers |= step.answers
            person.hear(step.says)
        else:
            answers[step.name] = person.answer(step)
            asked.append(step.name)


def _ask_again(problem: ChannelError, answers: dict[str, str], asked: list[str], person: Person) -> None:
    """Forget the answer that does not work, and all that followed from it."""
    if not asked:
        raise problem
    person.mend(problem)
    at = asked.index(problem.code) if problem.code in asked else len(asked) - 1
    kept = list(answers)[: list(answers).index(asked[at])]
    for name in answers.keys() - set(kept):
        del answers[name]
    del asked[at:]


def set_up(
    app: App,
    session: Session,
    kind: str,
    name: str,
    ready: Ready,
    *,
    actor: User,
    now: datetime,
    account: str = "",
    hamlets: Sequence[str] = (),
) -> list[Channel]:
    """Add what a guide found: one channel or several, on one account. Raises as `add_channel` does."""
    rows: list[Channel] = []
    for each in ready.channels:
        shared = account or (rows[0].account.name if rows and rows[0].account else "")
        settings = dict(each.settings) if shared else {**ready.account, **each.settings}
        row = channel_setup.add_channel(
            app,
            session,
            kind,
            each.name or name,
            settings,
            actor=actor,
            now=now,
            account=shared,
            hamlets=hamlets,
        )
        rows.append(row)
    return rows
