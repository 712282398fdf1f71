"""The commune's own words: how its loudspeakers say what is written."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit, rights
from content_queue.models import DictionaryEntry, User


def teach(session: Session, written: str, spoken: str, *, actor: User, now: datetime) -> DictionaryEntry:
    """Keep how a word is spoken, replacing what was taught before."""
    rights.require(actor, "teach words")
    written, spoken = (unicodedata.normalize("NFC", text.strip()) for text in (written, spoken))
    row = session.scalar(select(DictionaryEntry).where(DictionaryEntry.written == written))
    before = row.spoken if row else ""
    if row is None:
        row = DictionaryEntry(commune_id=actor.commune_id, written=written)
        session.add(row)
    row.spoken = spoken
    audit.record(session, "teach", row, actor=actor, now=now, before=before, after=spoken)
    return row
