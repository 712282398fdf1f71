"""The words of a post: rendered once, then at sending joined by notice, link and reference."""

from __future__ import annotations

from channels import text
from channels.base import Content, ContentRejected, Facts, Medium, Rendition, StoredFile
from channels.kinds_of_files import is_video, left_out
from channels.wording import plain_text

MAX_TEXT = 63_206  # code points, counted by public clients; Meta's own pages do not say
MAX_PHOTOS = 10


def render(content: Content) -> Rendition:
    """Return the message as plain text with the reference line declared.

    Nothing is cut: ContentRejected when the text with its longest reference line is over the limit.
    """
    words = plain_text(content)
    reference = text.longest_reference(content.reference, content.occurrences)
    size = text.length(text.signed(words, signature=text.SIGNATURE, reference=reference))
    if size > MAX_TEXT:
        raise ContentRejected(
            f"Bài cho fanpage dài {size} ký tự, quá {MAX_TEXT}; viết bản ngắn hơn cho fanpage.", code="length"
        )
    return Rendition(
        medium=Medium.FACEBOOK,
        title=content.title,
        parts=(words,),
        signature=text.SIGNATURE,
        files=_files(content),
        details={"link": content.link} if content.link else {},
        notes=_notes(content),
    )


def _files(content: Content) -> tuple[StoredFile, ...]:
    """Return the one video, or else the photos: a post carries either."""
    videos = tuple(each for each in content.attachments if is_video(each))
    return videos[:1] or content.images[:MAX_PHOTOS]


def _notes(content: Content) -> tuple[str, ...]:
    notes = list(left_out([each for each in content.attachments if not is_video(each)], "Fanpage"))
    if len(notes) < len(content.attachments) and content.images:
        notes.append("Fanpage đăng video, không đăng kèm ảnh của tin.")
        return tuple(notes)
    if len(content.images) > MAX_PHOTOS:
        notes.append(f"Fanpage chỉ đăng {MAX_PHOTOS} ảnh đầu trong {len(content.images)} ảnh.")
    without = [each.name for each in content.images[:MAX_PHOTOS] if not each.alt]
    if without:
        notes.append(f"Ảnh chưa có chữ thay thế cho người khiếm thị: {', '.join(without)}.")
    return tuple(notes)


def message(rendition: Rendition, *, key: str, facts: Facts) -> str:
    """Return the text as it goes out: notice, words, address of the page, reference.

    The address is the one thing left out when the whole would be over the limit.
    """
    words = rendition.parts[0]
    noted = f"{facts.notice}\n\n{words}" if facts.notice else words
    line = link_line(rendition, facts)
    for attempt in (f"{noted}\n\n{line}" if line else noted, noted):
        whole = text.nfc(text.signed(attempt, signature=rendition.signature, reference=key))
        if text.length(whole) <= MAX_TEXT:
            return whole
    raise ContentRejected(
        "Bài cho fanpage quá dài sau khi thêm dòng thông báo; viết ngắn hơn.", code="length"
    )


def preview_link(rendition: Rendition, facts: Facts) -> str:
    """Return the address shown as a preview under the text: the message's page, else the editor's link.

    A post with photos shows no preview.
    """
    return "" if rendition.files else facts.link or rendition.details.get("link", "")


def link_line(rendition: Rendition, facts: Facts) -> str:
    """Return the line that leads to the message's page where no preview can."""
    return f"Xem đầy đủ: {facts.link}" if rendition.files and facts.link else ""
