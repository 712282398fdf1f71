"""Names in the site's folder: slugs, file names of media, where each page lies. All relative to the root."""

from __future__ import annotations

from channels.base import StoredFile
from channels.kinds_of_files import EXTENSIONS, PUBLIC_ROOM, SHOWN, public_name
from channels.text import base_reference, plain_name

HOME = "index.html"
SECTION = "nghi-quyet-57.html"
TOPICS = "chuyen-muc.html"
ARCHIVE = "luu-tru.html"
MEDIA = PUBLIC_ROOM
MESSAGES = "tin"
SEARCH = "tim-kiem.html"
WIDGET = "nhung.html"
EMBED = "huong-dan-nhung.html"
SITEMAPS = "sitemap"
LONGEST = 80  # characters of a page's own name

PICTURES = SHOWN


def message_slug(reference: str, title: str) -> str:
    """Return the page's own name: pt-2026-0117-lich-tiem-chung."""
    return plain_name(f"{base_reference(reference)} {title}", longest=LONGEST)


def media_name(file: StoredFile) -> str:
    """Return the name of a file on the site: its digest, with the extension of its type."""
    return public_name(file)


def is_attachment(file: StoredFile) -> bool:
    """Say whether the site can give this file to download or play it."""
    return file.media_type in EXTENSIONS


def media_path(name: str) -> str:
    """Return where a media file lies."""
    return f"{MEDIA}/{name}"


def message_path(slug: str) -> str:
    """Return where a message's page lies."""
    return f"{MESSAGES}/{slug}.html"


def text_path(slug: str) -> str:
    """Return where a message's plain text lies."""
    return f"{MESSAGES}/{slug}.txt"


def month_path(month: str, number: int) -> str:
    """Return where a month's list lies; a busy month has several, `number` counts from 0, oldest first."""
    return f"luu-tru/{shard_name(month, number)}.html"


def sitemap_path(month: str, number: int) -> str:
    """Return where the sitemap of a month's list lies."""
    return f"{SITEMAPS}/{shard_name(month, number)}.xml"


def shard_name(month: str, number: int) -> str:
    """Return the name of one list of a month: 2026-11, 2026-11-2, …"""
    return month if number == 0 else f"{month}-{number + 1}"
