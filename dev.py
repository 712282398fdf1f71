#!/usr/bin/env python3
"""The two commands of this repository, for a machine that has only Python and a package index.

python3 dev.py run [--once] [--port N] [--home DIR]   a demo commune publishes to all four media
python3 dev.py test [--all] [pytest arguments]        format, lint, types, import contracts, tests
python3 dev.py lock [--upgrade]                       make requirements/*.lock again from pyproject.toml

Standard library only. Everything is installed into .venv beside this file, from lock files with hashes;
a stamp in .venv makes the next start cost nothing. Programs are always called as `python -m …`: the
scripts in .venv carry its path in their first line and break in folders whose names have spaces.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

# Checked before anything newer than Python 3.6 is evaluated, so that an old Python can say what is wrong.
if not (3, 11) <= sys.version_info[:2] <= (3, 14):
    sys.exit(f"dev.py: Python 3.11 to 3.14 is needed, and this is Python {sys.version.split()[0]}.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.json"
LOCKS = ROOT / "requirements"

# What the tests need from Debian, each with the program or path that shows it is there.
DEBIAN_PACKAGES = {
    "chromium": "chromium",
    "default-jre-headless": "java",
    "fonts-dejavu-core": "/usr/share/fonts/truetype/dejavu",
    "iproute2": "ip",
    "openssh-server": "/usr/sbin/sshd",
}

# What a failed installation means, by the words of pip and uv.
REASONS = {
    r"No space left on device": "the disk is full",
    r"(?i)hash mismatch|do not match the hashes": (
        "a downloaded package does not have the hash that the lock file asks for, so it was not installed"
    ),
    r"(?i)failed to (fetch|establish)|connection to|dns error|timed out|proxyerror|certificate.verify": (
        "the package index cannot be reached; look at the network or proxy, then run the same command again"
    ),
}


class Trouble(Exception):
    """Something dev.py cannot mend, said in one sentence; `known` when it is one of the reasons above."""

    known = False


def main(arguments: list[str]) -> int:
    """Read the command line, do the command, return its exit code."""
    options, extra = read_command_line(arguments)
    try:
        code: int = options.command(options, extra)
    except Trouble as trouble:
        print(f"dev.py: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def read_command_line(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Return the options and what is left over: for `test`, the arguments of pytest."""
    parser = argparse.ArgumentParser(prog="dev.py", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="fill a demo commune, publish to all four media, stay up")
    run.add_argument("--once", action="store_true", help="end when nothing is due any more")
    run.add_argument("--port", type=int, help="port of the console page")
    run.add_argument("--home", type=Path, help="where the demo lives (default: .home beside dev.py)")
    run.set_defaults(command=run_demo)
    test = commands.add_parser("test", help="format, lint, types, imports, tests", allow_abbrev=False)
    test.add_argument("--all", action="store_true", help="the tests that take long, too")
    test.set_defaults(command=run_tests)
    lock = commands.add_parser("lock", help="make the lock files again")
    lock.add_argument("--upgrade", action="store_true", help="take the newest versions")
    lock.set_defaults(command=make_locks)
    options, extra = parser.parse_known_args(arguments)
    if extra and options.command is not run_tests:
        parser.error(f"unknown: {' '.join(extra)}")
    return options, extra


# The three commands


def run_demo(options: argparse.Namespace, _: list[str]) -> int:
    """Install, then become `publisher demo`."""
    install("run")
    home = Path(options.home or os.environ.get("PUBLISHER_HOME") or ROOT / ".home").absolute()
    port = ["--port", str(options.port)] if options.port is not None else []
    demo = ["demo", "--once" if options.once else "--serve", *port]
    return become([str(PYTHON), "-m", "publisher", *demo], {**environment(), "PUBLISHER_HOME": str(home)})


def run_tests(options: argparse.Namespace, extra: list[str]) -> int:
    """Install, then take every step, also after one that failed."""
    started = time.monotonic()
    install("dev")
    install_debian_packages()
    failed = [name for name, step in test_steps(options, extra).items() if not passes(name, step)]
    outcome = f"FAILED: {', '.join(failed)}" if failed else "All passed"
    print(f"{outcome}, in {time.monotonic() - started:.0f} s.")
    return 1 if failed else 0


def make_locks(options: argparse.Namespace, _: list[str]) -> int:
    """Write one lock for running, one for developing (the first and more), one for uv itself."""
    import tomllib

    make_venv()
    tool = installer()
    if "uv" not in tool:
        raise Trouble("uv is needed to make the lock files, and it could not be installed.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    built_by = "\n".join(project["build-system"]["requires"])
    compiler = [*tool[: tool.index("pip") + 1], "compile", "--quiet", "--universal", "--python-version=3.11"]
    compiler += ["--fork-strategy=fewest", "--generate-hashes", "--no-emit-index-url", "--no-header"]
    compiler += ["--no-annotate", *(["--upgrade"] if options.upgrade else [])]
    for name, sources, typed in (
        ("installer", [], "uv"),
        ("run", ["pyproject.toml"], built_by),
        ("dev", ["pyproject.toml", "--group=dev", "--all-extras", "-c", "requirements/run.lock"], built_by),
    ):
        quietly([*compiler, *sources, "-", "-o", f"requirements/{name}.lock"], typed=typed)
        print(f"requirements/{name}.lock made")
    return 0


# Installing


def install(lock: str) -> None:
    """Bring .venv to a lock (the dev lock holds the run lock); nothing to do when the stamp says so."""
    wanted = {"of": fingerprint(), "locks": ["run", "dev"] if lock == "dev" else ["run"]}
    known = json.loads(STAMP.read_text("utf-8")) if STAMP.exists() else {}
    if known.get("of") == wanted["of"] and lock in known["locks"]:
        return
    started = time.monotonic()
    print("Installing into .venv …", flush=True)
    make_venv()
    tool = installer()
    quietly([*tool, "--require-hashes", "-r", str(LOCKS / f"{lock}.lock")])
    quietly([*tool, "--no-deps", "--no-build-isolation", "-e", "."])
    for link in VENV.rglob("*commune_publisher.pth"):
        # Python reads it in the locale's encoding: an absolute path breaks where names are Vietnamese.
        link.write_text(os.path.relpath(ROOT, link.parent), "ascii")
    STAMP.write_text(json.dumps(wanted), "utf-8")
    print(f"Installed in {time.monotonic() - started:.1f} s.", flush=True)


def fingerprint() -> str:
    """Return a digest of everything the installation depends on."""
    digest = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for file in (ROOT / "pyproject.toml", *sorted(LOCKS.glob("*.lock"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    """Make .venv afresh unless this very Python made it, here, to the end."""
    maker, made_by = f"{sys.version} {ROOT}", VENV / "made-by.txt"
    if made_by.exists() and made_by.read_text("utf-8") == maker:
        return
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Trouble("this Python has no venv module; on Debian or Ubuntu: apt install python3-venv")
    quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])
    made_by.write_text(maker, "utf-8")


def installer() -> list[str]:
    """Return the command that installs: uv from the package index, or pip where uv is not to be had."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--retries=2", "install", "--quiet"]
    try:
        quietly([*pip, "--require-hashes", "-r", str(LOCKS / "installer.lock")])
        quietly([str(PYTHON), "-m", "uv", "--version"])
    except Trouble as trouble:
        if trouble.known:
            raise
        print("uv cannot be installed here: pip does its work, more slowly.", flush=True)
        return pip
    uv = [str(PYTHON), "-m", "uv", "pip"]
    return [*uv, "install", "--quiet", f"--python={PYTHON}", "--compile-bytecode"]


def install_debian_packages() -> None:
    """As root on Debian, install what the tests need and is not there; elsewhere say what is missing."""
    there = {name: shutil.which(sign) or Path(sign).exists() for name, sign in DEBIAN_PACKAGES.items()}
    missing = [name for name, found in there.items() if not found]
    if not missing:
        return
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        print(f"Not installed, for only root on Debian can: {', '.join(missing)}. Their tests are skipped.")
        return
    print(f"Installing from Debian: {', '.join(missing)} …", flush=True)
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    try:
        quietly([*apt, "update"])
        quietly([*apt, "install", "--yes", "--no-install-recommends", *missing])
    except Trouble as trouble:
        print(f"Debian's packages could not be installed, going on without them: {trouble}")


# Steps and processes


def test_steps(options: argparse.Namespace, extra: list[str]) -> dict[str, list[str]]:
    """Return the steps of `test`, each as arguments of Python."""
    imports = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"
    return {
        "format": ["-m", "ruff", "format", "--check", "."],
        "lint": ["-m", "ruff", "check", "."],
        "types": ["-m", "mypy"],
        "imports": ["-c", imports],
        "tests": ["-m", "pytest", *([] if options.all else ["-m", "not long"]), *extra],
    }


def passes(name: str, step: list[str]) -> bool:
    """Take one step in the open and say how long it took."""
    print(f"── {name}", flush=True)
    started = time.monotonic()
    code = subprocess.run([str(PYTHON), *step], cwd=ROOT, env=environment(), check=False).returncode
    outcome = "FAILED" if code else "passed"
    print(f"── {name}: {outcome} in {time.monotonic() - started:.1f} s", flush=True)
    return code == 0


def environment() -> dict[str, str]:
    """Return the environment for children: UTF-8 whatever the locale, no other Python's paths."""
    foreign = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**kept, "PYTHONUTF8": "1", "DEBIAN_FRONTEND": "noninteractive"}


def quietly(command: list[str], *, typed: str = "") -> None:
    """Run a tool whose words matter only when it fails; Trouble then gives the reason in a sentence."""
    given, around = typed.encode(), environment()
    done = subprocess.run(command, cwd=ROOT, env=around, input=given, capture_output=True, check=False)
    if done.returncode == 0:
        return
    said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
    reasons = [reason for signs, reason in REASONS.items() if re.search(signs, said)]
    if not reasons:
        print(said[-3000:], file=sys.stderr)
    trouble = Trouble(reasons[0] if reasons else f"“{' '.join(command[1:5])} …” failed, see above.")
    trouble.known = bool(reasons)
    raise trouble


def become(command: list[str], surroundings: dict[str, str]) -> int:
    """Replace this process by a command, so that signals reach it; Windows can only wait for it."""
    if os.name == "posix":
        os.chdir(ROOT)
        os.execve(command[0], command, surroundings)
    return subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
