"""Reach figures: only metrics alive in 2026 are known, and one dead name fails the whole question."""

from __future__ import annotations

import zlib
from typing import Any

from flask import request

from publisher.sandbox.graph.calls import Call
from publisher.sandbox.graph.complaints import Complaint, invalid

ALIVE_PAGE = {"page_media_view", "page_total_media_view_unique", "page_post_engagements", "page_follows"}
ALIVE_PAGE |= {"page_daily_follows", "page_daily_follows_unique", "page_views_total", "page_total_actions"}
ALIVE_POST = {"post_media_view", "post_total_media_view_unique", "post_clicks", "post_video_views"}
ALIVE_POST |= {"post_reactions_by_type_total", "post_activity_by_action_type"}


def insights(call: Call) -> dict[str, Any]:
    """GET /{page}/insights and GET /{post}/insights"""
    asked = [each for each in request.args.get("metric", "").split(",") if each]
    if not asked:
        raise Complaint(3001, "(#3001) Invalid query: no metric was specified", subcode=1504028)
    alive = ALIVE_POST if "_" in call.name else ALIVE_PAGE
    if not alive.issuperset(asked) or set(asked) & set(call.page.dead_figures):
        raise invalid("The value must be a valid insights metric")
    return {"data": [_figure(call.name, each) for each in asked]}


def _figure(node: str, metric: str) -> dict[str, Any]:
    """Return a made-up figure that stays the same for one node."""
    value = 20 + zlib.crc32(f"{node}/{metric}".encode()) % 400
    shown: Any = {"like": value, "love": 1} if metric == "post_reactions_by_type_total" else value
    return {"name": metric, "period": "lifetime", "values": [{"value": shown}], "id": f"{node}/{metric}"}
