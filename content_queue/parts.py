"""Durable progress of one delivery in several requests: each part's intent and receipt, committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, TimeoutError

from channels.base import ChannelUnavailable, PartProgress, Receipt
from content_queue.db import is_away
from content_queue.deliveries import receipt_document
from content_queue.killpoints import reach
from content_queue.models import Delivery, DeliveryPart


@dataclass
class StoredProgress:
    """Progress of one delivery, read at first use and written part by part."""

    engine: Engine
    commune_id: int
    delivery_id: int
    clock: Callable[[], datetime]
    _known: dict[str, PartProgress] | None = field(default=None, repr=False)

    def of(self, part: str) -> PartProgress | None:
        """Return what is known of a part."""
        return self._parts().get(part)

    def begin(self, part: str) -> None:
        """Commit the intent to send a part, unless it is there from an earlier try.

        ChannelUnavailable when the database does not take it: then nothing may leave.
        """
        try:
            if part not in self._parts():
                self._intend(part)
        except (DBAPIError, TimeoutError) as problem:
            if not is_away(problem):
                raise
            raise ChannelUnavailable(
                "Cơ sở dữ liệu không ghi được ý định gửi; chưa gửi gì, sẽ thử lại.", code="database"
            ) from problem
        reach("part-begun")

    def _intend(self, part: str) -> None:
        now = self.clock()
        with self.engine.begin() as connection:
            connection.execute(
                insert(DeliveryPart).values(
                    commune_id=self.commune_id, delivery_id=self.delivery_id, part=part, begun_at=now
                )
            )
        self._parts()[part] = PartProgress(begun_at=now)

    def forget(self, part: str) -> None:
        """Take back the intent of a part that was refused for certain."""
        with self.engine.begin() as connection:
            connection.execute(
                delete(DeliveryPart).where(
                    DeliveryPart.delivery_id == self.delivery_id, DeliveryPart.part == part
                )
            )
        self._parts().pop(part, None)

    def finish(self, part: str, receipt: Receipt) -> None:
        """Commit the receipt of a part; what came further may be sent again after its next doubt."""
        reach("part-done")
        with self.engine.begin() as connection:
            connection.execute(
                update(DeliveryPart)
                .where(DeliveryPart.delivery_id == self.delivery_id, DeliveryPart.part == part)
                .values(receipt=receipt_document(receipt))
            )
            connection.execute(update(Delivery).where(Delivery.id == self.delivery_id).values(resent=False))
        self._parts()[part] = PartProgress(begun_at=self._parts()[part].begun_at, receipt=receipt)
        reach("part-kept")

    def _parts(self) -> dict[str, PartProgress]:
        if self._known is None:
            with self.engine.execution_options(reading=True).connect() as connection:
                rows = connection.execute(
                    select(DeliveryPart.part, DeliveryPart.begun_at, DeliveryPart.receipt).where(
                        DeliveryPart.delivery_id == self.delivery_id
                    )
                ).all()
            self._known = {
                row.part: PartProgress(
                    begun_at=row.begun_at, receipt=Receipt(**row.receipt) if row.receipt else None
                )
                for row in rows
            }
        return self._known
