"""Colours of the site keep the contrast of WCAG 2.2 AA in both schemes (1.4.3: 4.5 : 1 for text)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = {
    "site": Path("channels/website/templates/giao-dien.css"),
    "console": Path("publisher/web/static/console.css"),
}
PAIRS = {
    "site": [
        *[(ink, ground) for ink in ("ink", "soft", "link") for ground in ("paper", "ground", "tint")],
        *[("on-brand", ground) for ground in ("brand", "brand-deep")],
        *[("white", badge) for badge in ("emergency", "urgent", "corrected")],
    ],
    "console": [
        *[(ink, ground) for ink in ("ink", "soft", "mark") for ground in ("sheet", "ground")],
        *[(tone, f"{tone}-ground") for tone in ("good", "wait", "bad", "calm")],
    ],
}
ROOT = Path(__file__).parents[3]


def schemes(name):
    """Return the colours of the light scheme, and of the dark one over it."""
    blocks = re.findall(r":root \{(.*?)\}", (ROOT / STYLES[name]).read_text("utf-8"), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in blocks[:2])
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour):
    """Return the relative luminance (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast ratio of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


CASES = [(name, scheme, *pair) for name in STYLES for scheme in ("light", "dark") for pair in PAIRS[name]]


@pytest.mark.parametrize(("name", "scheme", "ink", "ground"), CASES)
def test_text_can_be_read_on_its_ground(name, scheme, ink, ground):
    colours = {"white": "#fff", **schemes(name)[scheme]}

    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_the_focus_ring_is_seen(scheme, ground):
    colours = schemes("site")[scheme]

    assert contrast(colours["focus"], colours[ground]) >= 3  # 1.4.11


def test_black_on_white_is_twenty_one_to_one():
    assert round(contrast("#000", "#ffffff"), 2) == 21
