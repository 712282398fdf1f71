"""Names in the site's folder: slugs, file names of media, where each page lies. All relative to the root."""

from __future__ import annotations

import re
import unicodedata

from channels.base import StoredFile
from channels.text import base_reference

HOME = "index.html"
SECTION = "nghi-quyet-57.html"
TOPICS = "chuyen-muc.html"
ARCHIVE = "luu-tru.html"
MEDIA = "tep"
MESSAGES = "tin"
SITEMAPS = "sitemap"

PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
SOUNDS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
}
_EXTENSIONS = {**PICTURES, **SOUNDS}


def ascii_slug(text: str, *, limit: int = 80) -> str:
    """Return lower-case ASCII words joined by hyphens, cut at a word: “Lịch tiêm chủng” → lich-tiem-chung."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(each for each in letters if not unicodedata.combining(each)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) <= limit:
        return slug
    return slug[: limit + 1].rpartition("-")[0] or slug[:limit]


def message_slug(reference: str, title: str) -> str:
    """Return the page's own name: pt-2026-0117-lich-tiem-chung."""
    return ascii_slug(f"{base_reference(reference)} {title}")


def media_name(file: StoredFile) -> str:
    """Return the name of a file on the site: its digest, with the extension of its type."""
    return f"{file.digest}.{_EXTENSIONS[file.media_type]}"


def media_path(name: str) -> str:
    """Return where a media file lies."""
    return f"{MEDIA}/{name}"


def message_path(slug: str) -> str:
    """Return where a message's page lies."""
    return f"{MESSAGES}/{slug}.html"


def month_path(month: str, number: int) -> str:
    """Return where a month's list lies; a busy month has several, `number` counts from 0, oldest first."""
    return f"luu-tru/{shard_name(month, number)}.html"


def sitemap_path(month: str, number: int) -> str:
    """Return where the sitemap of a month's list lies."""
    return f"{SITEMAPS}/{shard_name(month, number)}.xml"


def shard_name(month: str, number: int) -> str:
    """Return the name of one list of a month: 2026-11, 2026-11-2, …"""
    return month if number == 0 else f"{month}-{number + 1}"
