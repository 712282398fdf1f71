"""Words for people, in Vietnamese and English: what states and media are called on screens and in tables."""

from __future__ import annotations

from collections.abc import Mapping

from channels.base import Medium
from content_queue.states import DeliveryState, MessageState

LANGUAGES = ("vi", "en")
D, M = DeliveryState, MessageState

STATES: Mapping[str, Mapping[str, str]] = {
    "vi": {
        D.PLANNED: "đã lên lịch",
        D.SENDING: "đang gửi",
        D.SENT: "đã đăng",
        D.AWAITING_PERSON: "chờ người xác nhận",
        D.RETRYING: "sẽ thử lại",
        D.UNCERTAIN: "chưa rõ",
        D.FAILED: "không đăng được",
        D.MISSED: "lỡ giờ",
        D.CANCELLED: "đã hủy",
        D.RETRACTED: "đã gỡ",
    },
    "en": {
        D.PLANNED: "planned",
        D.SENDING: "being sent",
        D.SENT: "sent",
        D.AWAITING_PERSON: "awaits a person",
        D.RETRYING: "will be retried",
        D.UNCERTAIN: "uncertain",
        D.FAILED: "failed",
        D.MISSED: "missed",
        D.CANCELLED: "cancelled",
        D.RETRACTED: "taken back",
    },
}

MESSAGE_STATES: Mapping[str, Mapping[str, str]] = {
    "vi": {
        M.DRAFT: "đang soạn",
        M.IN_REVIEW: "chờ duyệt",
        M.APPROVED: "đã duyệt",
        M.RETURNED: "bị trả lại",
        M.REJECTED: "bị từ chối",
        M.WITHDRAWN: "đã thu hồi",
    },
    "en": {
        M.DRAFT: "draft",
        M.IN_REVIEW: "in review",
        M.APPROVED: "approved",
        M.RETURNED: "returned",
        M.REJECTED: "rejected",
        M.WITHDRAWN: "withdrawn",
    },
}

MEDIA: Mapping[str, Mapping[str, str]] = {
    "vi": {
        Medium.WEBSITE: "Trang thông tin",
        Medium.FACEBOOK: "Fanpage",
        Medium.ZALO: "Zalo",
        Medium.LOUDSPEAKER: "Truyền thanh",
    },
    "en": {
        Medium.WEBSITE: "Website",
        Medium.FACEBOOK: "Fanpage",
        Medium.ZALO: "Zalo",
        Medium.LOUDSPEAKER: "Loudspeakers",
    },
}
