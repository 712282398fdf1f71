"""What is not read aloud: addresses, numbers of identity, hashtags, pictures; the editor is told."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from channels.loudspeaker.spoken.dictionary import table
from channels.loudspeaker.spoken.patterns import before
from channels.loudspeaker.spoken.scan import LEFT_OUT, PAUSE, UNKNOWN, Piece, Place, Reading

INSTEAD = "xem trên trang thông tin điện tử của xã"
_TOP = r"(?:vn|com|net|org|gov|edu|info|io|asia|xyz|example|app|me|gl|ly|site|online|tv|be)"
_URL = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"”“]+|(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+{_TOP}(?![\w-])(?:[/?][^\s<>\"”“]*)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?:mailto:)?[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MENTION = re.compile(r"@[\w.]+")
_HASHTAG = re.compile(r"#(?=\w*[^\W\d])\w+")
_LEAD = re.compile(
    r"(?i)(?:(?:xem|tại|ở|trên|vào|truy cập|theo|địa chỉ|website|web|trang|đường dẫn|đường link|"
    r"link|liên kết|cập nhật|"
    r"chi tiết|thêm|email|e-mail|qua)(?: |: ?))+(?:\(|<)?$"
)
_VIEWING = re.compile(r"(?i)(?:xem|tại|ở|trên|vào|truy cập|theo|đường dẫn|đường link|link|liên kết|địa chỉ)$")
_ID = re.compile(r"[A-Z]{0,4}\d[\d.\- ]{4,}\d(?![\d,]\d)")
_CASE = re.compile(r"\d{3}(?:\.\d{2}){1,3}\.[A-Z]\d+-\d+-\d+")
_REFERENCE = re.compile(r"[A-Z]{2,5}-\d{4}-\d{4,}(?:/\d{2})?(?![\w-])")
_LONG_ID = re.compile(r"0\d{11}(?!\d)")
_ID_SAID = before(
    r"(?<!\w)(?:CCCD|CMND|CMT|căn cước(?: công dân)?|chứng minh nhân dân|định danh(?: cá nhân|"
    r" điện tử)?|hộ chiếu|mã số thuế|"
    r"MST|STK|số tài khoản|tài khoản|TK|mã hồ sơ|mã số hồ sơ|mã số bhxh|bảo hiểm xã hội|"
    r"thẻ bảo hiểm(?: y tế)?|bhyt|"
    r"số thẻ|số sổ|mã khách hàng)(?: số)?(?: là)?\s*:?\s*"
)
_MASKED = re.compile(r"\d{3,}[ .]?(?:\*{2,}(?=\d)|\*{3,}|[xX]{2,}|\.?[xX]{3}[.xX]*)\d*")
_MONEY = re.compile(r"\s*(?:đồng|đ\b|VNĐ|triệu|tỷ|nghìn)")
_PICTURE = {"So", "Sk", "Cs", "Cn"}
_JOINERS = "\u200d\ufe0f\ufe0e\u20e3"
_SIGNS = "°№^`´¨"
_LOST = "\ufffd"  # a letter that some program could not read: never to be dropped silently


@cache
def _sites() -> dict[str, str]:
    return {row[0]: row[1] for row in table("sites")}


def rules_for_addresses(place: Place) -> Reading | None:
    """Leave out web and mail addresses; say where to look instead."""
    match = place.match(_MAIL) or place.match(_URL)
    if not match:
        return None
    written = match.group().rstrip(".,;:!?)]}'’…")
    end = place.pos + len(written)
    return _known_site(place, written, end) or _instead(place, written, end, lead=_LEAD)


def _known_site(place: Place, written: str, end: int) -> Reading | None:
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", written.casefold()).partition("/")[0]
    name = _sites().get(host)
    if name is None:
        return None
    left = Piece(spoken=written, start=place.pos, end=end, kind=LEFT_OUT)
    return Reading((Piece(spoken=name, start=place.pos, end=end), left), end)


def _instead(place: Place, written: str, end: int, *, lead: re.Pattern[str] | None = None) -> Reading:
    """Say where to look; words like “xem tại” before the address are in that phrase already."""
    start, back_to = place.pos, None
    found = lead.search(place.before()) if lead else None
    if found:
        start = back_to = _first_viewing_word(place.pos - len(found.group()), found.group())
    if back_to == place.pos:
        back_to = None
    pieces = [Piece(spoken=written, start=place.pos, end=end, kind=LEFT_OUT)]
    if back_to is None:
        pieces.append(Piece(spoken=",", start=start, end=start, kind=PAUSE))
    if not _just_said(place):
        pieces.append(Piece(spoken=INSTEAD, start=start, end=end))
    return Reading(tuple(pieces), end, back_to=back_to)


def _first_viewing_word(start: int, lead: str) -> int:
    """Return where the run of viewing words before the address begins (“website:” itself is said)."""
    words = list(re.finditer(r"[^\s:(<]+(?: cập| dẫn| link| kết| chỉ)?", lead))
    at = start + len(lead)
    for word in reversed(words):
        if not _VIEWING.match(word.group()):
            break
        at = start + word.start()
    return at


def _just_said(place: Place) -> bool:
    said = [piece for piece in place.said[-4:] if piece.kind == "word"]
    return bool(said) and said[-1].spoken == INSTEAD


def rules_for_identities(place: Place) -> Reading | None:
    """Leave out numbers of identity papers, bank accounts and files."""
    match = place.match(_REFERENCE) or place.match(_CASE) or place.match(_LONG_ID)
    if not match and place.comes_after(_ID_SAID):
        match = place.match(_ID)
    if not match or _MONEY.match(place.text, match.end()):
        return None
    return _instead(place, match.group(), match.end())


def rules_for_masked(place: Place) -> Reading | None:
    """“0912***678” has lost digits: whoever edits is asked."""
    match = place.match(_MASKED)
    return place.one(match.group(), match.end(), UNKNOWN) if match else None


def rules_for_tags(place: Place) -> Reading | None:
    """Leave out hashtags and mentions."""
    match = place.match(_HASHTAG) or place.match(_MENTION)
    return place.one(match.group(), match.end(), LEFT_OUT) if match else None


def rules_for_pictures(place: Place) -> Reading | None:
    """Leave out emoji and ornaments."""
    end = place.pos
    while end < len(place.text) and is_picture(place.text[end]):
        end += 1
    return place.one(place.text[place.pos : end], end, LEFT_OUT) if end > place.pos else None


def is_picture(char: str) -> bool:
    """Say whether a character is an emoji, a part of one, or an ornament."""
    if char in _JOINERS:
        return True
    return char not in _SIGNS + _LOST and (
        unicodedata.category(char) in _PICTURE or char in "※★☆✓✔✗✘•●▪◦■□►▶➤❖"
    )
