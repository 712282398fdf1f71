"""What the command line says when something is wrong: one sentence, an exit code, nothing half done."""

from __future__ import annotations

import errno
import os
import sys
import traceback

import click

from publisher.cli.language import tr

REFUSED, USAGE, BROKEN, STOPPED = 1, 2, 70, 130


def told(command: click.Command) -> int:
    """Run a command and return its exit code; mistakes are written to standard error."""
    try:
        result = command(standalone_mode=False, prog_name="publisher")
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.exceptions.NoArgsIsHelpError as asking:
        asking.show()
        return asking.exit_code
    except click.ClickException as mistake:
        return _misused(mistake)
    except (click.Abort, KeyboardInterrupt):
        click.echo(tr("Đã dừng.", "Stopped."), err=True)
        return STOPPED
    except SystemExit:  # click's own answer to a reader who has left
        return _left_alone()
    except OSError as problem:
        return _left_alone() if problem.errno == errno.EPIPE else _told(problem)
    except Exception as problem:  # noqa: BLE001 - the last door: every mistake becomes a sentence
        return _told(problem)


def _misused(mistake: click.ClickException) -> int:
    from publisher.cli.misuse import sentence_of

    _say([sentence_of(mistake)])
    return mistake.exit_code


def _left_alone() -> int:
    """Leave quietly when nobody reads on (publisher … | head): nothing is flushed into the closed pipe."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives as long as the process
    return 0


def _told(problem: Exception) -> int:
    from publisher.cli.sentences import sentences_of

    if os.environ.get("PUBLISHER_DEBUG"):
        traceback.print_exception(problem)
    sentences = sentences_of(problem)
    if sentences is not None:
        _say(sentences)
        return REFUSED
    name = f"{type(problem).__name__}: {problem}"
    _say(
        [
            tr(
                f"Lỗi chương trình: {name}. PUBLISHER_DEBUG=1 cho xem chi tiết.",
                f"Program error: {name}. Set PUBLISHER_DEBUG=1 for details.",
            )
        ]
    )
    return BROKEN


def _say(sentences: list[str]) -> None:
    from publisher.english import in_chosen_language

    for sentence in sentences:
        told = in_chosen_language(sentence)
        begins = "" if ": lỗi: " in sentence else tr("Lỗi: ", "Error: ")  # a file's mistake says so itself
        click.echo(begins + told, err=True)
