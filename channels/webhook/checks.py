"""What keeps a portal from being published to, in sentences for staff; nothing is published."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

from channels.base import ChannelError
from channels.http import base_problem, lookups_problem
from channels.webhook.requests import GONE, Portal
from channels.webhook.templates import address_problem, problem

NOBODY = "PT-0000-0000"  # a reference that no message has


class Settings(Protocol):
    """The settings of a portal that are looked at."""

    @property
    def url(self) -> str: ...
    @property
    def expected(self) -> tuple[str, ...]: ...
    @property
    def success(self) -> str: ...
    @property
    def read_back(self) -> str: ...
    @property
    def correct_url(self) -> str: ...
    @property
    def retract_url(self) -> str: ...
    @property
    def page_url(self) -> str: ...
    @property
    def proof(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def lookups(self) -> tuple[float, ...]: ...


def problems(channel: Settings, portal: Portal) -> tuple[str, ...]:
    """Return the problems of a portal; nothing is called while its settings are wrong."""
    wrong = tuple(_of_settings(channel, portal))
    if wrong or not channel.read_back:
        return wrong
    try:
        answer = portal.read(NOBODY)
        if answer.status in GONE:
            return ()
        error = portal.expected.error_in(answer) if answer.status != 200 else None
    except ChannelError as failed:
        error = failed
    return (f"Địa chỉ tra lại (read_back): {error.sentence}",) if error else ()


def _of_settings(channel: Settings, portal: Portal) -> Iterator[str]:
    yield from filter(None, (address_refused(channel.url), problem(portal.template)))
    yield from _of_addresses(channel)
    yield from _of_answers(channel)
    yield from _of_proof(channel)


def _of_addresses(channel: Settings) -> Iterator[str]:
    for name in ("read_back", "correct_url", "retract_url", "page_url"):
        template = getattr(channel, name)
        if template and (wrong := address_problem(template) or address_refused(template)):
            yield f"Cài đặt {name}: {wrong}"
    if channel.read_back and "reference" not in channel.read_back:
        yield "Địa chỉ tra lại (read_back) phải có {{ reference }}."
    if channel.read_back and (wrong := lookups_problem(channel.lookups, channel.url)):
        yield wrong


def _of_answers(channel: Settings) -> Iterator[str]:
    wanted = [each.isdigit() and 200 <= int(each) < 300 for each in channel.expected]
    if not wanted or not all(wanted):
        yield "Mã HTTP khi nhận tin (expected) phải từ 200 đến 299, ví dụ 200,201."
    if channel.success and "=" not in channel.success:
        yield "Điều kiện (success) phải có dạng chỗ=giá trị, ví dụ status=success."


def _of_proof(channel: Settings) -> Iterator[str]:
    if channel.proof != "none" and not channel.secret:
        yield "Đã chọn cách ký (proof) mà thiếu khóa bí mật (secret)."
    if channel.proof.startswith("nukeviet") and not channel.key:
        yield "NukeViet cần apikey (key)."


def address_refused(url: str) -> str | None:
    """Return why an address may not be called: no https, or one that only a cloud's inside answers."""
    host = urlsplit(url).hostname or ""
    try:
        if ipaddress.ip_address(host).is_link_local:
            return f"Địa chỉ {host} là địa chỉ nội bộ của máy, không phải của một cổng."
    except ValueError:
        pass
    return base_problem(url)
