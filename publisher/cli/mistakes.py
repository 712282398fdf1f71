"""What the command line says when something is wrong: one sentence, an exit code, nothing half done."""

from __future__ import annotations

import os
import traceback

import click

from publisher.cli.language import tr

USAGE, REFUSED, BROKEN = 2, 1, 70


def told(command: click.Command) -> int:
    """Run a command and return its exit code; mistakes are written to standard error."""
    try:
        result = command(standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return mistake.exit_code
    except click.Abort:
        click.echo(tr("Đã dừng.", "Stopped."), err=True)
        return 130
    except BrokenPipeError:
        return 0
    except Exception as problem:  # noqa: BLE001 - the last door: every mistake becomes a sentence
        return _told(problem)


def _told(problem: Exception) -> int:
    sentences = _sentences(problem)
    if sentences is None:
        if os.environ.get("PUBLISHER_DEBUG"):
            traceback.print_exception(problem)
        sentences = [
            tr(
                f"Lỗi chương trình: {type(problem).__name__}: {problem}. PUBLISHER_DEBUG=1 cho xem chi tiết.",
                f"Program error: {type(problem).__name__}: {problem}. Set PUBLISHER_DEBUG=1 for details.",
            )
        ]
    from publisher.english import in_chosen_language

    for sentence in sentences:
        click.echo(f"{tr('Lỗi', 'Error')}: {in_chosen_language(sentence)}", err=True)
    return REFUSED if _sentences(problem) is not None else BROKEN


def _sentences(problem: Exception) -> list[str] | None:
    """Return the sentences of a foreseen mistake, None for a bug."""
    many = getattr(problem, "problems", None)
    if many and not isinstance(many, str):
        return [str(each) for each in many]
    sentence = getattr(problem, "sentence", None)
    if sentence:
        return [str(sentence)]
    return [str(problem)] if isinstance(problem, _foreseen()) else None


def _foreseen() -> tuple[type[Exception], ...]:
    from sqlalchemy.exc import OperationalError

    from channels.registry import UnknownKind
    from content_queue.communes import NameTaken
    from content_queue.deliveries import DeliveryRefused
    from content_queue.places import UnknownName
    from content_queue.rights import NotPermitted
    from content_queue.states import NotAllowed
    from publisher.app import NotSetUp
    from publisher.clock import ClockUnreadable
    from publisher.database import DatabaseOutdated
    from publisher.lock import AlreadyPublishing
    from publisher.secrets import SecretUnreadable
    from schedules.rules import BadRepeat

    return (
        *(UnknownKind, NameTaken, DeliveryRefused, UnknownName, NotPermitted, NotAllowed, NotSetUp),
        *(ClockUnreadable, DatabaseOutdated, AlreadyPublishing, SecretUnreadable, BadRepeat),
        *(OperationalError, OSError, PermissionError),
    )
