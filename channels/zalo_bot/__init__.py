"""Existing Zalo groups through a bot."""

from __future__ import annotations

from channels.zalo_bot.group import ZaloBotGroup

__all__ = ["ZaloBotGroup"]
