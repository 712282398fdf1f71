"""One message in full, as values and as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Rendition
from channels.text import length, longest_reference
from channels.wording import as_sent
from content_queue.messages import sealed_renditions
from content_queue.models import Approval, Attempt, Delivery, Message, RenditionRow
from content_queue.recording_progress import Progress, under_way
from content_queue.states import MessageState
from publisher.cautions import cautions
from publisher.cli.language import tr
from publisher.cli.rows import delivery_row, recording_row, recording_text
from publisher.english import in_chosen_language

OPEN = frozenset({MessageState.DRAFT, MessageState.RETURNED, MessageState.IN_REVIEW})
SHOWN = (
    *("state", "urgency", "topic", "unit", "media", "times", "repeat", "hamlets", "corrects", "stopped"),
)
Local = Callable[[datetime | None], str]


def delivery_in_full(session: Session, row: Delivery, now: datetime) -> dict[str, Any]:
    """Return a delivery with its attempts."""
    tries = session.scalars(select(Attempt).where(Attempt.delivery_id == row.id).order_by(Attempt.id))
    return {
        **delivery_row(row, now),
        "tries": [
            {
                "number": each.number,
                "begun_at": each.begun_at,
                "ended_at": each.ended_at,
                "outcome": each.outcome,
                "sentence": in_chosen_language(each.sentence),
            }
            for each in tries
        ],
    }


def print_delivery(full: dict[str, Any], local: Local) -> None:
    """Print a delivery and its attempts as people read them."""
    receipt = full["receipt"] or {}
    shown = {**full, "reason": in_chosen_language(full["reason"]), "url": receipt.get("url")}
    shown |= {"external_id": receipt.get("external_id")}
    for name, value in shown.items():
        if name not in {"receipt", "tries"} and value not in (None, ""):
            click.echo(f"{name}: {local(value) if isinstance(value, datetime) else value}")
    for each in full["tries"]:
        outcome = each["outcome"] or tr("đang gửi", "under way")
        click.echo(f"{each['number']}. {local(each['begun_at'])}  {outcome}  {each['sentence']}".rstrip())


def message_in_full(session: Session, message: Message, now: datetime) -> dict[str, Any]:
    """Return everything known of a message."""
    decisions = session.scalars(
        select(Approval).where(Approval.message_id == message.id).order_by(Approval.id)
    )
    deliveries = session.scalars(
        select(Delivery).where(Delivery.message_id == message.id).order_by(Delivery.id)
    )
    recordings = {each.rendition_id: each for each in under_way(session, now=now, message_ids=[message.id])}
    return {
        "id": message.id,
        "reference": message.reference,
        "key": message.import_key,
        "state": message.state,
        "revision": message.revision,
        "title": message.title,
        "body": message.body,
        "topic": message.topic.code,
        "unit": message.unit.name,
        "urgency": message.urgency,
        "media": message.media,
        "times": message.times,
        "repeat": message.repeat,
        "valid_until": message.valid_until,
        "hamlets": [hamlet.name for hamlet in message.hamlets],
        "source": message.source,
        "author": message.author.name,
        "corrects": message.corrects.reference if message.corrects else None,
        "stopped": message.stopped_because or None,
        "renditions": [
            _rendition(row, message, recordings.get(row.id)) for row in sealed_renditions(session, message)
        ],
        "cautions": _cautions(session, message, now),
        "decisions": [
            {"decision": each.decision, "by": each.user.name, "at": each.at, "reason": each.reason}
            for each in decisions
        ],
        "deliveries": [delivery_row(each, now) for each in deliveries],
    }


def _cautions(session: Session, message: Message, now: datetime) -> list[dict[str, Any]]:
    """Return what to look at before approving; once decided there is nothing to look at."""
    noticed = cautions(session, message, now=now) if message.state in OPEN else ()
    return [
        {"code": each.code, "line": each.line, "sentence": in_chosen_language(each.sentence)}
        for each in noticed
    ]


def _rendition(row: RenditionRow, message: Message, waiting: Progress | None) -> dict[str, Any]:
    rendition = Rendition.from_document(row.document)
    code = longest_reference(message.reference, max(1, len(message.times)))
    texts = list(as_sent(rendition, code))
    return {
        "id": row.id,
        "medium": row.medium,
        "state": row.state,
        "problem": in_chosen_language(row.problem),
        "recording": recording_row(waiting) if waiting else None,
        "digest": row.digest,
        "form": rendition.form,
        "parts": list(rendition.parts),
        "as_sent": texts,
        "characters": [length(each) for each in texts],
        "files": [{"name": file.name, "digest": file.digest, "size": file.size} for file in rendition.files],
        "details": dict(rendition.details),
        "notes": [in_chosen_language(note) for note in rendition.notes],
    }


def print_message(full: dict[str, Any], local: Local) -> None:
    """Print a message as people read it."""
    click.echo(f"{full['reference']}  {full['title']}")
    for name in SHOWN:
        if full[name]:
            click.echo(f"  {name}: {_text(full[name])}")
    for each in full["cautions"]:
        click.echo(f"  ⚠ {each['sentence']}")
    click.echo(f"\n{full['body']}\n")
    for each in full["renditions"]:
        _print_rendition(each, full["reference"])
    for each in full["deliveries"]:
        receipt = each["receipt"] or {}
        told = in_chosen_language(each["reason"]) or receipt.get("url", "")
        at = local(each["airs_at"] or each["due_at"])
        click.echo(f"{each['id']}  {each['channel']}  {at}  {each['state']}  {told}".rstrip())


def _print_rendition(each: dict[str, Any], reference: str) -> None:
    size = f"{_length(each)}{_counted(each)}"
    click.echo(f"── {each['medium']} · {each['state']} · {each['digest'][:12]}{size}")
    if each["recording"]:
        told = recording_text([each["recording"]], reference)
        click.echo(f"   {tr('Thu âm', 'Recording')}: {told}")
    for note in [*each["notes"], *([each["problem"]] if each["problem"] else [])]:
        click.echo(f"   {tr('Lưu ý', 'Note')}: {in_chosen_language(note)}")
    if each["form"] != "html":
        click.echo("\n\n".join(each["as_sent"]))


def _counted(rendition: dict[str, Any]) -> str:
    """Return how long each part is as it is sent."""
    if rendition["form"] != "plain":
        return ""
    counts = "+".join(str(each) for each in rendition["characters"])
    return tr(f" · {counts} ký tự", f" · {counts} characters")


def _length(rendition: dict[str, Any]) -> str:
    """Return how long a recording lasts, as people say it."""
    seconds = round(float(rendition["details"].get("seconds", 0)))
    minutes, rest = divmod(seconds, 60)
    return tr(f" · {minutes} phút {rest} giây", f" · {minutes} min {rest} s") if seconds else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
