"""The demo's pictures, drawn here so that the repository holds none: simple scenes without words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from channels.atomic import replacing

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 675
FINER = 2  # drawn larger, then made small: smooth edges
SKY, LIGHT, SUN = (198, 226, 240), (247, 241, 220), (244, 177, 61)
HILLS = ((132, 178, 148), (92, 150, 112), (58, 116, 82))
POST, LEAF, LEAF_LIGHT, SOIL = (120, 92, 68), (38, 96, 60), (84, 142, 84), (176, 120, 82)
LINE, NODE = (16, 92, 110), (255, 255, 255)

Scene = Callable[["ImageDraw"], None]


def draw(name: str, folder: Path) -> Path:
    """Draw the picture of this file name into a folder, unless it is there; KeyError for an unknown one."""
    from PIL.Image import Resampling, new
    from PIL.ImageDraw import Draw

    place, scene = folder / name, SCENES[name]
    if place.exists():
        return place
    canvas = new("RGB", (WIDTH * FINER, HEIGHT * FINER), SKY)
    scene(Draw(canvas))
    with replacing(place) as target:
        canvas.resize((WIDTH, HEIGHT), Resampling.LANCZOS).save(target, "JPEG", quality=88)
    return place


def _hamlets(on: ImageDraw) -> None:
    """Six houses on hills, joined by lines: the hamlets of a commune in touch with each other."""
    _sky(on, sun=(0.82, 0.24))
    _hills(on)
    places = [(0.12, 0.60), (0.29, 0.70), (0.45, 0.56), (0.62, 0.69), (0.78, 0.55), (0.91, 0.66)]
    crown = (0.52, 0.27)
    for x, y in places:
        on.line([_at(*crown), _at(x, y - 0.09)], fill=LINE, width=4 * FINER)
    for x, y in places:
        _house(on, x, y)
        _dot(on, x, y - 0.09, 0.013, NODE)
    _dot(on, *crown, 0.045, LINE)
    for turn in range(3):
        _arc(on, *crown, 0.07 + 0.035 * turn)


def _pepper_garden(on: ImageDraw) -> None:
    """Rows of pepper on their posts, small at the back."""
    _sky(on, sun=(0.2, 0.22))
    _hills(on)
    on.polygon([_at(0, 0.62), _at(1, 0.56), _at(1, 1), _at(0, 1)], fill=SOIL)
    for row in range(5):
        depth = (row + 1) / 5
        for post in range(9 - row):
            x = 0.5 + (post - (8 - row) / 2) * 0.11 * (0.6 + depth)
            _pepper(on, x, 0.60 + 0.34 * depth, 0.16 + 0.30 * depth)


SCENES: Mapping[str, Scene] = {"bon-viec-lam-ngay.jpg": _hamlets, "vuon-tieu-bu-to.jpg": _pepper_garden}


def _sky(on: ImageDraw, *, sun: tuple[float, float]) -> None:
    for line in range(0, HEIGHT, 3):
        share = line / HEIGHT
        colour = tuple(round(a + (b - a) * share) for a, b in zip(SKY, LIGHT, strict=True))
        on.rectangle([_at(0, share), _at(1, share + 4 / HEIGHT)], fill=colour)
    _dot(on, *sun, 0.055, SUN)


def _hills(on: ImageDraw) -> None:
    for layer, colour in enumerate(HILLS):
        base = 0.52 + 0.13 * layer
        ridge = [
            _at(x / 60, base + 0.05 * math.sin(x / 60 * math.tau * (1 + 0.4 * layer) + 1.7 * layer))
            for x in range(61)
        ]
        on.polygon([*ridge, _at(1, 1), _at(0, 1)], fill=colour)


def _house(on: ImageDraw, x: float, y: float) -> None:
    on.polygon([_at(x - 0.03, y), _at(x, y - 0.06), _at(x + 0.03, y)], fill=(178, 74, 52))
    on.rectangle([_at(x - 0.023, y), _at(x + 0.023, y + 0.06)], fill=LIGHT)
    on.rectangle([_at(x - 0.006, y + 0.02), _at(x + 0.006, y + 0.06)], fill=POST)


def _pepper(on: ImageDraw, x: float, foot: float, tall: float) -> None:
    wide = tall * 0.06
    on.line([_at(x, foot), _at(x, foot - tall)], fill=POST, width=max(2, round(tall * 22)) * FINER)
    for step in range(9):
        y = foot - tall * (0.1 + 0.1 * step)
        lean = wide * 0.35 * math.sin(step * 2.1)
        _dot(on, x + lean, y, wide * (0.9 - 0.05 * step), LEAF if step % 2 else LEAF_LIGHT)


def _arc(on: ImageDraw, x: float, y: float, radius: float) -> None:
    (left, top), (right, bottom) = _box(x, y, radius)
    on.arc([left, top, right, bottom], 200, 340, fill=LINE, width=5 * FINER)


def _dot(on: ImageDraw, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
    (left, top), (right, bottom) = _box(x, y, radius)
    on.ellipse([left, top, right, bottom], fill=colour)


def _box(x: float, y: float, radius: float) -> tuple[tuple[float, float], tuple[float, float]]:
    middle, reach = _at(x, y), radius * WIDTH * FINER
    return (middle[0] - reach, middle[1] - reach), (middle[0] + reach, middle[1] + reach)


def _at(x: float, y: float) -> tuple[float, float]:
    """Return the place of shares of width and height on the large canvas."""
    return x * WIDTH * FINER, y * HEIGHT * FINER
