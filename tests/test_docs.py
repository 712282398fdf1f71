"""The documentation says what is: every kind, state and link in it is real, and its example runs."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from channels.registry import KINDS
from channels.testing import ChannelContract
from content_queue.killpoints import POINTS
from content_queue.states import DELIVERY_MOVES, MESSAGE_MOVES, DeliveryState, MessageState
from publisher.cli import cli
from publisher.sandbox.plans import read_plan, shipped_plans
from publisher.sandbox.plans.names import NAMES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
ROW = re.compile(r"^\| `(\w+)` \|.*\| (.*) \|$", re.MULTILINE)
ARROW = re.compile(r"^ +(\w+) --> (\w+): (.+)$", re.MULTILINE)


def listing(page: str, number: int) -> str:
    """Return a Python listing of a page."""
    return re.findall(r"```python\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)[number]


def module_of(source: str, name: str) -> types.ModuleType:
    """Run a listing as the module it would be."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, name, "exec"), module.__dict__)
    return module


def rows(title: str) -> dict[str, str]:
    """Return a state's ways out, as its row in states.md has them."""
    return dict(ROW.findall(section(title)))


def section(title: str) -> str:
    """Return one part of states.md."""
    return (DOCS / "states.md").read_text("utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]


def commands() -> Iterator[str]:
    """Yield every command as it is typed: `doctor`, `message import`."""
    root = click.Context(cli)
    for noun in cli.list_commands(root):
        command = cli.get_command(root, noun)
        if isinstance(command, click.Group):
            yield from (f"{noun} {verb}" for verb in command.list_commands(click.Context(command)))
        else:
            yield noun


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
    def test_every_link_to_a_file_leads_somewhere(self, page):
        links = [link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8"))]

        real = [each for each in links if "://" not in each and not each.startswith("anh/")]  # drawn by tests
        assert [each for each in real if not (page.parent / each).exists()] == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_states_its_medium_and_promise(self, kind):
        row = re.search(rf"^\| `{kind}` \|(.+)\|$", (DOCS / "channels.md").read_text("utf-8"), re.MULTILINE)

        assert row is not None
        assert len(row[1].split("|")) == 3

    def test_no_kind_is_described_that_does_not_exist(self):
        described = re.findall(r"^\| `(\w+)` \|", (DOCS / "channels.md").read_text("utf-8"), re.MULTILINE)

        shipped = {kind for kind, place in KINDS.items() if place.startswith("channels.")}
        assert set(described) == shipped  # others are of tests and benchmarks


class TestCommands:
    PAGE = (DOCS / "commands.md").read_text("utf-8")

    @pytest.mark.parametrize("name", list(commands()))
    def test_every_command_is_named(self, name):
        assert re.search(rf"`{name}[` ]", self.PAGE)

    def test_no_command_is_named_that_does_not_exist(self):
        named = re.findall(r"^\| (`[a-z].+?) \|", self.PAGE, re.MULTILINE)
        told = {each for cell in named for each in re.findall(r"`([a-z]+(?: [a-z]+)?)", cell)}

        assert told <= set(commands())


class TestFaults:
    PAGE = (DOCS / "faults.md").read_text("utf-8")

    def rows_under(self, title):
        """Return the names in the table under a heading."""
        part = self.PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
        return re.findall(r"^\| `([\w-]+)`", part, re.MULTILINE)

    def test_every_fault_has_its_row_and_no_other(self):
        assert self.rows_under("Faults") == list(NAMES)

    def test_every_kill_point_has_its_row_and_no_other(self):
        assert self.rows_under("A power cut at the worst moment") == list(POINTS)

    def test_every_shipped_plan_is_named(self):
        assert [plan.name for plan in shipped_plans() if f"`{plan.name}`" not in self.PAGE] == []

    def test_the_plan_it_shows_is_understood(self):
        shown = re.findall(r"```yaml\n(.*?)```", self.PAGE, re.DOTALL)

        assert [len(read_plan(text, file="faults.md").faults) for text in shown] == [5]


class TestDecisions:
    @pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
    def test_a_decision_is_a_page_of_problem_choice_and_price(self, page):
        lines = page.read_text("utf-8").splitlines()

        assert [line for line in lines if line.startswith("## ")] == ["## Problem", "## Choice", "## Price"]
        assert len(lines) <= 40
        assert lines[0].startswith(f"# {page.stem[:3]}: ")

    def test_decisions_are_numbered_without_a_gap(self):
        assert [page.stem[:3] for page in DECISIONS] == [f"{at:03}" for at in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize(
    ("title", "states", "moves"),
    [("Message", MessageState, MESSAGE_MOVES), ("Delivery", DeliveryState, DELIVERY_MOVES)],
)
class TestStates:
    def test_every_state_has_its_row(self, title, states, moves):
        assert sorted(rows(title)) == sorted(state.value for state in states)

    def test_every_row_has_exactly_the_verbs_of_its_state(self, title, states, moves):
        known = {verb for _, verb in moves}
        told = {
            (state, verb)
            for state, ways in rows(title).items()
            for verb in known
            if re.search(rf"\b{verb.replace('_', ' ')}\b", ways)
        }

        assert told == {(state.value, verb) for state, verb in moves}

    def test_every_arrow_of_the_picture_is_a_move(self, title, states, moves):
        drawn = {
            (start, verb.replace(" ", "_"), end)
            for start, end, verbs in ARROW.findall(section(title))
            for verb in verbs.split(", ")
        }

        left_out = {"cancel", "miss"}
        assert drawn == {
            (start.value, verb, end.value) for (start, verb), end in moves.items() if verb not in left_out
        }


class TestTheExampleChannel:
    def test_it_is_as_short_as_the_readme_says(self):
        assert len(listing("new_channel.md", 0).splitlines()) <= 80


module_of(listing("new_channel.md", 0), "channels.screen")
_example = module_of(listing("new_channel.md", 1), "test_screen")
TestScreen: type[ChannelContract] = _example.TestScreen
