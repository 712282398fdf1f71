"""Message files written and read as those of the sample commune."""

from __future__ import annotations

import pytest

from publisher.importing.draft import read_message
from publisher.importing.folder import read_folder
from publisher.importing.testing import HOME, KNOWN, NOW, message_text


@pytest.fixture
def write(tmp_path):
    """Write a message file and return its path; fields change those of a good one."""

    def file(name="kham-suc-khoe.md", **fields):
        path = tmp_path / name
        path.write_text(message_text(**fields), encoding="utf-8")
        return path

    return file


@pytest.fixture(scope="session")
def read_file():
    """Read a file there is."""
    return lambda path, **options: read_message(path, now=NOW, zone=HOME, known=KNOWN, **options)


@pytest.fixture
def read_all():
    """Read the message files of a folder."""
    return lambda folder: read_folder(folder, now=NOW, zone=HOME, known=KNOWN)


@pytest.fixture
def read(write, read_file):
    """Write a message file and read it."""
    return lambda *name, options=None, **fields: read_file(write(*name, **fields), **(options or {}))
