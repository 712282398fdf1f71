"""YAML as people write it: nodes that know their line, fields that are known or guessed at."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import yaml

from publisher.importing.problems import ProblemList

LONGEST = 64 * 1024


class Mistake(Exception):
    """A value that can't be used: what is wrong, and how to mend it."""

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence} {remedy}".strip())
        self.sentence = sentence
        self.remedy = remedy


def line_of(node: yaml.Node) -> int:
    """Return the line a node stands on, from 1."""
    return int(node.start_mark.line) + 1


def words_of(node: yaml.Node) -> str:
    """Return a plain value as it was written; Mistake when it is a list or a table."""
    if not isinstance(node, yaml.ScalarNode):
        raise Mistake("Chỗ này cần một giá trị, không phải danh sách.")
    return str(node.value).strip()


def compose(text: str, problems: ProblemList) -> yaml.Node | None:
    """Return the root of a YAML or JSON text, None when it can't be read; the mistake is noted."""
    if len(text) > LONGEST:
        problems.error("plan-long", 0, "Tệp dài quá 64 KB, không phải kịch bản lỗi.")
        return None
    if text.lstrip()[:1] in {"{", "["}:
        text = text.replace("\t", " ")  # JSON may be indented with tabs, YAML may not
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problems.error("plan-yaml", line, "Không đọc được dòng này theo dạng YAML.", _advice(text, line))
        return None
    except (yaml.YAMLError, RecursionError):
        problems.error("plan-yaml", 1, "Không đọc được tệp này theo dạng YAML hay JSON.")
        return None
    if root is None:
        problems.error("plan-empty", 1, "Kịch bản lỗi trống.", "Cần một danh sách “faults”.")
    return root


def _advice(text: str, line: int) -> str:
    lines = text.split("\n")
    if any("\t" in each for each in lines[max(0, line - 2) : line]):
        return "Bỏ phím Tab, dùng dấu cách."
    return "Xem lại dấu hai chấm, dấu ngoặc và cách thụt dòng ở đây và dòng trên."


def fields_of(node: yaml.MappingNode, known: Iterable[str], problems: ProblemList) -> dict[str, yaml.Node]:
    """Return the values by name; unknown and repeated names are noted."""
    names = tuple(known)
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value).strip() if isinstance(key, yaml.ScalarNode) else "?"
        if name not in names:
            problems.error("plan-field", line_of(key), f"Không có mục tên “{name}”.", nearest(name, names))
        elif name in found:
            first = line_of(found[name])
            sentence = f"“{name}” được ghi hai lần (đã có ở dòng {first})."
            problems.error("plan-twice", line_of(key), sentence, "Giữ lại một dòng.")
        else:
            found[name] = value
    return found


def nearest(name: str, names: Iterable[str]) -> str:
    """Return what may have been meant, and all there is."""
    known = list(names)
    near = difflib.get_close_matches(name.casefold().replace("_", "-"), known, n=1, cutoff=0.6)
    near = near or difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.6)
    listed = f"Có: {', '.join(known)}."
    return f"Có phải “{near[0]}”? {listed}" if near else listed
