"""The tokens of one account, kept encrypted and refreshed by one caller at a time, in any process.

A single-use refresh token dies with its exchange, so the answer is written to a 0600 side file before it is
committed, and the side file is taken up at the next reading when the commit never came. A lock file beside it
keeps this machine's callers apart; on PostgreSQL an advisory lock keeps machines apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select, update

from channels.atomic import replacing
from content_queue.models import Account
from publisher.lock import waiting_lock
from publisher.secrets import SecretBox

ADVISORY = 57_2026  # first half of PostgreSQL's lock key: accounts whose tokens are being exchanged


@dataclass(frozen=True, kw_only=True)
class AccountVault:
    """The vault of one account row."""

    engine: Engine
    account_id: int
    box: SecretBox
    side_folder: Path
    initial: Mapping[str, str]  # tokens as configured, until the first rotation

    def tokens(self) -> Mapping[str, str]:
        """Return the newest tokens: the side file's when its commit never came, else the committed ones."""
        if self._side_file().exists():
            with self._alone():
                self._take_up_side_file()
        return self._committed()

    def rotate(
        self, seen: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        """Exchange `seen` for a new set unless somebody has done so already; return the set to use."""
        with self._alone():
            self._take_up_side_file()
            current = self._committed()
            if dict(current) != dict(seen):
                return current
            fresh = dict(exchange(current))
            self._write_side(fresh)
            self._commit(fresh)
            return fresh

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.side_folder.mkdir(parents=True, exist_ok=True)
        with waiting_lock(self._side_file().with_suffix(".lock")):
            if self.engine.dialect.name != "postgresql":
                yield
                return
            with self.engine.begin() as connection:  # writes nothing; the lock falls with it
                connection.execute(select(func.pg_advisory_xact_lock(ADVISORY, self.account_id)))
                yield

    def _committed(self) -> Mapping[str, str]:
        with self.engine.execution_options(reading=True).connect() as connection:
            sealed = connection.scalar(select(Account.tokens).where(Account.id == self.account_id))
        if not sealed:
            return self.initial
        kept: dict[str, str] = json.loads(self.box.read(sealed))
        return kept

    def _commit(self, fresh: Mapping[str, str]) -> None:
        sealed = self.box.seal(json.dumps(dict(fresh)))
        with self.engine.begin() as connection:
            connection.execute(update(Account).where(Account.id == self.account_id).values(tokens=sealed))
        self._side_file().unlink(missing_ok=True)

    def _side_file(self) -> Path:
        return self.side_folder / f"account-{self.account_id}.tokens"

    def _take_up_side_file(self) -> None:
        """Commit what an earlier exchange could not; only under the lock, or it might undo a newer one."""
        try:
            kept: dict[str, str] = json.loads(self.box.read(self._side_file().read_text(encoding="ascii")))
        except FileNotFoundError:
            return
        self._commit(kept)

    def _write_side(self, fresh: Mapping[str, str]) -> None:
        with replacing(self._side_file(), mode=0o600) as target:
            target.write(self.box.seal(json.dumps(dict(fresh))).encode("ascii"))
