"""The console's words, in Vietnamese and in English; `?lang=en` chooses, and the choice is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from flask import request
from werkzeug.wrappers import Response

from publisher.wording import LANGUAGES

COOKIE = "pt_lang"
_A_YEAR = 366 * 24 * 3600  # seconds
WORDS = Path(__file__).parent / "words"  # one file a screen, a line a phrase: key | Vietnamese | English


def _lines() -> Iterator[tuple[str, str, str]]:
    for file in sorted(WORDS.glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                key, vietnamese, english = line.split(" | ")
                yield key, vietnamese, english


_ALL = tuple(_lines())
VIETNAMESE: Mapping[str, str] = {key: vietnamese for key, vietnamese, _ in _ALL}
ENGLISH: Mapping[str, str] = {key: english for key, _, english in _ALL}
_PHRASES = dict(zip(LANGUAGES, (VIETNAMESE, ENGLISH), strict=True))


def language() -> str:
    """Return the language asked for now or before, Vietnamese unless it is another we speak."""
    asked = request.args.get("lang") or request.cookies.get(COOKIE, "")
    return asked if asked in _PHRASES else LANGUAGES[0]


def phrases(language: str) -> Mapping[str, str]:
    """Return the words of a language."""
    return _PHRASES[language]


def remember(response: Response) -> Response:
    """Keep a choice of language with its browser."""
    if request.args.get("lang") in _PHRASES:
        response.set_cookie(COOKIE, request.args["lang"], max_age=_A_YEAR, samesite="Lax", httponly=True)
    return response
