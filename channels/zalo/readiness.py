"""Is a Zalo group ready? Each problem in one sentence: what, who mends it, where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from channels.base import ChannelError
from channels.http import base_problem, lookups_problem, machine_time
from channels.zalo.account import ACCOUNT, CONVERSATION, GROUP, OfficialAccount
from channels.zalo.errors import VIETNAM

if TYPE_CHECKING:
    from channels.zalo.group import ZaloGroup

LEAST_TEXT, MOST_TEXT = 200, 2000
WARN_DAYS = 14


def setting_problems(channel: ZaloGroup) -> Iterator[str]:
    """Yield what is wrong with the settings alone; nothing is called."""
    for url in (channel.oa_url, channel.oauth_url):
        problem = base_problem(url)
        if problem:
            yield problem
    if problem := lookups_problem(channel.lookups, channel.oa_url):
        yield problem
    if not channel.group_id.strip():
        yield "Chưa chọn nhóm Zalo (group_id): quản trị viên chọn trong mục Kênh."
    if not LEAST_TEXT <= channel.max_text <= MOST_TEXT:
        yield f"Số ký tự mỗi phần (max_text) phải từ {LEAST_TEXT} đến {MOST_TEXT:,}.".replace(",", ".")
    if channel.appsecret_proof and not channel.app_secret:
        yield "Đã bật appsecret_proof nhưng chưa có app_secret: quản trị viên nhập trong mục Tài khoản."
    if not (channel.app_id and channel.app_secret):
        yield "Chưa có app_id và app_secret: sau 25 giờ sẽ không tự gia hạn được phiên; quản trị viên nhập."


def live_problems(account: OfficialAccount, group_id: str) -> Iterator[str]:
    """Yield what the service itself says is wrong; publishes nothing."""
    yield from _asked(lambda: _account_problems(_part(account.get(ACCOUNT).data, "data")))
    yield from _asked(lambda: _group_problems(_part(account.get(GROUP, group_id=group_id).data, "data")))
    yield from _asked(lambda: _read_back_problems(account, group_id))


def _asked(question: Callable[[], Iterator[str]]) -> Iterator[str]:
    try:
        yield from question()
    except ChannelError as error:
        yield error.sentence


def _account_problems(oa: Mapping[str, Any]) -> Iterator[str]:
    if oa.get("is_verified") is False:
        yield f"Official Account “{oa.get('name', '')}” chưa xác thực; chủ OA nộp hồ sơ tại oa.zalo.me."


def _group_problems(group: Mapping[str, Any]) -> Iterator[str]:
    facts = _part(group, "group_info") or group
    name = facts.get("name", "")
    if str(facts.get("status", "enabled")) != "enabled":
        yield f"Nhóm “{name}” đang bị tắt; chủ OA gia hạn nhóm tại oa.zalo.me."
    if _part(group, "group_setting").get("lock_send_msg") is True:
        yield f"Nhóm “{name}” đang khóa gửi tin; trưởng nhóm mở lại trong cài đặt nhóm."
    yield from _asset_problems(_part(group, "asset_info"), str(name))
    if facts.get("auto_delete_date"):
        day = facts["auto_delete_date"]
        yield f"Nhóm “{name}” sẽ tự giải tán ngày {day}; chủ OA gia hạn nhóm trước ngày đó."


def _asset_problems(asset: Mapping[str, Any], name: str) -> Iterator[str]:
    """Warn of a group whose paid asset ends within two weeks and does not renew itself."""
    try:
        ends = datetime.strptime(str(asset.get("valid_through")), "%d/%m/%Y").replace(tzinfo=VIETNAM)
    except ValueError:
        return
    days = (ends - machine_time()).days
    if days < WARN_DAYS and asset.get("auto_renew") is not True:
        yield f"Gói của nhóm “{name}” còn {max(0, days)} ngày; chủ OA gia hạn ở oa.zalo.me."


def _read_back_problems(account: OfficialAccount, group_id: str) -> Iterator[str]:
    try:
        account.get(CONVERSATION, group_id=group_id, offset=0, count=1)
    except ChannelError as error:
        yield f"Không đọc lại được tin trong nhóm, nên sau khi mất mạng phải có người xem. {error.sentence}"


def _part(found: Any, name: str) -> Mapping[str, Any]:
    part = found.get(name) if isinstance(found, dict) else None
    return part if isinstance(part, dict) else {}
