"""Who may do what: one table of acts and roles."""

from __future__ import annotations

from content_queue.models import Role, User

R = Role

MAY: dict[str, frozenset[Role]] = {
    "read": frozenset(Role),
    "see deliveries": frozenset(Role) - {R.CONTRIBUTOR},
    "hand over": frozenset({R.OPERATOR, R.EDITOR, R.ADMIN}),
    "see the record": frozenset({R.ADMIN, R.APPROVER, R.MONITOR}),
    "write": frozenset({R.CONTRIBUTOR, R.EDITOR, R.APPROVER, R.ADMIN}),
    "write for every unit": frozenset({R.EDITOR, R.APPROVER, R.ADMIN}),
    "submit": frozenset({R.CONTRIBUTOR, R.EDITOR, R.APPROVER, R.ADMIN}),
    "approve": frozenset({R.APPROVER}),
    "withdraw": frozenset({R.APPROVER, R.EDITOR}),
    "settle deliveries": frozenset({R.EDITOR, R.APPROVER, R.OPERATOR, R.ADMIN}),
    "broadcast": frozenset({R.OPERATOR, R.EDITOR, R.ADMIN}),
    "teach words": frozenset({R.EDITOR, R.OPERATOR, R.ADMIN}),
    "set up": frozenset({R.ADMIN}),
}

ROLE_NAMES = {
    R.CONTRIBUTOR: "cộng tác viên",
    R.EDITOR: "biên tập viên",
    R.APPROVER: "người duyệt",
    R.OPERATOR: "cán bộ vận hành truyền thanh",
    R.MONITOR: "người theo dõi",
    R.ADMIN: "quản trị",
}


class NotPermitted(Exception):
    """This person may not do this; the sentence says who may."""


def may(actor: User, act: str) -> bool:
    """Say whether a person may do an act."""
    return actor.active and Role(actor.role) in MAY[act]


def require(actor: User, act: str) -> None:
    """Raise NotPermitted unless the person may do the act."""
    if not actor.active:
        raise NotPermitted(f"Tài khoản “{actor.name}” đã ngừng hoạt động.")
    if not may(actor, act):
        allowed = ", ".join(sorted(ROLE_NAMES[role] for role in MAY[act]))
        raise NotPermitted(
            f"“{actor.name}” là {ROLE_NAMES[Role(actor.role)]}, không được làm việc này; cần: {allowed}."
        )
