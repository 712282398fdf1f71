"""Uploads are looked into before they are kept."""

from __future__ import annotations

import io

import pytest

from publisher.testing import Village
from publisher.writing import uploads


@pytest.fixture
def files(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    yield village.app.files
    village.app.engine.dispose()


@pytest.mark.parametrize(
    ("name", "head"), [("to.pdf", b"%PDF-"), ("to.docx", b"PK\x03\x04"), ("to.png", b"")]
)
def test_a_file_larger_than_its_kind_may_be_is_refused(files, name, head):
    with pytest.raises(uploads.UploadRefused, match=f"Tệp “{name}” lớn hơn 20 MB."):
        uploads.keep(files, io.BytesIO(head + b"0" * 20_000_001), name=name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../secret.key.png", "secret.key.png"),
        ("..\\..\\a.PNG", "a.png"),
        ("/etc/passwd", "passwd"),
        ("a\x00\u202eb.png", "ab.png"),
        ('<img src="x">.png', "img src=x.png"),
        ("...", "tep"),
        ("", "tep"),
        ("ảnh họp.jpg", "ảnh họp.jpg"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    assert uploads.clean_name(given) == kept
