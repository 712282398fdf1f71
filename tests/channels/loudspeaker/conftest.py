"""What the loudspeaker tests share."""

from __future__ import annotations

import importlib.util
import re
import sys
import types

if importlib.util.find_spec("channels.loudspeaker.spoken") is None:
    m = types.ModuleType("channels.loudspeaker.spoken")

    class S:
        def __init__(s, text, start, end):
            s.text, s.start, s.end = text, start, end

    class D:
        def with_dialect(self, d):
            return self

        def with_entries(self, e):
            n = D()
            n.e = dict(e)
            return n

    def speak(source, *, dictionary=None, markdown=True):
        e = getattr(dictionary, "e", {})
        ss, unknown, at = [], [], 0
        for mm in re.finditer(r"[^.\n]+", source):
            t = mm.group()
            for k, v in e.items():
                t = t.replace(k, v)
            for w in re.findall(r"\b[QXZ]{3,}\b", t):
                unknown.append(
                    types.SimpleNamespace(token=w, line=source[: mm.start()].count("\n") + 1, start=0, end=1)
                )
            t = re.sub(r"[^\w\s]|[\d_]", " ", t).strip().lower()
            if t:
                ss.append(S(re.sub(r"\s+", " ", t) + ".", mm.start(), mm.end()))
        return types.SimpleNamespace(sentences=tuple(ss), unknown=tuple(unknown), left_out=())

    m.speak = speak
    m.NORTH = m.SOUTH = None
    m.default_dictionary = lambda: D()
    sys.modules["channels.loudspeaker.spoken"] = m
