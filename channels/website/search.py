"""Search that needs no server: one small script for each list of a month, read by the search page.

A list holds at most a hundred messages, so a new message draws one bounded file anew. The words are kept
without their marks and each once: “tiem chung” finds “tiêm chủng”. Scripts and not JSON, because a page
opened from a disk may load the one and not the other.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

from channels.markdown import words_of_html
from channels.website.index import Shard
from channels.website.names import shard_name
from channels.website.page import Page

ROOM, LIST = "tim", "tim/danh-muc.js"
_LINE_ENDS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029"})


def folded(text: str) -> str:
    """Return a text in small letters without marks, as the search page folds what is asked."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").lower())
    return "".join(each for each in letters if not unicodedata.combining(each))


def words_of(page: Page) -> str:
    """Return every word of a message once, folded: its title, text, unit and code."""
    details = page.rendition.details
    text = " ".join(
        (
            page.rendition.title,
            words_of_html(page.rendition.parts[0]),
            details.get("unit", ""),
            page.topic.name,
            page.reference,
        )
    )
    return " ".join(dict.fromkeys(re.findall(r"[^\W_]+(?:[-/.][^\W_]+)*", folded(text))))


def shard_path(month: str, number: int) -> str:
    """Return where the words of one list of a month lie."""
    return f"{ROOM}/{shard_name(month, number)}.js"


def shard_script(month: str, number: int, pages: Iterable[Page]) -> str:
    """Return the words of one list: [path, title, summary, day, section, words] for each message."""
    rows = [
        [
            page.path,
            page.rendition.title,
            page.rendition.details.get("summary", ""),
            f"{page.published_at:%Y-%m-%d}",
            page.topic.label,
            words_of(page),
        ]
        for page in pages
    ]
    return f"timKiem.nhan({_script([shard_name(month, number), rows])});\n"


def list_script(shards: Sequence[Shard]) -> str:
    """Return the names of all lists, newest first: the search page asks for one after the other."""
    newest = sorted(shards, key=lambda each: (each.month, each.number), reverse=True)
    return f"timKiem.danhMuc({_script([shard_name(each.month, each.number) for each in newest])});\n"


def _script(value: object) -> str:
    """Return a value as it may stand in a script: JSON, with what ends a line or a tag written out."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS)
    return text.replace("<", "\\u003c")
