"""Files that lie beside a message file: pictures with what they show, documents, one video."""

from __future__ import annotations

import unicodedata

import pytest

from channels.base import StoredFile
from channels.testing import sample_content
from channels.website.fragment import sealed


def put(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"noi dung")


def codes(reading):
    return [each.code for each in reading.problems]


def test_a_picture_may_say_what_it_shows(read, tmp_path):
    put(tmp_path, "a.jpg")
    words = unicodedata.normalize("NFD", "Bà con dọn đường")

    [picture] = read(image=f"a.jpg | {words}").draft.pictures

    assert (picture.name, picture.alt) == ("a.jpg", "Bà con dọn đường")


def test_documents_and_a_video_go_with_the_message(read, tmp_path):
    put(tmp_path, "giay-moi.pdf", "le-hoi.mp4")

    draft = read(files="[giay-moi.pdf, le-hoi.mp4]").draft

    assert [each.name for each in draft.attachments] == ["giay-moi.pdf", "le-hoi.mp4"]
    assert draft.pictures == ()


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("chay.exe", "file-kind"),
        ("anh.jpg", "file-kind"),
        ("[a.mp4, b.mp4]", "many-videos"),
        ("../mat.pdf", "image-place"),
    ],
)
def test_what_can_not_go_along_is_refused_with_the_reason(read, tmp_path, names, code):
    put(tmp_path, "chay.exe", "anh.jpg", "a.mp4", "b.mp4")

    reading = read(files=names)

    assert reading.draft is None
    assert codes(reading) == [code]


def test_a_document_that_is_too_large_is_refused(read, tmp_path):
    with (tmp_path / "to.pdf").open("wb") as target:
        target.truncate(20_000_001)

    assert codes(read(files="to.pdf")) == ["file-large"]


def test_a_missing_document_is_only_a_warning(read):
    reading = read(files="khong-co.pdf")

    assert codes(reading) == ["image-missing"]
    assert reading.draft is not None


def test_the_page_gives_documents_to_download_under_their_own_names():
    document = StoredFile(digest="ab" * 32, name="Giấy mời.pdf", media_type="application/pdf", size=1_234_567)

    body = sealed(sample_content(attachments=(document,))).parts[0]

    link = f'<a href="../tep/{"ab" * 32}.pdf" download="Giấy mời.pdf">Giấy mời.pdf</a>'
    assert f"{link} <small>(1,2 MB)</small>" in body
