"""The public table of spoken cases and its score by category: `python tests/channels/spoken/score.py`.

One file a category in `cases/`, a case a line: the text as staff write it, a tab, what the announcer says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from channels.loudspeaker.spoken import problems, speak

CASES = Path(__file__).with_name("cases")


def categories() -> dict[str, list[tuple[str, str]]]:
    """Return the cases of each category, in the order of their names."""
    return {path.stem: list(_rows(path)) for path in sorted(CASES.glob("*.tsv"))}


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        source, spoken = line.split("\t")
        yield source, spoken


def is_right(source: str, spoken: str) -> bool:
    """Say whether a text is read as written down, with nothing the gate would stop."""
    said = speak(source)
    return said.text == spoken and problems(source, said) == []


def main() -> int:
    """Print how many cases of each category are right; the last line is one JSON object."""
    score = {
        name: (sum(is_right(*case) for case in cases), len(cases)) for name, cases in categories().items()
    }
    for name, (right, of) in score.items():
        print(f"{name.replace('_', ' '):24} {right:5} of {of:5}")
    right, of = (sum(each) for each in zip(*score.values(), strict=True))
    print(f"{'all':24} {right:5} of {of:5}")
    print(json.dumps({"right": right, "cases": of, "by_category": score}))
    return 0 if right == of else 1


if __name__ == "__main__":
    sys.exit(main())
