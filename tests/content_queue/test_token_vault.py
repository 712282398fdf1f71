"""A single-use refresh token is spent once: by one thread, one process, and through any crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from content_queue.models import Account
from publisher.vault import AccountVault

ROOT = Path(__file__).parents[2]
FIRST = {"access_token": "a:0", "refresh_token": "r:0"}
ROTATE_IN_ANOTHER_PROCESS = """
import json, sys
from pathlib import Path
from content_queue.db import make_engine
from publisher.secrets import SecretBox
from publisher.vault import AccountVault
url, folder, account, seen = json.loads(sys.argv[1])
spent = Path(folder) / "spent.txt"
def exchange(tokens):
    with spent.open("a") as lines:
        lines.write(tokens["refresh_token"] + "\\n")
    number = int(tokens["refresh_token"][2:]) + 1
    return {"access_token": f"a:{number}", "refresh_token": f"r:{number}"}
vault = AccountVault(
    engine=make_engine(url), account_id=account, box=SecretBox.open(Path(folder) / "secret.key"),
    side_folder=Path(folder) / "tokens", initial=seen,
)
for _ in range(5):
    vault.rotate(vault.tokens(), exchange)
print(json.dumps(dict(vault.rotate(seen, exchange))))
"""


class Service:
    """Gives a new pair for each refresh token, and for each only once."""

    def __init__(self):
        self.spent = []
        self.asked = threading.Lock()

    def exchange(self, tokens):
        with self.asked:
            assert tokens["refresh_token"] not in self.spent, "spent twice"
            self.spent.append(tokens["refresh_token"])
        number = int(tokens["refresh_token"][2:]) + 1
        return {"access_token": f"a:{number}", "refresh_token": f"r:{number}"}


@pytest.fixture
def account(village):
    with village.app.writing(village.commune) as session:
        row = Account(name="OA", kind="zalo", settings={}, secrets={})
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def vault(village, account):
    def made():
        return AccountVault(
            engine=village.app.engine,
            account_id=account,
            box=village.app.box,
            side_folder=village.app.home.folder / "tokens",
            initial=FIRST,
        )

    return made


@pytest.fixture
def service():
    return Service()


class PowerCut(Exception):
    """The process is gone at this point."""


def cut_before_commit(monkeypatch):
    def cut(self, fresh):
        raise PowerCut

    monkeypatch.setattr(AccountVault, "_commit", cut)


def test_until_the_first_rotation_the_tokens_are_those_of_the_settings(vault):
    assert vault().tokens() == FIRST


def test_a_rotation_is_kept(vault, service):
    fresh = vault().rotate(FIRST, service.exchange)

    assert fresh == {"access_token": "a:1", "refresh_token": "r:1"}
    assert vault().tokens() == fresh


def test_whoever_comes_late_gets_the_new_tokens_and_spends_nothing(vault, service):
    vault().rotate(FIRST, service.exchange)

    assert vault().rotate(FIRST, service.exchange)["access_token"] == "a:1"
    assert service.spent == ["r:0"]


def test_many_threads_spend_a_token_once(vault, service):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: vault().rotate(FIRST, service.exchange)["access_token"], range(16)))

    assert set(found) == {"a:1"}
    assert service.spent == ["r:0"]


def test_several_processes_spend_each_token_once(village, account):
    folder = village.app.home.folder
    order = json.dumps([village.app.home.database_url, str(folder), account, FIRST])
    command = [sys.executable, "-W", "ignore", "-c", ROTATE_IN_ANOTHER_PROCESS, order]
    around = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": os.environ["PATH"]}

    processes = [subprocess.Popen(command, env=around, stdout=subprocess.PIPE) for _ in range(3)]
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in processes]

    spent = (folder / "spent.txt").read_text().split()
    assert len(spent) == len(set(spent)) >= 5
    assert all(int(answer["access_token"][2:]) <= len(spent) for answer in answers)


def test_a_crash_before_the_commit_loses_no_token(vault, service, monkeypatch):
    with monkeypatch.context() as broken:
        cut_before_commit(broken)
        with pytest.raises(PowerCut):
            vault().rotate(FIRST, service.exchange)

    assert vault().tokens() == {"access_token": "a:1", "refresh_token": "r:1"}
    assert vault().rotate(vault().tokens(), service.exchange)["access_token"] == "a:2"
    assert service.spent == ["r:0", "r:1"]


def test_a_rotation_after_a_crash_starts_from_the_rescued_tokens(vault, service, monkeypatch):
    with monkeypatch.context() as broken:
        cut_before_commit(broken)
        with pytest.raises(PowerCut):
            vault().rotate(FIRST, service.exchange)

    assert vault().rotate(FIRST, service.exchange)["access_token"] == "a:1"
    assert service.spent == ["r:0"]


def test_a_side_file_seen_before_the_lock_never_undoes_a_newer_rotation(vault, service, monkeypatch):
    """It is taken up by another caller, who also rotates again, while the first waits for the lock."""
    with monkeypatch.context() as broken:
        cut_before_commit(broken)
        with pytest.raises(PowerCut):
            vault().rotate(FIRST, service.exchange)
    real = AccountVault._alone

    def overtaken(self):
        monkeypatch.setattr(AccountVault, "_alone", real)
        vault().rotate(vault().tokens(), service.exchange)
        return real(self)

    monkeypatch.setattr(AccountVault, "_alone", overtaken)

    assert vault().tokens() == {"access_token": "a:2", "refresh_token": "r:2"}


def test_when_the_service_refuses_the_old_tokens_stay(vault):
    def refuse(tokens):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        vault().rotate(FIRST, refuse)

    assert vault().tokens() == FIRST


def test_no_file_and_no_row_shows_a_token(village, vault, service, account, monkeypatch):
    with monkeypatch.context() as broken:
        cut_before_commit(broken)
        with pytest.raises(PowerCut):
            vault().rotate(FIRST, service.exchange)
    side = village.app.home.folder / "tokens" / f"account-{account}.tokens"

    assert b"r:1" not in side.read_bytes()
    assert side.stat().st_mode & 0o777 == 0o600
    vault().tokens()
    assert not side.exists()
    assert "r:1" not in village.all(Account)[0].tokens
