"""Splitting a message file: YAML front matter with the line of every value, and the Markdown body.

`yaml.compose` gives nodes with their place and leaves `17:00` and dates as the text that staff wrote.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from publisher.importing.problems import ProblemList
from publisher.importing.yaml_lines import compose

FIELDS = (
    *("title", "topic", "unit", "urgency", "media", "at", "repeat", "valid_until"),
    *("zones", "source", "image", "images", "file", "files", "corrects", "link", "children"),
    *("recording", "recordings"),
)
_LISTS = frozenset({"media", "at", "zones", "images", "files", "children", "recordings"})
_FENCE = re.compile(r"---[ \t]*")

# What staff write in Vietnamese or by habit → the field meant; only ever proposed, never assumed.
_HABITS = {
    habit: name
    for name, habits in {
        "title": "tieu_de tiêu_đề",
        "topic": "chuyen_muc chuyên_mục",
        "unit": "don_vi đơn_vị author",
        "urgency": "muc_do mức_độ",
        "media": "kenh kênh",
        "at": "gio giờ thoi_gian thời_gian date time",
        "repeat": "lap lặp",
        "valid_until": "han hạn expires",
        "zones": "thon thôn hamlets",
        "source": "nguon nguồn",
        "image": "anh ảnh",
        "file": "tep tệp attachment attachments",
        "children": "tre_em trẻ_em",
        "recording": "ghi_am ghi_âm thu_am thu_âm audio",
        "corrects": "dinh_chinh đính_chính",
    }.items()
    for habit in habits.split()
}


@dataclass(frozen=True, kw_only=True)
class Written:
    """One value as it was written, with its line in the file."""

    text: str
    line: int


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """The fields of a file by name, each with its values, and the body with the line where it starts."""

    fields: Mapping[str, tuple[Written, ...]] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1

    def one(self, name: str) -> Written | None:
        """Return the value of a field, None when it is absent or empty."""
        return next(iter(self.fields.get(name, ())), None)

    def all(self, name: str) -> tuple[Written, ...]:
        """Return all values of a field."""
        return self.fields.get(name, ())


def split(text: str, problems: ProblemList) -> FrontMatter | None:
    """Return the parts of a file's text, None when it has no readable front matter; mistakes are noted."""
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        problems.error(
            "no-front-matter",
            1,
            "Tệp không có phần khai báo ở đầu.",
            "Dòng đầu tiên phải là “---”, rồi các dòng title:, topic:, unit:…, rồi một dòng “---” nữa.",
        )
        return None
    end = next((at for at, line in enumerate(lines[1:], 1) if _FENCE.fullmatch(line)), None)
    if end is None:
        problems.error(
            "front-matter-open",
            1,
            "Phần khai báo không có dòng “---” kết thúc.",
            "Thêm một dòng “---” ngay sau dòng khai báo cuối cùng, trước nội dung tin.",
        )
        return None
    head = "\n".join(lines[1:end])
    fields = _fields(head, problems)
    if fields is None:
        return None
    return FrontMatter(fields=fields, body="\n".join(lines[end + 1 :]), body_line=end + 2)


def _fields(head: str, problems: ProblemList) -> dict[str, tuple[Written, ...]] | None:
    root = compose(head, problems)
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode):
        problems.error(
            "front-matter-shape",
            2,
            "Phần khai báo không phải các dòng “tên: giá trị”.",
            "Ví dụ: title: Tên tin.",
        )
        return None
    found: dict[str, tuple[Written, ...]] = {}
    first_lines: dict[str, int] = {}
    for key, value in root.value:
        name, line = str(key.value).strip() if isinstance(key, yaml.ScalarNode) else "?", _line(key)
        if name in first_lines:
            problems.error(
                "duplicate-key",
                line,
                f"“{name}” được ghi hai lần (đã có ở dòng {first_lines[name]}).",
                "Giữ lại một dòng.",
            )
            continue
        first_lines[name] = line
        if name not in FIELDS:
            problems.error("unknown-key", line, f"Không có mục tên “{name}”.", _did_you_mean(name))
            continue
        found[name] = tuple(_values(name, value, head, problems))
    return found


def _values(name: str, node: yaml.Node, head: str, problems: ProblemList) -> Iterator[Written]:
    if isinstance(node, yaml.ScalarNode):
        _note_comment(name, node, head, problems)
        yield from _scalar(name, node)
    elif isinstance(node, yaml.SequenceNode) and name in _LISTS:
        for each in node.value:
            if isinstance(each, yaml.ScalarNode):
                _note_comment(name, each, head, problems)
                yield from _scalar(name, each, in_list=True)
            else:
                problems.error(
                    "value-shape",
                    _line(each),
                    f"“{name}” có một phần tử không phải chữ.",
                    "Ghi thẳng giá trị.",
                )
    else:
        remedy = (
            "Ghi một giá trị, hoặc một danh sách [a, b]." if name in _LISTS else "Ghi một giá trị duy nhất."
        )
        problems.error("value-shape", _line(node), f"“{name}” không được ghi dưới dạng này.", remedy)


def _scalar(name: str, node: yaml.ScalarNode, *, in_list: bool = False) -> Iterator[Written]:
    text = str(node.value).strip()
    if node.tag == "tag:yaml.org,2002:null":
        return
    pieces = re.split(r"[,;]", text) if name in {"media", "zones"} and not in_list else [text]
    yield from (Written(text=piece.strip(), line=_line(node)) for piece in pieces if piece.strip())


def _note_comment(name: str, node: yaml.ScalarNode, head: str, problems: ProblemList) -> None:
    """Say when YAML takes the words behind “ #” for a remark and drops them."""
    line = head.split("\n")[node.end_mark.line]
    rest = line[node.end_mark.column :].strip(" ,]")
    if not rest.startswith("#") or len(rest) < 2:
        return
    note = problems.error if name in {"title", "source"} else problems.warning
    note(
        "comment-dropped",
        node.end_mark.line + 2,
        f"“{name}”: phần “{rest[:60]}” sau dấu # bị coi là ghi chú và bỏ qua.",
        "Đặt cả giá trị trong dấu ngoặc kép nếu đó là nội dung, hoặc xóa phần ghi chú.",
    )


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2  # the fence is line 1, marks count from 0


def _did_you_mean(name: str) -> str:
    plain = name.casefold().replace("-", "_").replace(" ", "_")
    habit = _HABITS.get(plain)
    near = [habit] if habit else difflib.get_close_matches(plain, FIELDS, n=1, cutoff=0.6)
    listed = "Các mục dùng được: " + ", ".join(FIELDS) + "."
    return f"Có phải “{near[0]}”? {listed}" if near else listed
