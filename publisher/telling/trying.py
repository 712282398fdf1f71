"""A notice to try a contact; one that gets through forgets the failures before it."""

from __future__ import annotations

from content_queue.communes import zone_of
from content_queue.models import Commune, Contact
from publisher.app import App
from publisher.telling.contacts import way_of
from publisher.telling.digest import Digest, Item


def try_contact(app: App, commune: Commune, row: Contact) -> None:
    """Send a notice; NotTold or a ChannelError says why it did not get through."""
    now = app.clock()
    item = Item(key="test", kind="test", sentence="Đây là tin báo thử.", opened_at=now)
    digest = Digest(
        key=f"test-{row.id}-{now:%Y%m%d%H%M%S}",
        code=commune.code,
        commune=commune.name,
        zone=zone_of(commune),
        at=now,
        items=(item,),
    )
    way_of(row, app.box).tell(digest)
    with app.writing(commune) as session:
        kept = session.get_one(Contact, row.id)
        kept.problem, kept.tries, kept.next_try_at = "", 0, None
