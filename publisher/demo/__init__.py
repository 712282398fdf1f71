"""The demo: a commune with messages of its own publishes to all four media over stand-in services."""

from __future__ import annotations

from publisher.demo.run import run

__all__ = ["run"]
