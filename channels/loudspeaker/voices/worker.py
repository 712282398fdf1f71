"""The process that holds espeak-ng; it may crash, and its parent starts another.

Started by path with the library as its argument and the voice data as working directory: the library refuses
data paths over about 160 bytes or, on Windows, outside ASCII, so it is told “.”. Standard library only.

Standard input: one JSON line per sentence, {"text", "voice", "rate", "volume"}. Standard output: frames, each
a signed 32-bit little-endian length and that many bytes of PCM; length 0 ends a sentence; length -n comes
before n bytes of UTF-8 saying what went wrong. The first frame says {"version", "rate"} in JSON.

espeak-ng keeps state between sentences that no call resets (the same sentence twice gives other samples), so
the library is loaded anew for each sentence, 1.4 ms: same sentence, same bytes, whatever was said before.
"""

from __future__ import annotations

import _ctypes
import ctypes
import json
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS
DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
RATE, VOLUME = 1, 2  # espeak_PARAMETER
UTF8 = 1  # espeakCHARS_UTF8
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_unload: Callable[[int], Any] = getattr(_ctypes, "dlclose", None) or _ctypes.FreeLibrary  # type: ignore[attr-defined]


class EngineFailed(Exception):
    """espeak-ng said no."""


class Engine:
    """espeak-ng, loaded fresh for each sentence."""

    def __init__(self, library: str, out: BinaryIO) -> None:
        self._path = library
        self._out = out
        self._callback = _CALLBACK(self._take)
        self._library = self._load()

    def facts(self) -> dict[str, object]:
        """Return version and sample rate."""
        self._library.espeak_Info.restype = ctypes.c_char_p
        version = self._library.espeak_Info(None).decode().split()[0]
        return {"version": version, "rate": self.sample_rate}

    def say(self, text: str, voice: str, rate: int, volume: int) -> None:
        """Write the sentence's PCM frames; `rate` in words a minute, `volume` 0 to 200."""
        self._reload()
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise EngineFailed(f"no voice {voice}")
        self._library.espeak_SetParameter(RATE, rate, 0)
        self._library.espeak_SetParameter(VOLUME, volume, 0)
        spoken = text.encode("utf-8")
        code = self._library.espeak_Synth(spoken, len(spoken) + 1, 0, 0, 0, UTF8, None, None)
        if code != 0 or self._library.espeak_Synchronize() != 0:
            raise EngineFailed(f"espeak_Synth answered {code}")

    def _load(self) -> ctypes.CDLL:
        library = ctypes.CDLL(self._path)
        self.sample_rate = library.espeak_Initialize(SYNCHRONOUS, 0, b".", DONT_EXIT)
        if self.sample_rate <= 0:
            raise EngineFailed("espeak_Initialize found no voice data")
        library.espeak_SetSynthCallback(self._callback)
        return library

    def _reload(self) -> None:
        self._library.espeak_Terminate()  # without it each load keeps 0.7 MB
        _unload(self._library._handle)
        self._library = self._load()

    def _take(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            write_frame(self._out, ctypes.string_at(samples, count * 2))
        return 0


def write_frame(out: BinaryIO, content: bytes) -> None:
    """Write a length and the bytes."""
    out.write(struct.pack("<i", len(content)) + content)


def write_error(out: BinaryIO, sentence: str) -> None:
    """Write what went wrong in place of a sentence's end."""
    content = sentence.encode("utf-8")
    out.write(struct.pack("<i", -len(content)) + content)


def main() -> None:
    """Read requests until standard input ends."""
    out = sys.stdout.buffer
    engine = Engine(sys.argv[1], out)
    write_frame(out, json.dumps(engine.facts()).encode())
    out.flush()
    for line in sys.stdin.buffer:
        try:
            engine.say(**json.loads(line))
            write_frame(out, b"")
        except EngineFailed as failed:
            write_error(out, str(failed))
        out.flush()


if __name__ == "__main__":
    main()
