"""The media library of the stand-in: files take slugs from the same space as posts."""

from __future__ import annotations

import io
from typing import Any

from flask import request, url_for

from channels.kinds_of_files import DOCUMENTS, VIDEOS
from publisher.sandbox.wordpress.people import User
from publisher.sandbox.wordpress.press import Item, Press, Refusal

TAKEN = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "mp3": "audio/mpeg",
    **{suffix[1:]: media_type for suffix, media_type in {**DOCUMENTS, **VIDEOS}.items()},
}


class Media:
    """The calls about media, each returning status and answer or raising Refusal."""

    def __init__(self, press: Press) -> None:
        self._press = press

    def listed(self, user: User | None) -> tuple[int, Any]:
        """List media by slug."""
        slugs = [each for each in request.args.get("slug", "").split(",") if each]
        found = [
            each
            for each in self._press.items.values()
            if each.kind == "attachment" and (not slugs or each.slug in slugs)
        ]
        return 200, [_row(each) for each in found]

    def uploaded(self, user: User | None) -> tuple[int, Any]:
        """Keep a file; wrong types and sizes are 500, as WordPress says it."""
        if user is None or not user.may("upload_files"):
            raise Refusal(401 if user is None else 403, "rest_cannot_create")
        file = request.files.get("file")
        if file is None or not file.filename:
            raise Refusal(400, "rest_upload_no_data")
        stem, _, extension = file.filename.rpartition(".")
        if extension.lower() not in TAKEN:
            raise Refusal(500, "rest_upload_unknown_error")
        content = file.read()
        if len(content) > self._press.most_bytes:
            raise Refusal(500, "rest_upload_unknown_error")
        stored = self._press.ledger.media.add(
            io.BytesIO(content), name=file.filename, media_type=TAKEN[extension.lower()]
        )
        item = self._press.add(
            "attachment",
            request.form.get("slug") or stem,
            status="inherit",
            author=user.name,
            title=request.form.get("title", stem),
            alt=request.form.get("alt_text", ""),
            media_type=stored.media_type,
            source_url=url_for("pages.media", digest=stored.digest, _external=True),
        )
        shown = {
            "digest": stored.digest,
            "media_type": stored.media_type,
            "name": stored.name,
            "alt": item.alt,
        }
        self._press.note(item, "upload", media=[shown])
        return 201, _row(item)

    def deleted(self, user: User | None, number: int) -> tuple[int, Any]:
        """Remove a file for good: media know no trash."""
        item = self._press.items.get(number)
        if item is None or item.kind != "attachment":
            raise Refusal(404, "rest_post_invalid_id")
        if user is None or item.author != user.name:
            raise Refusal(403, "rest_cannot_delete")
        if request.args.get("force") != "true":
            raise Refusal(501, "rest_trash_not_supported")
        del self._press.items[number]
        return 200, {"deleted": True}


def _row(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "slug": item.slug,
        "source_url": item.source_url,
        "alt_text": item.alt,
        "title": {"rendered": item.title},
        "mime_type": item.media_type,
    }
