"""“Cài đặt”: people, places, hours, channels, who hears of alerts, the record; and the first steps."""

from __future__ import annotations

from flask import Blueprint

from publisher.web.settings import (
    channels,
    connecting,
    contacts,
    hours,
    overview,
    people,
    places,
    record,
)

pages = Blueprint("settings", __name__, url_prefix="/cai-dat")
for room in (overview, people, places, hours, channels, connecting, contacts, record):
    room.add_to(pages)
