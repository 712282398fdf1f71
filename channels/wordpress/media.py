"""Pictures and sound of a post in the site's media library: each uploaded once, looked for after a doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.base import ChannelUnavailable, ContentRejected, FileStore, Progress, Receipt, StoredFile
from channels.kinds_of_files import EXTENSIONS
from channels.pictures import fitted
from channels.wordpress.body import MAX_PICTURES, PICTURES, Media, Uploaded
from channels.wordpress.rest import MEDIA, Rest

MEGABYTE = 1_000_000
MAX_DOCUMENTS = 10
SUFFIXES = {**EXTENSIONS, "audio/mpeg": ".mp3"}
PICTURE, DOCUMENT, SOUND = "anh-", "tep-", "nghe"  # parts of a post, and the ends of their names on the site
ASKED = "id,slug,source_url,alt_text,title,mime_type"


def standing(rest: Rest, slug: str) -> Media:
    """Return what of a post lies in the library already, by the names we gave."""
    pictures = [f"{slug}-{PICTURE}{at}" for at in range(1, MAX_PICTURES + 1)]
    documents = [f"{slug}-{DOCUMENT}{at}" for at in range(1, MAX_DOCUMENTS + 1)]
    sounds = [f"{slug}-{SOUND}"]
    slugs = ",".join([*pictures, *documents, *sounds])
    rows = rest.get(MEDIA, slug=slugs, per_page=100, _fields=ASKED).data
    found = {str(row["slug"]): _uploaded(row) for row in rows}
    names = (pictures, documents, sounds)
    there = [tuple(found[each] for each in some if each in found) for some in names]
    return Media(pictures=there[0], documents=there[1], sounds=there[2])


@dataclass(frozen=True, kw_only=True)
class Library:
    """The media library as one post uses it; `most`: bytes of one file the server takes."""

    rest: Rest
    files: FileStore
    slug: str
    most: int
    progress: Progress

    def pictures(self, files: Sequence[StoredFile]) -> tuple[Uploaded, ...]:
        """Bring every picture there and return them in order."""
        return tuple(self._kept(each, f"{PICTURE}{at}") for at, each in enumerate(files, 1))

    def documents(self, files: Sequence[StoredFile]) -> tuple[Uploaded, ...]:
        """Bring every document and video there and return them in order."""
        return tuple(self._kept(each, f"{DOCUMENT}{at}") for at, each in enumerate(files, 1))

    def sound(self, file: StoredFile) -> Uploaded:
        """Bring the spoken twin there."""
        return self._kept(file, SOUND)

    def _kept(self, file: StoredFile, part: str) -> Uploaded:
        known = self.progress.of(part)
        if known and known.receipt:
            receipt = known.receipt
            return Uploaded(
                id=receipt.external_id, url=receipt.url, alt=_label(file), media_type=file.media_type
            )
        found = self._there(part) if known else None
        if found is None:
            self.progress.begin(part)
            found = self._uploaded(file, part)
        self.progress.finish(part, Receipt(external_id=found.id, url=found.url))
        return found

    def _there(self, part: str) -> Uploaded | None:
        rows = self.rest.get(MEDIA, slug=self._name(part), _fields=ASKED).data
        return _uploaded(rows[0]) if isinstance(rows, list) and rows else None

    def _uploaded(self, file: StoredFile, part: str) -> Uploaded:
        content, media_type, extension = self._ready(file)
        name = self._name(part)
        answer = self.rest.upload(
            f"{name}.{extension}",
            content,
            media_type,
            slug=name,
            title=_label(file) or name,
            alt_text=file.alt,
        )
        return _uploaded(answer.data)

    def _ready(self, file: StoredFile) -> tuple[bytes, str, str]:
        if file.is_picture:
            picture = fitted(file, self.files, most=self.most, taken=PICTURES)
            return picture.content, picture.media_type, picture.extension
        if file.size > self.most:
            raise ContentRejected(
                f"Tệp “{file.name}” lớn hơn mức máy chủ WordPress nhận; "
                "nới upload_max_filesize và max_upload."
            )
        with self.files.open(file.digest) as source:
            return source.read(), file.media_type, SUFFIXES.get(file.media_type, ".bin")[1:]

    def _name(self, part: str) -> str:
        return f"{self.slug}-{part}"


def _uploaded(row: Any) -> Uploaded:
    if not isinstance(row, Mapping) or not row.get("id") or not row.get("source_url"):
        raise ChannelUnavailable("WordPress nhận tệp mà không cho mã tệp; sẽ tìm lại.", code="no-id")
    return Uploaded(
        id=str(row["id"]),
        url=str(row["source_url"]),
        alt=str(row.get("alt_text") or _title(row)),
        media_type=str(row.get("mime_type") or ""),
    )


def _label(file: StoredFile) -> str:
    """Return what is said of a file: what a picture shows, what a document is called."""
    return file.alt if file.is_picture else file.alt or file.name


def _title(row: Mapping[str, Any]) -> str:
    """Return the title of a document; a picture's name of ours describes nothing."""
    title = row.get("title")
    named = str(row.get("slug") or "").rpartition("-")[0].endswith(DOCUMENT.strip("-"))
    return str(title.get("rendered") or "") if named and isinstance(title, Mapping) else ""
