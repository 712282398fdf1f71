"""`--set key=value` as people give settings; secrets only as key=@FILE, key=- or at a prompt."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from channels.registry import adapter_class
from channels.settings import Setting, SettingsInvalid, settings_of
from publisher.cli.language import tr
from publisher.english import in_chosen_language

set_option = click.option(
    "--set",
    "given",
    multiple=True,
    metavar="KEY=VALUE",
    help=tr(
        "Cài đặt; khóa bí mật chỉ nhận KEY=@TỆP hoặc KEY=- (đọc từ bàn phím)",
        "A setting; a secret only as KEY=@FILE or KEY=- (standard input)",
    ),
)


def settings_from(kind: str, given: Sequence[str], *, ask: Sequence[Setting] = ()) -> dict[str, str]:
    """Return the settings given on the command line, secrets read; `ask` are secrets to prompt for.

    Raises SettingsInvalid: no `=`, a secret as plain text, an unreadable file.
    """
    declared = {each.name: each for each in settings_of(adapter_class(kind))}
    values: dict[str, str] = {}
    problems: list[str] = []
    for piece in given:
        key, equals, text = piece.partition("=")
        secret = key in declared and declared[key].secret
        try:
            values[key.strip()] = _value(key, text, secret=secret) if equals else _missing_equals(key)
        except ValueError as mistake:
            problems.append(str(mistake))
    if problems:
        raise SettingsInvalid(problems)
    for setting in ask:
        if setting.required and setting.name not in values and sys.stdin.isatty():
            values[setting.name] = click.prompt(in_chosen_language(setting.help), hide_input=True)
    return values


def secrets_of(kind: str) -> list[Setting]:
    """Return the secret settings of a kind."""
    return [each for each in settings_of(adapter_class(kind)) if each.secret]


def _value(key: str, text: str, *, secret: bool) -> str:
    if text == "-" and secret:
        return sys.stdin.readline().strip()
    if text.startswith("@") and secret:
        return _from_file(key, Path(text[1:]))
    if secret:
        raise ValueError(
            f"“{key}” là bí mật, đừng viết thẳng vào lệnh: hãy đặt vào tệp rồi viết {key}=@TỆP, "
            f"hoặc {key}=- để gõ."
        )
    return text


def _from_file(key: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"Không đọc được tệp {path} cho “{key}”.") from None


def _missing_equals(key: str) -> str:
    raise ValueError(f"“{key}” thiếu dấu bằng; hãy viết KEY=VALUE.")
