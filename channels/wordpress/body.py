"""What is sealed for WordPress, and what stands around the sealed words once the site knows the media."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape

from channels.base import Content, ContentRejected, Facts, Medium, Rendition
from channels.kinds_of_files import VIDEOS
from channels.markdown import summary, to_html
from channels.text import base_reference, nfc, plain_name

MAX_PICTURES = 20
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A file in the site's media library."""

    id: str
    url: str
    alt: str = ""  # of a document: what its link says
    media_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Media:
    """What of a post lies in the media library."""

    pictures: tuple[Uploaded, ...] = ()
    documents: tuple[Uploaded, ...] = ()
    sounds: tuple[Uploaded, ...] = ()


def slug_of(key: str) -> str:
    """Return the post's own name in its address: code and six hex digits, the same for every occurrence.

    The digits keep it apart from whatever people name by hand: posts and media share one space of names.
    """
    reference = base_reference(key)
    return f"{plain_name(reference)}-{hashlib.sha256(reference.encode()).hexdigest()[:6]}"


def sealed(content: Content) -> Rendition:
    """Return the sealed words of a post; pictures that can't be shown are noted.

    Raises ContentRejected when there is no title or no text.
    """
    if not content.title.strip() or not content.body.strip():
        raise ContentRejected("Tin cho trang thông tin điện tử phải có tiêu đề và nội dung: hãy bổ sung.")
    pictures = tuple(each for each in content.images if each.media_type in PICTURES)[:MAX_PICTURES]
    return Rendition(
        medium=Medium.WEBSITE,
        title=nfc(content.title),
        parts=(nfc(_words(content)),),
        form="html",
        files=(*pictures, *content.attachments),
        details={
            "summary": summary(nfc(content.body)),
            "topic": content.topic,
            "reference": base_reference(content.reference),
        },
        notes=tuple(
            f"Ảnh “{each.name}” ({each.media_type}) không đưa lên trang: chỉ nhận JPEG, PNG, GIF, WebP, "
            f"tối đa {MAX_PICTURES} ảnh."
            for each in content.images
            if each not in pictures
        ),
    )


def _words(content: Content) -> str:
    """Return the body with what belongs to it; only tags that an author may use."""
    lines = []
    if content.corrects:
        lines.append(f"<p><strong>Đính chính tin “{escape(content.corrects)}”</strong></p>")
    if content.hamlets:
        lines.append(f"<p><strong>Gửi bà con: {escape(', '.join(content.hamlets))}</strong></p>")
    lines.append(to_html(content.body).strip())
    if content.link.startswith(("http://", "https://")):
        address = escape(content.link)
        lines.append(f'<p>Xem thêm: <a href="{address}" rel="noopener">{address}</a></p>')
    origin = [f"Nguồn: {content.source}"] if content.source else []
    origin += [f"Đơn vị: {content.unit}"] if content.unit else []
    origin.append(f"Mã tin: {base_reference(content.reference)}")
    lines.append(f"<p><small>{escape(' · '.join(origin))}</small></p>")
    return "\n".join(lines)


def whole(rendition: Rendition, facts: Facts, media: Media, *, featured: bool) -> str:
    """Return the content of the post: notice, the spoken twin, the sealed words as they are, the files.

    A featured picture stands above the post already.
    """
    notice = [f"<p><strong>{escape(facts.notice)}</strong></p>"] if facts.notice else []
    sounds = [
        f'<figure><audio controls src="{escape(each.url)}"></audio>'
        "<figcaption>Nghe bản tin truyền thanh</figcaption></figure>"
        for each in media.sounds
    ]
    pictures = [
        f'<figure><img src="{escape(each.url)}" alt="{escape(each.alt)}"></figure>'
        for each in media.pictures[1 if featured else 0 :]
    ]
    lines = [*notice, *sounds, rendition.parts[0], *pictures, *map(_document, media.documents)]
    return "\n".join(lines)


def _document(file: Uploaded) -> str:
    """Return a document's link, or a video to play."""
    if file.media_type in VIDEOS.values():
        return f'<figure><video controls src="{escape(file.url)}"></video></figure>'
    return f'<p>Tài liệu kèm theo: <a href="{escape(file.url)}">{escape(file.alt)}</a></p>'
