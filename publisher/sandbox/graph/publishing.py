"""Calls that change a page: posts, photos, edits, withdrawals."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import request

from publisher.sandbox.faults import HIDE
from publisher.sandbox.graph.calls import Call
from publisher.sandbox.graph.complaints import Complaint, invalid, missing
from publisher.sandbox.graph.pages import Post
from publisher.sandbox.graph.reading import described
from publisher.sandbox.ledger import Entry

MAX_MESSAGE = 63_206
MAX_PHOTO_BYTES = 4 << 20  # refused above this in the field, with subcode 1366046
MAX_PHOTOS = 10
PHOTO_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "BMP": "image/bmp"}
PHOTO_FORMATS |= {"TIFF": "image/tiff"}
EARLIEST, LATEST = 10 * 60, 30 * 86_400  # seconds ahead for Facebook's own schedule


def publish(call: Call) -> dict[str, Any]:
    """POST /{page}/feed"""
    message, link = request.values.get("message", ""), request.values.get("link", "")
    photos = call.listed("attached_media")
    if not (message or link or photos):
        raise invalid("Requires one of the params: message, link, attached_media")
    with call.pages.lock:
        media = _attached(call, photos)
        kind = _kind(call)
        details = {"link": link, "media": media, "photo_ids": [each["media_fbid"] for each in photos]}
        entry = _add(call, message, kind=kind, details=details)
    return described(call, entry, message, call.fields or ["id"])


def attach_photo(call: Call) -> dict[str, Any]:
    """POST /{page}/photos: a post of its own, or with published=false an upload for a later one."""
    published = call.yes("published", default=True)
    message = request.values.get("caption", "") or request.values.get("message", "")
    media = [_kept_photo(call)]
    with call.pages.lock:
        photo_id = call.pages.next_id()
        if not published:
            append(call, photo_id, message, kind="upload", details={"media": media})
            return {"id": photo_id}
        entry = _add(call, message, kind="photo", details={"media": media, "photo_ids": [photo_id]})
    return {"id": photo_id, "post_id": entry.id}


def edit(call: Call) -> dict[str, Any]:
    """POST /{post} or POST /{video}: new words in the old place."""
    standing = _standing(call)
    message = request.values.get("description" if standing.entry.kind == "video" else "message", "")
    check_message(message)
    append(call, call.name, message, kind="edited", details={})
    return {"success": True}


def withdraw(call: Call) -> dict[str, Any]:
    """DELETE /{post}"""
    _standing(call)
    append(call, call.name, "", kind="withdrawn", details={})
    return {"success": True}


def _standing(call: Call) -> Post:
    post = call.pages.post(call.name)
    if post is None:
        raise missing(call.name)
    return post


def _kind(call: Call) -> str:
    """Say what a feed call makes: a post, or something nobody sees yet."""
    if call.yes("published", default=True):
        return "post"
    due = request.values.get("scheduled_publish_time")
    if due is None:
        return "unpublished"
    ahead = int(due) - call.pages.clock() if due.isdigit() else 0
    if not EARLIEST <= ahead <= LATEST:
        raise invalid("The specified scheduled publish time is invalid.")
    return "scheduled"


def check_message(message: str) -> None:
    """Refuse words that are too long."""
    if len(message) > MAX_MESSAGE:
        raise invalid("The message is too long")


def _add(call: Call, message: str, *, kind: str, details: Mapping[str, Any]) -> Entry:
    """Put a post on the page; the same words twice in a row are refused, as the service does."""
    check_message(message)
    if message and call.pages.last_text(call.page.id) == message:
        raise Complaint(506, "(#506) Duplicate status message", type="FacebookApiException")
    seconds, reads = request.environ.get(HIDE, (0, 0))
    late = {"visible_at": call.pages.clock() + seconds} if seconds else {}
    post_id = f"{call.page.id}_{call.pages.next_id()}"
    if reads:
        call.pages.hidden_reads[post_id] = reads
    return append(call, post_id, message, kind=kind, details={**details, **late})


def append(call: Call, id: str, text: str, *, kind: str, details: Mapping[str, Any]) -> Entry:
    """Put an act on the page into the ledger."""
    entry = Entry(
        service="facebook",
        destination=call.page.id,
        id=id,
        text=text,
        at=call.pages.clock(),
        kind=kind,
        details={**details, "page_name": call.page.shown_name},
    )
    return call.pages.take(entry)


def _attached(call: Call, photos: list[Any]) -> list[dict[str, Any]]:
    """Return the media of attached uploads; each must be this page's, unpublished and unused."""
    if len(photos) > MAX_PHOTOS:
        raise invalid(f"Too many photos, at most {MAX_PHOTOS}")
    media: list[dict[str, Any]] = []
    for each in photos:
        photo_id = str(each.get("media_fbid", "")) if isinstance(each, dict) else ""
        upload = call.pages.uploads.get(photo_id)
        if upload is None or upload.destination != call.page.id:
            raise invalid(f"Invalid attached_media: {photo_id} is no unpublished photo of this Page")
        if photo_id in call.pages.used_photos:
            raise Complaint(100, "These photos were already posted.", subcode=1366051)
        media.extend(upload.details["media"])
    return media


def _kept_photo(call: Call) -> dict[str, Any]:
    """Check and keep the uploaded bytes; an address is refused, as the sandbox calls nobody."""
    source = request.files.get("source")
    if source is None:
        raise Complaint(324, "(#324) Requires upload file")
    content = source.read()
    media_type = _photo_type(content)
    if media_type is None or len(content) > MAX_PHOTO_BYTES:
        raise Complaint(324, "Your photos couldn't be uploaded: size or type.", subcode=1366046)
    kept = call.pages.ledger.media.add(io.BytesIO(content), name="photo", media_type=media_type)
    alt = request.values.get("alt_text_custom", "")
    return {"digest": kept.digest, "media_type": media_type, "name": source.filename or "", "alt": alt}


def _photo_type(content: bytes) -> str | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as picture:
            return PHOTO_FORMATS.get(picture.format or "")
    except (OSError, Image.DecompressionBombError):
        return None
