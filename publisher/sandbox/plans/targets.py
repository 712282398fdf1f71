"""Whom an entry strikes, as written: `graph`, `zalo read-back`, or `POST /group/message`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from publisher.sandbox.plans.names import FaultName
from publisher.sandbox.plans.nodes import Mistake, nearest, words_of
from publisher.sandbox.plans.services import READ_BACK, SEND, SERVICES, Service, service_at

METHODS = frozenset({"GET", "POST", "DELETE", "ANY"})


@dataclass(frozen=True, kw_only=True)
class Target:
    """Calls that are meant, and whose they are when that is known."""

    written: str
    method: str  # empty: any
    path: str
    service: Service | None


def targets_of(node: yaml.Node, named: FaultName) -> Iterator[Target]:
    """Yield the targets of a value or a list; Mistake at the first that can't be told."""
    each = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not each:
        raise Mistake("“on” chưa nói lỗi xảy ra ở đâu.", nearest("", SERVICES))
    yield from (_target(words_of(one), named) for one in each)


def _target(written: str, named: FaultName) -> Target:
    first, _, rest = written.partition(" ")
    if first.upper() in METHODS and rest.strip().startswith("/"):
        return _by_path(written, first.upper(), rest.strip(), named)
    if first not in SERVICES:
        raise Mistake(
            f"Không có nơi nhận tên “{first}”.",
            f"{nearest(first, SERVICES)} Hoặc viết như “POST /group/message”.",
        )
    service, call = SERVICES[first], rest.strip() or named.calls
    if call not in service.calls:
        raise Mistake(f"“{first}” không có lời gọi “{call}”.", nearest(call, service.calls))
    if named.is_range and (call != SEND or READ_BACK not in service.calls):
        raise Mistake(
            "Lỗi này chỉ dùng cho lời gọi “send” của nơi nhận đọc lại được.",
            "Có: graph, zalo, wordpress, portal.",
        )
    method, path = service.calls[call]
    return Target(written=f"{first} {call}", method=method, path=path, service=service)


def _by_path(written: str, method: str, path: str, named: FaultName) -> Target:
    service = service_at(path)
    if named.by_service and service is None:
        raise Mistake(
            f"Không rõ đường dẫn “{path}” là của ai, mà mỗi nơi báo lỗi này một cách.",
            "Viết graph, zalo hoặc zalo_bot ở mục “on”.",
        )
    return Target(written=written, method="" if method == "ANY" else method, path=path, service=service)
