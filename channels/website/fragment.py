"""What is sealed for the website: the whole body of a message's page, as clean HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from channels.base import Content, ContentRejected, Medium, Rendition, StoredFile, Urgency
from channels.kinds_of_files import is_video
from channels.markdown import summary, to_html
from channels.text import base_reference, nfc
from channels.website.look import draw, printable
from channels.website.names import PICTURES, is_attachment, media_name, message_slug
from channels.website.topics import topic_of
from channels.wording import plain_text

MAX_PICTURES = 20
URGENCIES = {Urgency.EMERGENCY: "Khẩn cấp", Urgency.URGENT: "Ưu tiên"}
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)


def sealed(content: Content) -> Rendition:
    """Return the sealed page body of a message; pictures and links that can't be shown are noted.

    Raises ContentRejected when there is no title or no text.
    """
    content = _clean(content)
    if not content.title.strip() or not content.body.strip():
        raise ContentRejected("Tin cho trang thông tin điện tử phải có tiêu đề và nội dung: hãy bổ sung.")
    pictures = tuple(each for each in content.images if each.media_type in PICTURES)[:MAX_PICTURES]
    link, notes = _link(content.link)
    notes += tuple(_left_out(each) for each in content.images if each not in pictures)
    attached = tuple(each for each in content.attachments if is_attachment(each))
    return Rendition(
        medium=Medium.WEBSITE,
        title=content.title,
        parts=(_body(content, pictures, attached, link),),
        form="html",
        files=(*pictures, *attached),
        details=_details(content),
        notes=notes,
    )


def _clean(content: Content) -> Content:
    words: dict[str, Any] = {name: printable(nfc(getattr(content, name))) for name in _TEXTS}
    hamlets = tuple(printable(nfc(each)) for each in content.hamlets)
    images = tuple(replace(each, alt=printable(nfc(each.alt))) for each in content.images)
    return replace(content, hamlets=hamlets, images=images, **words)


_TEXTS = ("title", "body", "source", "unit", "topic_name", "commune", "province", "corrects", "link")


def _link(link: str) -> tuple[str, tuple[str, ...]]:
    parts = urlsplit(link)
    if not link or (parts.scheme in {"http", "https"} and parts.hostname):
        return link, ()
    return "", (f"Liên kết “{link}” không phải địa chỉ web (https://…), không đưa lên trang.",)


def _left_out(file: StoredFile) -> str:
    return (
        f"Ảnh “{file.name}” ({file.media_type}) không đưa lên trang: "
        f"chỉ nhận JPEG, PNG, GIF, WebP, tối đa {MAX_PICTURES} ảnh."
    )


def _body(
    content: Content, pictures: tuple[StoredFile, ...], attached: tuple[StoredFile, ...], link: str
) -> str:
    return draw(
        "fragment.html",
        content=content,
        body=Markup(_with_scrolling_tables(to_html(content.body))),
        pictures=[(media_name(each), each) for each in pictures],
        videos=[(media_name(each), each) for each in attached if is_video(each)],
        documents=[(media_name(each), each) for each in attached if not is_video(each)],
        urgency=URGENCIES.get(content.urgency),
        link=link,
        reference=base_reference(content.reference),
    )


def _with_scrolling_tables(html: str) -> str:
    """Let a wide table scroll in its own frame, reachable by keyboard, each with a name of its own."""
    number = count(1)
    return _TABLE.sub(
        lambda found: (
            f'<div class="table" role="region" aria-label="Bảng {next(number)}" tabindex="0">{found[0]}</div>'
        ),
        html,
    )


def _details(content: Content) -> dict[str, str]:
    topic = topic_of(content.topic, content.topic_name)
    return {
        "summary": summary(content.body),
        "text": plain_text(content),
        "topic": topic.code,
        "topic_name": topic.name,
        "unit": content.unit,
        "source": content.source,
        "urgency": content.urgency.value,
        "slug": message_slug(content.reference, content.title),
        "reference": base_reference(content.reference),
        "commune": content.commune,
        "province": content.province,
    }
