"""Hand-over: a person sends what has no API (kind `handover`)."""

from __future__ import annotations

from channels.handover.adapter import HandOver

__all__ = ["HandOver"]
