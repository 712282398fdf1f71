"""What keeps the site from being published: its theme, and the machine its copy lies on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from channels.base import ChannelError

if TYPE_CHECKING:
    from channels.remote import Remote


class Elsewhere(Protocol):
    """The settings of a copy on another machine."""

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
    from channels.remote import Remote

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


def theme_problems(theme: str) -> Iterator[str]:
    """Yield what is wrong with a theme's templates: each is read, none is shown to anybody."""
    if not theme:
        return
    folder = Path(theme).expanduser()
    if not folder.is_dir():
        yield f"Không có thư mục giao diện {theme}: sửa cài đặt theme, hoặc để trống."
        return
    from channels.website.look import mistakes_in

    yield from mistakes_in(folder)
