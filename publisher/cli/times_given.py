"""Days and hours as people give them on the command line."""

from __future__ import annotations

from datetime import date, datetime, time

import click

from content_queue.communes import zone_of
from content_queue.models import Commune
from publisher.cli.language import tr
from publisher.english import in_chosen_language
from publisher.importing.moments import BadMoment, read_moment


def local_moment(text: str, commune: Commune) -> datetime:
    """Return an aware time from wall time of the commune, or with an offset; UsageError proposes one."""
    zone = zone_of(commune)
    try:
        return read_moment(text, zone=zone).replace(tzinfo=zone)
    except BadMoment as mistake:
        said = f"{in_chosen_language(mistake.sentence)} {in_chosen_language(mistake.remedy)}"
        raise click.UsageError(said) from None


def day(text: str, *, otherwise: date) -> date:
    """Return the day written YYYY-MM-DD or DD/MM/YYYY; UsageError for anything else."""
    if not text:
        return otherwise
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise click.UsageError(
        tr(f"“{text}” không phải ngày; hãy viết như 2026-11-25.", f"“{text}” is not a day; write 2026-11-25.")
    )


def wall(text: str) -> time:
    """Return the wall time written HH:MM; UsageError for anything else."""
    try:
        found = time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or found.second or found.microsecond:
        raise click.UsageError(
            tr(f"“{text}” không phải giờ; hãy viết như 05:30.", f"“{text}” is not a time; write 05:30.")
        )
    return found
