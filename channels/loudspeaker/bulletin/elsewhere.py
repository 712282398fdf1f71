"""An exported bulletin on another machine: the whole folder, swapped in as here, read again there."""

from __future__ import annotations

import posixpath
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from channels.base import ChannelUnavailable
from channels.loudspeaker.bulletin import manifest

if TYPE_CHECKING:
    from paramiko import SFTPClient

    from channels.remote import Place, Remote


def bring(folder: Path, path: str, remote: Remote) -> None:
    """Bring an exported folder to `path` below the remote's; nothing travels when it is there already.

    The folder is uploaded beside the old one, its sizes are compared, then two renames swap it in: whoever
    looks meanwhile finds the old bulletin or the new one. Raises NotAuthorized, ChannelUnavailable.
    """
    with remote.opened() as place:
        target = posixpath.join(place.folder, path)
        if _read(place.sftp, posixpath.join(target, manifest.NAME)) == (folder / manifest.NAME).read_bytes():
            return
        try:
            _upload(place, folder, path)
        except OSError as failed:
            raise ChannelUnavailable(
                f"Chưa chép được bản tin tới {remote.host}: {failed.strerror or failed}.", code="sftp"
            ) from failed


def take_away(path: str, remote: Remote) -> None:
    """Remove a bulletin that must not be played any more."""
    with remote.opened() as place:
        _remove(place.sftp, posixpath.join(place.folder, path))


def _upload(place: Place, folder: Path, path: str) -> None:
    sftp, target = place.sftp, posixpath.join(place.folder, path)
    old, new = (posixpath.join(posixpath.dirname(target), f".{folder.name}.{end}") for end in ("old", "new"))
    _remove(sftp, new)
    for source in sorted(folder.iterdir()):
        place.put(source, posixpath.join(posixpath.dirname(path), posixpath.basename(new), source.name))
        if sftp.stat(posixpath.join(new, source.name)).st_size != source.stat().st_size:
            raise OSError(f"tệp {source.name} đến nơi không đủ")
    _remove(sftp, old)
    with suppress(FileNotFoundError):  # the first time there is nothing to set aside
        sftp.rename(target, old)
    sftp.rename(new, target)
    _remove(sftp, old)


def _read(sftp: SFTPClient, path: str) -> bytes:
    try:
        with sftp.open(path, "rb") as source:
            return source.read()
    except OSError:
        return b""


def _remove(sftp: SFTPClient, folder: str) -> None:
    with suppress(FileNotFoundError):
        for entry in sftp.listdir_attr(folder):
            path = posixpath.join(folder, entry.filename)
            if stat.S_ISDIR(entry.st_mode or 0):
                _remove(sftp, path)
            else:
                sftp.remove(path)
        sftp.rmdir(folder)
