"""What a message points to outside its text: images beside its file, a link, the message it corrects."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from publisher.importing.front_matter import FrontMatter, Written
from publisher.importing.problems import ProblemList

_IMAGE_KINDS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif"})
_BREAKOUT = re.compile(r"[\"'<>`\x00-\x1f].*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """An image named by a message; `path` is where it lies, None when the file is missing."""

    name: str
    path: Path | None


def read_pictures(front: FrontMatter, folder: Path, problems: ProblemList) -> tuple[Picture, ...]:
    """Return the images of `image` and `images`; a missing file is a warning."""
    written = (*front.all("image"), *front.all("images"))
    found = [_picture(each, folder, problems) for each in written]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _picture(written: Written, folder: Path, problems: ProblemList) -> Picture | None:
    name = _BREAKOUT.sub("", written.text).strip().replace("\\", "/")
    if name != written.text.strip().replace("\\", "/"):
        rest = written.text[len(name) :].strip()
        problems.notice("image-name", written.line, f"Tên ảnh: đã bỏ phần “{rest}”, còn “{name}”.")
    place = PurePosixPath(name)
    if not name or place.is_absolute() or ".." in place.parts or ":" in name:
        sentence = f"Tên ảnh “{written.text}” không phải một tệp nằm cạnh tin."
        problems.error("image-place", written.line, sentence, "Chép ảnh vào cạnh tệp tin và chỉ ghi tên tệp.")
        return None
    if place.suffix.lower() not in _IMAGE_KINDS:
        kinds = ", ".join(sorted(_IMAGE_KINDS))
        problems.error("image-kind", written.line, f"“{name}” không phải tệp ảnh.", f"Các loại ảnh: {kinds}.")
        return None
    path = folder / place
    if path.is_file():
        return Picture(name=name, path=path)
    problems.warning(
        "image-missing", written.line, f"Không thấy tệp ảnh “{name}”; tin nhập không có ảnh này."
    )
    return Picture(name=name, path=None)


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
