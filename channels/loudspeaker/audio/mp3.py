"""MP3: CBR 128 kbit/s mono by LAME, a title, and an Info frame so that players cut LAME's own delay.

Without the Info frame decoders play 46 ms more than was encoded. Streams of the same kind can be joined frame
by frame without encoding again: each begins with an empty bit reservoir and ends in silence.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from channels.loudspeaker.audio.filters import RATE

KBIT = 128
FRAME = 1152  # samples of one frame
_DELAY = 576  # samples LAME puts before the first; decoders know their own 529 beside it
_LAME_SCALE = 0.95  # LAME turns everything down by 0.45 dB and lameenc has no switch for it
QUALITY = 3  # LAME's own default for a constant bit rate (0 best, 9 fastest)
_BYTES = 144 * KBIT * 1000 // RATE  # of a frame without its padding byte: 417
_SIDE = 4 + 17  # header and side information of a mono frame


class NotOurMp3(ValueError):
    """The bytes are no MP3 of the kind this program makes."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The bare frames of one MP3 file: how many, and the samples they are meant to hold."""

    path: Path
    start: int  # offset of the first audio frame
    frames: int
    samples: int


def encode(pcm: Iterable[bytes], target: Path, *, title: str) -> Stream:
    """Encode 16-bit mono PCM at 44.1 kHz, streamed; same PCM and title, same bytes."""
    encoder = _encoder()
    samples = 0

    def frames() -> Iterator[bytes]:
        nonlocal samples
        for block in pcm:
            samples += len(block) // 2
            yield bytes(encoder.encode(_turned_up(block)))
        yield bytes(encoder.flush())

    with target.open("w+b") as out:
        out.write(_id3(title) + bytes(_BYTES))
        start = out.tell()
        for content in frames():
            out.write(content)
        count = _count(out, start)
        _write_info(out, start, frames=count, samples=samples)
    return Stream(path=target, start=start, frames=count, samples=samples)


def silence(frames: int) -> bytes:
    """Return exactly so many frames of silence."""
    encoder = _encoder()
    content = bytes(encoder.encode(bytes(2 * FRAME * frames))) + bytes(encoder.flush())
    sizes, at = 0, 0
    while sizes < frames:
        at += _frame_bytes(content[at : at + 4])
        sizes += 1
    return content[:at]


def opened(path: Path) -> Stream:
    """Read the Info frame of a file this program made; NotOurMp3 when it is none."""
    with path.open("rb") as source:
        head = source.read(10)
        if len(head) < 10 or head[:3] != b"ID3":
            raise NotOurMp3(f"{path.name} không phải MP3 do chương trình này tạo.")
        size = sum((each & 0x7F) << shift for each, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        source.seek(10 + size)
        info = source.read(_BYTES)
    if info[_SIDE : _SIDE + 4] != b"Info":
        raise NotOurMp3(f"{path.name} không có khung Info của chương trình này.")
    frames = struct.unpack(">I", info[_SIDE + 8 : _SIDE + 12])[0]
    padding = struct.unpack(">I", b"\0" + info[_SIDE + 141 : _SIDE + 144])[0] & 0xFFF
    return Stream(
        path=path, start=10 + size + _BYTES, frames=frames, samples=frames * FRAME - _DELAY - padding
    )


def join(pieces: Iterable[Stream | int], target: Path, *, title: str) -> Stream:
    """Write streams one after another, a number standing for so many silent frames; nothing is re-encoded."""
    frames = samples = 0
    with target.open("w+b") as out:
        out.write(_id3(title) + bytes(_BYTES))
        start = out.tell()
        for piece in pieces:
            samples = frames * FRAME + (piece * FRAME if isinstance(piece, int) else piece.samples)
            frames += piece if isinstance(piece, int) else piece.frames
            for content in (silence(piece),) if isinstance(piece, int) else _bytes_of(piece):
                out.write(content)
        _write_info(out, start, frames=frames, samples=samples)
    return Stream(path=target, start=start, frames=frames, samples=samples)


def _bytes_of(stream: Stream) -> Iterator[bytes]:
    with stream.path.open("rb") as source:
        source.seek(stream.start)
        while content := source.read(1 << 16):
            yield content


def _encoder() -> Any:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(KBIT)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(QUALITY)
    return encoder


def _turned_up(pcm: bytes) -> bytes:
    """Return the PCM as LAME must have it to come out as loud as it is."""
    louder = np.rint(np.frombuffer(pcm, dtype="<i2") / _LAME_SCALE)
    return louder.clip(-32768, 32767).astype("<i2").tobytes()


def _id3(title: str) -> bytes:
    """Return an ID3v2.3 tag with the title in UTF-16."""
    text = b"\x01" + title.encode("utf-16")[:2] + title.encode("utf-16")[2:]
    frame = b"TIT2" + struct.pack(">IH", len(text), 0) + text
    size = bytes((len(frame) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + frame


def _frame_bytes(header: bytes) -> int:
    if len(header) < 4 or header[0] != 0xFF or header[1] != 0xFB or header[2] & 0xFC != 0x90:
        raise NotOurMp3("Gặp khung MP3 lạ.")
    return _BYTES + (header[2] >> 1 & 1)


def _count(out: BinaryIO, start: int) -> int:
    """Count the frames from `start` to the end."""
    out.seek(start)
    frames = behind = 0
    left = b""
    while content := out.read(1 << 16):
        left = left[behind:] + content
        behind = 0
        while len(left) - behind >= 4:
            size = _frame_bytes(left[behind : behind + 4])
            if len(left) - behind < size:
                break
            behind += size
            frames += 1
    return frames


def _write_info(out: BinaryIO, start: int, *, frames: int, samples: int) -> None:
    """Fill the frame kept free before `start` with Xing's fields and LAME's delay and padding."""
    out.seek(start)
    header = out.read(4)
    total = out.seek(0, 2) - start + _BYTES
    padding = min(max(frames * FRAME - _DELAY - samples, 0), 0xFFF)
    info = bytearray(_BYTES)
    info[:4] = header[:2] + bytes((header[2] & 0xFD,)) + header[3:]
    contents = bytes(min(255, at * 256 // 100) for at in range(100))
    info[_SIDE : _SIDE + 120] = b"Info" + struct.pack(">III", 15, frames, total) + contents + bytes(4)
    lame = b"LAME3.100" + b"\x01" + bytes(10) + bytes((KBIT,)) + struct.pack(">I", _DELAY << 12 | padding)[1:]
    lame += bytes(4) + struct.pack(">I", total) + bytes(2)
    info[_SIDE + 120 : _SIDE + 120 + len(lame)] = lame
    end = _SIDE + 120 + len(lame)
    info[end : end + 2] = struct.pack(">H", _crc(bytes(info[:end])))
    out.seek(start - _BYTES)
    out.write(info)


def _crc(content: bytes) -> int:
    """Return CRC-16/ARC, which LAME puts at the end of its tag."""
    value = 0
    for each in content:
        value ^= each
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
