"""A refusal as staff read it: no verb or state by its name in the code."""

from __future__ import annotations

from content_queue.states import DeliveryState, NotAllowed
from publisher.wording import MESSAGE_STATES, STATES


def sentence_of(refusal: Exception) -> str:
    """Return what to tell about a refusal, in Vietnamese."""
    if not isinstance(refusal, NotAllowed):
        return str(refusal)
    table = STATES if isinstance(refusal.state, DeliveryState) else MESSAGE_STATES
    return f"Việc này không làm được khi đang “{table['vi'][refusal.state]}”; hãy mở lại trang xem đã đổi gì."
