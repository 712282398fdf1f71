"""Reading the text of a repeat rule (RFC 5545 RRULE), with a clear sentence for each mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from difflib import get_close_matches
from zoneinfo import ZoneInfo

EXAMPLE = "FREQ=WEEKLY;BYDAY=TU,FR;UNTIL=20261231"
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")
_WEEKDAY = r"(MO|TU|WE|TH|FR|SA|SU)"
_NUMBER = r"[1-9]\d{0,3}"
MOST_COUNT = 2000


class BadRepeat(ValueError):
    """A repeat rule that cannot be followed; `piece` is the part of the text that is wrong."""

    def __init__(self, sentence: str, *, piece: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.piece = piece


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule that ends: `pattern` is its text without the end; exactly one of `count` and `until` is set.

    `until` is naive local time, or aware when the text said UTC (`Z`).
    """

    pattern: str
    count: int = 0
    until: datetime | None = None
    until_text: str = ""

    def last_instant(self, zone: ZoneInfo) -> datetime | None:
        """Return the last instant allowed, None when the rule counts instead."""
        if self.until is None or self.until.tzinfo is not None:
            return self.until
        return self.until.replace(tzinfo=zone, fold=1).astimezone(UTC)


def read_rule(text: str) -> Rule:
    """Return the rule written in `text`; raises BadRepeat naming the piece that is wrong."""
    pieces = _split(text)
    for name, value in pieces.items():
        _check_piece(name, value)
    if "FREQ" not in pieces:
        raise BadRepeat(f"Quy tắc lặp thiếu FREQ (nhịp lặp). Ví dụ: {EXAMPLE}.", piece=text)
    _check_end(pieces)
    _check_company(pieces)
    pattern = ";".join(f"{name}={value}" for name, value in pieces.items() if name not in {"COUNT", "UNTIL"})
    return Rule(
        pattern=pattern,
        count=int(pieces.get("COUNT", 0)),
        until=_until(pieces["UNTIL"]) if "UNTIL" in pieces else None,
        until_text=pieces.get("UNTIL", ""),
    )


def _split(text: str) -> dict[str, str]:
    pieces: dict[str, str] = {}
    for piece in re.sub(r"^\s*RRULE:", "", text.strip(), flags=re.IGNORECASE).rstrip(";").split(";"):
        name, equals, value = (part.strip().upper() for part in piece.partition("="))
        if not equals or not value:
            raise BadRepeat(
                f"Mảnh “{piece.strip()}” của quy tắc lặp không có dạng TÊN=GIÁ TRỊ. Ví dụ: {EXAMPLE}.",
                piece=piece.strip(),
            )
        if name in pieces:
            raise BadRepeat(f"“{name}” được ghi hai lần trong quy tắc lặp; hãy giữ một.", piece=piece.strip())
        pieces[name] = value
    return pieces


def _signed(number: str) -> str:
    return rf"[+-]?({number})(,[+-]?({number}))*"


def _listed(number: str) -> str:
    return rf"({number})(,({number}))*"


# name → (what the value looks like, how to write it)
_PIECES: dict[str, tuple[str, str]] = {
    "FREQ": ("|".join(FREQUENCIES), "một trong " + ", ".join(FREQUENCIES)),
    "INTERVAL": (_NUMBER, "một số từ 1 trở lên"),
    "COUNT": (_NUMBER, f"số lần, từ 1 đến {MOST_COUNT}"),
    "UNTIL": (r"\d{8}(T\d{4}(\d{2})?Z?)?", "ngày cuối, dạng 20261231 hoặc 20261231T170000"),
    "BYDAY": (
        rf"([+-]?[1-5]?{_WEEKDAY})(,[+-]?[1-5]?{_WEEKDAY})*",
        "thứ viết tắt MO,TU,WE,TH,FR,SA,SU (thứ Hai đến Chủ nhật)",
    ),
    "BYMONTHDAY": (_signed(r"[1-9]|[12]\d|3[01]"), "ngày trong tháng, 1 đến 31"),
    "BYYEARDAY": (_signed(r"[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6]"), "ngày trong năm, 1 đến 366"),
    "BYWEEKNO": (_signed(r"[1-9]|[1-4]\d|5[0-3]"), "tuần trong năm, 1 đến 53"),
    "BYMONTH": (_listed(r"0?[1-9]|1[0-2]"), "tháng, 1 đến 12"),
    "BYSETPOS": (_signed(r"[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6]"), "thứ tự trong kỳ, ví dụ 1 hoặc -1"),
    "BYHOUR": (_listed(r"[01]?\d|2[0-3]"), "giờ, 0 đến 23"),
    "BYMINUTE": (_listed(r"[0-5]?\d"), "phút, 0 đến 59"),
    "WKST": (_WEEKDAY, "thứ đầu tuần, ví dụ MO"),
}


def _check_piece(name: str, value: str) -> None:
    if name not in _PIECES:
        near = get_close_matches(name, _PIECES, n=1)
        remedy = f" Có phải “{near[0]}”?" if near else " Các tên dùng được: " + ", ".join(_PIECES) + "."
        raise BadRepeat(f"Quy tắc lặp không có mảnh tên “{name}”.{remedy}", piece=f"{name}={value}")
    shape, meaning = _PIECES[name]
    if not re.fullmatch(shape, value):
        raise BadRepeat(f"“{name}={value}” sai: {name} phải là {meaning}.", piece=f"{name}={value}")


def _check_end(pieces: dict[str, str]) -> None:
    if "COUNT" in pieces and "UNTIL" in pieces:
        raise BadRepeat(
            "Quy tắc lặp ghi cả COUNT và UNTIL; chỉ được chọn một.", piece=f"COUNT={pieces['COUNT']}"
        )
    if "COUNT" not in pieces and "UNTIL" not in pieces:
        raise BadRepeat(
            "Quy tắc lặp không có điểm dừng: hãy thêm UNTIL=… (ngày cuối) hoặc COUNT=… (số lần).",
            piece=f"FREQ={pieces['FREQ']}",
        )
    if int(pieces.get("COUNT", 1)) > MOST_COUNT:
        raise BadRepeat(f"“COUNT={pieces['COUNT']}” quá lớn: nhiều nhất {MOST_COUNT} lần.", piece="COUNT")


def _check_company(pieces: dict[str, str]) -> None:
    """Refuse what RFC 5545 allows only in certain company."""
    frequency = pieces["FREQ"]
    if re.search(r"\d", pieces.get("BYDAY", "")) and frequency not in {"MONTHLY", "YEARLY"}:
        piece = f"BYDAY={pieces['BYDAY']}"
        raise BadRepeat(f"“{piece}” có số thứ tự, chỉ dùng với FREQ=MONTHLY hoặc FREQ=YEARLY.", piece=piece)
    if "BYWEEKNO" in pieces and frequency != "YEARLY":
        raise BadRepeat("BYWEEKNO chỉ dùng với FREQ=YEARLY.", piece=f"BYWEEKNO={pieces['BYWEEKNO']}")
    if "BYSETPOS" in pieces and not any(name.startswith("BY") for name in pieces.keys() - {"BYSETPOS"}):
        raise BadRepeat("BYSETPOS cần đi cùng một mảnh BY… khác.", piece=f"BYSETPOS={pieces['BYSETPOS']}")


def _until(value: str) -> datetime:
    """Read UNTIL; a date alone means the end of that local day, so that its last occurrence counts."""
    try:
        day = datetime.strptime(value[:8], "%Y%m%d")  # noqa: DTZ007 (wall time of the commune)
        if len(value) == 8:
            return datetime.combine(day, time.max)
        digits = value[9:].removesuffix("Z")
        moment = datetime.combine(day, time(int(digits[:2]), int(digits[2:4]), int(digits[4:6] or 0)))
    except ValueError:
        raise BadRepeat(f"“UNTIL={value}” không phải ngày giờ có thật.", piece=f"UNTIL={value}") from None
    return moment.replace(tzinfo=UTC) if value.endswith("Z") else moment
