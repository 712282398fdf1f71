"""Videos: uploaded piece by piece under a session, seen by nobody before the last call publishes them.

Facebook gives the video's id at the start; `finish` alone makes it public. A video stands in no list of
posts, so after a doubt the page's own list of videos is read back for the reference. How long a video is
worked on before it is listed nobody says: one that is not there is no proof, and a person looks.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from channels.base import ChannelUnavailable, ContentRejected, FileStore, Receipt, StoredFile
from channels.facebook.graph import Reply
from channels.facebook.readback import is_since
from channels.text import mentions

VIDEO = "video"  # kind of a receipt
FIELDS = "id,description,created_time,permalink_url"
LOOKED_AT = 25
LARGEST_PIECE = 8 << 20  # bytes of one call, whatever the service would take: a slow line must bear it

Call = Callable[..., Reply]


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One upload to a page's videos."""

    call: Call
    page_id: str
    files: FileStore

    def publish(self, video: StoredFile, words: str) -> Receipt:
        """Upload a video and make it public with these words.

        Raises OutcomeUnknown when the publishing call's answer is lost, else what each call raises.
        """
        begun = self._phase("start", file_size=str(video.size)).document
        session, video_id = str(begun.get("upload_session_id") or ""), str(begun.get("video_id") or "")
        if not (session and video_id):
            raise ChannelUnavailable("Facebook không mở được phiên tải video; sẽ thử lại.", code="no-session")
        self._transfer(video, session, begun)
        self._phase("finish", creates=True, upload_session_id=session, description=words, published=True)
        return Receipt(external_id=video_id, url=self._address(video_id), details={"kind": VIDEO})

    def _transfer(self, video: StoredFile, session: str, begun: Any) -> None:
        try:
            source = self.files.open(video.digest)
        except FileNotFoundError:
            raise ContentRejected(f"Không còn tệp video “{video.name}” trong kho; đính lại tệp.") from None
        with source:
            start, end = _range(begun)
            while start < end:
                piece = _piece(source, start, min(end, start + LARGEST_PIECE), video.name)
                answer = self._phase(
                    "transfer",
                    files={"video_file_chunk": piece},
                    upload_session_id=session,
                    start_offset=str(start),
                )
                before, (start, end) = start, _range(answer.document)
                if start <= before:
                    raise ChannelUnavailable("Facebook không nhận tiếp video; sẽ tải lại.", code="stuck")

    def _phase(self, phase: str, *, creates: bool = False, files: Any = None, **fields: Any) -> Reply:
        post_args = {"upload_phase": phase, **fields}
        return self.call(
            lambda api: api.request(f"{api.version}/{self.page_id}/videos", post_args=post_args, files=files),
            creates=creates,
        )

    def _address(self, video_id: str) -> str:
        return f"https://www.facebook.com/{self.page_id}/videos/{video_id}"


def _range(document: Any) -> tuple[int, int]:
    """Return which bytes the service wants next; equal ends mean that it has all."""
    try:
        return int(document["start_offset"]), int(document["end_offset"])
    except (KeyError, TypeError, ValueError):
        raise ChannelUnavailable(
            "Facebook không cho biết phần video cần tải tiếp; sẽ tải lại.", code="no-offset"
        ) from None


def _piece(source: BinaryIO, start: int, end: int, name: str) -> BinaryIO:
    source.seek(start)
    piece = io.BytesIO(source.read(end - start))
    piece.name = name
    return piece


def search(call: Call, *, page_id: str, key: str, since: datetime) -> Receipt:
    """Return the receipt of the page's video that carries `key`.

    Raises ChannelUnavailable when none does: it may still be worked on.
    """
    reply = call(lambda api: api.get_connections(page_id, "videos", fields=FIELDS, limit=str(LOOKED_AT)))
    videos = reply.document.get("data")
    if not isinstance(videos, list):
        raise ChannelUnavailable("Facebook không trả danh sách video của trang.", code="unreadable")
    floor = reply.answer.earliest(since)
    for video in videos:
        if is_since(video, floor) and mentions(str(video.get("description") or ""), key):
            url = str(video.get("permalink_url") or "")
            address = f"https://www.facebook.com{url}" if url.startswith("/") else url
            return Receipt(external_id=str(video["id"]), url=address, details={"kind": VIDEO})
    raise ChannelUnavailable(
        "Chưa thấy video trên trang; có thể Facebook còn đang xử lý: mở trang xem rồi ghi nhận.",
        code="processing",
    )
