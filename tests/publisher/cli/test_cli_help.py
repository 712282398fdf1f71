"""Every command explains itself, and asking costs nothing."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from publisher.cli import cli


def commands(group, *names):
    """Yield the words of every command and group below."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*names, name)
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


ALL = list(commands(cli))


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_has_help(bare, words):
    answer = bare(*words, "--help")

    assert answer.code == 0
    assert f"Cách dùng: publisher {' '.join(words)}" in answer.out
    assert len([line for line in answer.out.splitlines() if line.strip()]) >= 3


@pytest.mark.parametrize("words", [words for words in ALL if words[-1] == "list"], ids=" ".join)
def test_every_listing_is_an_array(office, words):
    assert isinstance(office.does(*words, "--json").rows, list)


def test_help_is_english_when_asked_for(bare):
    answer = bare("--lang", "en", "message", "import", "--help")

    assert answer.code == 0
    assert answer.out.startswith("Usage: publisher message import")
    assert "Show this help" in answer.out


def test_help_loads_no_heavy_library():
    ask = "import sys; from publisher.cli.mistakes import told; from publisher.cli import cli; told(cli)"
    heavy = "{'sqlalchemy', 'requests', 'numpy', 'jinja2', 'flask', 'pydub', 'PIL'} & set(sys.modules)"
    script = f"import sys; sys.argv = ['publisher', '--help']; {ask}; assert not {heavy}, {heavy}"

    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)

    assert answer.returncode == 0, answer.stderr
    assert "dispatch" in answer.stdout


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_language_may_stand_anywhere(bare, place):
    words = ["--lang", "en", "nope"] if place == "before" else ["nope", "--lang", "en"]

    answer = bare(*words)

    assert answer.code == 2
    assert answer.err.startswith("Error: No command “nope”.")
