"""The commune's fanpage on Facebook, through the Graph API."""

from __future__ import annotations

from channels.facebook.page import FacebookPage

__all__ = ["FacebookPage"]
