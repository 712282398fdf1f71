"""From a file's bytes to its text: size, kind, encoding, each mistake in words."""

from __future__ import annotations

from pathlib import Path

from publisher.importing.problems import ProblemList
from publisher.importing.texts import decoded, guess_encoding

LARGEST = 1_000_000  # bytes
_KINDS = (
    (b"PK\x03\x04", "tệp Word, Excel hoặc tệp nén"),
    (b"\xd0\xcf\x11\xe0", "tệp Word, Excel đời cũ"),
    (b"%PDF", "tệp PDF"),
    (b"\x89PNG", "ảnh PNG"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"{\\rtf", "tệp RTF"),
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def load(path: Path, problems: ProblemList) -> str | None:
    """Return a file's text with plain line ends, None when it cannot be read; the mistake is noted."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            sentence = f"Tệp quá lớn ({size / 1_000_000:.1f} MB, nhiều nhất 1 MB)."
            problems.error("too-large", 0, sentence, "Bỏ ảnh hoặc nội dung nhúng; ảnh để thành tệp riêng.")
            return None
        raw = path.read_bytes()
    except OSError as error:
        problems.error(
            "unreadable", 0, f"Không mở được tệp: {error.strerror}.", "Kiểm tra đường dẫn và quyền đọc."
        )
        return None
    return _text(raw, problems)


def _text(raw: bytes, problems: ProblemList) -> str | None:
    if not raw.strip():
        problems.error("empty-file", 0, "Tệp trống.", "Kiểm tra đã lưu tệp chưa.")
        return None
    if kind := _binary_kind(raw):
        problems.error(
            "binary", 0, f"Đây không phải tệp văn bản mà là {kind}.", "Lưu nội dung thành tệp .md (UTF-8)."
        )
        return None
    text = decoded(raw)
    if text is None:
        guess = guess_encoding(raw)
        sentence = "Tệp không phải UTF-8" + (f", có vẻ là {guess}." if guess else ", không rõ bảng mã nào.")
        remedy = "Mở tệp bằng phần mềm đã soạn, chọn Lưu thành (Save As), mã hóa UTF-8, rồi nhập lại."
        problems.error("not-utf8", _bad_line(raw), sentence, remedy)
    return text


def _binary_kind(raw: bytes) -> str:
    for start, kind in _KINDS:
        if raw.startswith(start):
            return kind
    wide = raw.startswith(_WIDE) or raw[:400].count(0) * 3 > len(raw[:400])
    return "tệp nhị phân" if b"\0" in raw and not wide else ""


def _bad_line(raw: bytes) -> int:
    """Return the line of the first byte that is not UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return raw.count(b"\n", 0, error.start) + 1
    return 0
