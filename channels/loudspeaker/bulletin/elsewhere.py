"""An exported bulletin on another machine: the whole folder, swapped in as here."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from channels.base import ChannelUnavailable
from channels.loudspeaker.bulletin import manifest

if TYPE_CHECKING:
    from channels.remote import Remote


def bring(folder: Path, path: str, remote: Remote) -> None:
    """Bring an exported folder to `path` below the remote's; nothing travels when it is there already.

    Raises NotAuthorized, ChannelUnavailable.
    """
    with remote.opened() as place:
        there = place.read(posixpath.join(path, manifest.NAME))
        if there == (folder / manifest.NAME).read_bytes():
            return
        try:
            place.put_folder(folder, path)
        except OSError as failed:
            raise ChannelUnavailable(
                f"Chưa chép được bản tin tới {remote.host}: {failed.strerror or failed}.", code="sftp"
            ) from failed


def take_away(path: str, remote: Remote) -> None:
    """Remove a bulletin that must not be played any more."""
    with remote.opened() as place:
        place.remove_folder(path)
