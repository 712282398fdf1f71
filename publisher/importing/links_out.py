"""What a message points to outside its text: a link, the message it corrects."""

from __future__ import annotations

import difflib
import re
from urllib.parse import urlsplit

from publisher.importing.front_matter import FrontMatter
from publisher.importing.problems import ProblemList


def read_link(front: FrontMatter, problems: ProblemList) -> str:
    """Return the message's own link, http or https only."""
    written = front.one("link")
    if written is None:
        return ""
    parts = urlsplit(written.text) if re.fullmatch(r"[^\s<>\"']+", written.text) else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.netloc:
        sentence = f"“link” không phải địa chỉ web: “{written.text[:80]}”."
        problems.error("bad-link", written.line, sentence, "Ghi đủ địa chỉ, bắt đầu bằng https://")
        return ""
    return written.text


def read_corrects(
    front: FrontMatter, own_key: str, import_keys: frozenset[str], problems: ProblemList
) -> str:
    """Return the import key of the message that this one corrects."""
    written = front.one("corrects")
    if written is None:
        return ""
    key = written.text.removesuffix(".md")
    if key == own_key:
        problems.error(
            "corrects-itself", written.line, "Tin không thể đính chính chính nó.", "Ghi tên tệp tin cũ."
        )
        return ""
    if key not in import_keys:
        close = difflib.get_close_matches(key, import_keys, n=1, cutoff=0.6)
        hint = f"Có phải “{close[0]}”? " if close else ""
        remedy = hint + "Ghi tên tệp (không có .md) của tin đã nhập hoặc nằm cùng thư mục."
        problems.error("unknown-corrects", written.line, f"Không có tin “{key}” để đính chính.", remedy)
    return key
