"""Reading YAML that people wrote: each line it refuses gets its own advice, and reading goes on behind it."""

from __future__ import annotations

import re

import yaml

from publisher.importing.problems import ProblemList

MOST_HEAD = 64 * 1024


def compose(head: str, problems: ProblemList) -> yaml.Node | None:
    """Return the root node of the YAML between the fences, None when it cannot be read."""
    if len(head) > MOST_HEAD:
        problems.error("front-matter-long", 2, "Phần khai báo dài quá 64 KB.", "Kiểm tra dòng “---” thứ hai.")
        return None
    try:
        root = _compose_mending(head.split("\n"), problems)
    except yaml.reader.ReaderError as error:
        line = head[: int(error.position)].count("\n") + 2
        sentence = "Phần khai báo có ký tự điều khiển không đọc được."
        problems.error("front-matter-control", line, sentence, "Gõ lại dòng này thay vì dán.")
        return None
    except RecursionError:
        problems.error(
            "front-matter-yaml", 2, "Phần khai báo lồng quá nhiều ngoặc.", "Viết lại cho đơn giản."
        )
        return None
    if root is None and not problems.has_error:
        problems.error("front-matter-empty", 1, "Phần khai báo trống.", "Cần ít nhất một dòng title: …")
    return root


def _compose_mending(lines: list[str], problems: ProblemList) -> yaml.Node | None:
    """Read the lines; one that YAML refuses is noted and read as plain text: later mistakes show too."""
    mended: set[int] = set()
    while True:
        try:
            root: yaml.Node | None = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
            return root
        except yaml.MarkedYAMLError as error:
            at = _place(error, lines)
            if at not in mended:
                problems.error("front-matter-yaml", at + 2, *_yaml_advice(lines[at]))
            named = re.match(r"(\w+):\s*(.*)", lines[at])
            if at in mended or not named:
                return None
            mended.add(at)
            lines = [*lines[:at], f"{named[1]}: {_as_quoted(named[2])}", *lines[at + 1 :]]


def _place(error: yaml.MarkedYAMLError, lines: list[str]) -> int:
    """Return the line at fault: where an open quote or bracket began, else where reading stopped."""
    opened = error.context_mark and any(word in str(error.context) for word in ("quoted", "flow"))
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    return min(mark.line if mark else 0, len(lines) - 1)


def _as_quoted(value: str) -> str:
    plain = value.strip().strip("\"'[]")
    return "'" + plain.replace("'", "''") + "'"


def _yaml_advice(line: str) -> tuple[str, str]:
    """Return what is wrong with a line that YAML cannot read, and how to mend it."""
    sentence = f"Không đọc được dòng khai báo “{line.strip()[:80]}”."
    name, colon, value = line.strip().partition(":")
    value = value.strip()
    if "\t" in line:
        return sentence, "Bỏ phím Tab ở dòng này, dùng dấu cách."
    if value.startswith("[") and "]" not in value:
        return sentence, "Thiếu dấu ] đóng danh sách."
    if value[:1] in {'"', "'"} and (len(value) == 1 or value[-1] != value[0]):
        return sentence, "Thiếu dấu ngoặc kép đóng."
    if colon and value:
        quoted = value.strip("\"'").replace('"', "'")
        return sentence, f'Đặt giá trị trong dấu ngoặc kép: {name}: "{quoted}"'
    return sentence, "Mỗi dòng có dạng “tên: giá trị”; giá trị có dấu hai chấm thì đặt trong dấu ngoặc kép."
