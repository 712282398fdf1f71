"""dev.py: what it says when it cannot go on, what it passes on, when it has nothing to do."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

import dev


def failing(words: str) -> list[str]:
    """Return a command that fails with these words."""
    return [sys.executable, "-c", f"raise SystemExit({words!r})"]


class TestTrouble:
    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (
                "NewConnectionError: Failed to establish a new connection",
                "the package index cannot be reached",
            ),
            ("error: Failed to fetch: dns error", "the package index cannot be reached"),
            ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "the hash"),
            ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ],
    )
    def test_a_known_reason_is_one_sentence(self, words, sentence, capfd):
        with pytest.raises(dev.Trouble, match=sentence) as caught:
            dev.quietly(failing(words))

        assert caught.value.known
        assert capfd.readouterr().err == ""

    def test_an_unknown_reason_shows_what_the_tool_said(self, capfd):
        with pytest.raises(dev.Trouble, match="failed, see above") as caught:
            dev.quietly(failing("the moon is in the way"))

        assert not caught.value.known
        assert "the moon is in the way" in capfd.readouterr().err

    def test_an_old_python_can_read_the_file_and_be_told(self):
        source = Path(dev.__file__).read_text("utf-8")

        assert ast.parse(source, feature_version=(3, 7))


class TestCommandLine:
    def test_what_test_does_not_know_is_for_pytest(self):
        options, extra = dev.read_command_line(["test", "--all", "tests/channels", "-k", "zalo"])

        assert options.all
        assert extra == ["tests/channels", "-k", "zalo"]

    def test_what_run_does_not_know_is_refused(self, capsys):
        with pytest.raises(SystemExit):
            dev.read_command_line(["run", "--twice"])

        assert "--twice" in capsys.readouterr().err

    @pytest.mark.parametrize(("arguments", "left_out"), [(["test"], True), (["test", "--all"], False)])
    def test_long_tests_run_only_when_all_are_asked_for(self, arguments, left_out):
        options, extra = dev.read_command_line(arguments)

        assert ("not long" in dev.test_steps(options, extra)["tests"]) is left_out


class TestStamp:
    @pytest.fixture
    def venv(self, tmp_path, monkeypatch):
        monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.json")
        monkeypatch.setattr(dev, "LOCKS", tmp_path)
        monkeypatch.setattr(dev, "make_venv", self.begin)
        (tmp_path / "run.lock").write_text("click==8.5.1\n")
        return tmp_path

    def begin(self):
        raise dev.Trouble("installing began")

    def stamp(self, *locks):
        dev.STAMP.write_text(json.dumps({"of": dev.fingerprint(), "locks": locks}))

    def test_what_is_installed_is_not_installed_again(self, venv):
        self.stamp("run")

        dev.install("run")

    def test_developing_needs_more_than_running(self, venv):
        self.stamp("run")

        with pytest.raises(dev.Trouble, match="installing began"):
            dev.install("dev")

    def test_a_changed_lock_is_installed(self, venv):
        self.stamp("run", "dev")
        (venv / "run.lock").write_text("click==8.5.2\n")

        with pytest.raises(dev.Trouble, match="installing began"):
            dev.install("run")
