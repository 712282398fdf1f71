"""The demo's messages, taken the whole way that staff would: file, import, submit, record, approve.

Each step is a transaction of its own and looks first what is done already, so a run killed anywhere is
taken up where it stopped. Times of writing and approving are the demo day's morning.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.atomic import replacing
from content_queue import messages, recordings, renditions, users
from content_queue.communes import zone_of
from content_queue.db import open_session
from content_queue.models import Commune, Message, RenditionRow
from content_queue.states import MessageState
from publisher import editing
from publisher.app import App
from publisher.demo.commune import APPROVER, EDITOR
from publisher.demo.dating import dated
from publisher.demo.pictures import SCENES, draw
from publisher.demo.stage import Stage
from publisher.importing.folder import read_folder

FILES = Path(__file__).with_name("messages")
AUTHORS = {"hop-thon-phu-tan": "thon-phu-tan"}  # others are the editor's
LEFT_IN_REVIEW = frozenset({"ngay-hoi-chuyen-doi-so"})  # for the visitor to approve
CORRECTION = frozenset({"dinh-chinh-lich-tiem-vac-xin-soi"})  # approved once the mistake has gone out
RECORDERS = 2


class SeedingFailed(Exception):
    """A demo message was refused; the sentences say why."""


@dataclass(frozen=True, kw_only=True)
class Seeding:
    """Brings the demo's messages in."""

    app: App
    commune: Commune
    stage: Stage

    @property
    def keys(self) -> frozenset[str]:
        """Return the import keys of all demo messages."""
        return frozenset(path.stem for path in FILES.glob("*.md"))

    def take_in(self) -> None:
        """Import what is not in yet, each file in its own transaction."""
        folder = self._written()
        now = self.stage.at(7, 45)
        with self.app.reading(self.commune) as session:
            known = editing.known_names(session, self.commune)
        if self.keys <= known.import_keys:
            return
        for reading in read_folder(folder, now=now, zone=zone_of(self.commune), known=known):
            if reading.import_key in known.import_keys:
                continue
            if reading.draft is None:
                raise SeedingFailed("\n".join(str(problem) for problem in reading.problems))
            with self.app.writing(self.commune) as session:
                author = users.named(session, AUTHORS.get(reading.import_key, EDITOR))
                editing.import_drafts(self.app, session, [reading.draft], actor=author, now=now)

    def submit(self) -> None:
        """Submit what is still a draft."""
        for key in self._keys_in(MessageState.DRAFT):
            with self.app.writing(self.commune) as session:
                author = users.named(session, AUTHORS.get(key, EDITOR))
                message = _message(session, key)
                editing.submit(self.app, session, message, actor=author, now=self.stage.at(8, 30))

    def waiting(self) -> dict[int, str]:
        """Return the recordings still to be made: rendition id and the message's title."""
        with self.app.reading(self.commune) as session:
            rows = session.execute(
                select(RenditionRow.id, Message.title)
                .join(Message, Message.id == RenditionRow.message_id)
                .where(RenditionRow.state == renditions.RECORDING)
                .order_by(RenditionRow.id)
            )
            return {row[0]: row[1] for row in rows}

    def record(self, watch: Callable[[int, float], None]) -> None:
        """Make the waiting recordings, two at a time; those a killed run had begun start again."""
        with open_session(self.app.engine) as session, session.begin():
            recordings.free(session)
        troubles: list[BaseException] = []

        def work() -> None:
            try:
                self.app.recorder(watch).run()
            except BaseException as trouble:  # noqa: BLE001 - told by the caller's thread
                troubles.append(trouble)

        workers = [threading.Thread(target=work, name=f"record-{at}") for at in range(RECORDERS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if troubles:
            raise troubles[0]

    def approve(self) -> None:
        """Approve, as another person, all that is to go out first."""
        self._approve(self.keys - LEFT_IN_REVIEW - CORRECTION, correction=False)

    def correct(self) -> bool:
        """Approve the correction, now that the mistake has gone out; say whether there was anything to do."""
        return self._approve(CORRECTION, correction=True)

    def _approve(self, keys: Collection[str], *, correction: bool) -> bool:
        wanted = [key for key in self._keys_in(MessageState.IN_REVIEW) if key in keys]
        for key in wanted:
            now = self.stage.now() if correction else self.stage.at(10, 0)
            with self.app.writing(self.commune) as session:
                approver = users.named(session, APPROVER)
                editing.approve(self.app, session, _message(session, key), actor=approver, now=now)
        return bool(wanted)

    def _keys_in(self, state: MessageState) -> list[str]:
        with self.app.reading(self.commune) as session:
            found = session.scalars(
                select(Message.import_key)
                .where(Message.state == state, Message.import_key.in_(self.keys))
                .order_by(Message.id)
            )
            return [key for key in found if key]

    def _written(self) -> Path:
        """Write the message files with this demo's dates, and their pictures, into the home."""
        folder = self.stage.folder / "tin-mau"
        for source in sorted(FILES.glob("*.md")):
            place = folder / source.name
            if not place.exists():
                with replacing(place) as target:
                    target.write(dated(source.read_text("utf-8"), self.stage.day).encode("utf-8"))
        for name in SCENES:
            draw(name, folder)
        return folder


def _message(session: Session, key: str) -> Message:
    found = messages.by_import_key(session, key)
    assert found is not None
    return found
