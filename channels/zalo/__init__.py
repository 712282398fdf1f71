"""Zalo: messages of an Official Account to its groups (kind `zalo`)."""

from __future__ import annotations

from channels.zalo.group import ZaloGroup

__all__ = ["ZaloGroup"]
