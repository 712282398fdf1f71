"""What keeps the site from being published: its theme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def theme_problems(theme: str) -> Iterator[str]:
    """Yield what is wrong with a theme's templates: each is read, none is shown to anybody."""
    if not theme:
        return
    folder = Path(theme).expanduser()
    if not folder.is_dir():
        yield f"Không có thư mục giao diện {theme}: sửa cài đặt theme, hoặc để trống."
        return
    from channels.website.look import mistakes_in

    yield from mistakes_in(folder)
