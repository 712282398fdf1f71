"""A programme as a picture: its waveform and its spectrogram over the hours of its parts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from channels.loudspeaker.audio.filters import RATE, reblock
from channels.loudspeaker.audio.master import decoded
from channels.loudspeaker.bulletin import manifest

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, WAVE, SPECTRUM, HEAD = 1280, 160, 256, 40  # pixels
_HIGHEST = 8000.0  # Hz drawn: a horn gives back no more
_FLOOR = -80.0  # dB drawn as black
_WINDOW = 1024
_INK, _PAPER, _LINE = (24, 78, 119), (255, 255, 255), (200, 60, 40)


def picture(folder: Path) -> bytes:
    """Return a PNG of an exported bulletin's programme; ValueError when the folder has no manifest.

    Above: the highest and lowest sample of each column. Below: energy up to 8 kHz, loud is bright. A line
    stands where a part begins.
    """
    from PIL import Image, ImageDraw

    content = manifest.read(folder)
    seconds = float(content["programme"]["seconds"])
    columns = list(_columns(folder / content["programme"]["file"], seconds))
    drawn = Image.new("RGB", (WIDTH, HEAD + WAVE + SPECTRUM), _PAPER)
    pen = ImageDraw.Draw(drawn)
    for at, (low, high, _) in enumerate(columns):
        pen.line((at, _wave_y(high), at, _wave_y(low)), fill=_INK)
    drawn.paste(Image.fromarray(_heat(columns)), (0, HEAD + WAVE))
    _mark_parts(pen, content["parts"], seconds)
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()


Column = tuple[float, float, NDArray[np.float32]]


def _columns(programme: Path, seconds: float) -> Iterator[Column]:
    """Yield for each column its lowest and highest sample and its spectrum in dB, streamed."""
    size = max(_WINDOW, round(seconds * RATE / WIDTH))
    for block in reblock(decoded(programme), size):
        yield float(block.min()), float(block.max()), _spectrum(block)


def _spectrum(block: NDArray[Any]) -> NDArray[np.float32]:
    whole = block[: len(block) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    if not len(whole):
        return np.full(SPECTRUM, _FLOOR, dtype=np.float32)
    energy = (np.abs(np.fft.rfft(whole * np.hanning(_WINDOW), axis=1)) ** 2).mean(axis=0) / _WINDOW
    bins = np.linspace(0, _HIGHEST / RATE * _WINDOW, SPECTRUM)
    level = 10 * np.log10(np.interp(bins, np.arange(len(energy)), energy) + 1e-12)
    return np.asarray(level, dtype=np.float32)


def _heat(columns: Sequence[Column]) -> NDArray[np.uint8]:
    """Return the spectra side by side, low sounds below, from black over red to white."""
    heat = np.full((SPECTRUM, WIDTH), _FLOOR, dtype=np.float32)
    for at, (_, _, level) in enumerate(columns[:WIDTH]):
        heat[:, at] = level[::-1]
    share = np.clip((heat - _FLOOR) / -_FLOOR, 0, 1)
    colours = [np.clip(share * 3 - shift, 0, 1) for shift in (0, 1, 2)]
    return (np.stack(colours, axis=-1) * 255).astype(np.uint8)


def _wave_y(value: float) -> float:
    return HEAD + WAVE / 2 * (1 - value)


def _mark_parts(pen: ImageDraw, parts: Sequence[Mapping[str, Any]], seconds: float) -> None:
    for part in parts:
        at = round(part["offset_seconds"] / seconds * WIDTH)
        pen.line((at, 0, at, HEAD + WAVE + SPECTRUM), fill=_LINE)
        pen.text(
            (at + 3, 2 + 12 * (part["number"] % 3)), f"{part['number']} {part['begins_at'][11:19]}", _INK
        )
