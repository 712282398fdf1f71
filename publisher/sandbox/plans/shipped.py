"""The plans that come with the program, and a plan by its name or its file."""

from __future__ import annotations

from pathlib import Path

from publisher.sandbox.plans.nodes import LONGEST, nearest
from publisher.sandbox.plans.plan import Plan, PlanRefused
from publisher.sandbox.plans.reading import read_plan

_FOLDER = Path(__file__).parent


def shipped_plans() -> list[Plan]:
    """Return the plans that come with the program, by name."""
    return [_shipped(name) for name in _names()]


def find_plan(asked: str) -> Plan:
    """Return a shipped plan by its name, else the plan in a file.

    Raises PlanRefused for an unknown name, a file that is no text, and every mistake in it; OSError.
    """
    if asked in _names():
        return _shipped(asked)
    path = Path(asked)
    if not path.suffix and len(path.parts) == 1 and not path.exists():
        raise PlanRefused(
            [f"Không có kịch bản lỗi tên “{asked}”. {nearest(asked, _names())} Hoặc đưa một tệp .yaml."]
        )
    return read_plan(_text(path), file=str(path), name=path.stem)


def _names() -> list[str]:
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


def _shipped(name: str) -> Plan:
    return read_plan((_FOLDER / f"{name}.yaml").read_text("utf-8"), file=f"{name}.yaml", name=name)


def _text(path: Path) -> str:
    with path.open("rb") as source:
        content = source.read(4 * LONGEST + 1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise PlanRefused([f"Tệp “{path}” không phải chữ UTF-8; lưu lại bằng UTF-8."]) from None
