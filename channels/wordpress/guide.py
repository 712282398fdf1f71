"""Connecting a WordPress site: address, user, application password, categories; each tried at once."""

from __future__ import annotations

from collections.abc import Mapping

from channels.base import ChannelError, NotAuthorized
from channels.guiding import Ask, Choice, Destination, Learned, Ready, Step
from channels.http import base_problem
from channels.wordpress.checks import require_api, require_role, user_of
from channels.wordpress.errors import PASSWORD
from channels.wordpress.rest import CATEGORIES, Rest

ACCOUNT = ("base_url", "username", "password", "plain_links")
ADDRESS = "Địa chỉ trang WordPress, đúng như khi mở trang chủ, ví dụ https://phutrung.example"
USER = "Tên đăng nhập của tài khoản sẽ đứng tên bài đăng (vai trò Tác giả trở lên)."
MAKE_PASSWORD = (
    "Mở trang quản trị WordPress bằng tài khoản ấy, vào Thành viên → Hồ sơ, kéo xuống mục Mật khẩu ứng dụng, "
    "đặt tên “lịch phát tin”, bấm Thêm, rồi chép 24 ký tự hiện ra và dán vào đây."
)
CHOOSE = "Đăng tin vào chuyên mục nào của trang?"


def next_step(answers: Mapping[str, str]) -> Step:
    """Return what comes next. Raises NotAuthorized when an answer does not work at the site."""
    if "base_url" not in answers:
        return Ask(name="base_url", says=ADDRESS)
    if "plain_links" not in answers:
        return _found(answers["base_url"])
    if "username" not in answers:
        return Ask(name="username", says=USER)
    if "password" not in answers:
        return Ask(name="password", says=MAKE_PASSWORD, secret=True)
    if "known_as" not in answers:
        return _entered(_rest(answers))
    if "categories" not in answers:
        return _categories(_rest(answers))
    return _ready(answers)


def _found(base_url: str) -> Learned:
    """Find the API with or without pretty links."""
    if problem := base_problem(base_url):
        raise NotAuthorized(problem, code="base_url")
    try:
        require_api(_bare(base_url, plain=False))
        return Learned(answers={"plain_links": "no"}, says="Đã thấy trang WordPress.")
    except NotAuthorized as first:
        try:
            require_api(_bare(base_url, plain=True))
        except ChannelError:
            first.code = "base_url"
            raise first from None
        return Learned(
            answers={"plain_links": "yes"}, says="Đã thấy trang WordPress (không có đường dẫn đẹp)."
        )


def _entered(rest: Rest) -> Learned:
    try:
        user = user_of(rest)
    except NotAuthorized:
        raise NotAuthorized(
            f"Trang không nhận tên đăng nhập hoặc mật khẩu ứng dụng này. {PASSWORD}", code="username"
        ) from None
    require_role(user)
    name = str(user.get("name") or rest.username)
    return Learned(answers={"known_as": name}, says=f"Đã vào được với tài khoản “{name}”.")


def _categories(rest: Rest) -> Ask | Learned:
    rows = rest.get(CATEGORIES, per_page=100, orderby="count", order="desc", _fields="slug,name").data
    choices = tuple(Choice(value=str(row["slug"]), label=str(row["name"])) for row in rows or ())
    if not choices:
        return Learned(answers={"categories": ""})
    return Ask(name="categories", says=CHOOSE, choices=choices, many=True)


def _ready(answers: Mapping[str, str]) -> Ready:
    others = ("topics", "tags", "featured", "max_upload", "lookups")
    own = {name: answers[name] for name in ("categories", *others) if answers.get(name)}
    return Ready(
        account={name: answers[name] for name in ACCOUNT},
        channels=(Destination(settings=own),),
        says=("Bài đăng sẽ hiện ngay khi đến giờ; không cần hẹn giờ trong WordPress.",),
    )


def _bare(base_url: str, *, plain: bool) -> Rest:
    return Rest(base_url=base_url, username="", password="", plain=plain)


def _rest(answers: Mapping[str, str]) -> Rest:
    return Rest(
        base_url=answers["base_url"],
        username=answers["username"],
        password=answers["password"],
        plain=answers["plain_links"] == "yes",
    )
