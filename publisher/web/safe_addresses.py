"""Addresses that came from people, as they may stand in a link."""

from __future__ import annotations

from urllib.parse import urlsplit


def https_only(given: str) -> str:
    """Return an https address, empty for anything else."""
    text = given.strip()
    parts = urlsplit(text) if text.isprintable() else None
    return text if parts and parts.scheme == "https" and parts.hostname else ""
