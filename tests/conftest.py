"""What all tests share: how hypothesis explores, and that nobody's own commune is ever touched."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

for name in [name for name in os.environ if name.startswith("PUBLISHER_")]:
    del os.environ[name]
