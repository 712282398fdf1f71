"""One entry of a plan: which fault, on whom, and when; every value it has wrong is noted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from publisher.importing.problems import ProblemList
from publisher.sandbox.faults import Fault
from publisher.sandbox.plans.names import NAMES, FaultName, Span
from publisher.sandbox.plans.nodes import Mistake, fields_of, line_of, nearest, words_of
from publisher.sandbox.plans.targets import Target, targets_of

MOST = 1_000_000


def faults_of(node: yaml.Node, problems: ProblemList) -> Iterator[Fault]:
    """Yield the faults of one entry, one for each target; none when anything in it is wrong."""
    if not isinstance(node, yaml.MappingNode):
        remedy = "Một mục có ít nhất “fault: cut” và “on: graph”."
        problems.error("plan-entry", line_of(node), "Mục này không phải các cặp “tên: giá trị”.", remedy)
        return
    before = len(problems.found)
    given = fields_of(node, ("fault", "on", *READERS), problems)
    named = _named(node, given, problems)
    values = {name: _value(name, given[name], problems) for name in READERS if name in given}
    targets = _targets(node, given, named or NAMES["cut"], problems)
    if named is not None:
        _check(given, values, named, problems)
    if named is not None and len(problems.found) == before:
        name = words_of(given["fault"])
        yield from (_fault(name, named, target, values) for target in targets)


def _named(node: yaml.Node, given: Mapping[str, yaml.Node], problems: ProblemList) -> FaultName | None:
    if "fault" not in given:
        problems.error("plan-fault", line_of(node), "Thiếu mục “fault”.", nearest("", NAMES))
        return None
    written = given["fault"].value if isinstance(given["fault"], yaml.ScalarNode) else ""
    if written not in NAMES:
        where = line_of(given["fault"])
        problems.error("plan-fault", where, f"Không có lỗi tên “{written}”.", nearest(str(written), NAMES))
    return NAMES.get(written)


def _targets(
    node: yaml.Node, given: Mapping[str, yaml.Node], named: FaultName, problems: ProblemList
) -> list[Target]:
    if "on" not in given:
        problems.error(
            "plan-on", line_of(node), "Thiếu mục “on”.", "Ví dụ: on: graph, hoặc on: [graph, zalo]."
        )
        return []
    try:
        return list(targets_of(given["on"], named))
    except Mistake as mistake:
        problems.error("plan-on", line_of(given["on"]), mistake.sentence, mistake.remedy)
        return []


def _value(name: str, node: yaml.Node, problems: ProblemList) -> Any:
    try:
        return READERS[name](node)
    except Mistake as mistake:
        problems.error(f"plan-{name}", line_of(node), f"“{name}”: {mistake.sentence}", mistake.remedy)
        return None


def _check(
    given: Mapping[str, yaml.Node],
    values: Mapping[str, Any],
    named: FaultName,
    problems: ProblemList,
) -> None:
    """Note what does not go together."""
    first, last, seconds = values.get("from"), values.get("until"), values.get("seconds")
    if first and last and last < first:
        sentence = f"“until” ({last}) nhỏ hơn “from” ({first}): không lời gọi nào bị."
        problems.error("plan-until", line_of(given["until"]), sentence, "Đổi lại hai số.")
    for name, is_taken in (("seconds", named.seconds), ("accepted", named.takes_accepted)):
        if name in given and not is_taken:
            problems.error(
                f"plan-{name}", line_of(given[name]), f"Lỗi này không dùng “{name}”.", "Bỏ mục đó."
            )
    if seconds and named.seconds and seconds[0] != seconds[1] and not named.is_range:
        where = line_of(given["seconds"])
        problems.error("plan-seconds", where, "Lỗi này chỉ nhận một số giây.", "Ví dụ: seconds: 30.")


def _fault(name: str, named: FaultName, target: Target, values: Mapping[str, Any]) -> Fault:
    seconds: Span = values.get("seconds") or named.seconds or (0.0, 0.0)
    accepted = values.get("accepted")
    return Fault(
        name=name,
        on=target.written,
        method=target.method,
        path=target.path,
        first=values.get("from") or 1,
        last=values.get("until"),
        skip=values.get("skip") or 0,
        times=values.get("times"),
        share=values.get("share") or 1.0,
        **named.make(target.service, seconds, accepted is not False),
    )


def _share(node: yaml.Node) -> float:
    written = words_of(node)
    number = _number(written.removesuffix("%").strip())
    share = number / 100 if written.endswith("%") else number
    if not 0 < share <= 1:
        raise Mistake(
            f"“{written}” không phải một phần của các lời gọi.", "Viết 20% hoặc 0.2; nhiều nhất 100%."
        )
    return share


def _times(node: yaml.Node) -> int | None:
    return None if words_of(node) == "always" else _count(node)


def _count(node: yaml.Node, least: int = 1) -> int:
    written = words_of(node)
    if not written.isdecimal() or not least <= int(written) <= MOST:
        raise Mistake(f"“{written}” không phải số nguyên từ {least} đến {MOST}.")
    return int(written)


def _seconds(node: yaml.Node) -> Span:
    pieces = node.value if isinstance(node, yaml.SequenceNode) else [node]
    numbers = [_number(words_of(each)) for each in pieces]
    if len(numbers) not in {1, 2} or not 0 <= numbers[0] <= numbers[-1] <= MOST:
        raise Mistake("Cần một số giây, hoặc hai số từ nhỏ đến lớn.", "Ví dụ: 30 hoặc [0, 30].")
    return numbers[0], numbers[-1]


def _number(written: str) -> float:
    try:
        number = float(written.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Mistake(f"“{written}” không phải một số.")
    return number


def _yes(node: yaml.Node) -> bool:
    written = words_of(node).casefold()
    if written not in {"true", "false"}:
        raise Mistake(f"“{written}” không phải true hay false.")
    return written == "true"


READERS: Mapping[str, Callable[[yaml.Node], Any]] = {
    "share": _share,
    "skip": lambda node: _count(node, 0),
    "times": _times,
    "from": _count,
    "until": _count,
    "seconds": _seconds,
    "accepted": _yes,
}
