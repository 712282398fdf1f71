"""QR codes as drawings in a page."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """Return a text as a QR code, drawn in SVG on white."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(
        drawn, kind="svg", scale=4, border=3, xmldecl=False, light="#fff", svgclass=None, lineclass=None
    )
    return Markup(drawn.getvalue().decode())
