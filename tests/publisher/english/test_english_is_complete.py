"""Every Vietnamese sentence that staff may read has its English.

`python -m pytest tests/publisher/english` lists what is missing, as lines to fill in under
publisher/english/sentences/.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from functools import cache
from itertools import count
from pathlib import Path

from publisher.english.catalogue import entries, slots_of
from publisher.english.recognition import VIETNAMESE_LETTER, in_english

ROOT = Path(__file__).parents[3]
PACKAGES = ("channels", "content_queue", "schedules", "publisher")
MOMENT = datetime(2026, 11, 24, 17, 5, 6)

# What the public hears, sees or writes is Vietnamese by design, and so is what is only compared with: whole
# folders and files, or one name in a file. What is raised or yielded there is for staff all the same.
NOT_FOR_STAFF = {
    "*/testing.py": "made-up messages and communes",
    "channels/facebook/wording.py:link_line": "part of the post",
    "channels/handover/package.py:FORM": "part of the package",
    "channels/handover/package.py:_label": "part of the package",
    "channels/loudspeaker/__init__.py:CLOSING": "read aloud",
    "channels/loudspeaker/__init__.py:OPENING": "read aloud",
    "channels/loudspeaker/announcer.py:_OWN_NAMES": "what people may write",
    "channels/loudspeaker/announcer.py:others_of": "part of an official paper",
    "channels/loudspeaker/announcements.py:TITLES": "titles of recordings, as players show them",
    "channels/loudspeaker/audio/master.py:PROFILES": "values of a setting",
    "channels/loudspeaker/bulletin/sheet.py:COLUMNS": "part of an official paper",
    "channels/loudspeaker/bulletin/sheet.py:_row": "part of an official paper",
    "channels/loudspeaker/bulletin/sheet.py:shipped_template": "part of an official paper",
    "channels/loudspeaker/reading.py:DIALECTS": "values of a setting",
    "channels/loudspeaker/readiness.py:_SAMPLE": "a made-up bulletin",
    "channels/loudspeaker/trial.py": "read aloud, and its title as players show it",
    "channels/loudspeaker/spoken/*": "the grammar of spoken Vietnamese",
    "channels/office_paper.py:head": "part of an official paper",
    "channels/office_paper.py:signatures": "part of an official paper",
    "channels/settings.py:_yes": "what people may write",
    "channels/text.py:SIGNATURE": "part of the post",
    "publisher/logbook/papers.py": "an official paper",
    "publisher/logbook/entries.py:_night_orders": "part of an official paper",
    "channels/website/fragment.py:URGENCIES": "part of the page",
    "channels/website/fragment.py:_with_scrolling_tables": "part of the page",
    "channels/website/look.py": "days and hours on public pages",
    "channels/website/topics.py": "sections of the public site",
    "channels/wordpress/body.py:_document": "part of the post",
    "channels/wordpress/body.py:_words": "part of the post",
    "channels/wordpress/body.py:whole": "part of the post",
    "channels/wording.py:_heading": "part of the post",
    "channels/wording.py:plain_text": "part of the post",
    "content_queue/commune_settings.py:NO": "what people may write",
    "content_queue/commune_settings.py:YES": "what people may write",
    "content_queue/communes.py:TOPICS": "names that the commune may change",
    "content_queue/communes.py:add_commune": "names that the commune may change",
    "publisher/cli/setting_up.py:begin_if_nothing_is_there": "names that the commune may change",
    "publisher/cli/misuse.py": "said only in Vietnamese; the English is click's own",
    "publisher/cases/reading.py:_facts": "the notice on a post",
    "publisher/demo/commune.py": "names of the demo commune",
    "publisher/demo/dating.py": "days in the demo's messages",
    "publisher/demo/words.py": "English stands beside",
    "publisher/facts.py": "what pages and announcements say",
    "publisher/importing/front_matter.py:_HABITS": "what people may write",
    "publisher/importing/known.py": "how names of places begin",
    "publisher/importing/legacy.py": "tables of letters",
    "publisher/importing/syllables.py": "tables of syllables",
    "publisher/sandbox/fault_door.py:FROM_HERE_ONLY": "English stands beside",
    "publisher/sandbox/graph/*": "what the stand-in answers",
    "publisher/sandbox/pages.py": "pages of the stand-ins",
    "publisher/sandbox/wordpress/*": "what the stand-in answers",
    "publisher/sandbox/zalo*": "what the stand-in answers",
    "publisher/wording.py": "English stands beside",
    "schedules/calendars.py:CAMPAIGN_DAYS": "names that the commune may change",
    "schedules/timetables.py:DEFAULT_SLOTS": "names that the commune may change",
}
NEVER_SHOWN = {
    "Trang thông tin điện tử xã": "name of a demo channel",
    "Một hai ba.": "said by the voice to try it",
    "Đính chính tin đã phát: 9001": "read aloud",
}
MATCHING = {"compile", "fullmatch", "maketrans", "match", "replace", "search", "split", "sub"}


@dataclass
class Collector:
    """Gathers the texts of one file as they would look with their slots filled with numbers."""

    file: str
    samples: list[Sample] = field(default_factory=list)

    def look(self, node: ast.AST, *, shown: bool) -> None:
        """Gather from a node and all below it; where `shown` is false only what is raised or yielded."""
        if _has_english_beside(node) or _is_docstring(node):
            return
        shown = (shown and f"{self.file}:{_name(node)}" not in NOT_FOR_STAFF) or _is_told(node)
        if _is_text(node):
            self._text(node, shown=shown)
            return
        for below in _children(node):
            self.look(below, shown=shown)

    def _text(self, node: ast.AST, *, shown: bool) -> None:
        filling = _Filling()
        text = filling.of(node)
        if shown and VIETNAMESE_LETTER.search(text) and text not in NEVER_SHOWN:
            self.samples.append(Sample(text, tuple(filling.names), f"{self.file}:{node.lineno}"))
        for below in filling.inside:
            self.look(below, shown=shown)


@dataclass(frozen=True)
class Sample:
    """One text with the numbers 9001, 9002, … in its slots."""

    text: str
    names: tuple[str, ...]
    place: str

    @property
    def template(self) -> str:
        """Return it as a line of the catalogue."""
        text = re.sub(r"90\d\d", lambda number: f"{{{self.names[int(number[0]) - 9001]}}}", self.text)
        return re.sub(r"(?<=[.?!]) \{\w+\}$", "", text).strip(" ,")


class _Filling:
    """Turns a text node into a finished sentence."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.written: list[str] = []
        self.inside: list[ast.AST] = []

    def of(self, node: ast.AST) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return _dated(node.value)
        if isinstance(node, ast.JoinedStr):
            return "".join(self.of(each) for each in node.values)
        if isinstance(node, ast.BinOp) and _is_text(node):
            return self.of(node.left) + self.of(node.right)
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            self.inside.append(node.format_spec)
        return self._slot(node.value if isinstance(node, ast.FormattedValue) else node)

    def _slot(self, value: ast.AST) -> str:
        written = ast.unparse(value)
        if written in self.written:
            return str(9001 + self.written.index(written))
        self.inside.append(value)
        self.written.append(written)
        words = [each.lower() for each in re.findall(r"[a-zA-Z]+", written)] or ["slot"]
        names = (words[-1] + (str(number) if number > 1 else "") for number in count(1))
        name = next(each for each in names if each not in self.names)
        self.names.append(name)
        return str(9000 + len(self.names))


def _dated(text: str) -> str:
    return MOMENT.strftime(text) if re.search(r"%[HMdm]", text) else text


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add) and (_is_text(node.left) or _is_text(node.right))
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_told(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise | ast.Yield)


def _has_english_beside(node: ast.AST) -> bool:
    """Say whether this is `tr(vi, en)`, a pair (vi, en) or the table of commands."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).split(".")[-1] in {"tr", "say"} and len(node.args) == 2
    if isinstance(node, ast.Tuple) and len(node.elts) == 2 and all(map(_is_text, node.elts)):
        return [bool(VIETNAMESE_LETTER.search(_Filling().of(each))) for each in node.elts] == [True, False]
    return isinstance(node, ast.AnnAssign) and _name(node) == "COMMANDS"


def _name(node: ast.AST) -> str:
    """Return the name that a statement gives to something, empty when it gives none."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return str(getattr(node, "name", "") or getattr(target, "id", ""))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is below a node, without values that are no sentences: defaults, patterns, comparisons."""
    if isinstance(node, ast.Compare | ast.arguments):
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in MATCHING:
        yield from ast.iter_child_nodes(node.func)
        return
    for below in ast.iter_child_nodes(node):
        if not (isinstance(below, ast.keyword) and below.arg in {"default", "choices"}):
            yield below


def _is_exempt(file: str) -> bool:
    return any(fnmatch(file, each) for each in NOT_FOR_STAFF)


@cache
def sources() -> dict[str, str]:
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@cache
def samples() -> tuple[Sample, ...]:
    found: dict[str, Sample] = {}
    for file, source in sources().items():
        collector = Collector(file)
        collector.look(ast.parse(source), shown=not _is_exempt(file))
        for each in collector.samples:
            found.setdefault(each.text, each)
    return tuple(found.values())


def lacking(sample: Sample) -> bool:
    """Say whether something is left in Vietnamese (quoted words are somebody's own) or a slot is lost."""
    english = in_english(sample.text)
    unquoted = re.sub(r"“([^”]+)”", lambda quoted: "" if quoted[1] in sample.text else quoted[0], english)
    numbers = re.findall(r"90\d\d", sample.text)
    return bool(VIETNAMESE_LETTER.search(unquoted)) or any(each not in english for each in numbers)


def test_every_sentence_for_staff_has_its_english() -> None:
    missing = [each for each in samples() if lacking(each)]

    lines = [f"# {each.place}\nvi: {each.template}\nen: \n" for each in missing]
    assert not lines, f"{len(lines)} sentences lack English; fill in:\n\n" + "\n".join(lines)


def test_nothing_in_the_catalogue_is_out_of_use() -> None:
    texts = "\0".join(each.text for each in samples())

    unused = [
        f"{entry.place}: {entry.vietnamese}"
        for entry in entries()
        if not re.search("[^\0]*?".join(map(re.escape, entry.words)), texts)
    ]

    assert not unused, "No longer said anywhere; delete:\n" + "\n".join(unused)


def test_both_languages_have_the_same_slots() -> None:
    unlike = [each.place for each in entries() if slots_of(each.vietnamese) != slots_of(each.english)]

    assert unlike == []


def test_of_two_slots_side_by_side_the_first_says_what_it_takes() -> None:
    unclear = [each.place for each in entries() if re.search(r"\{\w+\}\s?\{", each.vietnamese)]

    assert unclear == []


def test_nothing_stands_twice_in_the_catalogue() -> None:
    counted = Counter(entry.vietnamese for entry in entries())

    assert [each for each, times in counted.items() if times > 1] == []


def test_what_is_exempt_still_exists() -> None:
    exempt = [(each, *each.split(":")) for each in NOT_FOR_STAFF]

    gone = [
        each
        for each, files, *name in exempt
        if not any(
            fnmatch(file, files) and all(map(source.__contains__, name)) for file, source in sources().items()
        )
    ]

    assert gone == []
