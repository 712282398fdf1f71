"""Is this word spelled like a Vietnamese syllable? The evidence by which encodings are told apart."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_TONES = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "dot"}

_RIMES = """
a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âu ây âc âm ân âng âp ât
e eo ec em en eng ep et ê êu êch êm ên ênh êp êt êng
i ia iu ich im in inh ip it iê iêu iêc iêm iên iêng iêp iêt
o oi oc om on ong op ot oong ooc oa oai oao oay oac oach oam oan oang oanh oap oat oăc oăm oăn oăng oăt
oe oeo oen oet ô ôi ôc ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơp ơt
u ua ui uc um un ung up ut uê uêch uênh uy uya uyu uych uynh uyn uyt uyp uyên uyêt uân uâng uât uây uơ
uôi uôc uôm uôn uông uôp uôt ư ưa ưi ưu ưc ưm ưn ưng ưt ươi ươu ươc ươm ươn ương ươp ươt
y yê yêu yêm yên yêng yêt
"""
_ONSET = (
    r"(?:(?:k|gh|ngh)(?=[eêiy])|(?:c|g|ng)(?![eêiy])|g(?=i)|gi|qu"
    r"|b|ch|d|đ|h|kh|l|m|nh|n|ph|p|r|s|th|tr|t|v|x)?"
)


@cache
def _shape() -> re.Pattern[str]:
    rimes = sorted(_RIMES.split(), key=len, reverse=True)
    # After “qu” a bare rime follows (quốc is q + uôc): both readings are allowed.
    return re.compile(rf"(?:{_ONSET}|q(?=u))(?:{'|'.join(rimes)})")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Say whether a word is spelled as one Vietnamese syllable with one tone (a stop takes sắc or nặng)."""
    plain, tones = _without_tone(word)
    if len(tones) > 1 or not _shape().fullmatch(plain):
        return False
    stopped = plain.endswith(("c", "ch", "p", "t"))
    return not stopped or tones in (["acute"], ["dot"])


def _without_tone(word: str) -> tuple[str, list[str]]:
    split = unicodedata.normalize("NFD", word.lower())
    tones = [_TONES[mark] for mark in split if mark in _TONES]
    plain = "".join(mark for mark in split if mark not in _TONES)
    return unicodedata.normalize("NFC", plain), tones
