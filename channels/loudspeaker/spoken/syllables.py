"""Is this a possible Vietnamese syllable? By onset, rhyme and tone, not by a word list."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0309": "hỏi", "\u0303": "ngã", "\u0323": "nặng"}
_ONSETS = (
    *("ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr"),
    *("b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""),
)


def _rhymes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_OPEN = _rhymes(
    "a e ê i o ô ơ u ư y ia ya ua ưa uê uy uơ oa oe ai ay ây ao au âu eo êu iu ưu iêu yêu oi ôi ơi ui ưi "
    "oai oay uây oao oeo uôi ươi ươu uya uyu uêu uau ue"
)
_NASAL = _rhymes(
    "am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh im in inh om on ong oong ôm ôn ông ôông ơm ơn "
    "um un ung ưm ưn ưng iêm iên iêng yêm yên yêng uôm uôn uông ươm ươn ương oam oan oang oanh oăm oăn oăng "
    "oem oen oeng uân uâng uên uênh uyn uynh uyên uơn"
)
_STOP = _rhymes(
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it oc op ot ooc ôc ôp ôt ơp ơt uc up ut "
    "ưc ưt ưp iêc iêp iêt yêt yêc yêp uôc uôt uôp ươc ươp ươt oac oach oap oat oăc oăt oăp oet oep uât uêch "
    "uych uyt uyp uyêt ôôc"
)
_FRONT = set("eêiy")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Say whether a lower-case NFC word can be one Vietnamese syllable, either way of placing the tone."""
    letters, tones = _split_tone(word)
    if len(tones) > 1 or not letters or any(unicodedata.combining(char) for char in word):
        return False
    tone = tones[0] if tones else ""
    return any(
        _fits(onset, letters[len(onset) :], tone) for onset in _ONSETS if letters.startswith(onset)
    ) or _fits_gi(letters, tone)


def _split_tone(word: str) -> tuple[str, list[str]]:
    decomposed = unicodedata.normalize("NFD", word)
    tones = [_TONES[char] for char in decomposed if char in _TONES]
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES)), tones


def _fits(onset: str, rhyme: str, tone: str) -> bool:
    if onset == "qu":  # its u may belong to the rhyme: quốc, quýt, quỳnh
        own = _rhyme_fits(rhyme, tone) and rhyme[0] not in "uưoô"
        return own or (rhyme != "" and _rhyme_fits(f"u{rhyme}", tone))
    if not _rhyme_fits(rhyme, tone):
        return False
    front = rhyme[0] in _FRONT
    if onset in {"k", "gh", "ngh"}:
        return front
    if onset in {"c", "ng", "g"}:
        return not front or (onset == "g" and rhyme[0] == "i")
    return onset != "p" or bool(rhyme)


def _rhyme_fits(rhyme: str, tone: str) -> bool:
    if rhyme in _STOP:
        return tone in {"sắc", "nặng"}
    return rhyme in _OPEN or rhyme in _NASAL


def _fits_gi(letters: str, tone: str) -> bool:
    """“gì”, “gìn”, “giếng”: the i belongs to the onset and to the rhyme."""
    return letters.startswith("gi") and _rhyme_fits(letters[1:], tone)
