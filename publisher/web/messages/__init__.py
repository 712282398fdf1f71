"""“Tin bài”: the list of messages, one message with its history, and the desk on which one is written."""

from __future__ import annotations

from flask import Blueprint

from publisher.web.messages import acting, cases, listing, previewing, showing, writing

pages = Blueprint("messages", __name__, url_prefix="/tin")
for room in (listing, writing, previewing, showing, acting, cases):
    room.add_to(pages)
