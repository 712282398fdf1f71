"""What keeps a WordPress site from being published to: each with its cause, who mends it, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from channels.base import ChannelError, ContentRejected, NotAuthorized, Receipt
from channels.http import base_problem, call, is_loopback, lookups_problem
from channels.text import mentions
from channels.wordpress.errors import ADDRESS, PASSWORD, ROLE, error_in
from channels.wordpress.rest import ME, Rest
from channels.wordpress.terms import category_ids, topics_of

NEEDED = {"publish_posts": "đăng bài", "upload_files": "tải tệp lên"}
NO_PASSWORDS = (
    "Trang WordPress không cho dùng mật khẩu ứng dụng: quản trị viên trang bật https cho cả trang (hoặc bỏ "
    "plugin chặn mật khẩu ứng dụng)."
)


class Settings(Protocol):
    """The settings of a site that are looked at."""

    @property
    def base_url(self) -> str: ...
    @property
    def categories(self) -> tuple[str, ...]: ...
    @property
    def topics(self) -> tuple[str, ...]: ...
    @property
    def max_upload(self) -> float: ...
    @property
    def lookups(self) -> tuple[float, ...]: ...


def problems(site: Settings, rest: Rest) -> tuple[str, ...]:
    """Return the problems of a site; those of the settings first, and nothing is called while they last."""
    wrong = tuple(_of_settings(site))
    if wrong:
        return wrong
    try:
        require_api(rest)
        return (*_of_user(user_of(rest)), *_of_categories(site, rest))
    except ChannelError as problem:
        return (problem.sentence,)


def _of_settings(site: Settings) -> Iterator[str]:
    if problem := base_problem(site.base_url) or lookups_problem(site.lookups, site.base_url):
        yield problem
    for each in site.topics:
        if not all(part.strip() for part in each.partition("=")[::2]):
            yield f"Mục topics có “{each}”: phải viết dạng loại-tin=chuyên-mục, ví dụ health=y-te."
    if site.max_upload <= 0:
        yield "Mức tải lên (max_upload) phải lớn hơn 0 MB."


def require_api(rest: Rest) -> None:
    """Raise NotAuthorized unless the site shows its REST API and takes application passwords."""
    told = rest.root()
    described = told.data if isinstance(told.data, Mapping) else {}
    if error := error_in(told, creates=False):
        raise error
    if "wp/v2" not in (described.get("namespaces") or ()):
        raise NotAuthorized(f"Địa chỉ này không phải trang WordPress có REST API. {ADDRESS}", code="base_url")
    if "application-passwords" not in (described.get("authentication") or {}):
        raise NotAuthorized(NO_PASSWORDS, code="base_url")


def user_of(rest: Rest) -> Mapping[str, Any]:
    """Return who we are on the site. Raises NotAuthorized when the password does not open it."""
    user = rest.get(ME, context="edit").data
    if not isinstance(user, Mapping):
        raise NotAuthorized(f"WordPress không cho biết tài khoản. {PASSWORD}", code="password")
    return user


def _of_user(user: Mapping[str, Any]) -> Iterator[str]:
    rights = user.get("capabilities") or {}
    lacking = [told for name, told in NEEDED.items() if not rights.get(name)]
    if lacking:
        roles = ", ".join(map(str, user.get("roles") or ())) or "không có vai trò"
        yield f"Tài khoản WordPress ({roles}) không được {', '.join(lacking)}. {ROLE}"


def _of_categories(site: Settings, rest: Rest) -> Iterator[str]:
    wanted = tuple(dict.fromkeys([*site.categories, *topics_of(site.topics).values()]))
    try:
        category_ids(rest, wanted)
    except (NotAuthorized, ContentRejected) as problem:
        yield problem.sentence


def require_role(user: Mapping[str, Any]) -> None:
    """Raise NotAuthorized when the user may not publish."""
    for sentence in _of_user(user):
        raise NotAuthorized(sentence, code="username")


def hidden_because(receipt: Receipt) -> str | None:
    """Return why the public does not see a post at its address; a cache or a maintenance page may hide it.

    Raises ChannelUnavailable when the site does not answer.
    """
    if not receipt.url or (base_problem(receipt.url) and not is_loopback(receipt.url)):
        return None
    answer = call("GET", receipt.url)
    if answer.status == 200 and mentions(answer.text, receipt.details.get("reference", "")):
        return None
    return (
        f"Bài đã đăng nhưng mở địa chỉ của nó thì chưa thấy ({answer.status}): quản trị viên trang xóa "
        "bộ nhớ đệm (cache) hoặc tắt chế độ bảo trì."
    )
