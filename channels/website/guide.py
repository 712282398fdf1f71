"""Setting up the site: its address, where it lies, and how a machine elsewhere is known."""

from __future__ import annotations

from collections.abc import Mapping

from channels.base import ChannelError, NotAuthorized
from channels.guiding import Ask, Choice, Destination, Learned, Ready, Step
from channels.http import base_problem
from channels.remote import Remote, asked_fingerprint

ADDRESS = "Địa chỉ công khai của trang, đúng như người dân sẽ mở, ví dụ https://phutrung.example/"
WHERE = "Trang nằm ở đâu?"
PLACES = (
    Choice(value="here", label="Thư mục trên máy này, máy chủ web đọc thẳng từ đó"),
    Choice(value="sftp", label="Máy khác, gửi sang bằng SFTP"),
)
FOLDER = "Thư mục mà máy chủ web đọc (bỏ trống: thư mục riêng của hệ thống)."
SFTP = "Địa chỉ SFTP, ví dụ sftp://trang@phutrung.example/var/www/html (người dùng, máy chủ, thư mục)."
KNOWN = (
    "Máy chủ tự xưng bằng khóa {fingerprint}. Hỏi người quản lý máy chủ (lệnh: ssh-keygen -lf "
    "/etc/ssh/ssh_host_ed25519_key.pub) xem có đúng không."
)
ANSWERS = (Choice(value="yes", label="Đúng khóa ấy"), Choice(value="no", label="Không đúng"))
KEY = "Tệp khóa riêng để vào máy chủ (bỏ trống: dùng mật khẩu)."
PASSWORD = "Mật khẩu của người dùng ấy trên máy chủ."
SERVE = "Trỏ máy chủ web vào thư mục ấy: trang, nguồn tin và ảnh là tệp thường, không cần chương trình nào."
EMBED = "Cổng khác muốn hiện tin của xã: mở trang huong-dan-nhung.html của trang này để lấy đoạn mã."
OWN = ("base_url", "folder", "title", "theme", "sftp", "sftp_key", "sftp_password", "sftp_fingerprint")


def next_step(answers: Mapping[str, str]) -> Step:
    """Return what comes next. Raises ChannelError when an answer does not work."""
    if "base_url" not in answers:
        return Ask(name="base_url", says=ADDRESS)
    if problem := base_problem(answers["base_url"]):
        raise NotAuthorized(problem, code="base_url")
    if "place" not in answers:
        return Ask(
            name="place", says=WHERE, choices=PLACES, default="sftp" if answers.get("sftp") else "here"
        )
    if answers["place"] == "sftp":
        return _elsewhere(answers)
    return _ready(answers) if "folder" in answers else Ask(name="folder", says=FOLDER, default="")


def _elsewhere(answers: Mapping[str, str]) -> Step:
    if "sftp" not in answers:
        return Ask(name="sftp", says=SFTP)
    if "sftp_fingerprint" not in answers:
        return Learned(answers={"sftp_fingerprint": _shown(answers)})
    if "known" not in answers:
        return Ask(name="known", says=KNOWN.format(fingerprint=answers["sftp_fingerprint"]), choices=ANSWERS)
    if answers["known"] != "yes":
        raise NotAuthorized("Khóa không đúng: có thể đang tới nhầm máy chủ; xem lại địa chỉ.", code="sftp")
    if "sftp_key" not in answers:
        return Ask(name="sftp_key", says=KEY, default="")
    if not answers["sftp_key"] and "sftp_password" not in answers:
        return Ask(name="sftp_password", says=PASSWORD, secret=True)
    return _ready(answers) if "tried" in answers else _tried(answers)


def _remote(answers: Mapping[str, str]) -> Remote:
    try:
        return Remote.at(
            answers["sftp"],
            password=answers.get("sftp_password", ""),
            key_file=answers.get("sftp_key", ""),
            fingerprint=answers.get("sftp_fingerprint", ""),
        )
    except ValueError as wrong:
        raise NotAuthorized(str(wrong), code="sftp") from None


def _shown(answers: Mapping[str, str]) -> str:
    remote = _remote(answers)
    try:
        return asked_fingerprint(remote.host, remote.port)
    except ChannelError as away:
        away.code = "sftp"
        raise


def _tried(answers: Mapping[str, str]) -> Learned:
    try:
        with _remote(answers).opened() as place:
            place.try_writing()
    except ChannelError as refused:
        refused.code = "sftp_key" if answers["sftp_key"] else "sftp_password"
        raise
    return Learned(answers={"tried": "yes"}, says="Đã ghi thử được vào thư mục trên máy chủ.")


def _ready(answers: Mapping[str, str]) -> Ready:
    own = {name: answers[name] for name in OWN if answers.get(name)}
    return Ready(channels=(Destination(settings=own),), says=(SERVE, EMBED))
