"""What the pages for a portal's makers say is what is really sent."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from channels.testing import NOW
from channels.webhook.body import KNOWN
from channels.webhook.presets import JSON
from channels.webhook.proofs import SIGNATURE, TIMESTAMP, Signed

DOCS = Path(__file__).parents[3] / "docs"


def listings(page, language):
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


@pytest.fixture
def is_ours():
    made = {}
    exec(listings("webhook.md", "python")[0], made)
    return made["is_ours"]


def test_the_receivers_example_takes_what_we_sign(is_ours):
    headers = Signed(secret="s").headers(b"{}", NOW)

    assert is_ours(b"{}", headers[TIMESTAMP], headers[SIGNATURE], "s", now=NOW.timestamp() + 10)


@pytest.mark.parametrize(("body", "secret", "later"), [(b"{ }", "s", 0), (b"{}", "t", 0), (b"{}", "s", 301)])
def test_the_receivers_example_refuses_what_is_altered_foreign_or_old(is_ours, body, secret, later):
    headers = Signed(secret="s").headers(b"{}", NOW)

    assert not is_ours(body, headers[TIMESTAMP], headers[SIGNATURE], secret, now=NOW.timestamp() + later)


@pytest.fixture
def php():
    found = shutil.which("php")
    if not found:
        pytest.skip("no php here")
    return found


@pytest.mark.parametrize(("page", "number"), [("webhook.md", 0), ("nukeviet.md", 0)])
def test_the_php_examples_are_php(php, page, number, tmp_path):
    (tmp_path / "a.php").write_text(listings(page, "php")[number], "utf-8")

    checked = subprocess.run([php, "-l", tmp_path / "a.php"], capture_output=True, text=True, timeout=60)

    assert checked.returncode == 0, checked.stdout


def test_the_php_example_takes_what_we_sign(php, tmp_path):
    headers = Signed(secret="s").headers("{“ạ”}".encode(), NOW)
    source = listings("webhook.md", "php")[0].replace("time()", f"{int(NOW.timestamp())}")
    call = f"echo is_ours('{{“ạ”}}', '{headers[TIMESTAMP]}', '{headers[SIGNATURE]}', 's') ? 'yes' : 'no';"
    (tmp_path / "a.php").write_text(f"{source}\n{call}", "utf-8")

    told = subprocess.run([php, tmp_path / "a.php"], capture_output=True, text=True, timeout=60)

    assert told.stdout == "yes"


def test_every_field_of_the_ready_form_is_explained():
    page = (DOCS / "webhook.md").read_text("utf-8")

    for name in re.findall(r"\{\{ (\w+) \}\}", JSON):
        assert name in KNOWN
        assert f"`{name}`" in page
