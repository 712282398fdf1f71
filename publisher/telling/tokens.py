"""When credentials end, asked of the services once a day and kept; doctor and /health read what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from channels.base import ChannelError, Expiring
from content_queue.db import open_session
from content_queue.models import Account, Channel
from publisher.app import App

ASK_EVERY = timedelta(days=1)
AT_ONCE = 5  # in one round


def ask_tokens(app: App, *, now: datetime) -> None:
    """Ask for the accounts whose turn it is; what a service does not answer is asked tomorrow."""
    try:
        due = _take_turn(app, now)
        adapters = app.book.many(list(due.values())) if due else {}
        for account_id, channel_id in due.items():
            adapter = adapters[channel_id]
            if isinstance(adapter, Expiring):
                _ask(app, account_id, adapter)
    except SQLAlchemyError:
        return  # the round after next tells that the database is away


def _ask(app: App, account_id: int, adapter: Expiring) -> None:
    try:
        ends_at = adapter.token_ends_at()
    except ChannelError:
        return
    with open_session(app.engine) as session, session.begin():
        session.execute(update(Account).where(Account.id == account_id).values(token_ends_at=ends_at))


def _take_turn(app: App, now: datetime) -> Mapping[int, int]:
    """Mark accounts as asked now, so that no other worker asks; return a channel of each."""
    stale = or_(Account.token_asked_at.is_(None), Account.token_asked_at < now - ASK_EVERY)
    waiting = (
        select(Account.id, func.min(Channel.id))
        .join(Channel, Channel.account_id == Account.id)
        .where(stale)
        .group_by(Account.id)
        .order_by(Account.id)
        .limit(AT_ONCE)
    )
    with open_session(app.engine, reading=True) as session:
        found = {account_id: channel_id for account_id, channel_id in session.execute(waiting)}
    if not found:
        return {}
    taking = update(Account).where(Account.id.in_(found), stale).values(token_asked_at=now)
    with open_session(app.engine) as session, session.begin():
        taken = set(session.scalars(taking.returning(Account.id)))
    return {account_id: found[account_id] for account_id in taken}
