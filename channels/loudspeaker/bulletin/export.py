"""Exports a bulletin: sealed items, opening and closing, programme, papers and manifest, as one folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from channels.atomic import write
from channels.base import Bulletin, ChannelUnavailable, FileStore, StoredFile
from channels.loudspeaker.announcer import others_of
from channels.loudspeaker.audio import mp3
from channels.loudspeaker.audio.filters import RATE
from channels.loudspeaker.audio.master import decoded
from channels.loudspeaker.audio.meter import Measured, measure
from channels.loudspeaker.bulletin import manifest, papers, sheet
from channels.loudspeaker.bulletin.folder import Checkpoint, no_checkpoint, recover, replacing
from channels.loudspeaker.bulletin.names import numbered
from channels.loudspeaker.bulletin.plan import Part, Plan, lay_out, ordered
from channels.values import BulletinItem, digest_of

PROGRAMME = "CHUONG-TRINH.mp3"
AUDIO = "audio/mpeg"
_FACTS = ("voice", "version", "lufs", "true_peak")


@dataclass(frozen=True, kw_only=True)
class Sounding:
    """A part ready to be copied: where its MP3 lies, what it says, and what is known of it."""

    part: Part
    title: str
    path: Path
    sha256: str
    spoken: str
    facts: Mapping[str, str]
    item: BulletinItem | None = None

    @property
    def seconds(self) -> float:
        """Return the length of the MP3 in seconds."""
        return mp3.opened(self.path).samples / RATE


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A bulletin's folder and its manifest; `refused` says by reference why an item is not in it."""

    folder: Path
    manifest: Mapping[str, Any]
    refused: Mapping[str, str] = field(default_factory=dict)


def audio_of(item: BulletinItem) -> StoredFile | None:
    """Return the item's sealed MP3."""
    return next((each for each in item.rendition.files if each.media_type == AUDIO), None)


def sounding(item: BulletinItem, files: FileStore) -> Sounding | str:
    """Return the item ready to be copied, or the sentence why its audio must not leave."""
    audio = audio_of(item)
    if audio is None:
        return f"Tin {item.reference} chưa có tệp âm thanh đã duyệt."
    try:
        intact = manifest.digest_of_file(files.path(audio.digest)) == audio.digest
    except OSError:
        return f"Tệp âm thanh đã duyệt của tin {item.reference} không còn trong kho."
    if not intact:
        return f"Tệp âm thanh của tin {item.reference} đã bị thay đổi sau khi duyệt; không phát."
    return Sounding(
        part=Part.ITEM,
        title=item.title,
        path=files.path(audio.digest),
        sha256=audio.digest,
        spoken="\n\n".join(item.rendition.parts),
        facts={name: item.rendition.details.get(name, "") for name in _FACTS},
        item=item,
    )


def export(
    bulletin: Bulletin,
    *,
    folder: Path,
    files: FileStore,
    opening: Sounding | None = None,
    closing: Sounding | None = None,
    template: bytes | None = None,
    checkpoint: Checkpoint = no_checkpoint,
) -> Exported:
    """Write the bulletin's folder, or leave it when exactly this bulletin is already there and whole.

    An item whose audio is not the approved one is left out and named in `refused`. Raises OSError when the
    place cannot be written, ChannelUnavailable when another zone's bulletin lies there; the folder then stays
    as it was.
    """
    recover(folder)
    _check_owner(folder, bulletin)
    found = {item.reference: sounding(item, files) for item in ordered(bulletin.items)}
    refused = {reference: each for reference, each in found.items() if isinstance(each, str)}
    items = [each for each in found.values() if isinstance(each, Sounding)]
    parts = [*([opening] if opening else []), *items, *([closing] if closing else [])]
    template = sheet.shipped_template() if template is None else template
    identity = _identity(bulletin, parts, template)
    kept = _kept(folder, identity)
    if kept is None:
        about = {"identity": identity, "left_out": dict(refused)}
        with replacing(folder, checkpoint) as fresh:
            _fill(fresh, bulletin, parts, template=template, about=about, checkpoint=checkpoint)
        kept = manifest.read(folder)
    return Exported(folder=folder, manifest=kept, refused=refused)


def _check_owner(folder: Path, bulletin: Bulletin) -> None:
    """Refuse a folder that another zone, whose name looks the same without its marks, exports to."""
    try:
        there = manifest.read(folder)
    except ValueError:
        return
    if (there["commune"], there["zone"]) != (bulletin.commune, bulletin.zone):
        raise ChannelUnavailable(
            f"Thư mục {folder} đang là của cụm loa “{there['zone']}” {there['commune']}. "
            "Hãy đổi tên cụm loa hoặc thư mục xuất của một trong hai.",
            code="folder-taken",
        )


def laid_out(bulletin: Bulletin, parts: Sequence[Sounding]) -> Plan:
    """Return the plan of these parts by their true lengths."""
    ends = {part.part: part.seconds for part in parts if part.item is None}
    lengths = {part.item.reference: part.seconds for part in parts if part.item}
    kept = tuple(part.item for part in parts if part.item)
    return lay_out(
        replace(bulletin, items=kept),
        lengths=lengths,
        opening=ends.get(Part.OPENING, 0.0),
        closing=ends.get(Part.CLOSING, 0.0),
    )


def _kept(folder: Path, identity: str) -> Mapping[str, Any] | None:
    """Return the manifest of what is there when it is this very bulletin, unharmed."""
    if manifest.verify(folder) is not None:
        return None
    content = manifest.read(folder)
    return content if content["identity"] == identity else None


def _identity(bulletin: Bulletin, parts: Sequence[Sounding], template: bytes) -> str:
    """Return one digest of everything that makes this bulletin what it is, its papers too."""
    lines = [*papers.ALL, hashlib.sha256(template).hexdigest()]
    lines += [bulletin.slot, bulletin.zone, bulletin.starts_at.isoformat(), str(bulletin.length)]
    for part in parts:
        item = part.item
        about = (item.reference, item.approver, item.unit, item.urgency) if item else ()
        lines.append("\t".join((part.part, part.title, part.sha256, digest_of(part.spoken), *about)))
    return digest_of("\n".join(lines))


def _fill(
    fresh: Path,
    bulletin: Bulletin,
    parts: Sequence[Sounding],
    *,
    template: bytes,
    about: Mapping[str, Any],
    checkpoint: Checkpoint,
) -> None:
    plan = laid_out(bulletin, parts)
    names = [numbered(at, part.title, of=len(parts)) for at, part in enumerate(parts, 1)]
    for name, part in zip(names, parts, strict=True):
        checkpoint(f"write {name}")
        write(fresh / name, part.path.read_bytes())
    checkpoint(f"write {PROGRAMME}")
    title = f"{bulletin.zone} {bulletin.starts_at:%d/%m/%Y %H:%M}"
    offsets = _join([fresh / name for name in names], plan, fresh / PROGRAMME, title=title)
    rows = _rows(names, parts, plan, offsets)
    sheets = papers.all_of(
        bulletin, rows, verdict=plan.verdict, programme=PROGRAMME, title=title, template=template
    )
    for name, content in sheets.items():
        checkpoint(f"write {name}")
        write(fresh / name, content)
    whole = measure(decoded(fresh / PROGRAMME))
    told: dict[str, Any] = {**_about(bulletin, plan, whole), **about}
    told["parts"] = [_entry(row, part) for row, part in zip(rows, parts, strict=True)]
    told["files"] = [_file(fresh / name) for name in (*names, PROGRAMME, *papers.ALL)]
    checkpoint(f"write {manifest.NAME}")
    write(fresh / manifest.NAME, manifest.sealed(told))


def _join(paths: Sequence[Path], plan: Plan, target: Path, *, title: str) -> list[float]:
    """Join the parts' own frames with silence between; return where each begins, in seconds.

    Whole frames only: each part begins within half a frame (13 ms) of the plan, and errors do not add up.
    """
    pieces: list[mp3.Stream | int] = []
    at = 0
    offsets = []
    for path, line in zip(paths, plan.lines, strict=True):
        stream = mp3.opened(path)
        quiet = max(0, round(line.offset * RATE / mp3.FRAME) - at)
        pieces += [quiet, stream] if quiet else [stream]
        offsets.append((at + quiet) * mp3.FRAME / RATE)
        at += quiet + stream.frames
    mp3.join(pieces, target, title=title)
    return offsets


def _rows(
    names: Sequence[str], parts: Sequence[Sounding], plan: Plan, offsets: Sequence[float]
) -> list[papers.Row]:
    return [
        papers.Row(
            number=number,
            file=name,
            title=part.title,
            begins_at=plan.begins_at(line),
            offset=offset,
            seconds=line.seconds,
            spoken=part.spoken,
            digest=digest_of(part.spoken),
            reference=part.item.reference if part.item else "",
            unit=part.item.unit if part.item else "",
            approver=part.item.approver if part.item else "",
            also=", ".join(others_of(part.item.rendition)) if part.item else "",
        )
        for number, (name, part, line, offset) in enumerate(
            zip(names, parts, plan.lines, offsets, strict=True), 1
        )
    ]


def _about(bulletin: Bulletin, plan: Plan, whole: Measured) -> dict[str, Any]:
    return {
        "commune": bulletin.commune,
        "province": bulletin.province,
        "zone": bulletin.zone,
        "slot": bulletin.slot,
        "starts_at": bulletin.starts_at.isoformat(),
        "length_seconds": bulletin.length.total_seconds(),
        "emergency": bulletin.emergency,
        "seconds": round(plan.seconds, 3),
        "over_seconds": round(plan.over, 3),
        "programme": {
            "file": PROGRAMME,
            "seconds": round(whole.seconds, 3),
            "lufs": round(whole.lufs, 2),
            "true_peak": round(whole.true_peak, 2),
        },
    }


def _entry(row: papers.Row, part: Sounding) -> dict[str, Any]:
    about: dict[str, Any] = {
        "number": row.number,
        "part": part.part.value,
        "file": row.file,
        "title": row.title,
        "begins_at": row.begins_at.isoformat(),
        "offset_seconds": round(row.offset, 3),
        "seconds": round(row.seconds, 3),
        "spoken": row.spoken,
        "text_digest": row.digest,
        "sha256": part.sha256,
        **part.facts,
    }
    if part.item:
        about |= {"reference": row.reference, "unit": row.unit, "approver": row.approver}
        about |= {"also": row.also} if row.also else {}
        about |= {"urgency": part.item.urgency.value, "rendition_digest": part.item.rendition.digest}
    return about


def _file(path: Path) -> dict[str, Any]:
    return {
        "file": path.name,
        "size": path.stat().st_size,
        "sha256": manifest.digest_of_file(path),
    }
