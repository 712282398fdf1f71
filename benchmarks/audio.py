"""Audio: time and peak memory of the whole pipeline against bare espeak-ng plus the bare MP3 encoder.

python -m benchmarks.audio [--quick]      8 and 97 minutes of programme; with --quick 8 and 24

Every measurement is a process of its own, the bare and the whole of the long programme one after the other in
the same run. Memory is the peak of the process plus that of its voice worker. `ratio` is of the time on the
clock; the table has processor time too. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import lameenc

SENTENCES = (
    "Ủy ban nhân dân xã kính mời toàn thể bà con các thôn đến dự hội nghị tại nhà văn hóa vào sáng thứ bảy.",
    "Trạm y tế mời bà con đưa trẻ em trong độ tuổi đến tiêm chủng đúng lịch, nhớ mang theo sổ tiêm.",
    "Công an xã đề nghị mọi người cảnh giác với các cuộc gọi giả danh cán bộ để lừa lấy tiền.",
    "Tổ công nghệ số cộng đồng sẽ đến từng nhà để hướng dẫn nộp hồ sơ trực tuyến.",
)
RATE = 44_100  # of the product's MP3, in samples a second
SECONDS_EACH = 8.4  # about, pauses counted
QUICK, FULL = (8, 24), (8, 97)


def sentences(minutes: int) -> list[str]:
    """Return enough different sentences for a programme of so many minutes: nothing comes from the cache."""
    count = round(minutes * 60 / SECONDS_EACH)
    names = ("Bình", "Hòa", "Lộc", "Tân", "Thịnh", "Minh", "An", "Phước", "Sơn", "Thủy")
    return [
        f"Thôn Phú {names[at % 10]} {names[at // 10 % 10]} {names[at // 100 % 10]}. "
        f"{SENTENCES[at % len(SENTENCES)]}"
        for at in range(count)
    ]


def bare(minutes: int, folder: Path) -> float:
    """Say every sentence with the bare library in this process, encode the same samples with bare LAME."""
    samples, rate, saying = _said_bare(sentences(minutes))
    return saying + _encoded_bare(samples, rate)


def _said_bare(lines: list[str]) -> tuple[bytearray, int, float]:
    """Return the samples of all lines, their rate, and the seconds saying them took."""
    said = bytearray()

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    def take(samples, count, _events):  # type: ignore[no-untyped-def]
        if samples and count > 0:
            said.extend(ctypes.string_at(samples, count * 2))
        return 0

    library, rate = _bare_library()
    library.espeak_SetSynthCallback(take)
    begun = time.perf_counter()
    for line in lines:
        spoken = line.encode()
        library.espeak_Synth(spoken, len(spoken) + 1, 0, 0, 0, 1, None, None)
        library.espeak_Synchronize()
    return said, rate, time.perf_counter() - begun


def _bare_library() -> tuple[ctypes.CDLL, int]:
    """Load espeak-ng with the product's voice and pace; return it and its samples a second."""
    import espeakng_loader

    from channels.loudspeaker.voices.espeak import EspeakVoice

    os.chdir(espeakng_loader.get_data_path())
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(2, 0, b".", 0x8000)
    library.espeak_SetVoiceByName(b"vi")
    library.espeak_SetParameter(1, EspeakVoice().words_per_minute, 0)
    return library, rate


def _encoded_bare(samples: bytearray, rate: int) -> float:
    """Return the seconds LAME took; raising the rate is not the encoder's work: the clock stands."""
    import numpy as np
    import soxr

    encoder = _bare_encoder()
    spent = 0.0
    block = rate * 2 * 10
    for at in range(0, len(samples), block):
        piece = np.frombuffer(bytes(samples[at : at + block]), dtype="<i2")
        louder = soxr.resample(piece, rate, RATE).tobytes()
        begun = time.perf_counter()
        encoder.encode(louder)
        spent += time.perf_counter() - begun
    begun = time.perf_counter()
    encoder.flush()
    return spent + time.perf_counter() - begun


def _bare_encoder() -> lameenc.Encoder:
    import lameenc

    from channels.loudspeaker.audio.mp3 import KBIT, QUALITY

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(KBIT)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(QUALITY)
    return encoder


def whole(minutes: int, folder: Path) -> float:
    """Make the levelled, measured MP3 and WAV as the product does."""
    from channels.loudspeaker.recording import recorded
    from channels.loudspeaker.voices.espeak import EspeakVoice

    spoken = "\n".join(sentences(minutes))
    voice = EspeakVoice()
    begun = time.perf_counter()
    with recorded(spoken, voice=voice, work=folder, title="Chương trình") as made:
        spent = time.perf_counter() - begun
        print(f"{made.seconds / 60:.1f} minutes, {made.measured.lufs:.2f} LUFS", file=sys.stderr)
    voice.close()
    return spent


def _processor_seconds() -> float:
    usages = [resource.getrusage(each) for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usages)


def _peak() -> float:
    own, child = (
        resource.getrusage(each).ru_maxrss for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (own + child) / (1024 if sys.platform != "darwin" else 1 << 20)


def measured(work: str, minutes: int) -> dict[str, float]:
    """Run one measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.audio", "--only", work, "--minutes", str(minutes)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure, print a table, and one JSON line at the end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--only", choices=("bare", "whole"))
    options.add_argument("--minutes", type=int)
    chosen = options.parse_args()
    if chosen.only:
        with tempfile.TemporaryDirectory() as folder:
            seconds = (bare if chosen.only == "bare" else whole)(chosen.minutes, Path(folder))
        print(json.dumps({"seconds": seconds, "cpu": _processor_seconds(), "peak_mb": _peak()}))
        return
    short, long = QUICK if chosen.quick else FULL
    made_short = measured("whole", short)
    alone, made = measured("bare", long), measured("whole", long)
    print(f"{'':10} {'minutes':>8} {'seconds':>8} {'cpu s':>8} {'peak MB':>8}")
    for name, minutes, row in (("whole", short, made_short), ("bare", long, alone), ("whole", long, made)):
        print(f"{name:10} {minutes:8} {row['seconds']:8.2f} {row['cpu']:8.2f} {row['peak_mb']:8.1f}")
    figures = {
        "ratio": round(made["seconds"] / alone["seconds"], 3),
        "peak_mb_short": round(made_short["peak_mb"], 1),
        "peak_mb_long": round(made["peak_mb"], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
