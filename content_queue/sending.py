"""One delivery's way out: check the seal, send through the adapter, say what came of it.

No transaction is open here; what came of it is a value that settling.py writes.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.base import (
    Channel,
    ChannelUnavailable,
    ContentRejected,
    Facts,
    FileStore,
    NotAuthorized,
    OutcomeUnknown,
    Progress,
    Receipt,
    Rendition,
    Searchable,
    StoredFile,
    digest_of,
    last_word,
    leave,
)
from content_queue.afterwards import About, questions_for
from content_queue.claims import Claimed
from content_queue.killpoints import reach

log = logging.getLogger("publisher.dispatcher")
BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of one try or one look, as a verb of the delivery table and what goes with it."""

    claimed: Claimed
    verb: str
    sentence: str = ""
    receipt: Receipt | None = None
    retry_after: timedelta | None = None
    hold: str = ""  # "account" or "channel": nothing more goes there until held_for is over
    held_for: timedelta | None = None  # None: until a person mends it
    lookups: Sequence[timedelta] = ()
    questions: Sequence[About] = ()  # to be asked once it is sent


class SealBroken(Exception):
    """What is stored is not what was approved."""


def send(
    claimed: Claimed,
    adapter: Channel,
    *,
    facts: Facts,
    files: FileStore,
    progress: Progress,
    forbid: Callable[[], None],
) -> Outcome:
    """Send one delivery and return what came of it; never raises. `forbid` has the last word."""
    try:
        rendition = check_seal(claimed.document, claimed.digest, claimed.sealed_digest, files)
        if facts.spoken is not None:
            check_files(facts.spoken.files, files)
        reach("leaving")
        with last_word(forbid):
            leave()
            receipt = adapter.send(rendition, key=claimed.reference, facts=facts, progress=progress)
    except SealBroken as broken:
        return Outcome(claimed=claimed, verb="fail", sentence=str(broken))
    except Exception as problem:  # noqa: BLE001 - every failure has its branch below
        return failed(claimed, adapter, problem)
    reach("sent")
    verb = "hand_over" if adapter.capabilities.needs_person else "complete"
    return Outcome(claimed=claimed, verb=verb, receipt=receipt, questions=questions_for(adapter))


def failed(claimed: Claimed, adapter: Channel, problem: Exception) -> Outcome:
    """Turn what an adapter raised into its branch; anything unforeseen is treated as unknown."""
    match problem:
        case ContentRejected():
            return Outcome(claimed=claimed, verb="fail", sentence=problem.sentence)
        case NotAuthorized():
            where = "account" if problem.account_wide else "channel"
            return Outcome(claimed=claimed, verb="hold", sentence=problem.sentence, hold=where)
        case ChannelUnavailable(hold=True):
            wait = problem.retry_after or timedelta(minutes=60)
            return Outcome(
                claimed=claimed, verb="hold", sentence=problem.sentence, hold="account", held_for=wait
            )
        case ChannelUnavailable():
            return Outcome(
                claimed=claimed, verb="retry", sentence=problem.sentence, retry_after=problem.retry_after
            )
        case OutcomeUnknown():
            sentence = problem.sentence
        case _:
            log.error("delivery %s: adapter failed", claimed.id, exc_info=problem)
            sentence = f"Lỗi chương trình ({type(problem).__name__}); chưa biết đã đăng hay chưa."
    if adapter.capabilities.needs_person:  # nothing is out before a person acts: making it again is harmless
        return Outcome(claimed=claimed, verb="retry", sentence=sentence)
    looks = adapter.capabilities.lookups if isinstance(adapter, Searchable) else ()
    return Outcome(claimed=claimed, verb="doubt", sentence=sentence, lookups=looks)


def check_seal(document: str, digest: str, sealed_digest: str, files: FileStore) -> Rendition:
    """Return the stored rendition only when it and its files are byte for byte what was approved."""
    if digest_of(document) != sealed_digest or digest != sealed_digest:
        raise SealBroken("Nội dung lưu trữ đã bị thay đổi sau khi duyệt; không gửi gì.")
    rendition = Rendition.from_document(document)
    check_files(rendition.files, files)
    return rendition


def check_files(stored: Sequence[StoredFile], files: FileStore) -> None:
    """Raise SealBroken unless every file still has the bytes of its address."""
    for file in stored:
        try:
            with files.open(file.digest) as source:
                digest = hashlib.sha256()
                while block := source.read(BLOCK):
                    digest.update(block)
        except FileNotFoundError:
            raise SealBroken(f"Thiếu tệp “{file.name}” đã duyệt; không gửi gì.") from None
        if digest.hexdigest() != file.digest:
            raise SealBroken(f"Tệp “{file.name}” đã bị thay đổi sau khi duyệt; không gửi gì.")


def look(claimed: Claimed, adapter: Channel, *, since: datetime) -> Outcome:
    """Look whether an uncertain delivery is already there; settling decides what follows."""
    if adapter.capabilities.needs_person:
        return Outcome(claimed=claimed, verb="not-seen")
    if not isinstance(adapter, Searchable):
        return Outcome(claimed=claimed, verb="ask", sentence="Kênh này không tra lại được; cần người xem.")
    try:
        rendition = Rendition.from_document(claimed.document)
        receipt = adapter.find(rendition, key=claimed.reference, since=since)
    except Exception as problem:  # noqa: BLE001 - a failed look publishes nothing: look again
        return look_failed(claimed, adapter, problem)
    if receipt is None:
        return Outcome(claimed=claimed, verb="not-seen", lookups=adapter.capabilities.lookups)
    reach("found")
    questions = questions_for(adapter)
    return Outcome(claimed=claimed, verb="found", receipt=receipt, questions=questions)


def look_failed(claimed: Claimed, adapter: Channel, problem: Exception) -> Outcome:
    """Return what a look is worth that could not tell."""
    sentence = getattr(problem, "sentence", f"Lỗi khi tra lại ({type(problem).__name__}).")
    lookups = adapter.capabilities.lookups
    return Outcome(claimed=claimed, verb="look-failed", sentence=sentence, lookups=lookups)
