"""Where everything of one installation lives: `PUBLISHER_HOME`, with the database unless it is elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT = Path.home() / "phu-trung-publisher"


@dataclass(frozen=True, kw_only=True)
class Home:
    """Folder of an installation and the address of its database."""

    folder: Path
    database_url: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Home:
        """Read PUBLISHER_HOME and PUBLISHER_DATABASE_URL (default: SQLite in the home)."""
        folder = Path(environ.get("PUBLISHER_HOME", "").strip() or DEFAULT).expanduser().absolute()
        url = environ.get("PUBLISHER_DATABASE_URL", "").strip() or f"sqlite:///{folder / 'publisher.db'}"
        return cls(folder=folder, database_url=url)

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
