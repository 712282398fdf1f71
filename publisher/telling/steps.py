"""What to do next, by the kind of an alert and the sort of an installation's trouble."""

from __future__ import annotations

from collections.abc import Mapping

STEPS: Mapping[str, tuple[str, str]] = {
    "failed": (
        "xem `publisher delivery show {id}`; sửa xong thì `publisher delivery replan {id}`",
        "see `publisher delivery show {id}`; once mended, `publisher delivery replan {id}`",
    ),
    "uncertain": (
        "mở kênh xem tin đã lên chưa, rồi `publisher delivery confirm {id}` (đã lên) hoặc `cancel {id}`",
        "look at the channel, then `publisher delivery confirm {id}` (it is there) or `cancel {id}`",
    ),
    "missed": (
        "xem `publisher delivery list --state missed`, hẹn lại tin còn cần, rồi `publisher alert close`",
        "see `publisher delivery list --state missed`, replan what is needed, then `publisher alert close`",
    ),
    "held": (
        "làm theo lý do đã nêu, rồi `publisher channel check`; kênh tốt thì tự chạy lại",
        "mend the reason given, then `publisher channel check`; what works goes on by itself",
    ),
    "not-planned": (
        "xem `publisher message show {id}`; đổi giờ hoặc độ dài rồi đăng lại bằng một tin mới",
        "see `publisher message show {id}`; change its hour or length and bring it in as a new message",
    ),
    "approved-alone": (
        "đọc tin bằng `publisher message show {id}`; đã xem thì `publisher alert close`",
        "read it with `publisher message show {id}`; then `publisher alert close`",
    ),
    "hidden": (
        "làm theo cách đã nêu tại kênh; khi người dân thấy bài, cảnh báo tự đóng",
        "do at the channel what is said; once the public sees the post, the alert closes by itself",
    ),
    "to-approve": (
        "mở bàn làm việc, mục Duyệt, đọc và nghe rồi quyết định",
        "open the console, Approve; read, listen, and decide",
    ),
    "handover": (
        "nhắc người gửi, hoặc `publisher handover link {id}`; gửi rồi thì `publisher delivery confirm {id}`",
        "remind the person, or `publisher handover link {id}`; if sent, `publisher delivery confirm {id}`",
    ),
    "handover-overdue": (
        "gọi người gửi; gửi rồi thì `publisher delivery confirm {id}`, không thì `decline {id}` kèm lý do",
        "call the person; if sent, `publisher delivery confirm {id}`, else `decline {id}` with a reason",
    ),
    "case": (
        "xem `publisher case show {id}`; xử lý tại chỗ rồi `publisher case settle {id} LƯỢT`",
        "see `publisher case show {id}`; put it right there, then `publisher case settle {id} DELIVERY`",
    ),
    "disk": (
        "dọn bớt ổ đĩa của máy này; bản lưu cũ chuyển sang nơi khác",
        "make room on this machine's disk; move old backups elsewhere",
    ),
    "database": (
        "xem ổ đĩa và máy chủ cơ sở dữ liệu; khi chạy lại, `publisher doctor`",
        "look at the disk and the database server; when it is back, `publisher doctor`",
    ),
    "tick": (
        "khởi động lại `publisher serve` hoặc `publisher work`; vẫn đứng thì xem nhật ký của nó",
        "start `publisher serve` or `publisher work` again; if it stands still, read its log",
    ),
    "worker": (
        "làm theo lý do đã nêu; xem `publisher doctor`",
        "mend the reason given; see `publisher doctor`",
    ),
    "overdue": (
        "xem `publisher doctor`: kênh nào đang giữ, chương trình gửi có chạy không",
        "see `publisher doctor`: which channel is held, and whether a publisher runs",
    ),
    "stuck": (
        "khởi động lại chương trình gửi tin; lượt dở sẽ được tra lại, không gửi đôi",
        "start the publisher again; what is half sent is looked up, not sent twice",
    ),
    "token": (
        "kết nối lại tài khoản trước khi hết hạn, rồi `publisher channel check`",
        "connect the account again before it ends, then `publisher channel check`",
    ),
    "channel": (
        "làm theo lý do đã nêu, rồi `publisher doctor`",
        "mend the reason given, then `publisher doctor`",
    ),
    "secrets": (
        "trả lại đúng tệp secret.key từ bản sao lưu",
        "put back the right secret.key from the backup",
    ),
    "contact": (
        "xem `publisher contact list`, sửa cài đặt, rồi `publisher contact test`",
        "see `publisher contact list`, mend its settings, then `publisher contact test`",
    ),
    "health": (
        "chạy `publisher doctor` trên máy gửi tin để xem chi tiết",
        "run `publisher doctor` on the publishing machine for details",
    ),
    "test": (
        "không cần làm gì",
        "nothing needs to be done",
    ),
}
OTHERWISE = ("xem `publisher doctor`", "see `publisher doctor`")


def next_step(kind: str, language: str, *, subject_id: int | None = None) -> str:
    """Return what to do about an alert of this kind, in vi or en."""
    pair = STEPS.get(kind, OTHERWISE)
    return pair[language == "en"].format(id=subject_id if subject_id is not None else "ID")
