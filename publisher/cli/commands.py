"""Commands and groups of this command line: words come in composed, help speaks the chosen language."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import click

from channels.text import nfc
from publisher.cli.language import tr

ANYWHERE = ("--commune", "--lang")  # options of the whole program, taken wherever they stand
LARGEST_ID = 2**31 - 1

ID = click.IntRange(1, LARGEST_ID)


class _Speaking(click.Command):
    """What commands and groups share."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; every text becomes NFC, as at the other doors."""
        rest = super().parse_args(ctx, args)
        for param in self.get_params(ctx):
            if isinstance(param.type, click.types.StringParamType) and param.name:
                ctx.params[param.name] = composed(ctx.params.get(param.name), param, ctx)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=tr("Cách dùng: ", "Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command can be told."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx))]
        if rows:
            with formatter.section(tr("Tùy chọn", "Options")):
                formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows this help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = tr("Xem hướng dẫn này", "Show this help")
        return option


class Command(_Speaking):
    """One command."""


class Group(_Speaking, click.Group):
    """Commands under one noun."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was asked for; UsageError names the nearest and all there are."""
        known = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in known:
            raise click.UsageError(_no_command(args[0], known), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the group can be told, and its commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, each with its first line."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, command.get_short_help_str(limit=90)) for name, command in found if command]
        with formatter.section(tr("Lệnh", "Commands")):
            formatter.write_dl(rows)


def hoisted(args: Sequence[str]) -> list[str]:
    """Return the arguments with the program's own options first, wherever they stood."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            return [*first, *rest, word, *words]
        if word in ANYWHERE:
            first += [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word.startswith(tuple(f"{name}=" for name in ANYWHERE)):
            first.append(word)
        else:
            rest.append(word)
    return [*first, *rest]


def composed(value: Any, param: click.Parameter | None = None, ctx: click.Context | None = None) -> Any:
    """Return a text, or each of several, in NFC; BadParameter when its bytes are no UTF-8."""
    if isinstance(value, tuple):
        return tuple(composed(each, param, ctx) for each in value)
    if not isinstance(value, str):
        return value
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        hint = param.human_readable_name if param else ""
        raise click.UsageError(
            tr(f"“{hint}” không phải chữ UTF-8; hãy gõ lại.", f"“{hint}” is not UTF-8 text; type it again."),
            ctx,
        )
    return nfc(value)


def _no_command(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    listed = ", ".join(known)
    vi, en = (f" Có phải “{near[0]}”?", f" Did you mean “{near[0]}”?") if near else ("", "")
    return tr(f"Không có lệnh “{name}”.{vi} Có: {listed}.", f"No command “{name}”.{en} There are: {listed}.")
