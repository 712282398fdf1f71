"""Connecting a portal: which form, where, how it is signed, and where a message can be found again."""

from __future__ import annotations

from collections.abc import Mapping

from channels.base import NotAuthorized
from channels.guiding import Ask, Choice, Destination, Ready, Step
from channels.webhook.checks import address_refused
from channels.webhook.presets import PRESETS

FORMS = (
    Choice(value="json", label="Cổng tự viết, nhận JSON"),
    Choice(value="form", label="Cổng tự viết, nhận biểu mẫu (form)"),
    Choice(value="nukeviet", label="NukeViet có lớp đăng tin riêng"),
)
PROOFS = (
    Choice(value="hmac", label="Ký HMAC-SHA256 (nên dùng)"),
    Choice(value="none", label="Không ký"),
)
HASHES = (
    Choice(value="nukeviet", label="Mật khẩu băm (NukeViet 4.5, hoặc 4.6 chọn password_verify)"),
    Choice(value="nukeviet-md5", label="MD5 (NukeViet 4.6 chọn md5_verify)"),
)
URL = {
    "json": "Địa chỉ nhận tin mà đơn vị làm cổng cho, ví dụ https://phutrung.example/api/tin",
    "form": "Địa chỉ nhận tin mà đơn vị làm cổng cho, ví dụ https://phutrung.example/nhan-tin",
    "nukeviet": "Địa chỉ api.php của trang, ví dụ https://phutrung.example/api.php",
}
SECRET = "Khóa bí mật đã thống nhất với đơn vị làm cổng (một dòng, không có khoảng trắng)."
API_KEY = (
    "Trong quản trị NukeViet, mở Cấu hình → Remote API, bật lên; vào Quản trị → Khóa API, tạo khóa cho "
    "tài khoản đăng tin, rồi chép apikey vào đây."
)
API_SECRET = "Chép apisecret hiện ra cùng lúc với apikey."
READ_BACK = (
    "Địa chỉ để hỏi xem một tin đã có trên cổng chưa, có {{ reference }}, ví dụ "
    "https://phutrung.example/api/tin?ma={{ reference }} (để trống: sau sự cố người phải tự xem)."
)
TRY_IT = "Chạy `publisher channel check` rồi đăng thử một tin; cổng nhận những gì: docs/webhook.md."
OWN_CLASS = "Trang phải có tệp modules/news/Api/PublishMessage.php: docs/nukeviet.md có mẫu."


def next_step(answers: Mapping[str, str]) -> Step:
    """Return what comes next. Raises NotAuthorized when an address can't be used."""
    if "preset" not in answers:
        return Ask(name="preset", says="Cổng thuộc loại nào?", choices=FORMS)
    preset = answers["preset"]
    if preset not in PRESETS:
        raise NotAuthorized(f"Không có mẫu “{preset}”; có: {', '.join(PRESETS)}.", code="preset")
    if "url" not in answers:
        return Ask(name="url", says=URL[preset])
    if wrong := address_refused(answers["url"]):
        raise NotAuthorized(wrong, code="url")
    return _signing(answers) if preset != "nukeviet" else _nukeviet(answers)


def _signing(answers: Mapping[str, str]) -> Step:
    if "proof" not in answers:
        return Ask(name="proof", says="Ký tin gửi đi để cổng biết là của mình?", choices=PROOFS)
    if answers["proof"] != "none" and "secret" not in answers:
        return Ask(name="secret", says=SECRET, secret=True)
    return _found_again(answers, TRY_IT)


def _nukeviet(answers: Mapping[str, str]) -> Step:
    if "proof" not in answers:
        return Ask(name="proof", says="Khóa API của NukeViet được kiểm tra cách nào?", choices=HASHES)
    if "key" not in answers:
        return Ask(name="key", says=API_KEY)
    if "secret" not in answers:
        return Ask(name="secret", says=API_SECRET, secret=True)
    return _found_again(answers, OWN_CLASS, TRY_IT)


def _found_again(answers: Mapping[str, str], *says: str) -> Step:
    if "read_back" not in answers:
        return Ask(name="read_back", says=READ_BACK, default="")
    wrong = answers["read_back"] and address_refused(answers["read_back"])
    if wrong:
        raise NotAuthorized(wrong, code="read_back")
    shared = {name: answers[name] for name in ("token", "key", "secret") if answers.get(name)}
    own = {name: value for name, value in answers.items() if name not in shared and value}
    return Ready(account=shared, channels=(Destination(settings=own),), says=says)
