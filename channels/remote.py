"""A folder on another machine, through SFTP: files put in their place whole, the host known by its key.

The host's key is compared with a fingerprint that a person has confirmed (RFC 4251, 4.1): a password is never
sent to a host that shows another one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import posixpath
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from channels.base import ChannelError, ChannelUnavailable, NotAuthorized

if TYPE_CHECKING:
    import paramiko

SECONDS = 20.0
PORT = 22
BESIDE = ".dang-gui"  # ending of a file on its way
TRIAL = f".thu-ghi{BESIDE}"


@dataclass(frozen=True, kw_only=True)
class Remote:
    """Where the folder is, who may write there, and by which key its host is known."""

    host: str
    user: str
    folder: str
    port: int = PORT
    password: str = field(default="", repr=False)
    key_file: str = ""
    fingerprint: str = ""

    @classmethod
    def at(cls, url: str, *, password: str = "", key_file: str = "", fingerprint: str = "") -> Remote:
        """Read `sftp://user@host:port/folder`; ValueError with a sentence when it is none."""
        parts = urlsplit(url)
        if parts.scheme != "sftp" or not parts.hostname or not parts.username:
            raise ValueError("Địa chỉ SFTP phải có dạng sftp://người-dùng@máy-chủ/thư-mục.")
        if parts.password:
            raise ValueError("Đừng ghi mật khẩu trong địa chỉ SFTP: dùng sftp_password=@TỆP.")
        return cls(
            host=parts.hostname,
            port=parts.port or PORT,
            user=unquote(parts.username),
            folder=unquote(parts.path) or "/",
            password=password,
            key_file=key_file,
            fingerprint=fingerprint,
        )

    @contextmanager
    def opened(self) -> Iterator[Place]:
        """Open the folder; raises NotAuthorized, ChannelUnavailable."""
        with _transport(self.host, self.port) as transport:
            self._require_known(transport)
            self._enter(transport)
            sftp = transport.open_sftp_client()
            if sftp is None:
                raise ChannelUnavailable(f"Máy chủ {self.host} không mở được SFTP.", code="sftp")
            with sftp:
                yield Place(sftp, self.folder.rstrip("/"))

    def _require_known(self, transport: paramiko.Transport) -> None:
        shown = fingerprint_of(transport)
        if not hmac.compare_digest(shown.encode(), self.fingerprint.strip().encode()):
            raise NotAuthorized(
                f"Máy chủ {self.host} tự xưng bằng khóa {shown}, khác khóa đã xác nhận: "
                "hỏi người quản lý máy chủ; đúng thì đặt lại sftp_fingerprint.",
                code="host-key",
            )

    def _enter(self, transport: paramiko.Transport) -> None:
        import paramiko

        try:
            if self.key_file:
                transport.auth_publickey(self.user, _private_key(self.key_file))
            else:
                transport.auth_password(self.user, self.password)
        except paramiko.AuthenticationException:
            raise NotAuthorized(
                f"Máy chủ {self.host} không nhận mật khẩu hoặc khóa của “{self.user}”: "
                "quản trị viên kết nối lại kênh.",
                code="login",
            ) from None


@dataclass(frozen=True)
class Place:
    """The open folder on the other machine."""

    sftp: paramiko.SFTPClient
    folder: str

    def put(self, source: Path, path: str) -> None:
        """Put a file in its place, whole: written beside, then renamed over what is there."""
        target = posixpath.join(self.folder, path)
        self._make(posixpath.dirname(target))
        self.sftp.put(str(source), target + BESIDE)
        self.sftp.posix_rename(target + BESIDE, target)

    def remove(self, path: str) -> None:
        """Take a file away; already gone counts as done."""
        with suppress(FileNotFoundError):
            self.sftp.remove(posixpath.join(self.folder, path))

    def read(self, path: str) -> bytes:
        """Return a file's bytes, none when it is not there."""
        try:
            with self.sftp.open(posixpath.join(self.folder, path), "rb") as source:
                return source.read()
        except FileNotFoundError:
            return b""

    def put_folder(self, source: Path, path: str) -> None:
        """Put a flat folder in its place: uploaded beside the old one, counted, swapped in by two renames.

        Whoever looks meanwhile finds the old folder or the new one. Raises OSError when a file comes short.
        """
        above, name = posixpath.split(path)
        old, new = (posixpath.join(above, f".{name}.{end}") for end in ("old", "new"))
        self.remove_folder(new)
        for file in sorted(source.iterdir()):
            self.put(file, posixpath.join(new, file.name))
            there = self.sftp.stat(posixpath.join(self.folder, new, file.name)).st_size
            if there != file.stat().st_size:
                raise OSError(f"{file.name}: {there} / {file.stat().st_size} byte")
        self.remove_folder(old)
        with suppress(FileNotFoundError):  # the first time there is nothing to set aside
            self._rename(path, old)
        self._rename(new, path)
        self.remove_folder(old)

    def remove_folder(self, path: str) -> None:
        """Take a folder away with all in it; already gone counts as done."""
        folder = posixpath.join(self.folder, path)
        with suppress(FileNotFoundError):
            for entry in self.sftp.listdir_attr(folder):
                inside = posixpath.join(path, entry.filename)
                if stat.S_ISDIR(entry.st_mode or 0):
                    self.remove_folder(inside)
                else:
                    self.remove(inside)
            self.sftp.rmdir(folder)

    def _rename(self, old: str, new: str) -> None:
        self.sftp.rename(posixpath.join(self.folder, old), posixpath.join(self.folder, new))

    def try_writing(self) -> None:
        """Write a small file and take it away again; OSError when that can't be done."""
        trial = posixpath.join(self.folder, TRIAL)
        self._make(self.folder)
        with self.sftp.open(trial, "w") as target:
            target.write(b"")
        self.sftp.remove(trial)

    def _make(self, folder: str) -> None:
        """Make a folder and those above it."""
        try:
            self.sftp.stat(folder)
        except FileNotFoundError:
            self._make(posixpath.dirname(folder))
            with suppress(OSError):  # another has just made it
                self.sftp.mkdir(folder)


class Elsewhere(Protocol):
    """The settings of an adapter whose files are brought to another machine too."""

    @property
    def sftp(self) -> str: ...
    @property
    def sftp_password(self) -> str: ...
    @property
    def sftp_key(self) -> str: ...
    @property
    def sftp_fingerprint(self) -> str: ...


def remote_of(site: Elsewhere) -> Remote:
    """Return where the copy lies; ValueError when the address is none."""
    return Remote.at(
        site.sftp,
        password=site.sftp_password,
        key_file=site.sftp_key,
        fingerprint=site.sftp_fingerprint,
    )


def remote_problems(site: Elsewhere) -> Iterator[str]:
    """Yield what hinders the copy; a small file is written there and taken away again."""
    if not site.sftp:
        return
    try:
        remote = remote_of(site)
        if not (site.sftp_password or site.sftp_key):
            yield "SFTP cần mật khẩu (sftp_password) hoặc tệp khóa (sftp_key)."
            return
        with remote.opened() as place:
            place.try_writing()
    except ChannelError as failed:
        yield failed.sentence
    except ValueError as wrong:
        yield str(wrong)


def asked_fingerprint(host: str, port: int = PORT) -> str:
    """Return the fingerprint a host shows, as `ssh-keyscan | ssh-keygen -lf -` prints it."""
    with _transport(host, port) as transport:
        return fingerprint_of(transport)


def fingerprint_of(transport: paramiko.Transport) -> str:
    """Return the SHA-256 fingerprint of a host's key in OpenSSH's form."""
    digest = hashlib.sha256(transport.get_remote_server_key().asbytes()).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


@contextmanager
def _transport(host: str, port: int) -> Iterator[paramiko.Transport]:
    """Give an encrypted line to a host, whoever it is; whatever breaks on it is a matter of trying again."""
    import paramiko

    try:
        with socket.create_connection((host, port), timeout=SECONDS) as line:
            transport = paramiko.Transport(line)
            transport.banner_timeout = transport.auth_timeout = SECONDS
            try:
                transport.start_client(timeout=SECONDS)
                yield transport
            finally:
                transport.close()
    except paramiko.AuthenticationException:
        raise
    except (OSError, EOFError, paramiko.SSHException) as failure:
        raise ChannelUnavailable(
            f"Chưa gửi được qua SFTP tới {host}: {failure or type(failure).__name__}.", code="sftp"
        ) from None


def _private_key(place: str) -> paramiko.PKey:
    import paramiko

    try:
        return paramiko.PKey.from_path(Path(place).expanduser())
    except (OSError, ValueError, paramiko.SSHException, paramiko.pkey.UnknownKeyType):
        raise NotAuthorized(
            f"Không đọc được khóa {place}: kiểm tra cài đặt sftp_key và quyền đọc tệp.", code="key"
        ) from None
