"""Changing what a commune may set: every value read and tried before anything is kept."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from content_queue import audit, rights
from content_queue.communes import CommuneSettings, settings_of
from content_queue.models import Commune, User

DAY = 24 * 60  # minutes
MOST = {
    "lead_minutes": DAY,
    "link_wait_minutes": DAY,
    "remind_minutes": DAY,
    "overdue_minutes": 7 * DAY,
    "horizon_days": 366,
    "repeat_days": 366,
}
YES = frozenset({"yes", "true", "1", "có"})
NO = frozenset({"no", "false", "0", "không"})


class SettingRefused(ValueError):
    """A setting that can't be kept; the sentence says what it must be."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def change(
    session: Session, commune: Commune, given: Mapping[str, str], *, actor: User, now: datetime
) -> None:
    """Keep settings given as text. Raises NotPermitted, SettingRefused; nothing is kept then."""
    rights.require(actor, "set up")
    values = {name: _read(name, text.strip()) for name, text in given.items()}
    before = settings_of(commune)
    commune.settings = {**commune.settings, **values}
    told = {name: f"{getattr(before, name)} → {value}" for name, value in values.items()}
    audit.record(session, "change", commune, actor=actor, now=now, **told)


def _read(name: str, text: str) -> Any:
    known = {each.name: each.default for each in fields(CommuneSettings)}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Có phải “{near[0]}”?" if near else f"Có: {', '.join(known)}."
        raise SettingRefused(f"Không có cài đặt “{name}” của xã. {hint}")
    if name == "console_url":
        return _address(name, text)
    readers: dict[type, Callable[[str, str], Any]] = {bool: _yes, int: _number, tuple: _list, str: _hour}
    return readers[type(known[name])](name, text)


def _yes(name: str, text: str) -> bool:
    if text.casefold() not in YES | NO:
        raise SettingRefused(f"Cài đặt “{name}” phải là yes hoặc no.")
    return text.casefold() in YES


def _number(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) > MOST[name]:
        raise SettingRefused(f"Cài đặt “{name}” phải là số từ 0 đến {MOST[name]}.")
    return int(text)


def _list(name: str, text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _address(name: str, text: str) -> str:
    parts = urlsplit(text)
    at_home = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if text and not (parts.hostname and (parts.scheme == "https" or at_home)):
        raise SettingRefused(f"Cài đặt “{name}” phải là địa chỉ đầy đủ, bắt đầu bằng https://.")
    return text


def _hour(name: str, text: str) -> str:
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        raise SettingRefused(f"Cài đặt “{name}” phải là giờ, ví dụ 21:00.") from None
