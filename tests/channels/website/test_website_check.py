"""`channel check` says in plain words what is wrong with a site's settings."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from channels.registry import adapter_class
from channels.settings import read_settings, settings_of
from channels.website import Website


def test_the_registry_knows_the_kind():
    assert adapter_class("website") is Website


def test_only_the_address_must_be_given():
    assert [each.name for each in settings_of(Website) if each.required] == ["base_url"]
    assert read_settings(Website, {"base_url": "https://phutrung.example/"}) == {
        "base_url": "https://phutrung.example/"
    }


@pytest.mark.parametrize(
    "address",
    ["phutrung.example", "http://phutrung.example/", "https://a.example/?x=1", "https://user@a.example/", ""],
)
def test_an_address_readers_could_not_use_is_a_problem(website, address):
    assert len(replace(website, base_url=address).check()) == 1


def test_the_demo_s_loopback_address_is_none(website):
    assert replace(website, base_url="http://127.0.0.1:8801/").check() == []


def test_a_folder_that_is_a_file_is_a_problem(website, tmp_path):
    (tmp_path / "tep").write_text("")

    assert "tep" in replace(website, folder=str(tmp_path / "tep")).check()[0]


def test_an_empty_title_is_a_problem(website):
    assert replace(website, title=" ").check()


def test_checking_publishes_nothing(website, www):
    website.check()

    assert list(www.iterdir()) == []


def test_without_a_folder_the_site_lies_in_the_supplies(website):
    assert replace(website, folder="").root.parent == website.supplies.folder


def test_importing_the_kind_loads_no_heavy_library():
    heavy = "('jinja2', 'sqlite3', 'nh3', 'requests')"
    code = f"import sys, channels.website; print([each for each in {heavy} if each in sys.modules])"

    shown = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )

    assert shown.stdout.strip() == "[]"
