"""The package folder: texts to copy, pictures, a page for the phone, and a manifest.

::

    PT-2026-0117/
      phan-1.txt …      each part with its reference line, as it is to be sent
      anh-1.jpg …       pictures as approved
      index.html        opens on a phone: copy buttons, pictures, the group's link
      ma-qr.svg         the group's link, to open from a PC's screen by phone
      tieu-de.txt …     for a portal: title, summary, body as HTML
      tep-1.pdf …       documents as approved
      copy.js           the buttons' script
      manifest.json     what the package is, its rendition's digest, the digests of its files

It is written beside and renamed, so that no half package is ever seen.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from channels.atomic import sync
from channels.base import ContentRejected, FileStore, Rendition, StoredFile
from channels.text import length
from channels.wording import as_sent

MANIFEST = "manifest.json"
PAGE = "index.html"
SCRIPT = "copy.js"
CODE = "ma-qr.svg"
FORM = {"tieu-de.txt": "Tiêu đề", "tom-tat.txt": "Tóm tắt", "noi-dung.html": "Nội dung (HTML)"}
HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a person is handed: a sealed rendition under its key, and where it is to go."""

    rendition: Rendition
    key: str
    destination: str
    invitation: str
    person: str
    prepared_at: datetime
    link: str = ""  # public address of the message's page, for the person to look at

    @property
    def texts(self) -> Mapping[str, str]:
        """Return the parts by file name, as they are to be sent."""
        parts = enumerate(as_sent(self.rendition, self.key), 1)
        details = self.rendition.details
        form = {
            "tieu-de.txt": self.rendition.title,
            "tom-tat.txt": details.get("summary", ""),
            "noi-dung.html": details.get("html", ""),
        }
        own = form if "html" in details else {}
        return {**own, **{f"phan-{at}.txt": words for at, words in parts}}

    @property
    def pictures(self) -> Mapping[str, StoredFile]:
        """Return the pictures by file name."""
        pictures = [file for file in self.rendition.files if file.is_picture]
        return {f"anh-{at}{_ending(file)}": file for at, file in enumerate(pictures, 1)}

    @property
    def documents(self) -> Mapping[str, StoredFile]:
        """Return the documents and videos by file name."""
        others = [file for file in self.rendition.files if not file.is_picture]
        return {f"tep-{at}{_ending(file)}": file for at, file in enumerate(others, 1)}

    def manifest(self) -> dict[str, Any]:
        """Return the manifest without the digests of the files."""
        return {
            "reference": self.key,
            "rendition": self.rendition.digest,
            "medium": self.rendition.medium.value,
            "title": self.rendition.title,
            "destination": self.destination,
            "invitation": self.invitation,
            "person": self.person,
            "prepared_at": self.prepared_at.isoformat(),
            "parts": [{"file": name, "characters": length(words)} for name, words in self.texts.items()],
            "files": [{"file": name, "name": file.name} for name, file in self.documents.items()],
            "images": [{"file": name, "alt": file.alt} for name, file in self.pictures.items()],
        }


def is_whole(folder: Path, rendition: Rendition, *, key: str) -> bool:
    """Say whether a folder holds the package of exactly this rendition and key, every file unchanged."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        named = (manifest["reference"], manifest["rendition"]) == (key, rendition.digest)
        return named and all(_digest(folder / name) == digest for name, digest in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def write(package: Package, folder: Path, files: FileStore) -> None:
    """Write the package in one step; one that is there and whole is left as it is.

    Raises ContentRejected when a picture is gone from the store.
    """
    if is_whole(folder, package.rendition, key=package.key):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    incoming = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".incoming-"))
    try:
        _fill(incoming, package, files)
        _put_in_place(incoming, folder, package)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _fill(folder: Path, package: Package, files: FileStore) -> None:
    for name, words in package.texts.items():
        (folder / name).write_text(words, encoding="utf-8", newline="\n")
    if package.invitation and urlsplit(package.invitation).scheme == "https":
        (folder / CODE).write_text(qr_code(package.invitation), encoding="utf-8", newline="\n")
    for name, file in {**package.pictures, **package.documents}.items():
        _copy(file, folder / name, files)
    (folder / PAGE).write_text(_page(package), encoding="utf-8", newline="\n")
    shutil.copyfile(HERE / SCRIPT, folder / SCRIPT)
    digests = {path.name: _digest(path) for path in sorted(folder.iterdir())}
    manifest = {**package.manifest(), "files": digests}
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")
    for path in (*folder.iterdir(), folder):
        sync(path)


def qr_code(address: str) -> str:
    """Return the QR code of an address as SVG, dark on light with its quiet zone (ISO/IEC 18004)."""
    import segno

    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, light="#fff", dark="#000", border=4)
    return drawn.getvalue().decode("utf-8")


def _copy(file: StoredFile, place: Path, files: FileStore) -> None:
    try:
        with files.open(file.digest) as source, place.open("wb") as target:
            shutil.copyfileobj(source, target)
    except FileNotFoundError:
        raise ContentRejected(f"Không còn ảnh “{file.name}” trong kho.", code="image") from None


def _put_in_place(incoming: Path, folder: Path, package: Package) -> None:
    """Rename the filled folder; a damaged or older one steps aside, another writer's whole one stays."""
    incoming.chmod(0o755)
    for _ in range(2):
        try:
            os.rename(incoming, folder)
        except OSError:
            if is_whole(folder, package.rendition, key=package.key):
                return
            _set_aside(folder)
        else:
            sync(folder.parent)
            return
    os.rename(incoming, folder)


def _set_aside(folder: Path) -> None:
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".old-"))
    os.rename(folder, aside / folder.name)
    shutil.rmtree(aside, ignore_errors=True)


def _page(package: Package) -> str:
    import jinja2

    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).get_template("index.html.j2")
    return template.render(
        package=package,
        invitation=package.invitation if urlsplit(package.invitation).scheme == "https" else "",
        link=package.link if urlsplit(package.link).scheme in {"http", "https"} else "",
        texts=[
            {"file": name, "words": words, "count": length(words), "label": _label(package, name)}
            for name, words in package.texts.items()
        ],
    )


def _label(package: Package, name: str) -> str:
    """Return what stands above a text."""
    if name in FORM:
        return FORM[name]
    parts = len(package.rendition.parts)
    at = name.removeprefix("phan-").removesuffix(".txt")
    return f"Phần {at} trên {parts}" if parts > 1 else "Lời tin"


def _ending(file: StoredFile) -> str:
    return "".join(re.findall(r"\.\w{1,5}$", file.name)).lower()


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
