"""Every case of the public table in `cases/`, a test each."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from channels.loudspeaker.spoken import problems, speak

TABLE = runpy.run_path(str(Path(__file__).with_name("score.py")))
CATEGORIES = TABLE["categories"]()


@pytest.mark.parametrize(
    ("source", "spoken"),
    [
        pytest.param(source, spoken, id=f"{name}: {source}")
        for name, cases in CATEGORIES.items()
        for source, spoken in cases
    ],
)
def test_a_text_is_said_as_an_announcer_says_it(source: str, spoken: str) -> None:
    said = speak(source)

    assert said.text == spoken
    assert problems(source, said) == []


def test_the_table_stays_wide_in_every_category() -> None:
    sizes = {name: len(cases) for name, cases in CATEGORIES.items()}

    assert sum(sizes.values()) >= 1_000
    assert min(sizes.values()) >= 8, sizes


def test_the_score_is_printed_by_category(capsys: pytest.CaptureFixture[str]) -> None:
    assert TABLE["main"]() == 0
    assert f"of {sum(len(cases) for cases in CATEGORIES.values()):5}" in capsys.readouterr().out
