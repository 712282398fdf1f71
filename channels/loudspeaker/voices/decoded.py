"""What a service sent as sound, as samples; what is no sound, too short or cut off is refused.

Services have been seen to answer 200 with a page, half a file, or a sentence whose end is missing: the length
is compared with what its syllables need.
"""

from __future__ import annotations

from channels.loudspeaker.script import syllables
from channels.loudspeaker.voices import VoiceFailed

RATE = 24_000
FASTEST = 6.0  # syllables a second that no voice reads
SLOWEST = 1.2
LEAST = 0.15  # seconds of the shortest word
EDGES = 3.0  # seconds of silence a service may put around a sentence
BLOCK = 16_384  # bytes
_LOUD = 0.12  # of full scale, at the very end: the sound was cut inside a word
_TAIL = 0.012  # seconds looked at there


def pcm_of(content: bytes, sentence: str, *, voice: str) -> bytes:
    """Return 16-bit mono PCM at RATE of a sound file (WAV, MP3, OGG, FLAC); VoiceFailed for anything else."""
    import miniaudio

    if content[:4] == b"RIFF" and int.from_bytes(content[4:8], "little") + 8 > len(content):
        raise VoiceFailed(f"Giọng {voice} trả âm thanh bị cắt giữa chừng.", code="cut")
    try:
        decoded = miniaudio.decode(content, nchannels=1, sample_rate=RATE)
    except miniaudio.MiniaudioError:
        raise VoiceFailed(f"Giọng {voice} trả lời không phải âm thanh.", code="no-sound") from None
    samples = decoded.samples
    _require_whole(len(samples) / RATE, sentence, voice)
    if _is_cut(samples):
        raise VoiceFailed(f"Giọng {voice} trả âm thanh bị cắt giữa chừng.", code="cut")
    pcm: bytes = samples.tobytes()
    return pcm


def _require_whole(seconds: float, sentence: str, voice: str) -> None:
    count = syllables(sentence)
    if not LEAST + count / FASTEST <= seconds + LEAST or seconds > EDGES + count / SLOWEST:
        raise VoiceFailed(
            f"Giọng {voice} trả âm thanh dài {seconds:.1f} giây cho {count} âm tiết: bị cắt hoặc sai lời.",
            code="length",
        )


def _is_cut(samples: object) -> bool:
    """Say whether the sound ends at full voice: speech dies away, a cut file does not."""
    import numpy as np

    tail = np.abs(np.frombuffer(memoryview(samples), dtype="<i2")[-int(_TAIL * RATE) :])  # type: ignore[arg-type]
    return bool(len(tail)) and float(tail.mean()) > _LOUD * 32768
