"""Connecting groups of an Official Account: application, permission (PKCE) or a pasted pair, groups."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from channels.base import FixedBy, NotAuthorized, TokenVault
from channels.guiding import Ask, Choice, Destination, Learned, Ready, Step
from channels.http import base_problem
from channels.zalo.account import ACCOUNT, GROUPS, OfficialAccount
from channels.zalo.oauth import Authority, code_in, new_verifier, permission_page

WAYS = (
    Choice(value="permission", label="Mở trang cấp quyền của Zalo rồi dán mã (nên dùng)"),
    Choice(value="explorer", label="Dán cặp mã lấy ở API Explorer"),
)
WAY = "Kết nối Official Account của xã bằng cách nào?"
APP_ID = (
    "Mở developers.zalo.me bằng tài khoản quản trị Official Account, tạo ứng dụng và kích hoạt, liên kết với "
    "Official Account; chép ID ứng dụng (một dãy số) vào đây."
)
APP_SECRET = "Cũng ở trang ấy, chép Khóa bí mật của ứng dụng và dán vào đây."
CALLBACK = (
    "Ở developers.zalo.me → Official Account → Thiết lập chung, mục Callback Url: chép đúng từng ký tự địa "
    "chỉ đã ghi ở đó (chưa ghi thì ghi một địa chỉ https của xã)."
)
PERMIT = (
    "Mở liên kết này bằng tài khoản quản trị Official Account, bấm Cho phép: {page} "
    "Trình duyệt sẽ chuyển tới địa chỉ Callback; chép cả địa chỉ ấy (hoặc chỉ mã sau code=) "
    "và dán vào đây trong 10 phút."
)
ACCESS = "Ở developers.zalo.me → Công cụ → API Explorer, chọn OA Access Token, bấm lấy mã; chép access_token."
REFRESH = "Chép refresh_token hiện ra cùng lúc (dùng được một lần, hệ thống sẽ tự gia hạn)."
CHOOSE = "Gửi tin vào những nhóm nào?"
NO_GROUP = (
    "Official Account chưa có nhóm nào (GMF): chủ OA tạo nhóm ở oa.zalo.me → Nhóm chat, mời bà con vào, "
    "rồi chạy lại."
)
JOIN = "Bà con vào nhóm bằng liên kết mời; nhóm Zalo thường có sẵn không nối vào được bằng cách này."
SHARED = ("app_id", "app_secret", "access_token", "refresh_token", "oa_url", "oauth_url", "per_minute")
PAGE, PAGES = 50, 20


def next_step(answers: Mapping[str, str], vault: TokenVault | None) -> Step:
    """Return what comes next; an account that is connected already goes straight to its groups."""
    if vault is None and "known_as" not in answers:
        return _account(answers)
    if "group_id" not in answers:
        return _groups(answers, vault)
    return _ready(answers) if "group_names" in answers else _named(answers, vault)


def _account(answers: Mapping[str, str]) -> Step:
    if "app_id" not in answers:
        return Ask(name="app_id", says=APP_ID)
    if not answers["app_id"].isdigit():
        raise NotAuthorized("ID ứng dụng phải là một dãy số: xem lại ở developers.zalo.me.", code="app_id")
    if "app_secret" not in answers:
        return Ask(name="app_secret", says=APP_SECRET, secret=True)
    if "access_token" in answers and "refresh_token" in answers:
        return _known(answers)
    if "way" not in answers:
        return Ask(name="way", says=WAY, choices=WAYS, default="permission")
    return _pasted(answers) if answers["way"] == "explorer" else _permitted(answers)


def _pasted(answers: Mapping[str, str]) -> Step:
    if "access_token" not in answers:
        return Ask(name="access_token", says=ACCESS, secret=True)
    return Ask(name="refresh_token", says=REFRESH, secret=True)


def _permitted(answers: Mapping[str, str]) -> Step:
    if "callback" not in answers:
        return Ask(name="callback", says=CALLBACK)
    if problem := base_problem(answers["callback"]):
        raise NotAuthorized(problem, code="callback")
    if "verifier" not in answers:
        return Learned(answers={"verifier": new_verifier(), "state": secrets.token_urlsafe(12)})
    if "code" not in answers:
        page = permission_page(
            _authority(answers).url,
            app_id=answers["app_id"],
            callback=answers["callback"],
            verifier=answers["verifier"],
            state=answers["state"],
        )
        return Ask(name="code", says=PERMIT.format(page=page), secret=True)
    try:
        pair = _authority(answers).first(code_in(answers["code"], answers["state"]), answers["verifier"])
    except NotAuthorized as refused:
        refused.code = "app_secret" if refused.code == "-14004" else "code"
        raise
    return Learned(
        answers={name: pair[name] for name in ("access_token", "refresh_token")},
        says="Zalo đã cấp quyền cho ứng dụng.",
    )


def _known(answers: Mapping[str, str]) -> Learned:
    found = _part(_office(answers, None).get(ACCOUNT).data)
    name = str(found.get("name") or "Official Account")
    return Learned(answers={"known_as": name}, says=f"Đã vào được Official Account “{name}”.")


def _groups(answers: Mapping[str, str], vault: TokenVault | None) -> Ask:
    choices = tuple(
        Choice(value=str(each["group_id"]), label=str(each.get("name") or each["group_id"]))
        for each in _listed(_office(answers, vault))
    )
    if not choices:
        raise NotAuthorized(NO_GROUP, who_fixes=FixedBy.PAGE_OWNER, account_wide=False)
    return Ask(name="group_id", says=CHOOSE, choices=choices, many=True)


def _listed(account: OfficialAccount) -> Iterator[Mapping[str, Any]]:
    """Yield the account's groups, page by page."""
    for page in range(PAGES):
        found = _part(account.get(GROUPS, offset=page * PAGE, count=PAGE).data).get("groups")
        rows = [each for each in found or () if isinstance(each, Mapping) and each.get("group_id")]
        yield from rows
        if len(rows) < PAGE:
            return


def _named(answers: Mapping[str, str], vault: TokenVault | None) -> Learned:
    """Keep the names of the chosen groups: several channels of one account are told apart by them."""
    chosen = [each for each in answers["group_id"].split(",") if each]
    names = {str(each["group_id"]): str(each.get("name") or "") for each in _listed(_office(answers, vault))}
    return Learned(answers={"group_names": "\n".join(names.get(each, "") or each for each in chosen)})


def _ready(answers: Mapping[str, str]) -> Ready:
    chosen = [each for each in answers["group_id"].split(",") if each]
    names = answers["group_names"].split("\n") if len(chosen) > 1 else [""]
    return Ready(
        account={name: answers[name] for name in SHARED if answers.get(name)},
        channels=tuple(
            Destination(settings={"group_id": each}, name=name)
            for each, name in zip(chosen, names, strict=True)
        ),
        says=(JOIN,),
    )


def _office(answers: Mapping[str, str], vault: TokenVault | None) -> OfficialAccount:
    return OfficialAccount(
        url=answers.get("oa_url") or "https://openapi.zalo.me",
        authority=_authority(answers),
        given={name: answers.get(name, "") for name in ("access_token", "refresh_token")},
        vault=vault,
        proved=answers.get("appsecret_proof") in {"yes", "True", "true"},
    )


def _authority(answers: Mapping[str, str]) -> Authority:
    return Authority(
        url=answers.get("oauth_url") or "https://oauth.zaloapp.com",
        app_id=answers.get("app_id", ""),
        app_secret=answers.get("app_secret", ""),
    )


def _part(found: Any) -> Mapping[str, Any]:
    part = found.get("data") if isinstance(found, Mapping) else None
    return part if isinstance(part, Mapping) else {}
