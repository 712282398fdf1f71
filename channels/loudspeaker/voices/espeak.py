"""The embedded voice: espeak-ng out of the wheel espeakng-loader, in a worker process of its own.

The library segfaults on odd punctuation (“(-t)”, “"-c”), so it gets Latin letters and . , ? ! only, and when
it dies all the same a new worker is started and the sentence said again. Robotic, but no other Vietnamese
voice comes by pip alone.
"""

from __future__ import annotations

import contextlib
import json
import re
import struct
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from channels.loudspeaker.voices import VoiceFailed

VOICES = ("vi", "vi-vn-x-central", "vi-vn-x-south")
DEFAULT_RATE = 3.2  # syllables a second: 130-150 words a minute suits horns
SLOWEST, FASTEST = 2.6, 4.2  # syllables a second that people still follow over horns
# the engine's words a minute for one syllable a second, measured on official texts
_WORDS_PER_MINUTE = {"vi": 42.0, "vi-vn-x-central": 42.0, "vi-vn-x-south": 42.7}
_VOLUME = 60  # of 100: at 100 the engine clips its own peaks
_SECONDS = 60.0  # a sentence takes milliseconds; a worker silent for this long hangs
_SOFT = str.maketrans({";": ",", ":": ",", "…": ".", "\n": " "})


def speakable(text: str) -> str:
    """Return the text as the engine may have it: NFC Latin letters, spaces, and . , ? !"""
    plain = unicodedata.normalize("NFC", text).translate(_SOFT)
    kept = "".join(each if _allowed(each) else " " for each in plain)
    kept = re.sub(r"([.,?!])[\s.,?!]*", r"\1 ", kept)
    return re.sub(r"\s+", " ", kept).strip().lstrip(".,?! ")


def _allowed(each: str) -> bool:
    return each in ".,?! " or (each.isalpha() and unicodedata.name(each, "").startswith("LATIN"))


class _Died(Exception):
    """The worker ended before its answer did."""


@dataclass
class EspeakVoice:
    """One espeak-ng voice at `rate` syllables a second."""

    voice: str = "vi"
    rate: float = DEFAULT_RATE

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._facts: dict[str, object] = {}
        self.said = 0  # sentences synthesised
        self.starts = 0  # workers started; more than one means that one died
        if self.voice not in VOICES:
            raise ValueError(f"Không có giọng “{self.voice}”. Các giọng: {', '.join(VOICES)}.")

    @property
    def name(self) -> str:
        """Return engine and voice."""
        return f"espeak-ng/{self.voice}"

    @property
    def words_per_minute(self) -> int:
        """Return the engine's own speed setting."""
        return round(self.rate * _WORDS_PER_MINUTE[self.voice])

    @property
    def worker_id(self) -> int | None:
        """Return the worker's process id, None while there is none."""
        return self._process.pid if self._process else None

    @cached_property
    def version(self) -> str:
        """Return the engine's version; starts the worker."""
        with self._lock:
            self._started()
        return str(self._facts["version"])

    @property
    def sample_rate(self) -> int:
        """Return samples a second; starts the worker."""
        _ = self.version
        return int(str(self._facts["rate"]))

    @property
    def identity(self) -> str:
        """Return engine, version, voice, speed and volume."""
        return f"espeak-ng {self.version} {self.voice} {self.words_per_minute} wpm volume {_VOLUME}"

    def say(self, sentence: str) -> Iterator[bytes]:
        """Yield the sentence's PCM; a crash is mended once, then VoiceFailed."""
        text = speakable(sentence)
        if not text:
            return
        with self._lock:
            self.said += 1
            try:
                frames = self._ask(text)
            except _Died:
                frames = self._ask_again(text)
        yield from frames

    def close(self) -> None:
        """Stop the worker."""
        with self._lock:
            self._stop()

    def _ask_again(self, text: str) -> list[bytes]:
        try:
            return self._ask(text)
        except _Died:
            short = text if len(text) <= 60 else f"{text[:57]}…"
            raise VoiceFailed(
                f"Giọng đọc {self.name} bị dừng hai lần khi đọc câu “{short}”. Hãy sửa câu này rồi thử lại.",
                code="voice-died",
            ) from None

    def _ask(self, text: str) -> list[bytes]:
        process = self._started()
        request = {"text": text, "voice": self.voice, "rate": self.words_per_minute, "volume": _VOLUME}
        watchdog = threading.Timer(_SECONDS, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            return list(_frames(process))
        except OSError as broken:
            self._stop()
            raise _Died from broken
        except _Died:
            self._stop()
            raise
        finally:
            watchdog.cancel()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = _start()
            self.starts += 1
            try:
                self._facts = json.loads(_frame(self._process) or b"")
            except _Died:
                self._stop()
                raise VoiceFailed(
                    "Không khởi động được giọng đọc espeak-ng. Hãy chạy `publisher doctor` để xem thiếu gì.",
                    code="voice-start",
                ) from None
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.kill()
        process.wait()

    def __del__(self) -> None:
        self._stop()


def _start() -> subprocess.Popen[bytes]:
    """Start a worker beside the voice data; -P keeps its folder out of the module path."""
    try:
        import espeakng_loader
    except ImportError:
        raise VoiceFailed(
            "Thiếu thư viện espeakng-loader. Hãy cài lại chương trình.", code="voice-missing"
        ) from None
    worker = str(Path(__file__).with_name("worker.py"))
    return subprocess.Popen(
        [sys.executable, "-P", worker, espeakng_loader.get_library_path()],
        cwd=espeakng_loader.get_data_path(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _frames(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    while content := _frame(process):
        yield content


def _frame(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    size = struct.unpack("<i", _exactly(process, 4))[0]
    content = _exactly(process, abs(size))
    if size < 0:
        raise VoiceFailed(f"Giọng đọc espeak-ng báo lỗi: {content.decode('utf-8', 'replace')}.", code="voice")
    return content


def _exactly(process: subprocess.Popen[bytes], count: int) -> bytes:
    assert process.stdout is not None
    content = process.stdout.read(count)
    if len(content) < count:
        raise _Died
    return content
