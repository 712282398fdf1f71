"""Loudspeakers of one zone: a message becomes spoken text, audio, and a place in the zone's bulletin.

Promise: at most once, a person looks. `send` exports the bulletin as a folder; an operator plays it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channels.base import (
    Bulletin,
    Capabilities,
    ChannelUnavailable,
    Content,
    ContentRejected,
    Facts,
    Medium,
    Progress,
    Receipt,
    Rendition,
    Supplies,
    Urgency,
)
from channels.loudspeaker import announcer
from channels.loudspeaker.bulletin.names import ascii_name, slot_folder
from channels.loudspeaker.bulletin.plan import Plan, lay_out
from channels.loudspeaker.reading import DIALECTS, read_content
from channels.loudspeaker.script import estimated_seconds, syllables
from channels.loudspeaker.voices import Voice, VoiceFailed
from channels.loudspeaker.voices.choosing import EMBEDDED, ENGINES, chosen, embedded
from channels.loudspeaker.voices.espeak import DEFAULT_RATE, FASTEST, SLOWEST, VOICES
from channels.settings import setting, supplied
from channels.text import base_reference

if TYPE_CHECKING:
    from channels.loudspeaker.bulletin.export import Exported

OPENING = (
    "Đây là Đài truyền thanh {commune}, {province}. Xin kính chào bà con và các bạn. Sau đây là bản tin."
)
CLOSING = "Chương trình phát thanh của {commune} đến đây là hết. Xin kính chào và hẹn gặp lại."


@dataclass(frozen=True, kw_only=True)
class Loudspeaker:
    """The loudspeakers of one zone; `entries` are the commune's own readings: (token, spoken)."""

    zone: str = setting("Tên cụm loa", identity=True)
    folder: str = setting("Thư mục xuất bản tin (để trống: trong thư mục dữ liệu)", default="")
    voice: str = setting("Giọng đọc espeak-ng: bắc, trung, nam", default=VOICES[0], choices=VOICES)
    engine: str = setting("Máy đọc", default=EMBEDDED, choices=ENGINES)
    piper_voice: str = setting("Giọng Piper: đường dẫn tới tệp .onnx", default="")
    service_voice: str = setting("Tên giọng của dịch vụ đọc; để trống: giọng thường dùng", default="")
    api_key: str = setting("Khóa của dịch vụ đọc", default="", secret=True)
    api_url: str = setting("Địa chỉ dịch vụ đọc, nếu khác địa chỉ chính", default="", called=True)
    consent: bool = setting("Đồng ý gửi lời tin ra ngoài tới dịch vụ đọc", default=False)
    fallback: bool = setting("Máy đọc hỏng thì dùng giọng espeak-ng, có ghi chú", default=True)
    dialect: str = setting(
        "Cách đọc số: bắc (linh, nghìn) hay nam (lẻ, ngàn)", default="bắc", choices=DIALECTS
    )
    languages: str = setting(
        "Các thứ tiếng phát thêm ở cụm này bằng bản ghi âm, cách nhau bằng dấu phẩy, ví dụ S'tiêng",
        default="",
    )
    rate: float = setting(f"Số âm tiết mỗi giây, {SLOWEST}-{FASTEST}", default=DEFAULT_RATE)
    profile: str = setting(
        "Âm lượng: loa (-16 LUFS) hay đài (-23 LUFS)", default="loa", choices=("loa", "đài")
    )
    opening: str = setting("Lời mở đầu; dùng được {commune}, {province}, {zone}, {slot}", default=OPENING)
    closing: str = setting("Lời kết thúc; dùng được như trên", default=CLOSING)
    jingle: str = setting("Nhạc hiệu mở đầu của xã: tệp âm thanh; để trống: chuông có sẵn", default="")
    bed: bool = setting("Nhạc nền nhẹ dưới lời mở đầu và lời kết thúc", default=False)
    sftp: str = setting(
        "Máy nhận bản tin đã xuất, ví dụ sftp://loa@phutrung.example/ban-tin", default="", called=True
    )
    sftp_password: str = setting("Mật khẩu SFTP", default="", secret=True)
    sftp_key: str = setting("Tệp khóa riêng SFTP, thay mật khẩu", default="")
    sftp_fingerprint: str = setting("Dấu vân tay khóa máy chủ (SHA256:…)", default="")
    sheet_template: str = setting("Mẫu phiếu phát thanh của xã (.docx); để trống: mẫu có sẵn", default="")
    operator: str = setting("Người phụ trách phát và xác nhận", default="")
    supplies: Supplies = supplied()
    entries: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def capabilities(self) -> Capabilities:
        """Return the abilities of speech in slots, which guard the hours: never late, a person confirms."""
        return Capabilities(
            medium=Medium.LOUDSPEAKER,
            needs_person=True,
            disturbs=False,
            lateness=timedelta(0),
            lookups=(timedelta(0),),
            concurrency=1,
        )

    @property
    def exports(self) -> Path:
        """Return the folder under which bulletins are exported by day and slot."""
        return Path(self.folder).expanduser() if self.folder else self.supplies.folder / "exports"

    def place(self, bulletin: Bulletin) -> Path:
        """Return where this zone's bulletin lies: `2026-11-25/0530-sang/<zone>`."""
        return self.exports / slot_folder(bulletin.starts_at, bulletin.slot) / ascii_name(self.zone)

    def check(self) -> Sequence[str]:
        """Return what keeps the zone from speaking: rate, words, folder, voice."""
        from channels.loudspeaker.readiness import problems_of

        return tuple(problems_of(self))

    def render(self, content: Content) -> Rendition:
        """Return the spoken text, one sentence a line; ContentRejected names every unknown token."""
        languages = announcer.languages_of(self.languages)
        recordings = announcer.wanted(content, languages)
        own = announcer.VIETNAMESE in recordings
        reading = (
            announcer.written(content)
            if own
            else read_content(content, entries=self.entries, dialect=self.dialect)
        )
        lengths = announcer.seconds_of(recordings, self.supplies.files)
        emergency = content.urgency is Urgency.EMERGENCY
        seconds = estimated_seconds(reading.spoken, rate=self.rate, emergency=emergency)
        details = {
            "source": f"{content.title}\n\n{content.body}",
            "reference": content.reference,
            "urgency": content.urgency.value,
            "voice": "" if own else self.speaker().name,
            "rate": f"{self.rate:g}",
            "dialect": self.dialect,
            "profile": self.profile,
            "syllables": str(syllables(reading.spoken)),
            "estimated_seconds": str(round(announcer.total(seconds, lengths))),
        }
        left_out = (f"Không đọc trên loa: {each}" for each in reading.left_out)
        return Rendition(
            medium=Medium.LOUDSPEAKER,
            title=content.title,
            parts=(reading.spoken,),
            form="spoken",
            details=details | announcer.details_of(recordings),
            notes=(*left_out, *announcer.notes(recordings, lengths, languages, reading.spoken)),
        )

    def record(self, rendition: Rendition, *, report: Callable[[float], None]) -> Rendition:
        """Return the rendition with its MP3 and WAV made from the spoken text, levelled and measured."""
        from channels.loudspeaker.making import made_with

        try:
            return made_with(self.speaker(), self, rendition, report)
        except VoiceFailed as failed:
            if not self.fallback or self.engine == EMBEDDED:
                raise
            told = f"Giọng {self.engine} không dùng được, đã đọc bằng giọng trong máy: {failed.sentence}"
            noted = replace(rendition, notes=(*rendition.notes, told))
            return made_with(embedded(self), self, noted, report)

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Export the zone's bulletin in `facts`; the same bulletin twice is one folder.

        Raises ContentRejected when this item is not in it or its audio is not the approved one, and
        ChannelUnavailable when there is no bulletin or the folder cannot be written.
        """
        if facts.bulletin is None:
            raise ChannelUnavailable("Chưa có bản tin của cụm loa cho khung giờ này.", code="no-bulletin")
        from channels.loudspeaker.exporting import entry_of

        exported = self.export(facts.bulletin)
        wanted = next((name for name in (key, base_reference(key)) if name in exported.refused), None)
        if wanted:
            raise ContentRejected(exported.refused[wanted], code="altered")
        entry = entry_of(exported.manifest, key)
        if entry is None:
            raise ContentRejected(f"Tin {key} không có trong bản tin của cụm loa {self.zone}.", code="absent")
        return self._receipt(exported.folder, entry)

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Look through the exported manifests for the item, its file there and unharmed."""
        from channels.loudspeaker.exporting import found

        there = found(self, rendition, key=key, since=since)
        return self._receipt(*there) if there else None

    def export(self, bulletin: Bulletin) -> Exported:
        """Write the zone's bulletin under `place`, and elsewhere as set; unchanged when it is there."""
        from channels.loudspeaker.exporting import exported

        return exported(self, bulletin)

    def reissue(self, bulletin: Bulletin) -> Path | None:
        """Write the exported bulletin anew, or take its folder away when no item is left to be played."""
        from channels.loudspeaker.exporting import taken_away

        if bulletin.items:
            return self.export(bulletin).folder
        taken_away(self, bulletin)
        return None

    def fit(self, bulletin: Bulletin) -> Plan:
        """Return the bulletin laid out in time, by recorded lengths or else estimates; nothing is made."""
        lengths = {
            item.reference: float(item.rendition.details.get("seconds") or _estimate(item.rendition))
            for item in bulletin.items
        }
        if bulletin.emergency:
            return lay_out(bulletin, lengths=lengths)
        chime = 3.5  # seconds, with its pause
        opening, closing = (
            estimated_seconds(each, rate=self.rate) + chime if each else 0.0
            for each in (self.opening, self.closing)
        )
        return lay_out(bulletin, lengths=lengths, opening=opening, closing=closing)

    def speaker(self) -> Voice:
        """Return a new voice as set; the caller closes it."""
        return chosen(self)

    def _receipt(self, folder: Path, entry: Mapping[str, Any]) -> Receipt:
        details = {name: str(entry[name]) for name in ("file", "sha256", "number", "seconds", "begins_at")}
        if self.operator:
            details["operator"] = self.operator
        inside = folder.relative_to(self.exports).as_posix()
        return Receipt(external_id=f"{inside}/{entry['file']}", url=str(folder), details=details)


def _estimate(rendition: Rendition) -> str:
    return rendition.details.get("estimated_seconds", "0")
