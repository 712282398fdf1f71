"""Where everything of one installation lives: `PUBLISHER_HOME`, with the database unless it is elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DEFAULT = Path.home() / "phu-trung-publisher"


class FilesIn(StrEnum):
    """Where media and audio are kept."""

    FOLDER = "folder"  # of the home: one machine
    DATABASE = "database"  # beside the rows, for workers elsewhere


class HomeUnreadable(ValueError):
    """What the environment says about the installation can't be followed."""


@dataclass(frozen=True, kw_only=True)
class Home:
    """Folder of an installation and the address of its database."""

    folder: Path
    database_url: str
    files_in: FilesIn = FilesIn.FOLDER

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Home:
        """Read PUBLISHER_HOME, PUBLISHER_DATABASE_URL (default: SQLite in the home), PUBLISHER_FILES.

        Raises HomeUnreadable.
        """
        folder = Path(environ.get("PUBLISHER_HOME", "").strip() or DEFAULT).expanduser().absolute()
        url = environ.get("PUBLISHER_DATABASE_URL", "").strip() or f"sqlite:///{folder / 'publisher.db'}"
        home = cls(folder=folder, database_url=url, files_in=_files_in(environ.get("PUBLISHER_FILES", "")))
        if home.files_in is FilesIn.DATABASE:
            home.require_shared()
        return home

    @property
    def on_sqlite(self) -> bool:
        """Say whether the database is one file with one publishing process."""
        return self.database_url.startswith("sqlite")

    @property
    def database_file(self) -> Path | None:
        """Return the SQLite file, None when the database is elsewhere or in memory."""
        _, found, path = self.database_url.partition("sqlite:///")
        return Path(path) if found and path and path != ":memory:" else None

    @property
    def files(self) -> Path:
        """Return the folder of stored media and audio."""
        return self.folder / "files"

    @property
    def copies(self) -> Path:
        """Return the folder of this machine's copies of files that are kept in the database."""
        return self.folder / "copies"

    @property
    def key_file(self) -> Path:
        """Return the file that holds the key of the secrets, readable by its owner only."""
        return self.folder / "secret.key"

    @property
    def lock_file(self) -> Path:
        """Return the file whose lock the one publishing process holds."""
        return self.folder / "publishing.lock"

    def work(self, commune_code: str, channel: str) -> Path:
        """Return a channel's private working folder."""
        return self.folder / "work" / commune_code / channel

    def exists(self) -> bool:
        """Say whether `publisher init` has been here."""
        return self.key_file.exists()

    def require_shared(self) -> None:
        """Refuse to keep files in a database that only this machine has; HomeUnreadable."""
        if self.on_sqlite:
            raise HomeUnreadable(
                "Chỉ cất tệp trong cơ sở dữ liệu (PUBLISHER_FILES=database) khi dùng PostgreSQL; "
                "với SQLite hãy để PUBLISHER_FILES=folder."
            )


def _files_in(text: str) -> FilesIn:
    wanted = text.strip().lower() or FilesIn.FOLDER
    if wanted not in list(FilesIn):
        raise HomeUnreadable(f"PUBLISHER_FILES=“{text}” không hiểu được; hãy viết folder hoặc database.")
    return FilesIn(wanted)
