"""“Trợ giúp”: the guide of docs/vi, beside the screens it speaks of; its pictures are drawn by the tests."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, abort, render_template, send_file
from markdown_it import MarkdownIt
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from publisher.web.guarding import needs

pages = Blueprint("helping", __name__, url_prefix="/tro-giup")
INSIDE, BESIDE = Path(__file__).parents[1] / "guide", Path(__file__).parents[2] / "docs" / "vi"
PAGES = {  # room of the console → page of the guide
    "account": "tai-khoan",
    "api": "tai-khoan",
    "approving": "duyet",
    "broadcasting": "phat-thanh",
    "calendar": "lich",
    "deliveries": "luot-dang",
    "linked": "duyet",
    "messages": "soan-tin",
    "packages": "gui-zalo",
    "settings": "cai-dat",
}
_NAME = re.compile(r"[a-z-]{1,40}")


def folder() -> Path:
    """Return where the guide lies: in the installed package, or beside it in a checkout."""
    return INSIDE if INSIDE.is_dir() else BESIDE


def page_for(room: str | None) -> str:
    """Return which page speaks of a room of the console; empty: the list of all."""
    return PAGES.get(room or "", "")


@pages.get("/")
@needs("read")
def contents() -> str:
    """List the pages of the guide."""
    return _shown("README")


@pages.get("/<name>")
@needs("read")
def page(name: str) -> str:
    """Show one page of the guide."""
    return _shown(name.removesuffix(".md"))


@pages.get("/anh/<name>.png")
@needs("read")
def picture(name: str) -> AnyResponse:
    """Answer a picture of the guide."""
    file = folder() / "anh" / f"{name}.png"
    if not _NAME.fullmatch(name) or not file.is_file():
        abort(404)
    return send_file(file, mimetype="image/png")


def _shown(name: str) -> str:
    file = folder() / f"{name}.md"
    if not (_NAME.fullmatch(name) or name == "README") or not file.is_file():
        abort(404)
    written = file.read_text(encoding="utf-8")
    return render_template("help.html", title=written.partition("\n")[0].lstrip("# "), body=_html(written))


def _html(written: str) -> Markup:
    """Return a page as HTML; pictures that were not drawn here are left out with their place."""
    there = {each.name for each in (folder() / "anh").glob("*.png")}
    kept = re.sub(
        r"!\[[^]]*\]\(anh/([a-z-]+\.png)\)\n*", lambda each: each[0] if each[1] in there else "", written
    )
    return Markup(_rendered(kept))


@lru_cache(maxsize=64)
def _rendered(written: str) -> str:
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(written))
