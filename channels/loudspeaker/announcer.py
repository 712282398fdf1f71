"""An announcer's recordings in place of, or beside, the machine's voice: one a language, sealed as heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from channels.base import Content, ContentRejected, FileStore, Rendition, StoredFile
from channels.loudspeaker.reading import Reading
from channels.loudspeaker.script import joined, syllables
from channels.wording import plain_text

if TYPE_CHECKING:
    from channels.loudspeaker.audio.programme import Piece
    from channels.loudspeaker.audio.takes import Take

VIETNAMESE = "vi"
BETWEEN = 1.2  # seconds between two languages
_OWN_NAMES = {"", "vi", "việt", "tiếng việt", "vietnamese"}
_KEY, _NAME = "recording:", "recording_name:"
_SLOWEST, _FASTEST = 1.2, 6.5  # syllables a second that a person reads


def language_of(file: StoredFile) -> str:
    """Return a recording's language, as its editor named it; Vietnamese when nothing is said."""
    named = file.alt.strip()
    return VIETNAMESE if named.casefold() in _OWN_NAMES else named


def languages_of(setting: str) -> tuple[str, ...]:
    """Return the further languages of a zone."""
    return tuple(each.strip() for each in setting.split(",") if each.strip())


def wanted(content: Content, languages: Sequence[str]) -> dict[str, StoredFile]:
    """Return the recordings a zone plays, by language: Vietnamese, then the zone's own in their order."""
    there = {language_of(file).casefold(): file for file in content.recordings}
    return {name: there[name.casefold()] for name in (VIETNAMESE, *languages) if name.casefold() in there}


def written(content: Content) -> Reading:
    """Return the words of a message as they are written: what an announcer has read is not the machine's."""
    blocks = plain_text(content).split("\n\n")
    return Reading(
        spoken=joined([[line.strip() for line in block.split("\n") if line.strip()] for block in blocks])
    )


def details_of(recordings: Mapping[str, StoredFile]) -> dict[str, str]:
    """Return what a rendition keeps of its recordings: their digests are sealed with it."""
    kept = {f"{_KEY}{language}": file.digest for language, file in recordings.items()}
    return kept | {f"{_NAME}{language}": file.name for language, file in recordings.items()}


def seconds_of(recordings: Mapping[str, StoredFile], files: FileStore) -> dict[str, float]:
    """Return how long each recording is; ContentRejected for one that is no sound."""
    from channels.loudspeaker.audio import takes

    try:
        return {
            language: takes.seconds_of(files.path(file.digest), name=file.name)
            for language, file in recordings.items()
        }
    except takes.NotSound as refused:
        raise ContentRejected(str(refused), code="recording") from refused


def total(estimated: float, lengths: Mapping[str, float]) -> float:
    """Return an item's seconds: recordings by their length, the machine's Vietnamese by its estimate."""
    vietnamese = lengths.get(VIETNAMESE, estimated)
    others = [seconds for language, seconds in lengths.items() if language != VIETNAMESE]
    return vietnamese + sum(others) + BETWEEN * len(others)


def notes(
    recordings: Mapping[str, StoredFile], lengths: Mapping[str, float], languages: Sequence[str], spoken: str
) -> Iterator[str]:
    """Yield what the approver must know of the recordings."""
    for language, file in recordings.items():
        told = "Việt, thay giọng máy" if language == VIETNAMESE else language
        yield f"Có bản ghi âm tiếng {told}: {file.name}. Người duyệt nghe hết trước khi duyệt."
    for language in languages:
        if language not in recordings:
            yield f"Chưa có bản ghi âm tiếng {language}: cụm loa chỉ phát tiếng Việt."
    pace = syllables(spoken) / lengths[VIETNAMESE] if VIETNAMESE in lengths else 0.0
    if pace and not _SLOWEST <= pace <= _FASTEST:
        yield (
            f"Bản ghi âm tiếng Việt dài {lengths[VIETNAMESE]:.0f} giây cho {syllables(spoken)} âm tiết: "
            "hãy nghe xem có đúng tin này không."
        )


def takes_of(rendition: Rendition, files: FileStore) -> dict[str, Take]:
    """Return the takes of a sealed rendition by language; ContentRejected when one is no sound."""
    from channels.loudspeaker.audio.takes import NotSound, take_of

    found = {}
    for key, digest in rendition.details.items():
        if key.startswith(_KEY):
            language = key.removeprefix(_KEY)
            try:
                found[language] = take_of(files.path(digest), name=rendition.details[f"{_NAME}{language}"])
            except NotSound as refused:
                raise ContentRejected(str(refused), code="recording") from refused
    return found


def has_own_voice(rendition: Rendition) -> bool:
    """Say whether the Vietnamese is read by an announcer."""
    return f"{_KEY}{VIETNAMESE}" in rendition.details


def others_of(rendition: Rendition) -> list[str]:
    """Return the recordings that follow the Vietnamese, as papers name them: “tiếng S'tiêng (st.m4a)”."""
    languages = [key.removeprefix(_KEY) for key in rendition.details if key.startswith(_KEY)]
    return [
        f"tiếng {language} ({rendition.details[f'{_NAME}{language}']})"
        for language in languages
        if language != VIETNAMESE
    ]


def voice_of(rendition: Rendition) -> str:
    """Return what stands for the voice when an announcer reads."""
    return f"ghi âm: {rendition.details[f'{_NAME}{VIETNAMESE}']}"


def in_order(said: list[Piece], takes: Mapping[str, Take]) -> list[Piece]:
    """Return Vietnamese first, by machine or announcer, then the other languages with a pause between."""
    from channels.loudspeaker.audio.programme import Pause

    pieces: list[Piece] = [takes[VIETNAMESE]] if VIETNAMESE in takes else [*said]
    for language, take in takes.items():
        if language != VIETNAMESE:
            pieces += [Pause(seconds=BETWEEN), take]
    return pieces


def crackles(takes: Mapping[str, Take]) -> Iterator[str]:
    """Yield a note for each take that was recorded too loud."""
    for language, take in takes.items():
        if take.clipped:
            told = "Việt" if language == VIETNAMESE else language
            yield f"Bản ghi âm tiếng {told} bị vỡ tiếng vì thu quá to; nên thu lại nhỏ hơn."
