"""The house rules that no other tool checks: sizes, names, pure files, what may not lie in the repository."""

from __future__ import annotations

import ast
import collections
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from channels.registry import KINDS

ROOT = Path(__file__).parent.parent
PACKAGES = ("publisher", "schedules", "content_queue", "channels")
NOT_OURS = {"build", "dist", "node_modules", "__pycache__"}
RULES_ALSO_USE = {"dateutil", "holidays", "lunar_vn"}
PURE: dict[str, set[str]] = {
    "channels/base.py": set(),
    "content_queue/states.py": set(),
    "content_queue/retry.py": set(),
    "schedules/slots.py": set(),
    "schedules/recurrence.py": RULES_ALSO_USE,
    "schedules/calendars.py": RULES_ALSO_USE,
}
VAGUE = {
    "manager",
    "helper",
    "helpers",
    "util",
    "utils",
    "handler",
    "handlers",
    "payload",
    "article",
    "data",
    "info",
}
FOREIGN = {
    ".mp3",
    ".wav",
    ".ogg",
    ".woff",
    ".woff2",
    ".ttf",
    ".otf",
    ".whl",
    ".so",
    ".dll",
    ".exe",
    ".db",
    ".mo",
}
REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|https?://\S*/simple\b")


def files(*suffixes: str) -> list[Path]:
    """Return the repository's own files, without what git ignores (a release has no git to ask)."""
    found = (path for path in ROOT.rglob("*") if path.is_file() and (not suffixes or path.suffix in suffixes))
    return sorted(path for path in found if is_ours(path.relative_to(ROOT)))


def is_ours(path: Path) -> bool:
    """Say whether a path is neither hidden nor built; .ci is ours."""
    return not any(
        part in NOT_OURS or part.endswith(".egg-info") or (part.startswith(".") and part != ".ci")
        for part in path.parent.parts
    )


def short(path: Path) -> str:
    """Return a path as it is written in the repository."""
    return path.relative_to(ROOT).as_posix()


SOURCES = {short(path): path.read_text("utf-8") for path in files(".py")}
TREES = {name: ast.parse(source, name) for name, source in SOURCES.items()}
SHIPPED = {name: tree for name, tree in TREES.items() if name.startswith(PACKAGES)}


def imported_by(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted names a file imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reached_from(name: str) -> set[str]:
    """Return the file and all files of ours that importing it leads to."""
    found, open_ends = set(), {name}
    while open_ends:
        found |= open_ends
        names = {each for room in open_ends for each in imported_by(TREES[room])}
        rooms = {path for each in names for path in (as_file(each), as_file(each.rpartition(".")[0]))}
        open_ends = {path for path in rooms if path in TREES} - found
    return found


def as_file(module: str) -> str:
    """Return the file of a module, or of a package when there is one."""
    path = module.replace(".", "/")
    return f"{path}/__init__.py" if f"{path}/__init__.py" in TREES else f"{path}.py"


def is_of(name: str, module: str) -> bool:
    """Say whether a dotted name is a module or something in it."""
    return name == module or name.startswith(f"{module}.")


def calls_in(tree: ast.AST) -> Iterator[str]:
    """Yield what a file calls, as it is written: `time.sleep`."""
    return (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def functions_in(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a file."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def size(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function, its signature and docstring too."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def words(name: str) -> set[str]:
    """Return the words of a name in snake_case or CamelCase."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


class TestSizes:
    def test_no_file_is_longer_than_300_lines(self):
        long = {name: count for name, source in SOURCES.items() if (count := len(source.splitlines())) > 300}

        assert long == {}

    def test_no_function_is_longer_than_40_lines(self):
        long = [
            f"{name}:{each.name}"
            for name, tree in TREES.items()
            for each in functions_in(tree)
            if size(each) > 40
        ]

        assert long == []


class TestNames:
    def test_no_module_has_a_vague_name(self):
        assert [name for name in TREES if words(name) & VAGUE] == []

    def test_no_class_has_a_vague_name(self):
        classes = [(name, each) for name, tree in SHIPPED.items() for each in ast.walk(tree)]

        assert [
            (name, c.name) for name, c in classes if isinstance(c, ast.ClassDef) and words(c.name) & VAGUE
        ] == []

    def test_every_shipped_file_says_what_it_is(self):
        assert [name for name, tree in SHIPPED.items() if not ast.get_docstring(tree)] == []


class TestDoors:
    @pytest.mark.parametrize("name", PURE)
    def test_a_pure_file_leads_to_the_standard_library_only(self, name):
        met = {each.partition(".")[0] for room in reached_from(name) for each in imported_by(TREES[room])}

        assert met - sys.stdlib_module_names - set(PACKAGES) - PURE[name] == set()

    def test_no_adapter_of_the_registry_imports_another(self):
        rooms = {target.partition(":")[0] for target in KINDS.values()}

        crossings = [
            (name, each)
            for name, tree in SHIPPED.items()
            for own in rooms
            if is_of(name.removesuffix(".py").replace("/", "."), own)
            for each in imported_by(tree)
            if any(is_of(each, other) for other in rooms - {own})
        ]

        assert crossings == []


class TestTests:
    def test_none_sleeps(self):
        sleepers = {"time.sleep", "sleep", "asyncio.sleep"}
        tests = {name: tree for name, tree in TREES.items() if name.startswith("tests/")}

        assert [
            name
            for name, tree in tests.items()
            for call in calls_in(tree)
            if call in sleepers or call.endswith(".wait_for_timeout")
        ] == []

    def test_their_folders_are_no_packages(self):
        assert [name for name in TREES if name.startswith("tests/") and name.endswith("__init__.py")] == []

    def test_each_has_a_name_of_its_own(self):
        names = collections.Counter(Path(name).name for name in TREES if Path(name).name.startswith("test_"))

        assert [name for name, count in names.items() if count > 1] == []


class TestRepository:
    def test_no_file_is_foreign_or_generated(self):
        assert [short(path) for path in files() if path.suffix in FOREIGN or ".min." in path.name] == []

    def test_no_file_names_a_package_registry(self):
        told = {
            path: path.read_text("utf-8", "replace")
            for path in files()
            if path.suffix not in {".png", ".jpg"}
        }

        assert [short(path) for path, text in told.items() if REGISTRY.search(text)] == []

    def test_the_locks_hold_no_address(self):
        assert [path.name for path in files(".lock") if "://" in path.read_text("utf-8")] == []

    @pytest.mark.parametrize("lock", ["run", "dev"])
    def test_the_locks_hold_what_the_project_asks_for(self, lock):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
        if lock == "dev":
            asked += [
                *project["dependency-groups"]["dev"],
                *project["project"]["optional-dependencies"]["postgresql"],
            ]
        pins = dict(
            re.findall(r"^([\w-]+)==([^ ;]+)", (ROOT / f"requirements/{lock}.lock").read_text(), re.MULTILINE)
        )

        wanting = [
            each.name
            for each in map(Requirement, asked)
            if each.name not in pins or not each.specifier.contains(pins[each.name])
        ]

        assert wanting == [], "run `python3 dev.py lock`"
