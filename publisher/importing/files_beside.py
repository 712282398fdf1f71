"""The files a message names that lie beside it: pictures with what they show, documents, one video."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from channels.kinds_of_files import DOCUMENTS, PICTURES, RECORDINGS, VIDEOS
from publisher.importing.front_matter import FrontMatter, Written
from publisher.importing.problems import ProblemList

LARGEST_DOCUMENT, LARGEST_VIDEO, LARGEST_RECORDING = 20_000_000, 1_000_000_000, 700_000_000  # bytes
_BREAKOUT = re.compile(r"[\"'<>`\x00-\x1f].*", re.DOTALL)
_MARKUP = re.compile(r"[<>\x00-\x1f]")


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A file named by a message; `path` is where it lies, None when it is missing; `alt` what it shows."""

    name: str
    path: Path | None
    alt: str = ""


def read_pictures(front: FrontMatter, folder: Path, problems: ProblemList) -> tuple[Beside, ...]:
    """Return the pictures of `image` and `images`, each perhaps as `name | what it shows`.

    A missing file is a warning.
    """
    written = (*front.all("image"), *front.all("images"))
    found = [_beside(each, folder, problems, "ảnh") for each in written]
    return tuple(dict.fromkeys(each for each in found if each and _is_picture(each, written, problems)))


def read_attachments(front: FrontMatter, folder: Path, problems: ProblemList) -> tuple[Beside, ...]:
    """Return the documents and the video of `file` and `files`; a missing file is a warning."""
    written = (*front.all("file"), *front.all("files"))
    found = [_beside(each, folder, problems, "tệp") for each in written]
    kept = tuple(dict.fromkeys(each for each in found if each and _is_attachment(each, written, problems)))
    if len([each for each in kept if _suffix(each) in VIDEOS]) > 1:
        sentence, remedy = "Một tin chỉ kèm một video.", "Giữ một video, video khác để tin sau."
        problems.error("many-videos", written[0].line, sentence, remedy)
    return kept


def read_recordings(front: FrontMatter, folder: Path, problems: ProblemList) -> tuple[Beside, ...]:
    """Return the recordings of `recording` and `recordings`, each perhaps as `name | language`.

    A missing recording is a mistake: the machine would read in its place. One for each language.
    """
    written = (*front.all("recording"), *front.all("recordings"))
    found = [_beside(each, folder, problems, "bản ghi âm") for each in written]
    kept = tuple(dict.fromkeys(each for each in found if each and _is_recording(each, written, problems)))
    languages = [each.alt.casefold() for each in kept]
    if len(set(languages)) < len(languages):
        sentence, remedy = (
            "Mỗi thứ tiếng chỉ có một bản ghi âm.",
            "Ghi tên tiếng sau dấu |, ví dụ a.mp3 | S'tiêng.",
        )
        problems.error("many-recordings", written[0].line, sentence, remedy)
    return kept


def _is_recording(file: Beside, written: Sequence[Written], problems: ProblemList) -> bool:
    line = _line_of(file, written)
    if _suffix(file) not in RECORDINGS:
        remedy = f"Các loại tệp: {', '.join(sorted(RECORDINGS))}."
        problems.error("recording-kind", line, f"“{file.name}” không phải tệp ghi âm.", remedy)
    elif file.path is None:
        remedy = "Chép tệp vào cạnh tin; không có nó thì giọng máy sẽ đọc."
        problems.error("recording-missing", line, f"Không thấy bản ghi âm “{file.name}”.", remedy)
    elif file.path.stat().st_size > LARGEST_RECORDING:
        remedy = "Lưu lại thành MP3."
        sentence = f"Bản ghi âm “{file.name}” lớn hơn {LARGEST_RECORDING // 1_000_000} MB."
        problems.error("recording-large", line, sentence, remedy)
    else:
        return True
    return False


def _beside(written: Written, folder: Path, problems: ProblemList, what: str) -> Beside | None:
    named, _, alt = written.text.partition("|")
    name = _BREAKOUT.sub("", named).strip().replace("\\", "/")
    if name != named.strip().replace("\\", "/"):
        rest = written.text[len(name) :].strip()
        problems.notice("image-name", written.line, f"Tên {what}: đã bỏ phần “{rest}”, còn “{name}”.")
        alt = ""
    place = PurePosixPath(name)
    if not name or place.is_absolute() or ".." in place.parts or ":" in name:
        sentence = f"Tên {what} “{written.text}” không phải một tệp nằm cạnh tin."
        remedy = f"Chép {what} vào cạnh tệp tin và chỉ ghi tên tệp."
        problems.error("image-place", written.line, sentence, remedy)
        return None
    path = folder / place
    if not path.is_file() and _known(place):
        sentence = f"Không thấy {what} “{name}”; tin được nhập không có tệp này."
        problems.warning("image-missing", written.line, sentence)
    words = unicodedata.normalize("NFC", _MARKUP.sub(" ", alt)).strip()
    return Beside(name=name, path=path if path.is_file() else None, alt=words)


def _known(place: PurePosixPath) -> bool:
    return place.suffix.lower() in {**PICTURES, **DOCUMENTS, **VIDEOS}


def _suffix(file: Beside) -> str:
    return PurePosixPath(file.name).suffix.lower()


def _line_of(file: Beside, written: Sequence[Written]) -> int:
    return next((each.line for each in written if file.name in each.text.replace("\\", "/")), 0)


def _is_picture(file: Beside, written: Sequence[Written], problems: ProblemList) -> bool:
    if _suffix(file) in PICTURES:
        return True
    kinds = ", ".join(sorted(PICTURES))
    sentence = f"“{file.name}” không phải tệp ảnh."
    problems.error("image-kind", _line_of(file, written), sentence, f"Các loại ảnh: {kinds}.")
    return False


def _is_attachment(file: Beside, written: Sequence[Written], problems: ProblemList) -> bool:
    line, kinds = _line_of(file, written), {**DOCUMENTS, **VIDEOS}
    if _suffix(file) not in kinds:
        remedy = f"Các loại tệp: {', '.join(sorted(kinds))}; ảnh ghi ở images."
        problems.error("file-kind", line, f"“{file.name}” không phải loại tệp đính kèm được.", remedy)
        return False
    most = LARGEST_VIDEO if _suffix(file) in VIDEOS else LARGEST_DOCUMENT
    if file.path is not None and file.path.stat().st_size > most:
        remedy = "Nén nhỏ lại hoặc ghi liên kết (link) tới nơi để tệp."
        sentence = f"Tệp “{file.name}” lớn hơn {most // 1_000_000} MB."
        problems.error("file-large", line, sentence, remedy)
        return False
    return True
