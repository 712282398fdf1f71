"""Making a message's waiting recordings at once, with progress on the terminal."""

from __future__ import annotations

import sys

from content_queue.models import Message
from publisher.cli.desk import Desk
from publisher.cli.language import tr


def record_now(desk: Desk, message: Message) -> int:
    """Record what this message waits for; return how many recordings were made."""
    shown = sys.stderr.isatty()

    def watch(rendition_id: int, share: float) -> None:
        if shown:
            sys.stderr.write(f"\r{tr('Đang thu âm', 'Recording')} {message.reference}: {share:4.0%}")
            sys.stderr.flush()

    made = desk.app.recorder(watch).run(message_id=message.id)
    if made and shown:
        sys.stderr.write("\n")
    return made
