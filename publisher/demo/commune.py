"""The demo commune: places, people, slots and channels, set up in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import places, sign_ins
from content_queue.communes import add_commune
from content_queue.db import open_session
from content_queue.models import Channel, Commune, Role, User
from content_queue.users import add_user
from publisher.app import App
from publisher.channel_setup import add_account, add_channel, change_settings
from publisher.demo.stage import Stage
from schedules.timetables import ship_defaults

NAME, PROVINCE = "xã Phú Trung", "tỉnh Đồng Nai"
EDITOR, APPROVER, OPERATOR = "bien-tap", "lanh-dao", "van-hanh"

UNITS = (
    "Trung tâm Dịch vụ tổng hợp",
    "Phòng Văn hóa - Xã hội",
    "Ban Chỉ huy Phòng thủ dân sự xã",
    "Công an xã",
    "Trạm Y tế",
    "Hội Nông dân",
    "Hội Liên hiệp Phụ nữ",
    "Đoàn Thanh niên",
    "Tổ công nghệ số cộng đồng",
    "Trường THCS Phú Trung",
    "Ban điều hành thôn Phú Tân",
)
HAMLETS: Mapping[str, int] = {  # with invented numbers of households
    "thôn Phú Tân": 412,
    "thôn Phú Thịnh": 365,
    "thôn Phú Bình": 298,
    "thôn Phú Lộc": 341,
    "thôn Phú Hòa": 276,
    "thôn Bù Tố": 189,
}
ZONES: Mapping[str, tuple[str, ...]] = {
    "Cụm loa Phú Tân": ("thôn Phú Tân",),
    "Cụm loa Phú Thịnh - Phú Bình": ("thôn Phú Thịnh", "thôn Phú Bình"),
    "Cụm loa Phú Lộc - Phú Hòa": ("thôn Phú Lộc", "thôn Phú Hòa"),
    "Cụm loa Bù Tố": ("thôn Bù Tố",),
}
PEOPLE: Mapping[str, tuple[str, str, Role, str]] = {  # login name: name, office, role, unit
    EDITOR: ("Nguyễn Thị Hạnh", "Biên tập viên", Role.EDITOR, "Trung tâm Dịch vụ tổng hợp"),
    APPROVER: ("Điểu Minh Tuấn", "Phó Chủ tịch Ủy ban nhân dân xã Phú Trung", Role.APPROVER, ""),
    "chu-tich": ("Trần Văn Lâm", "Chủ tịch Ủy ban nhân dân xã Phú Trung", Role.APPROVER, ""),
    OPERATOR: (
        "Lê Quốc Bảo",
        "Cán bộ vận hành truyền thanh",
        Role.OPERATOR,
        "Trung tâm Dịch vụ tổng hợp",
    ),
    "theo-doi": ("Phạm Thu Hà", "Chuyên viên", Role.MONITOR, "Phòng Văn hóa - Xã hội"),
    "thon-phu-tan": ("Hoàng Văn Thắng", "Trưởng thôn", Role.CONTRIBUTOR, "Ban điều hành thôn Phú Tân"),
    "truong-thcs": ("Vũ Ngọc Mai", "Tổng phụ trách Đội", Role.CONTRIBUTOR, "Trường THCS Phú Trung"),
}
PASSWORD = (
    "mùa cao su thay lá"  # of everybody here, shown on the terminal: a demo leaves this machine nowhere
)
PAGE_ID, PAGE_NAME = "570220260117", "Fanpage Phú Trung ngày mới"
Wanted = tuple[str, str, dict[str, str]]  # kind, name, settings
OFFICIAL_ACCOUNT = "Zalo OA xã Phú Trung"
GROUPS: Mapping[str, str] = {f"zalo-{at:02d}": hamlet for at, hamlet in enumerate(HAMLETS, 1)}
PARENTS = "Nhóm phụ huynh Trường THCS Phú Trung"


def names() -> Mapping[str, str]:
    """Return what people call the fanpage and the groups, by id: for the sandbox's pages."""
    return {PAGE_ID: PAGE_NAME, **{group: _group_name(hamlet) for group, hamlet in GROUPS.items()}}


def settle(app: App, stage: Stage) -> Commune:
    """Return the demo commune; the first time it is set up with all that belongs to it."""
    with open_session(app.engine) as session, session.begin():
        found = session.scalar(select(Commune).order_by(Commune.id))
        if found is not None:
            _follow(session, stage, app)
            _let_in(session, stage.at(7, 0))
            return found
        commune = add_commune(session, NAME, province=PROVINCE)
        ship_defaults(session, commune)
        admin = _admin(session)
        _add_places(session, admin, stage.at(7, 0))
        _add_channels(session, admin, stage, app)
        _let_in(session, stage.at(7, 0))
        return commune


def _let_in(session: Session, now: datetime) -> None:
    """Give everybody the demo's password who has none yet."""
    for user in session.scalars(select(User).where(User.password.is_(None))):
        sign_ins.change_password(session, user, PASSWORD, now=now)


def _admin(session: Session) -> User:
    return session.scalars(select(User).where(User.name == "admin")).one()


def _add_places(session: Session, admin: User, now: datetime) -> None:
    for unit in UNITS:
        places.add_unit(session, unit, actor=admin, now=now)
    for hamlet, households in HAMLETS.items():
        places.add_hamlet(session, hamlet, actor=admin, now=now, households=households)
    for zone, heard_in in ZONES.items():
        places.add_zone(session, zone, heard_in, actor=admin, now=now)
    for name, (full_name, office, role, unit) in PEOPLE.items():
        add_user(session, name, role, actor=admin, now=now, full_name=full_name, office=office, unit=unit)


def _add_channels(session: Session, admin: User, stage: Stage, app: App) -> None:
    now = stage.at(7, 30)
    tokens = {"app_id": "57", "app_secret": "demo", "access_token": "demo-1", "refresh_token": "demo-2"}
    account = {**_zalo(stage), **tokens}
    add_account(app, session, "zalo", OFFICIAL_ACCOUNT, account, actor=admin, now=now)
    for kind, name, settings in (*_pages(stage), *_loudspeakers(stage)):
        add_channel(app, session, kind, name, settings, actor=admin, now=now)
    for group, hamlet in GROUPS.items():
        add_channel(
            app,
            session,
            "zalo",
            _group_name(hamlet),
            {"group_id": group, "lookups": "0.2,1"},
            actor=admin,
            now=now,
            account=OFFICIAL_ACCOUNT,
            hamlets=(hamlet,),
        )


def _pages(stage: Stage) -> Iterator[Wanted]:
    site = {"base_url": _site(stage), "folder": str(stage.folder / "site"), "lookups": "0,0.2"}
    yield "website", "Trang thông tin điện tử xã", site
    page = {"page_id": PAGE_ID, "token": "demo", "base_url": _graph(stage), "lookups": "0.2,1"}
    yield "facebook", PAGE_NAME, page
    parents = {"destination": PARENTS, "person": "Vũ Ngọc Mai", "folder": str(stage.folder / "gui-tay")}
    yield "handover", PARENTS, parents


def _loudspeakers(stage: Stage) -> Iterator[Wanted]:
    voice = {"voice": "vi-vn-x-south", "dialect": "nam", "operator": "Lê Quốc Bảo"}
    for zone in ZONES:
        yield "loudspeaker", zone, {"zone": zone, "folder": str(stage.folder / "phat-thanh"), **voice}


def _follow(session: Session, stage: Stage, app: App) -> None:
    """Let the channels follow when an address had to change because its port was taken."""
    for row in session.scalars(select(Channel).order_by(Channel.id)):
        wanted = {"facebook": {"base_url": _graph(stage)}, "website": {"base_url": _site(stage)}}
        wanted["zalo"] = _zalo(stage)
        present = app.book.plain_settings(row)
        changed = {
            name: value for name, value in wanted.get(row.kind, {}).items() if present.get(name) != value
        }
        if changed:
            change_settings(app, session, row, changed, now=stage.now())
            session.flush()
            if row.kind == "website":
                app.book.of(session, row).rebuild()  # type: ignore[attr-defined]


def _zalo(stage: Stage) -> dict[str, str]:
    return {
        "oa_url": f"{stage.sandbox}/zalo",
        "oauth_url": f"{stage.sandbox}/zalo",
        "per_minute": "2000",  # the stand-in's own limit
    }


def _graph(stage: Stage) -> str:
    return f"{stage.sandbox}/graph"


def _site(stage: Stage) -> str:
    return f"{stage.console}/site/"


def _group_name(hamlet: str) -> str:
    return f"Nhóm Zalo {hamlet}"
