"""`--set key=value` as people give settings; secrets only as key=@FILE, key=- or at a prompt."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from channels.guiding import secret_answers
from channels.registry import adapter_class
from channels.settings import Setting, SettingsInvalid, settings_of
from publisher.cli.commands import composed
from publisher.cli.language import tr
from publisher.english import in_chosen_language

set_option = click.option(
    "--set",
    "given",
    multiple=True,
    type=click.UNPROCESSED,  # a file's name stays as its disk has it
    metavar="KEY=VALUE",
    help=tr(
        "Cài đặt; khóa bí mật chỉ nhận KEY=@TỆP hoặc KEY=- (đọc từ bàn phím)",
        "A setting; a secret only as KEY=@FILE or KEY=- (standard input)",
    ),
)


def settings_from(kind: str, given: Sequence[str], *, ask: Sequence[Setting] = ()) -> dict[str, str]:
    """Return the settings given on the command line, secrets read; `ask` are secrets to prompt for.

    Raises SettingsInvalid: no `=`, a secret as plain text or empty, an unreadable file.
    """
    return settings_for(adapter_class(kind), given, ask=ask)


def settings_for(
    declaring: type, given: Sequence[str], *, ask: Sequence[Setting] | None = None
) -> dict[str, str]:
    """Return the settings given for a class that declares them; `ask` as above, None: all its secrets."""
    declared = {each.name: each for each in settings_of(declaring)}
    hidden = secret_answers(declaring)
    ask = [each for each in declared.values() if each.secret] if ask is None else ask
    values: dict[str, str] = {}
    problems: list[str] = []
    for piece in given:
        key, equals, text = piece.partition("=")
        key = key.strip()
        try:
            values[key] = _value(key, text, declared.get(key), key in hidden) if equals else _missing_equals()
        except ValueError as mistake:
            problems.append(str(mistake))
    if problems:
        raise SettingsInvalid(problems)
    for setting in ask:
        if setting.required and setting.name not in values and sys.stdin.isatty():
            values[setting.name] = _asked(setting.name, setting)
    return values


def secrets_of(kind: str) -> list[Setting]:
    """Return the secret settings of a kind."""
    return [each for each in settings_of(adapter_class(kind)) if each.secret]


def _value(key: str, text: str, setting: Setting | None, hidden: bool) -> str:
    if not hidden:
        return str(composed(text))
    if text == "-":
        found = _asked(key, setting) if sys.stdin.isatty() else sys.stdin.readline()
    elif text.startswith("@"):
        found = _from_file(key, Path(text[1:]))
    else:
        raise ValueError(
            f"“{key}” là bí mật, đừng viết thẳng vào lệnh: hãy đặt vào tệp rồi viết {key}=@TỆP, "
            f"hoặc {key}=- để gõ."
        )
    return _whole(key, found.strip())


def _asked(key: str, setting: Setting | None) -> str:
    about = f" ({in_chosen_language(setting.help)})" if setting else ""
    return str(click.prompt(f"{key}{about}", hide_input=True))


def _whole(key: str, secret: str) -> str:
    """Return a secret that can be one: a single line of characters that can travel in a request."""
    if not secret:
        raise ValueError(f"“{key}” trống; hãy xem lại tệp hoặc phần đã gõ.")
    if len(secret.split()) > 1 or not secret.isprintable() or "\ufffd" in secret:
        raise ValueError(f"“{key}” phải là một dòng không có khoảng trắng; hãy xem lại tệp hoặc phần đã gõ.")
    return secret


def _from_file(key: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"Không đọc được tệp {path} cho “{key}”.") from None


def _missing_equals() -> str:
    raise ValueError("Có --set thiếu dấu bằng; hãy viết --set KEY=VALUE.")
