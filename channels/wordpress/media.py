"""Pictures and sound of a post in the site's media library: each uploaded once, looked for after a doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.base import ChannelUnavailable, ContentRejected, FileStore, Progress, Receipt, StoredFile
from channels.pictures import fitted
from channels.wordpress.body import MAX_PICTURES, PICTURES, Uploaded
from channels.wordpress.rest import MEDIA, Rest

MEGABYTE = 1_000_000
PICTURE, SOUND = "anh-", "nghe"  # parts of a post, and the ends of their names on the site
ASKED = "id,slug,source_url,alt_text"


@dataclass(frozen=True, kw_only=True)
class Media:
    """What of a post lies in the media library."""

    pictures: tuple[Uploaded, ...] = ()
    sounds: tuple[Uploaded, ...] = ()


def standing(rest: Rest, slug: str) -> Media:
    """Return what of a post lies in the library already, by the names we gave."""
    names = [f"{slug}-{PICTURE}{at}" for at in range(1, MAX_PICTURES + 1)]
    rows = rest.get(MEDIA, slug=",".join([*names, f"{slug}-{SOUND}"]), per_page=100, _fields=ASKED).data
    found = {str(row["slug"]): _uploaded(row) for row in rows}
    sound = found.get(f"{slug}-{SOUND}")
    return Media(
        pictures=tuple(found[each] for each in names if each in found), sounds=(sound,) if sound else ()
    )


@dataclass(frozen=True, kw_only=True)
class Library:
    """The media library as one post uses it; `most`: bytes of one file the server takes."""

    rest: Rest
    files: FileStore
    slug: str
    most: int
    progress: Progress

    def pictures(self, images: tuple[StoredFile, ...]) -> list[Uploaded]:
        """Bring every picture there and return them in order."""
        return [self._kept(image, f"{PICTURE}{at}") for at, image in enumerate(images, 1)]

    def sound(self, file: StoredFile) -> Uploaded:
        """Bring the spoken twin there."""
        return self._kept(file, SOUND)

    def _kept(self, file: StoredFile, part: str) -> Uploaded:
        known = self.progress.of(part)
        if known and known.receipt:
            return Uploaded(id=known.receipt.external_id, url=known.receipt.url, alt=file.alt)
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
            f"{name}.{extension}", content, media_type, slug=name, title=file.alt or name, alt_text=file.alt
        )
        return _uploaded(answer.data)

    def _ready(self, file: StoredFile) -> tuple[bytes, str, str]:
        if file.media_type.startswith("image/"):
            picture = fitted(file, self.files, most=self.most, taken=PICTURES)
            return picture.content, picture.media_type, picture.extension
        if file.size > self.most:
            raise ContentRejected(
                f"Tệp “{file.name}” lớn hơn mức máy chủ WordPress nhận; "
                "nới upload_max_filesize và max_upload."
            )
        with self.files.open(file.digest) as source:
            return source.read(), file.media_type, "mp3" if file.media_type == "audio/mpeg" else "bin"

    def _name(self, part: str) -> str:
        return f"{self.slug}-{part}"


def _uploaded(row: Any) -> Uploaded:
    if not isinstance(row, Mapping) or not row.get("id") or not row.get("source_url"):
        raise ChannelUnavailable("WordPress nhận tệp mà không cho mã tệp; sẽ tìm lại.", code="no-id")
    return Uploaded(id=str(row["id"]), url=str(row["source_url"]), alt=str(row.get("alt_text") or ""))
