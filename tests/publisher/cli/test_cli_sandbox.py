"""`publisher sandbox --faults`: the plan as it was understood, or its mistakes and nothing started."""

from __future__ import annotations

import json

import pytest

import publisher.sandbox.server


@pytest.fixture
def started(monkeypatch):
    """The plans that a sandbox was started with."""
    plans = []
    monkeypatch.setattr(publisher.sandbox.server, "serve", lambda *_, plan, **__: plans.append(plan))
    return plans


def test_the_shipped_plans_are_listed(bare):
    answer = bare("sandbox", "--faults", "list")

    assert answer.code == 0
    assert "lost-answers" in answer.out


def test_the_shipped_plans_are_listed_as_json(bare):
    rows = bare("sandbox", "--faults", "list", "--json").rows

    assert {"name", "about", "seed", "faults"} <= rows[0].keys()


def test_it_says_how_the_plan_was_understood(bare, started):
    answer = bare("--lang", "en", "sandbox", "--faults", "lost-answers")

    assert answer.code == 0
    assert "1% of calls" in answer.out
    assert "0–30 s" in answer.out
    assert [plan.name for plan in started] == ["lost-answers"]


def test_the_plan_as_understood_can_be_had_as_json(bare, started):
    answer = bare("sandbox", "--faults", "token-dies", "--json")

    assert json.loads(answer.out)["faults"][0]["fault"] == "token-dead"


def test_without_a_plan_it_behaves_well(bare, started):
    assert bare("sandbox").code == 0
    assert started == [None]


def test_mistakes_are_told_and_nothing_starts(bare, started):
    path = bare.papers / "tối.yaml"
    path.write_text("- {fault: cutt, on: graph}\n- {fault: cut, on: grph}\n", "utf-8")

    answer = bare("sandbox", "--faults", str(path))

    assert (answer.code, started) == (1, [])
    assert [line.split(": ")[0] for line in answer.err.splitlines()] == [f"{path}:1", f"{path}:2"]


@pytest.mark.parametrize("asked", ["lost-answer", "không-có.yaml"])
def test_a_plan_that_is_not_there_is_one_sentence(bare, started, asked):
    answer = bare("--lang", "en", "sandbox", "--faults", asked)

    assert (answer.code, started) == (1, [])
    assert len(answer.err.splitlines()) == 1
