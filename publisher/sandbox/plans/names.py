"""The faults by name: what each does, what it may be told, and the Fault it is for a service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from publisher.sandbox.plans.services import ANY, READ_BACK, SEND, Fields, Service

Span = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class FaultName:
    """One fault as people call it; `does` in Vietnamese and English."""

    does: tuple[str, str]
    make: Callable[[Service | None, Span, bool], Fields]  # of a service, for so long, accepted or not
    calls: str = SEND  # the calls meant where only a service is named
    seconds: Span | None = None  # how long by default; None: takes no time
    is_range: bool = False  # may be told as two numbers
    takes_accepted: bool = False
    by_service: bool = False  # each service says it in its own words


def _hang(service: Service | None, seconds: Span, accepted: bool) -> Fields:
    return {"drop": True, "before": not accepted, "seconds": seconds[0]}


def _late(service: Service | None, seconds: Span, accepted: bool) -> Fields:
    return {"hide_seconds": seconds[0], "hide_at_most": seconds[1]}


def _of(service: Service | None) -> Service:
    if service is None:
        raise ValueError("this fault is said in a service's own words")
    return service


def _always(**fields: Any) -> Callable[[Service | None, Span, bool], Fields]:
    return lambda service, seconds, accepted: fields


NAMES: Mapping[str, FaultName] = {
    "refuse": FaultName(
        does=(
            "đóng đường dây trước khi đọc lời gọi: nơi nhận không nhận gì",
            "closes the line before the call is read: nothing is received",
        ),
        make=_always(before=True, drop=True),
    ),
    "cut": FaultName(
        does=("nhận rồi cắt đường dây: mất câu trả lời", "accepts, then cuts the line: the answer is lost"),
        make=_always(drop=True),
    ),
    "error-after": FaultName(
        does=("nhận rồi trả lời lỗi máy chủ 500", "accepts, then answers with a server error 500"),
        make=lambda service, seconds, accepted: _of(service).broken,
        by_service=True,
    ),
    "hang": FaultName(
        does=(
            "im lặng chừng ấy giây rồi đóng đường dây; đã nhận hay chưa thì tùy “accepted”",
            "is silent for so many seconds, then closes; accepted or not as told",
        ),
        make=_hang,
        seconds=(60.0, 60.0),
        takes_accepted=True,
    ),
    "truncated-json": FaultName(
        does=("nhận, câu trả lời chỉ tới nửa đầu", "accepts, but only the first half of the answer arrives"),
        make=_always(truncate=True),
    ),
    "html-body": FaultName(
        does=(
            "nhận, rồi máy trung gian trả một trang web 502 thay câu trả lời",
            "accepts, but a proxy answers with its web page (502)",
        ),
        make=_always(status=502),
    ),
    "rate-limit": FaultName(
        does=(
            "không nhận: quá số lần gọi (429), hẹn chừng ấy giây",
            "does not accept: too many calls (429), come again after so many seconds",
        ),
        make=lambda service, seconds, accepted: {"before": True, **_of(service).rate_limited(seconds[0])},
        seconds=(60.0, 60.0),
        by_service=True,
    ),
    "token-dead": FaultName(
        does=(
            "không nhận: mã truy cập đã chết (Graph 190, Zalo -216)",
            "does not accept: the access token is dead (Graph 190, Zalo -216)",
        ),
        make=lambda service, seconds, accepted: {"before": True, **_of(service).token_dead},
        calls=ANY,
        by_service=True,
    ),
    "read-back-late": FaultName(
        does=(
            "nhận và trả lời tốt, nhưng đọc lại thì chừng ấy giây sau mới thấy",
            "accepts and answers well, but shows it in read-backs only so many seconds later",
        ),
        make=_late,
        seconds=(0.0, 30.0),
        is_range=True,
    ),
    "read-back-down": FaultName(
        does=("không đọc lại được (503)", "nothing can be read back (503)"),
        make=_always(before=True, status=503),
        calls=READ_BACK,
    ),
}
