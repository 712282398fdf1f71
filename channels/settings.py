"""Settings of an adapter: declared on its dataclass fields, read from text, all mistakes at once."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any


class SettingsInvalid(ValueError):
    """Some settings are wrong; `problems` holds one plain sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting of a kind, as shown by `channel kinds`."""

    name: str
    help: str
    type: str
    required: bool
    default: Any = None
    secret: bool = False
    account: bool = False  # belongs to the account that several channels may share
    choices: tuple[str, ...] = ()
    called: bool = False  # an address this channel really calls; must be loopback in a rehearsal
    identity: bool = (
        False  # with the kind's other such settings names the destination: no two channels share it
    )


def setting(
    help: str,
    *,
    default: Any = MISSING,
    secret: bool = False,
    account: bool = False,
    choices: tuple[str, ...] = (),
    called: bool = False,
    identity: bool = False,
) -> Any:
    """Declare a dataclass field as a setting of a channel; a secret never shows in repr."""
    metadata = {
        "setting": True,
        "help": help,
        "secret": secret,
        "account": account,
        "choices": choices,
        "called": called,
        "identity": identity,
    }
    return field(default=default, repr=not secret, metadata=metadata, kw_only=True)


def supplied() -> Any:
    """Declare the field that receives the run-time supplies; it is no setting."""
    return field(repr=False, compare=False, kw_only=True)


_read_before: dict[type, tuple[Setting, ...]] = {}  # reading type hints takes long


def settings_of(adapter: type) -> tuple[Setting, ...]:
    """Return the declared settings of an adapter class, in order."""
    if adapter not in _read_before:
        hints = typing.get_type_hints(adapter)
        declared = (each for each in fields(adapter) if "setting" in each.metadata)
        _read_before[adapter] = tuple(_declared(each, hints[each.name]) for each in declared)
    return _read_before[adapter]


def _declared(each: Field[Any], hint: Any) -> Setting:
    required = each.default is MISSING
    return Setting(
        name=each.name,
        help=each.metadata["help"],
        type=_type_name(hint),
        required=required,
        default=None if required or each.metadata["secret"] else each.default,
        secret=each.metadata["secret"],
        account=each.metadata["account"],
        choices=each.metadata["choices"],
        called=each.metadata["called"],
        identity=each.metadata["identity"],
    )


def _type_name(hint: Any) -> str:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        hint = next(arg for arg in typing.get_args(hint) if arg is not type(None))
    if typing.get_origin(hint) is tuple:
        return "numbers" if typing.get_args(hint)[0] is float else "list"
    return {str: "text", int: "whole number", float: "number", bool: "yes/no"}.get(hint, "text")


def read_settings(adapter: type, given: Mapping[str, str], *, account: bool = False) -> dict[str, Any]:
    """Turn text into the values of an adapter's settings, or of its account's alone.

    Raises SettingsInvalid naming every unknown, missing and unreadable setting.
    """
    declared = {each.name: each for each in settings_of(adapter) if each.account or not account}
    problems = [_unknown(name, declared) for name in given if name not in declared]
    problems += [
        f"Thiếu cài đặt “{each.name}” ({each.help})"
        for each in declared.values()
        if each.required and not given.get(each.name)
    ]
    values: dict[str, Any] = {}
    for name in declared.keys() & given.keys():
        try:
            values[name] = _read(declared[name], given[name])
        except ValueError as mistake:
            problems.append(f"Cài đặt “{name}”: {mistake}")
    if problems:
        raise SettingsInvalid(problems)
    return values


def as_text(value: Any) -> str:
    """Return a setting's value as it is written: what `read_settings` reads back to the same."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(as_text(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)


def _unknown(name: str, declared: Mapping[str, Setting]) -> str:
    import difflib

    near = difflib.get_close_matches(name, declared, n=1)
    listed = ", ".join(declared) or "không có gì để đặt"
    hint = f" Có phải “{near[0]}”?" if near else f" Có: {listed}."
    return f"Không có cài đặt “{name}”.{hint}"


def _read(declared: Setting, text: str) -> Any:
    text = text.strip()
    if declared.choices and text not in declared.choices:
        raise ValueError(f"“{text}” không thuộc {', '.join(declared.choices)}")
    readers: dict[str, Callable[[str], Any]] = {
        "text": str,
        "whole number": _whole,
        "number": _number,
        "yes/no": _yes,
        "list": lambda value: tuple(part.strip() for part in value.split(",") if part.strip()),
        "numbers": lambda value: tuple(_number(part) for part in value.split(",") if part.strip()),
    }
    return readers[declared.type](text)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"“{text}” không phải số nguyên") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"“{text}” không phải số") from None


def _yes(text: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "có": True, "no": False, "false": False, "0": False}
    if text.lower() not in {*known, "không"}:
        raise ValueError(f"“{text}” phải là yes hoặc no")
    return known.get(text.lower(), False)
