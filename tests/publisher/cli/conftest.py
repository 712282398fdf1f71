"""The command line as a person uses it, in this process: words in; exit code, output and errors out."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from channels.memory import BOARDS, Board
from publisher.cli import cli
from publisher.cli.mistakes import told

TODAY = "2026-11-23 08:00"
UNIT = "Trung tâm Dịch vụ tổng hợp"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> Any:
        """Return what it printed as JSON."""
        return json.loads(self.out)


@dataclass
class Office:
    """An installation in a folder, and someone at its keyboard."""

    home: Path
    patch: pytest.MonkeyPatch
    papers: Path
    boards: set[str] = field(default_factory=set)

    def at(self, moment: str) -> None:
        """Move the clock."""
        self.patch.setenv("PUBLISHER_NOW", moment)

    def __call__(self, *words: str, stdin: str = "") -> Answer:
        """Run one command."""
        out, err = io.StringIO(), io.StringIO()
        with self.patch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            patch.setattr(sys, "argv", ["publisher", *words])
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            code = told(cli)
        return Answer(code, out.getvalue(), err.getvalue())

    def does(self, *words: str, stdin: str = "") -> Answer:
        """Run a command that must work."""
        answer = self(*words, stdin=stdin)
        assert answer.code == 0, answer.err
        return answer

    def memory(self, name: str, medium: str = "facebook") -> Board:
        """Add a channel into this process's memory, and return its board."""
        settings = (f"medium={medium}", f"board={name}", "lookups=0,0")
        self.does("channel", "add", "memory", name, *(word for each in settings for word in ("--set", each)))
        self.boards.add(name)
        return BOARDS.setdefault(name, Board())

    def paper(self, stem: str = "hop-thon", **changes: str) -> str:
        """Write a message file and return its path."""
        fields = {
            "title": "Mời họp thôn",
            "topic": "guidance",
            "unit": UNIT,
            "urgency": "routine",
            "media": "[facebook]",
            "at": "2026-11-24 17:00",
        }
        body = changes.pop("body", "Mời bà con dự họp thôn tại nhà văn hóa.")
        front = "\n".join(f"{name}: {value}" for name, value in {**fields, **changes}.items())
        path = self.papers / f"{stem}.md"
        path.write_text(f"---\n{front}\n---\n\n{body}\n", encoding="utf-8")
        return str(path)

    def imported(self, stem: str = "hop-thon", **changes: str) -> str:
        """Import a message and return its number."""
        row = self.does("message", "import", self.paper(stem, **changes), "--as", "hoa", "--json").rows[0]
        return str(row["id"])

    def approved(self, stem: str = "hop-thon", **changes: str) -> str:
        """Import, submit and approve a message; return its number."""
        number = self.imported(stem, **changes)
        self.does("message", "submit", number, "--as", "hoa")
        self.does("message", "approve", number, "--as", "lan")
        return number

    def deliveries(self, *words: str) -> list[dict[str, Any]]:
        """Return deliveries as listed."""
        found: list[dict[str, Any]] = self.does("delivery", "list", *words, "--json").rows
        return found

    def states(self, *words: str) -> list[str]:
        """Return the states of deliveries, in their order."""
        return [row["state"] for row in self.deliveries(*words)]


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Nothing of the machine's own settings, and the clock of the rehearsal."""
    for name in ("DATABASE_URL", "LANG", "COMMUNE", "USER", "SECRET_KEY", "DEBUG", "HOME"):
        monkeypatch.delenv(f"PUBLISHER_{name}", raising=False)
    monkeypatch.setenv("PUBLISHER_NOW", TODAY)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    """A home with people and places, to be copied."""
    folder = tmp_path_factory.mktemp("mẫu") / "nhà xã Phú Trung"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBLISHER_HOME", str(folder))
        office = Office(home=folder, patch=patch, papers=folder)
        office.does("init")
        for name, role in {"hoa": "editor", "lan": "approver", "nam": "operator", "tư": "monitor"}.items():
            office.does("user", "add", name, "--role", role)
        office.does("unit", "add", UNIT)
        for hamlet in ("Phú Tân", "Bù Tố"):
            office.does("hamlet", "add", f"thôn {hamlet}")
            office.does("zone", "add", f"Cụm loa {hamlet}", "--hamlet", f"thôn {hamlet}")
    return folder


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A keyboard before `publisher init`."""
    home = tmp_path / "nhà mới"
    monkeypatch.setenv("PUBLISHER_HOME", str(home))
    return Office(home=home, patch=monkeypatch, papers=tmp_path)


@pytest.fixture
def office(tmp_path, monkeypatch, furnished):
    """A commune with people and places and no channel."""
    home = Path(shutil.copytree(furnished, tmp_path / "nhà xã"))
    monkeypatch.setenv("PUBLISHER_HOME", str(home))
    office = Office(home=home, patch=monkeypatch, papers=tmp_path)
    yield office
    for board in office.boards:
        BOARDS.pop(board, None)
