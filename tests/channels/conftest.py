"""What tests of several adapters share: a real SFTP server."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def sshd():
    """A real server; where it can't be had the reason is shown."""
    place = Path(__file__).with_name("real_sshd.py")
    spec = importlib.util.spec_from_file_location("real_sshd", place)
    module = importlib.util.module_from_spec(spec)
    sys.modules["real_sshd"] = module
    spec.loader.exec_module(module)
    try:
        server = module.up(Path(tempfile.mkdtemp(prefix="sshd-")))
    except module.NotHere as reason:
        pytest.skip(f"no SFTP server: {reason}")
    yield server
    server.stop()
