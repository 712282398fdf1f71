"""Stored media and audio when workers are elsewhere: the bytes themselves, in chunks."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from content_queue.db import Base


class FileRow(Base):
    """A file by its digest; like a folder's, its bytes belong to the installation, not to one commune."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256
    size: Mapped[int] = mapped_column(BigInteger)
    chunk: Mapped[int]  # bytes of every chunk but the last


class ChunkRow(Base):
    """One stretch of a file's bytes."""

    __tablename__ = "stored_chunk"

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
