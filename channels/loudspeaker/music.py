"""What sounds around opening and closing words: the commune's jingle or the chime, perhaps a bed beneath."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from channels.loudspeaker.audio.programme import Piece

_SHAPE = 2  # counts up when the pieces below change, so that kept announcements are made anew
_BEFORE_CHIME = 0.6  # seconds


@dataclass(frozen=True, kw_only=True)
class Music:
    """A commune's choice; a jingle that cannot be read never holds a bulletin back: the chime sounds."""

    jingle: str = ""
    bed: bool = False

    @property
    def identity(self) -> str:
        """Return what the sound depends on, in one line."""
        return f"{_SHAPE} {self._digest()} {self.bed}"

    def around_opening(self, said: list[Piece]) -> list[Piece]:
        """Return the opening: jingle or chime, then the words."""
        return [self._opening(), *self._words(said)]

    def around_closing(self, said: list[Piece]) -> list[Piece]:
        """Return the closing: the words, then the chime."""
        from channels.loudspeaker.audio.chime import closing_chime
        from channels.loudspeaker.audio.programme import Pause

        return [*self._words(said), Pause(seconds=_BEFORE_CHIME), closing_chime()]

    def problem(self) -> str:
        """Return why the jingle cannot be used, empty when it can or none is set."""
        from channels.loudspeaker.audio.beds import jingle
        from channels.loudspeaker.audio.takes import NotSound

        place = Path(self.jingle).expanduser()
        if not self.jingle:
            return ""
        if not place.is_file():
            return f"Không thấy tệp nhạc hiệu {self.jingle}."
        try:
            jingle(place)
        except NotSound as refused:
            return str(refused)
        return ""

    def _opening(self) -> Piece:
        from channels.loudspeaker.audio.beds import jingle
        from channels.loudspeaker.audio.chime import opening_chime
        from channels.loudspeaker.audio.takes import NotSound

        with suppress(NotSound, OSError):  # the check tells of it; a broadcast does not wait for music
            if self.jingle:
                return jingle(Path(self.jingle).expanduser())
        return opening_chime()

    def _words(self, said: list[Piece]) -> list[Piece]:
        from channels.loudspeaker.audio.beds import over_bed

        return over_bed(said) if self.bed else said

    def _digest(self) -> str:
        try:
            return (
                hashlib.sha256(Path(self.jingle).expanduser().read_bytes()).hexdigest() if self.jingle else ""
            )
        except OSError:
            return ""


NO_MUSIC = Music()
