"""What the command line says in English; one process runs all commands, for starting one takes longest."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher.english.recognition import VIETNAMESE_LETTER

MISTAKES = (
    'unit add " "',
    "hamlet add A --as nobody",
    "zone add A --hamlet B",
    "user add x --role boss",
    "channel add radio X",
    "channel add website X",
    "channel add loudspeaker X --set rate=a --set zoom=1",
    "channel check X",
    "slot add A --start 23:00 --minutes 9",
    "message show PT-1",
    "message import wrong --as admin",
    "delivery show 7",
    "bulletin confirm --as admin",
    "dictionary add IoT xyz --as admin",
    "speak IoT --out a.ogg",
    "contact add fax X",
    "contact add zalo_bot X --set chat_id=a",
    "contact test X",
    "alert close 7 --as admin",
)
SHOWN = (
    *("--help", "channel kinds", "channel kinds --json", "doctor", "doctor --json"),
    *("contact kinds", "contact list", "alert list", "watch --once"),
)
DRIVER = """
import contextlib, io, json, shlex, sys

def ran(line):
    sys.argv = ["publisher", "--lang", "en", *shlex.split(line)]
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        try:
            main()
        except SystemExit:
            return told.getvalue()

def helps(command, path=()):
    context = click.Context(command, info_name="publisher")
    yield " ".join(path), command.get_help(context)
    for name in getattr(command, "list_commands", lambda context: ())(context):
        yield from helps(command.get_command(context, name), (*path, name))

sys.argv = ["publisher", "--lang", "en"]
import click
from publisher.cli import cli, main
told = {line: ran(line) for line in json.loads(sys.stdin.read())}
print(json.dumps({"told": told, "helps": dict(helps(cli))}))
"""
WRONG = """---
titel: A
at: 25/11/2026 17h
repeat: FREQ=X
media: [web]
zones: [B]
link: c
---
<!-- d -->
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, str]]:
    folder = tmp_path_factory.mktemp("office")
    (folder / "wrong").mkdir()
    (folder / "wrong" / "wrong.md").write_text(WRONG, encoding="utf-8")
    around = {
        **os.environ,
        "PUBLISHER_HOME": str(folder / "home"),
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONUTF8": "1",
    }
    ran = subprocess.run(
        [sys.executable, "-c", DRIVER],
        input=json.dumps(['init --name "Phu Trung" --province "Dong Nai"', *MISTAKES, *SHOWN]),
        cwd=folder,
        env=around,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    found: Mapping[str, Mapping[str, str]] = json.loads(ran.stdout)
    return found


def vietnamese_in(text: str) -> list[str]:
    """Return the lines with Vietnamese letters outside quotes, topics (code, then name in brackets) aside."""
    own_words = re.compile(r"“[^”]*”|[\w-]+ \([^()]*\)(?=[;.])|\"default\": \".*\"|loa, đài|\"đài\"|\"bắc\"")
    return [line for line in text.splitlines() if VIETNAMESE_LETTER.search(own_words.sub("", line))]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_english(said: Mapping[str, Mapping[str, str]], mistake: str) -> None:
    told = said["told"][mistake]

    assert "Error: " in told
    assert "Program error" not in told
    assert vietnamese_in(told) == []


@pytest.mark.parametrize("command", SHOWN)
def test_what_is_shown_is_in_english(said: Mapping[str, Mapping[str, str]], command: str) -> None:
    assert vietnamese_in(said["told"][command]) == []


def test_all_mistakes_of_a_message_file_are_told_with_their_lines(
    said: Mapping[str, Mapping[str, str]],
) -> None:
    told = said["told"]["message import wrong --as admin"]

    assert len(re.findall(r"wrong\.md:\d+: error: ", told)) >= 8


def test_every_help_text_is_in_english(said: Mapping[str, Mapping[str, str]]) -> None:
    own_names = re.compile("xã Phú Trung|tỉnh Đồng Nai")

    vietnamese = {name: vietnamese_in(own_names.sub("", text)) for name, text in said["helps"].items()}

    assert len(vietnamese) > 40
    assert {name: lines for name, lines in vietnamese.items() if lines} == {}
