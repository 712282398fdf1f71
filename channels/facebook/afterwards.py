"""What is asked of a post after it is out: does the public see it, and how far did it come?

Figures alive in 2026 only; one dead name fails a whole question, so each is asked for alone, and a refusal of
one is “not available”, never an error of the message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from channels.base import ChannelUnavailable, Reach, Receipt
from channels.facebook.graph import Refused, Reply
from channels.facebook.videos import VIDEO

PEOPLE = "post_total_media_view_unique"
METRICS = (PEOPLE, "post_media_view", "post_clicks", "post_reactions_by_type_total")
SUMMED = ("reactions", "comments")
SEEN = "shares,reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count)"
SEEN_OF_VIDEO = "reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count)"
REFUSED_FIGURES = frozenset({100, 10, 3001})  # no such figure, no permission for it; the rest is trouble
LIVE_REMEDY = (
    "Mở developers.facebook.com, chọn ứng dụng, chuyển sang chế độ Live rồi bấm “Kiểm tra kênh”; "
    "nếu đã Live, xem bài có bị Facebook giữ để xét duyệt không."
)
HIDDEN = f"Facebook đã nhận bài nhưng người dân chưa thấy. {LIVE_REMEDY}"
BROKEN_VIDEO = "Facebook không xử lý được video của bài: xuất lại video MP4 (H.264, AAC) rồi đăng tin mới."

Call = Callable[..., Reply]
Raw = Callable[..., Reply]  # raises Refused itself


def is_video(receipt: Receipt) -> bool:
    """Say whether a receipt names a video and not a post."""
    return receipt.details.get("kind") == VIDEO


def hidden_because(ask: Raw, receipt: Receipt) -> str | None:
    """Return why the public does not see a post; None when it does.

    Raises ChannelUnavailable while a video is still being processed, and what the call raises.
    """
    fields = "id,permalink_url,status" if is_video(receipt) else "id,permalink_url,is_published"
    try:
        seen = ask(lambda api: api.get_object(receipt.external_id, fields=fields)).document
    except Refused as refused:
        if refused.refusal.is_missing or refused.refusal.code == 10:
            return HIDDEN
        raise refused.error from None
    if is_video(receipt):
        return _video_trouble(seen)
    return None if seen.get("is_published", True) else HIDDEN


def _video_trouble(seen: Mapping[str, Any]) -> str | None:
    status = seen.get("status")
    said = str(status.get("video_status") or "") if isinstance(status, Mapping) else ""
    if said == "error":
        return BROKEN_VIDEO
    if said != "ready":
        raise ChannelUnavailable("Facebook còn đang xử lý video.", code="processing")
    return None


def reach(ask: Raw, receipt: Receipt) -> Reach:
    """Return the figures Facebook tells today."""
    figures: dict[str, int] = {}
    for metric in () if is_video(receipt) else METRICS:
        value = _metric(ask, receipt.external_id, metric)
        if value is not None:
            figures[metric] = value
    figures |= _seen(ask, receipt)
    return Reach(figures=figures, people=figures.get(PEOPLE))


def _metric(ask: Raw, post_id: str, metric: str) -> int | None:
    try:
        reply = ask(lambda api: api.get_connections(post_id, "insights", metric=metric, period="lifetime"))
    except Refused as refused:
        if _is_no_figure(refused):
            return None
        raise refused.error from None
    rows = reply.document.get("data")
    values = rows[0].get("values") if isinstance(rows, list) and rows else None
    return _total(values[0].get("value")) if values else None


def _is_no_figure(refused: Refused) -> bool:
    return refused.refusal.code in REFUSED_FIGURES or refused.error.code.endswith("2874008")


def _total(value: Any) -> int | None:
    """Return a figure; one split by kind (reactions) is added up."""
    if isinstance(value, Mapping):
        return sum(each for each in value.values() if isinstance(each, int))
    return value if isinstance(value, int) else None


def _seen(ask: Raw, receipt: Receipt) -> dict[str, int]:
    """Return what anybody may count: shares, reactions, comments."""
    fields = SEEN_OF_VIDEO if is_video(receipt) else SEEN
    try:
        document = ask(lambda api: api.get_object(receipt.external_id, fields=fields)).document
    except Refused as refused:
        if _is_no_figure(refused):
            return {}
        raise refused.error from None
    found = {}
    shares = document.get("shares")
    if isinstance(shares, Mapping) and isinstance(shares.get("count"), int):
        found["shares"] = shares["count"]
    for name in SUMMED:
        summary = (document.get(name) or {}).get("summary") or {}
        if isinstance(summary.get("total_count"), int):
            found[name] = summary["total_count"]
    return found
