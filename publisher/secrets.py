"""Secrets at rest: Fernet, with its keys in a file of mode 0600 or in PUBLISHER_SECRET_KEY."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SecretUnreadable(Exception):
    """A stored secret can't be read with the keys at hand."""


def key_given(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether the key comes from the environment and not from a file."""
    return bool(environ.get("PUBLISHER_SECRET_KEY", "").strip())


class SecretBox:
    """Encrypts and decrypts short texts; the first key writes, all keys read."""

    def __init__(self, keys: list[bytes]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def open(cls, key_file: Path, environ: Mapping[str, str] = os.environ) -> SecretBox:
        """Return the box of an installation; keys are lines of the file or of PUBLISHER_SECRET_KEY.

        Raises SecretUnreadable when there is no usable key.
        """
        try:
            text = environ.get("PUBLISHER_SECRET_KEY", "").strip() or key_file.read_text(encoding="ascii")
            return cls([line.encode("ascii") for line in text.split()])
        except (OSError, ValueError):
            raise SecretUnreadable(
                f"Khóa trong {key_file} hay PUBLISHER_SECRET_KEY không dùng được; hãy lấy lại bản sao lưu."
            ) from None

    def seal(self, text: str) -> str:
        """Return the text encrypted."""
        return self._fernet.encrypt(text.encode("utf-8")).decode("ascii")

    def read(self, sealed: str) -> str:
        """Return the text of a sealed secret; SecretUnreadable when no key fits."""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode("utf-8")
        except InvalidToken:
            raise SecretUnreadable(
                "Không giải mã được khóa bí mật; tệp secret.key có đúng của máy này không?"
            ) from None


def make_key_file(path: Path) -> None:
    """Write a new key that only its owner can read, unless one is there."""
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(Fernet.generate_key() + b"\n")
