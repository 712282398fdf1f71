"""A meter that is not our own: ffmpeg's, through PyAV."""

from __future__ import annotations

import av
import numpy as np
import pytest

RATE = 44_100


@pytest.fixture(scope="session")
def ebur128():
    return _ebur128


def _ebur128(path):
    """Return seconds, LUFS and dBTP of a decoded file by ffmpeg's filter."""
    with av.open(str(path)) as source:
        stream = source.streams.audio[0]
        graph = av.filter.Graph()
        chain = [
            graph.add_abuffer(template=stream),
            graph.add("ebur128", "peak=true:metadata=1"),
            graph.add("abuffersink"),
        ]
        graph.link_nodes(*chain).configure()
        samples, said = 0, {}
        for frame in [*source.decode(stream), None]:
            graph.push(frame)
            while True:
                try:
                    measured = graph.pull()
                except (av.BlockingIOError, av.EOFError):
                    break
                samples += measured.samples
                said.update(measured.metadata)
    peak = 20 * np.log10(float(said["lavfi.r128.true_peak"]))
    return samples / RATE, float(said["lavfi.r128.I"]), peak
