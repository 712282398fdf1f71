"""Every text of a file into Unicode NFC: composed silently, legacy encodings only with consent."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from channels.text import nfc
from publisher.importing.front_matter import FrontMatter, Written
from publisher.importing.legacy import Legacy
from publisher.importing.problems import ProblemList
from publisher.importing.texts import Suspicion, suspect


def composed(text: str, problems: ProblemList) -> str:
    """Return the text in NFC, with a notice when it came decomposed."""
    whole = nfc(text)
    if whole != text:
        line = next(
            at for at, each in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", each)
        )
        sentence = "Tệp dùng Unicode tổ hợp (NFD); đã chuyển sang Unicode dựng sẵn (NFC), chữ không đổi."
        problems.notice("nfd", line, sentence)
    return whole


def in_unicode(front: FrontMatter, problems: ProblemList, *, convert_legacy: bool) -> FrontMatter:
    """Return the parts with legacy texts converted, field by field; without consent each is an error."""
    hint = _encoding_of(front)
    fields = {
        name: tuple(_field(name, value, hint, problems, convert_legacy) for value in values)
        for name, values in front.fields.items()
    }
    suspicion = suspect(front.body, hint=hint)
    if suspicion is None:
        return replace(front, fields=fields)
    line = front.body_line + suspicion.first_line
    _tell("Nội dung tin", suspicion, line, problems, convert_legacy)
    return replace(front, fields=fields, body=suspicion.converted)


def _encoding_of(front: FrontMatter) -> Legacy | None:
    """Return the one legacy encoding that some text of the file shows plainly."""
    texts = [front.body, *(value.text for values in front.fields.values() for value in values)]
    found = {suspicion.encoding for text in texts if (suspicion := suspect(text))}
    return found.pop() if len(found) == 1 else None


def _field(
    name: str, value: Written, hint: Legacy | None, problems: ProblemList, convert_legacy: bool
) -> Written:
    suspicion = suspect(value.text, hint=hint)
    if suspicion is None:
        return value
    _tell(f"Mục “{name}”", suspicion, value.line, problems, convert_legacy)
    return replace(value, text=suspicion.converted)


def _tell(what: str, found: Suspicion, line: int, problems: ProblemList, convert_legacy: bool) -> None:
    shown = f"“{found.before}” → “{found.after}”"
    if convert_legacy:
        sentence = f"{what} gõ bằng bảng mã {found.encoding}, đã chuyển sang Unicode: {shown}."
        problems.notice("legacy-converted", line, sentence, "Đọc lại bản đã chuyển trước khi trình duyệt.")
    else:
        sentence = f"{what} gõ bằng bảng mã cũ {found.encoding}, để nguyên sẽ không đọc được: {shown}."
        remedy = "Nếu phần sau mũi tên đọc đúng, nhập lại với --convert-legacy để chuyển."
        problems.error("legacy-encoding", line, sentence, remedy)
