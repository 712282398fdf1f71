"""A commune's own settings, and setting up a commune with the topics that ship."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content_queue import names
from content_queue.models import Commune, Role, Topic, User

TOPICS: Mapping[str, str] = {  # the six of the plan, section III, then everyday ones
    "resolution": "Nội dung trọng tâm của Nghị quyết 57",
    "role": "Vai trò của khoa học, công nghệ, đổi mới sáng tạo",
    "policy": "Chính sách, chương trình hỗ trợ nghiên cứu, sáng kiến, khởi nghiệp",
    "exemplar": "Gương điển hình: nông nghiệp, giáo dục, y tế",
    "digital-life": "Sở hữu trí tuệ, tiêu chuẩn đo lường chất lượng, chuyển đổi số, kinh tế số",
    "guidance": "Hướng dẫn: thông tin khoa học, đăng ký sáng kiến, ứng dụng số, dịch vụ công trực tuyến",
    "weather": "Thời tiết, thiên tai",
    "health": "Y tế, sức khỏe",
    "power": "Điện, nước",
    "election": "Bầu cử, hội nghị cử tri",
    "security": "An ninh trật tự",
    "agriculture": "Nông nghiệp",
}


_KIND = re.compile(r"^(xã|phường|thị trấn|đặc khu)\s+", re.IGNORECASE)


class NameTaken(Exception):
    """Something of this name exists already."""


@dataclass(frozen=True, kw_only=True)
class CommuneSettings:
    """What a commune may set; the defaults are those of the founding plan and the decrees."""

    self_approval: bool = False  # may an author approve their own message?
    quiet_from: str = "21:00"  # posts and groups keep silent until quiet_until
    quiet_until: str = "05:00"
    lead_minutes: int = 30  # a bulletin is exported this long before its slot
    horizon_days: int = 60  # occurrences are planned this far ahead
    link_wait_minutes: int = 10  # a fanpage post waits this long for its page
    repeat_days: int = 30  # the same text again within so many days is worth a look
    remind_minutes: int = 30  # what is sent by hand is reminded of this long after its hour
    overdue_minutes: int = 180  # and is overdue after so long
    console_url: str = ""  # where phones reach the console
    second_factor: bool = False  # must approvers and admins show a code besides their password?
    public_phones: tuple[str, ...] = ()  # mobile numbers that everybody may know


def settings_of(commune: Commune) -> CommuneSettings:
    """Return the commune's settings, defaults where nothing is set."""
    known = {each.name for each in fields(CommuneSettings)}
    return CommuneSettings(**{name: value for name, value in commune.settings.items() if name in known})


def zone_of(commune: Commune) -> ZoneInfo:
    """Return the commune's time zone."""
    return ZoneInfo(commune.time_zone)


def add_commune(
    session: Session,
    name: str,
    *,
    code: str = "",
    prefix: str = "",
    province: str = "",
    time_zone: str = "Asia/Ho_Chi_Minh",
) -> Commune:
    """Add a commune with its topics and an administrator called `admin`.

    Code and reference prefix come from the name unless given (“xã Phú Trung” → phu-trung, PT).
    Raises BadName, and NameTaken when code or prefix is another commune's.
    """
    name = names.clean(name, "xã")
    code = names.code(code or names.unaccented(_KIND.sub("", name)), "xã")
    prefix = _prefix(prefix or "".join(word[0] for word in code.split("-")))
    for column, value in ((Commune.code, code), (Commune.prefix, prefix)):
        if session.scalar(select(Commune.id).where(column == value)) is not None:
            raise NameTaken(f"Đã có xã dùng “{value}”; hãy chọn --code hoặc --prefix khác.")
    commune = Commune(
        code=code,
        name=name,
        prefix=prefix,
        province=names.clean(province, "tỉnh") if province else "",
        time_zone=_known_zone(time_zone),
        settings={},
    )
    session.add(commune)
    session.flush()
    for topic_code, topic_name in TOPICS.items():
        session.add(Topic(commune_id=commune.id, code=topic_code, name=topic_name))
    session.add(User(commune_id=commune.id, name="admin", full_name="Quản trị", role=Role.ADMIN))
    session.flush()
    return commune


def rename(session: Session, commune: Commune, name: str, *, province: str = "") -> None:
    """Give a commune another name; before its first message its code and prefix follow, when they are free.

    Raises BadName.
    """
    commune.name = names.clean(name, "xã")
    commune.province = names.clean(province, "tỉnh") if province else ""
    if commune.reference_number or commune.reference_year:
        return
    code = names.code(names.unaccented(_KIND.sub("", commune.name)), "xã")
    prefix = _prefix("".join(word[0] for word in code.split("-")))
    others = select(Commune.id).where(Commune.id != commune.id)
    if session.scalar(others.where((Commune.code == code) | (Commune.prefix == prefix))) is None:
        commune.code, commune.prefix = code, prefix


def _prefix(text: str) -> str:
    prefix = text.strip().upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", prefix):
        raise names.BadName(f"Tiền tố mã tin “{text}” phải là 1 đến 8 chữ cái không dấu hay chữ số.")
    return prefix


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise names.BadName(names.unknown("múi giờ", name, ["Asia/Ho_Chi_Minh", "Asia/Bangkok", "UTC"]))
    return name


def next_reference(session: Session, commune_id: int, now: datetime) -> str:
    """Give out the commune's next public code of this local year: PT-2026-0117."""
    commune = session.get_one(Commune, commune_id)
    year = now.astimezone(zone_of(commune)).year
    session.execute(
        update(Commune)
        .where(Commune.id == commune_id, Commune.reference_year != year)
        .values(reference_year=year, reference_number=0)
    )
    number = session.scalar(
        update(Commune)
        .where(Commune.id == commune_id)
        .values(reference_number=Commune.reference_number + 1)
        .returning(Commune.reference_number)
    )
    session.expire(commune, ["reference_year", "reference_number"])
    return f"{commune.prefix}-{year}-{number:04d}"
