"""The topics of Resolution 57-NQ/TW (section III of the plan); other topics come with the messages."""

from __future__ import annotations

from dataclasses import dataclass

from channels.text import plain_name

OTHER = "khac"


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A section of the site: its code, its name for readers, a shorter one for labels."""

    code: str
    name: str
    short: str = ""

    @property
    def label(self) -> str:
        """Return the name where there is little room."""
        return self.short or self.name

    @property
    def path(self) -> str:
        """Return where the section's page lies."""
        room = "nghi-quyet-57" if self.code in RESOLUTION_CODES else "chuyen-muc"
        return f"{room}/{self.code}.html"


RESOLUTION = (
    Topic(code="resolution", name="Nội dung trọng tâm của Nghị quyết 57", short="Nghị quyết 57"),
    Topic(
        code="role",
        name="Vai trò của khoa học, công nghệ, đổi mới sáng tạo",
        short="Vai trò của khoa học",
    ),
    Topic(
        code="policy",
        name="Chính sách, chương trình hỗ trợ nghiên cứu, sáng kiến, khởi nghiệp",
        short="Chính sách hỗ trợ",
    ),
    Topic(
        code="exemplar",
        name="Gương điển hình: nông nghiệp, giáo dục, y tế",
        short="Gương điển hình",
    ),
    Topic(
        code="digital-life",
        name="Sở hữu trí tuệ, tiêu chuẩn đo lường chất lượng, chuyển đổi số, kinh tế số",
        short="Chuyển đổi số trong đời sống",
    ),
    Topic(
        code="guidance",
        name="Hướng dẫn: thông tin khoa học, đăng ký sáng kiến, ứng dụng số, dịch vụ công trực tuyến",
        short="Hướng dẫn người dân",
    ),
)
RESOLUTION_CODES = {each.code for each in RESOLUTION}


def topic_of(code: str, name: str) -> Topic:
    """Return the section a message belongs to; the six of the resolution keep their own names."""
    for each in RESOLUTION:
        if each.code == code:
            return each
    return Topic(code=plain_name(code, longest=80) or OTHER, name=name or code or "Tin khác")
