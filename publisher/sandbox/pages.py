"""Pages for people: what the fanpages and groups would show; and the ledger for those who count."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, send_file

from publisher.sandbox.fault_door import fault_door
from publisher.sandbox.ledger import Entry, Ledger

VIETNAM = timezone(timedelta(hours=7))
NAMES = {
    "facebook": "Fanpage",
    "zalo": "Nhóm Zalo",
    "zalo_bot": "Nhóm Zalo (bot)",
    "wordpress": "Trang WordPress",
    "portal": "Cổng",
}
PATHS = {"facebook": "fanpage", "zalo": "zalo", "zalo_bot": "zalo", "wordpress": "trang", "portal": "trang"}
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "video/mp4"})


def pages(ledger: Ledger) -> Blueprint:
    """Return the blueprint of pages, ledger, faults and health."""
    made = Blueprint("pages", __name__)
    made.add_app_template_filter(_when, "when")
    made.add_app_template_filter(_called, "called")
    made.add_url_rule("/", view_func=lambda: _overview(ledger), endpoint="overview")
    made.add_url_rule("/fanpage/<place>", view_func=lambda place: _fanpage(ledger, place), endpoint="fanpage")
    made.add_url_rule("/zalo/<place>", view_func=lambda place: _group(ledger, place), endpoint="group")
    made.add_url_rule("/trang/<place>", view_func=lambda place: _site(ledger, place), endpoint="site")
    made.add_url_rule("/media/<digest>", view_func=lambda digest: _media(ledger, digest), endpoint="media")
    made.add_url_rule("/ledger", view_func=lambda: _listing(ledger), endpoint="listing")
    made.add_url_rule("/health", view_func=_health, endpoint="health")
    made.add_url_rule("/faults", view_func=fault_door, endpoint="faults", methods=["GET", "POST"])
    return made


def _overview(ledger: Ledger) -> str:
    places: dict[tuple[str, str], list[Entry]] = {}
    for entry in ledger.publications():
        places.setdefault((PATHS[entry.service], entry.destination), []).append(entry)
    return render_template("overview.html", places=places, faults=current_app.config["faults"].counts())


def _fanpage(ledger: Ledger, page_id: str) -> str:
    shown = as_seen(ledger.entries(service="facebook", destination=page_id))
    return render_template("fanpage.html", page_id=page_id, posts=list(reversed(shown)))


def _group(ledger: Ledger, group_id: str) -> str:
    entries = [each for each in ledger.entries(destination=group_id) if PATHS[each.service] == "zalo"]
    return render_template("group.html", group_id=group_id, posts=as_seen(entries))


def _site(ledger: Ledger, place: str) -> str:
    entries = [each for each in ledger.entries(destination=place) if PATHS[each.service] == "trang"]
    return render_template("site.html", place=place, posts=list(reversed(as_seen(entries))))


def as_seen(entries: list[Entry]) -> list[dict[str, Any]]:
    """Return the publications as people see them now: edited texts, withdrawn ones marked."""
    seen: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if entry.is_publication:
            seen[entry.id] = {**asdict(entry), "edited": False, "withdrawn": False}
        elif entry.id in seen and entry.kind == "edited":
            seen[entry.id].update(text=entry.text, edited=True)
        elif entry.id in seen and entry.kind == "withdrawn":
            seen[entry.id]["withdrawn"] = True
    return list(seen.values())


def _media(ledger: Ledger, digest: str) -> Response:
    known = [
        each
        for entry in ledger.entries()
        for each in entry.details.get("media", ())
        if each["digest"] == digest
    ]
    if not known:
        abort(404)
    kind = known[0]["media_type"] if known[0]["media_type"] in SHOWN else "application/octet-stream"
    return send_file(Path(ledger.media.path(digest)).absolute(), mimetype=kind)


def _listing(ledger: Ledger) -> Response:
    """Answer the publications as a JSON array; `?all=1` adds uploads, edits and withdrawals."""
    entries = ledger.entries() if request.args.get("all") else ledger.publications()
    return jsonify([asdict(each) for each in entries])


def _health() -> Response:
    """Answer that this sandbox lives, who it is, and what its clock says (epoch seconds)."""
    config = current_app.config
    return jsonify(ok=True, now=config["clock"](), **config["identity"])


def _called(place: str, service: str) -> str:
    """Return what people call a page or group; without a name its kind and id."""
    name: str = current_app.config["names"].get(place, "")
    return name or f"{NAMES[service]} {place}"


def _when(at: float) -> str:
    """Show epoch seconds as people in Vietnam read the hour."""
    return f"{datetime.fromtimestamp(at, UTC).astimezone(VIETNAM):%H:%M:%S ngày %d/%m/%Y}"
