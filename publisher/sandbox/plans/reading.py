"""From the text of a plan, YAML or JSON, to the plan; or to every mistake in it with its line."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from channels.text import nfc
from publisher.importing.problems import ProblemList
from publisher.sandbox.faults import SEED, Fault
from publisher.sandbox.plans.entries import faults_of
from publisher.sandbox.plans.nodes import Mistake, compose, fields_of, line_of, words_of
from publisher.sandbox.plans.plan import Plan, PlanRefused

FIELDS = ("about", "about_en", "seed", "faults")
MOST_ENTRIES = 100


def read_plan(text: str, *, file: str, name: str = "") -> Plan:
    """Return the plan in a text: a table with `faults`, or only their list.

    Raises PlanRefused, which tells every mistake with `file` and its line.
    """
    problems = ProblemList(file)
    plan = _plan(nfc(text.removeprefix("\ufeff")), name or file, problems)
    if plan is None or problems.has_error:
        raise PlanRefused([str(each) for each in problems.in_order()])
    return plan


def _plan(text: str, name: str, problems: ProblemList) -> Plan | None:
    root = compose(text, problems)
    if root is None:
        return None
    if isinstance(root, yaml.SequenceNode):
        return Plan(name=name, faults=_faults(root, problems))
    if not isinstance(root, yaml.MappingNode):
        problems.error(
            "plan-shape", line_of(root), "Tệp này không phải kịch bản lỗi.", "Cần một danh sách “faults”."
        )
        return None
    given = fields_of(root, FIELDS, problems)
    if "faults" not in given:
        problems.error("plan-faults", line_of(root), "Thiếu mục “faults”.", "Cần một danh sách “faults”.")
        return None
    return Plan(
        name=name,
        about=_words(given, "about", problems),
        about_en=_words(given, "about_en", problems),
        seed=_seed(given, problems),
        faults=_faults(given["faults"], problems),
    )


def _faults(node: yaml.Node, problems: ProblemList) -> tuple[Fault, ...]:
    entries = node.value if isinstance(node, yaml.SequenceNode) else []
    if not 0 < len(entries) <= MOST_ENTRIES:
        sentence = f"“faults” phải là danh sách có từ 1 đến {MOST_ENTRIES} mục."
        problems.error(
            "plan-faults", line_of(node), sentence, "Một mục có ít nhất “fault: cut” và “on: graph”."
        )
        return ()
    return tuple(fault for entry in entries for fault in faults_of(entry, problems))


def _words(given: Mapping[str, yaml.Node], name: str, problems: ProblemList) -> str:
    if name not in given:
        return ""
    try:
        return words_of(given[name])
    except Mistake as mistake:
        problems.error(f"plan-{name}", line_of(given[name]), mistake.sentence)
        return ""


def _seed(given: Mapping[str, yaml.Node], problems: ProblemList) -> int:
    written = _words(given, "seed", problems)
    if "seed" not in given:
        return SEED
    if not written.isdecimal() or len(written) > 18:
        sentence = f"“seed” là một số nguyên, không phải “{written}”."
        problems.error("plan-seed", line_of(given["seed"]), sentence, "Ví dụ: seed: 57.")
        return SEED
    return int(written)
