"""Sentences for a command line that can't be read: what is missing, what is no number, what is not there."""

from __future__ import annotations

import re
from typing import Any

import click

from publisher.cli.language import chosen, tr

E = click.exceptions


def sentence_of(mistake: click.ClickException) -> str:
    """Return one sentence, with the command whose --help says more."""
    said = _said(mistake)
    ctx = getattr(mistake, "ctx", None)
    if ctx is None:
        return said
    more = f"{ctx.command_path} --help"
    return tr(f"{said} Xem `{more}`.", f"{said} See `{more}`.")


def _said(mistake: click.ClickException) -> str:
    match mistake:
        case E.MissingParameter(param=click.Parameter() as param):
            return tr(f"Thiếu {_name(param)}.", f"{_name(param)} is missing.")
        case E.NoSuchOption():
            return _no_option(mistake)
        case E.BadParameter(param=click.Parameter() as param) if chosen() == "vi":
            return f"{_name(param)} {_wanted(param.type, mistake)}."
        case E.BadOptionUsage() if chosen() == "vi":
            return f"{mistake.option_name} cần một giá trị."
        case E.UsageError() if chosen() == "vi" and (extra := _extra(mistake.message)):
            return f"Thừa “{extra}”: lệnh này không nhận thêm."
    return mistake.message if isinstance(mistake, E.UsageError) else mistake.format_message()


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return str(param.make_metavar(click.Context(click.Command(""))))


def _wanted(kind: click.ParamType[Any], mistake: E.BadParameter) -> str:
    match kind:
        case click.Choice():
            return f"phải là một trong: {', '.join(str(each) for each in kind.choices)}"
        case click.types.IntRange() if kind.max is None:
            return f"phải là số nguyên từ {kind.min}"
        case click.types.IntRange():
            return f"phải là số nguyên từ {kind.min} đến {kind.max}"
        case click.types.IntParamType():
            return "phải là số nguyên"
        case click.Path():
            return f"“{_quoted(mistake.message)}” {_place(kind)}"
    return mistake.message


def _place(kind: click.Path) -> str:
    what = "tệp" if not kind.dir_okay else "thư mục" if not kind.file_okay else "tệp hay thư mục"
    return f"không phải {what} dùng được"


def _no_option(mistake: E.NoSuchOption) -> str:
    near = f"“{mistake.possibilities[0]}”" if mistake.possibilities else ""
    vi, en = (f" Có phải {near}?", f" Did you mean {near}?") if near else ("", "")
    name = mistake.option_name
    return tr(f"Không có tùy chọn {name}.{vi}", f"There is no option {name}.{en}")


def _quoted(message: str) -> str:
    found = re.search(r"'(.*)'", message)
    return found[1] if found else ""


def _extra(message: str) -> str:
    found = re.search(r"extra arguments? \((.*)\)", message)
    return found[1] if found else ""
