"""The topics of Resolution 57-NQ/TW (section III of the plan); other topics come with the messages."""

from __future__ import annotations

from dataclasses import dataclass

from channels.website.names import ascii_slug

OTHER = "khac"


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A section of the site: its code, its name for readers, one sentence about it."""

    code: str
    name: str
    about: str = ""

    @property
    def path(self) -> str:
        """Return where the section's page lies."""
        room = "nghi-quyet-57" if self.code in RESOLUTION_CODES else "chuyen-muc"
        return f"{room}/{self.code}.html"


RESOLUTION = (
    Topic(
        code="resolution",
        name="Nội dung trọng tâm của Nghị quyết 57",
        about="Quan điểm, mục tiêu, định hướng và giải pháp của Nghị quyết.",
    ),
    Topic(
        code="role",
        name="Vai trò của khoa học, công nghệ, đổi mới sáng tạo",
        about="Vì sao khoa học, công nghệ quan trọng với đời sống và kinh tế của xã.",
    ),
    Topic(
        code="policy",
        name="Chính sách, chương trình hỗ trợ",
        about="Hỗ trợ nghiên cứu, ứng dụng, sáng kiến, khởi nghiệp tại cơ sở.",
    ),
    Topic(
        code="exemplar",
        name="Gương điển hình",
        about="Cách làm hay trong nông nghiệp, giáo dục, y tế.",
    ),
    Topic(
        code="digital-life",
        name="Chuyển đổi số trong đời sống",
        about="Sở hữu trí tuệ, tiêu chuẩn đo lường chất lượng, chuyển đổi số, kinh tế số.",
    ),
    Topic(
        code="guidance",
        name="Hướng dẫn người dân",
        about="Thông tin khoa học, đăng ký sáng kiến, ứng dụng số, dịch vụ công trực tuyến.",
    ),
)
RESOLUTION_CODES = {each.code for each in RESOLUTION}


def topic_of(code: str, name: str) -> Topic:
    """Return the section a message belongs to; the six of the resolution keep their own names."""
    for each in RESOLUTION:
        if each.code == code:
            return each
    return Topic(code=ascii_slug(code) or OTHER, name=name or code or "Tin khác")
