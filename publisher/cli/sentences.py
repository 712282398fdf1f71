"""From an error to the sentences that staff read; a bug has none."""

from __future__ import annotations

import errno

from publisher.cli.language import tr


def sentences_of(problem: Exception) -> list[str] | None:
    """Return the sentences of a foreseen mistake, None for a bug."""
    from sqlalchemy.exc import ArgumentError, DatabaseError

    many = getattr(problem, "problems", None)
    if many and not isinstance(many, str):
        return [str(each) for each in many]
    if sentence := getattr(problem, "sentence", None):
        return [str(sentence)]
    if isinstance(problem, _foreseen()):
        return [str(problem)]
    if isinstance(problem, DatabaseError):
        return [_of_database(problem)]
    if isinstance(problem, ArgumentError):
        return [tr("PUBLISHER_DATABASE_URL không đọc được.", "PUBLISHER_DATABASE_URL can't be read.")]
    if isinstance(problem, ModuleNotFoundError) and problem.name in {"psycopg", "psycopg2"}:
        return [_of_driver()]
    return [_of_system(problem)] if isinstance(problem, OSError) else None


def _foreseen() -> tuple[type[Exception], ...]:
    from channels.registry import UnknownKind
    from content_queue.api_tokens import ScopeUnknown
    from content_queue.cases import StepSettled
    from content_queue.clockwatch import ClockDoubted
    from content_queue.communes import NameTaken
    from content_queue.deliveries import DeliveryRefused
    from content_queue.deputies import DeputyRefused
    from content_queue.places import UnknownName
    from content_queue.rights import NotPermitted
    from content_queue.states import NotAllowed
    from publisher.app import NotSetUp
    from publisher.clock import ClockUnreadable
    from publisher.connecting import AnswerMissing
    from publisher.database import DatabaseOutdated
    from publisher.home import HomeUnreadable
    from publisher.lock import AlreadyHeld
    from publisher.secrets import SecretUnreadable
    from publisher.telling.ways import NotTold, UnknownContactKind
    from schedules.rules import BadRepeat

    return (
        *(DeputyRefused, ScopeUnknown),
        *(UnknownKind, NameTaken, DeliveryRefused, UnknownName, NotPermitted, NotAllowed, NotSetUp),
        *(ClockDoubted, ClockUnreadable, DatabaseOutdated, AlreadyHeld, SecretUnreadable, BadRepeat),
        *(NotTold, UnknownContactKind, AnswerMissing, StepSettled),
        HomeUnreadable,
    )


def _of_database(problem: Exception) -> str:
    """Return why the database did not answer, in plain words where the reason is a common one."""
    said = str(getattr(problem, "orig", problem)).strip().split("\n")[0]
    for part, (vi, en) in _DATABASE.items():
        if part in said:
            return tr(vi, en)
    return tr(f"Cơ sở dữ liệu không trả lời: {said}.", f"The database does not answer: {said}.")


_DATABASE = {
    "not a database": (
        "Tệp cơ sở dữ liệu bị hỏng hoặc không phải của chương trình này; hãy lấy lại bản sao lưu.",
        "The database file is damaged or not this program's; restore a backup.",
    ),
    "malformed": (
        "Tệp cơ sở dữ liệu bị hỏng; hãy dừng chương trình và lấy lại bản sao lưu.",
        "The database file is damaged; stop the program and restore a backup.",
    ),
    "locked": (
        "Cơ sở dữ liệu đang bận vì chương trình khác ghi quá lâu; hãy thử lại.",
        "The database is busy: another program has been writing for too long; try again.",
    ),
    "readonly": (
        "Không ghi được vào tệp cơ sở dữ liệu; hãy xem quyền ghi của thư mục.",
        "The database file can't be written; look at the folder's permissions.",
    ),
    "disk is full": (
        "Ổ đĩa đã đầy; hãy dọn bớt rồi thử lại.",
        "The disk is full; make room and try again.",
    ),
    "unable to open": (
        "Không mở được tệp cơ sở dữ liệu; hãy xem thư mục có đó và có quyền ghi không.",
        "The database file can't be opened; see that its folder is there and may be written.",
    ),
}


def _of_driver() -> str:
    return tr(
        "Chưa cài phần PostgreSQL; hãy cài “commune-publisher[postgresql]”.",
        "PostgreSQL support is not installed; install “commune-publisher[postgresql]”.",
    )


_SYSTEM = {
    errno.ENOENT: ("không có ở đó", "is not there"),
    errno.EACCES: ("không có quyền đọc hay ghi", "may not be read or written"),
    errno.EPERM: ("không có quyền đọc hay ghi", "may not be read or written"),
    errno.EROFS: ("nằm trên ổ chỉ đọc", "is on a read-only disk"),
    errno.ENOSPC: ("không ghi được vì ổ đĩa đầy", "can't be written: the disk is full"),
    errno.EEXIST: ("đã có và không phải thư mục", "exists and is no folder"),
    errno.ENOTDIR: ("nằm dưới một tệp, không phải thư mục", "lies under a file, not a folder"),
    errno.EISDIR: ("là thư mục, không phải tệp", "is a folder, not a file"),
    errno.ENAMETOOLONG: ("có tên quá dài", "has too long a name"),
}


def _of_system(problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return tr(
            "Cổng này đang có chương trình khác dùng; hãy chọn --port khác.",
            "Another program uses this port; choose another --port.",
        )
    said = problem.strerror or str(problem)
    vi, en = _SYSTEM.get(problem.errno or 0, (said, said))
    place = f"“{problem.filename}” " if problem.filename else ""
    return tr(f"{place}{vi}.", f"{place}{en}.")
