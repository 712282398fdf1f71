"""A message as plain words for groups and hand-over, cut in numbered parts with room for the reference."""

from __future__ import annotations

from channels import text
from channels.base import Content, ContentRejected, Rendition

TOO_NARROW = "Giới hạn {limit} ký tự không đủ chỗ cho nội dung và dòng mã tin."
TOO_LONG = "Tin quá dài: phải chia thành {count} phần, nhiều nhất là {most}. Hãy soạn bản rút gọn."


def plain_text(content: Content) -> str:
    """Return title, body, source and the editor's own link as plain text."""
    from channels.markdown import to_plain  # a parser is loaded when the first message is rendered

    body = to_plain(content.body)
    lines = [_heading(content), body, f"Nguồn: {content.source}" if content.source else ""]
    if content.link and content.link not in body:
        lines.append(f"Xem thêm: {content.link}")
    return text.nfc("\n\n".join(line for line in lines if line)).strip()


def as_sent(rendition: Rendition, reference: str) -> tuple[str, ...]:
    """Return the parts word for word as they go out under a reference: what previews show and count."""
    return tuple(
        text.signed(part, signature=rendition.signature, reference=reference) for part in rendition.parts
    )


def _heading(content: Content) -> str:
    if not content.corrects:
        return content.title
    return f"ĐÍNH CHÍNH tin “{text.nfc(content.corrects)}”\n\n{content.title}"


def numbered(words: str, *, content: Content, limit: int, most: int) -> tuple[str, ...]:
    """Cut words in parts that stay within the limit with the declared line of the longest reference.

    Raises ContentRejected when more than `most` parts are needed, the limit is too narrow or nothing is said.
    """
    if not words.strip():
        raise ContentRejected("Tin chưa có nội dung.", code="empty")
    reference = text.longest_reference(content.reference, content.occurrences)
    tail = text.length(text.signed("", signature=text.SIGNATURE, reference=reference))
    try:
        parts = text.split_parts(words, limit=limit, tail=tail)
    except ValueError:
        raise ContentRejected(TOO_NARROW.format(limit=limit), code="limit") from None
    if len(parts) > most:
        raise ContentRejected(TOO_LONG.format(count=len(parts), most=most), code="parts")
    return parts
