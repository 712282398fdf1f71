"""A stand-in Graph API."""

from __future__ import annotations

from flask import Blueprint

from publisher.sandbox.app import Clock
from publisher.sandbox.ledger import Ledger


def service(ledger: Ledger, clock: Clock) -> Blueprint:
    """Return the stand-in as a blueprint under /graph."""
    return Blueprint("graph", __name__, url_prefix="/graph")
