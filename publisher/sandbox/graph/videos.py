"""POST /{page}/videos: a video in pieces; nobody sees it before `finish`."""

from __future__ import annotations

import io
from typing import Any

from flask import request

from publisher.sandbox.graph.calls import Call
from publisher.sandbox.graph.complaints import Complaint, invalid
from publisher.sandbox.graph.pages import Session
from publisher.sandbox.graph.publishing import append, check_message

PIECE = 256 << 10  # bytes asked for at once
BAD_SESSION = 1363041


def upload_video(call: Call) -> dict[str, Any]:
    """Let one phase of an upload through."""
    phase = request.values.get("upload_phase", "")
    if phase not in _PHASES:
        raise invalid("Param upload_phase must be one of {start, transfer, finish}")
    return _PHASES[phase](call)


def _start(call: Call) -> dict[str, Any]:
    size = request.values.get("file_size", "")
    if not size.isdigit() or int(size) == 0:
        raise invalid("Param file_size must be a positive number")
    with call.pages.lock:
        video_id, session_id = call.pages.next_id(), call.pages.next_id()
    call.pages.sessions[session_id] = Session(page_id=call.page.id, video_id=video_id, size=int(size))
    return {"upload_session_id": session_id, "video_id": video_id, **_wanted(call.pages.sessions[session_id])}


def _transfer(call: Call) -> dict[str, Any]:
    session = _session(call)
    piece = request.files.get("video_file_chunk")
    if piece is None or request.values.get("start_offset") != str(len(session.content)):
        raise Complaint(6000, "There was a problem uploading your video file.", subcode=1363037)
    session.content = (session.content + piece.read())[: session.size]
    return _wanted(session)


def _finish(call: Call) -> dict[str, Any]:
    session = _session(call)
    if len(session.content) < session.size or b"ftyp" not in session.content[:64]:
        raise Complaint(6000, "There was a problem uploading your video file.", subcode=1363030)
    words = request.values.get("description", "")
    check_message(words)
    kept = call.pages.ledger.media.add(io.BytesIO(session.content), name="video", media_type="video/mp4")
    media = [{"digest": kept.digest, "media_type": "video/mp4", "name": "video", "alt": ""}]
    append(call, session.video_id, words, kind="video", details={"media": media, "link": ""})
    return {"success": True}


def _session(call: Call) -> Session:
    session = call.pages.sessions.get(request.values.get("upload_session_id", ""))
    if session is None or session.page_id != call.page.id:
        raise Complaint(6000, "Invalid upload session.", subcode=BAD_SESSION)
    return session


def _wanted(session: Session) -> dict[str, str]:
    start = len(session.content)
    return {"start_offset": str(start), "end_offset": str(min(session.size, start + PIECE))}


_PHASES = {"start": _start, "transfer": _transfer, "finish": _finish}
