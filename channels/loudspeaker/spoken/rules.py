"""The table of rules: by the first character, in the order they are asked."""

from __future__ import annotations

from functools import cache

from channels.loudspeaker.spoken.amounts import rules_for_numbers
from channels.loudspeaker.spoken.codes import (
    rules_for_codes,
    rules_for_letters,
    rules_for_roads,
    rules_for_versions,
)
from channels.loudspeaker.spoken.dates import rules_for_dates, rules_for_lettered_months
from channels.loudspeaker.spoken.documents import rules_for_documents
from channels.loudspeaker.spoken.echoes import rules_for_echoes
from channels.loudspeaker.spoken.enumerators import rules_for_enumerators, rules_for_small_romans
from channels.loudspeaker.spoken.parts import rules_for_parts
from channels.loudspeaker.spoken.phones import rules_for_phones
from channels.loudspeaker.spoken.roman import rules_for_roman
from channels.loudspeaker.spoken.scan import Rule
from channels.loudspeaker.spoken.symbols import (
    rules_for_comparisons,
    rules_for_currency,
    rules_for_powers,
    rules_for_symbols,
)
from channels.loudspeaker.spoken.times import rules_for_times
from channels.loudspeaker.spoken.units import rules_for_strokes, rules_for_units
from channels.loudspeaker.spoken.unread import (
    is_picture,
    rules_for_addresses,
    rules_for_identities,
    rules_for_masked,
    rules_for_pictures,
    rules_for_tags,
)
from channels.loudspeaker.spoken.words import rules_for_tokens, rules_for_words

DIGIT: tuple[Rule, ...] = (
    rules_for_enumerators,
    rules_for_addresses,
    rules_for_identities,
    rules_for_masked,
    rules_for_tokens,
    rules_for_documents,
    rules_for_phones,
    rules_for_times,
    rules_for_dates,
    rules_for_parts,
    rules_for_codes,
    rules_for_numbers,
)
CAPITAL: tuple[Rule, ...] = (
    rules_for_enumerators,
    rules_for_lettered_months,
    rules_for_addresses,
    rules_for_identities,
    rules_for_roads,
    rules_for_versions,
    rules_for_units,
    rules_for_roman,
    rules_for_tokens,
    rules_for_words,
    rules_for_codes,
    rules_for_letters,
)
SMALL: tuple[Rule, ...] = (
    rules_for_small_romans,
    rules_for_enumerators,
    rules_for_addresses,
    rules_for_roads,
    rules_for_versions,
    rules_for_units,
    rules_for_letters,
    rules_for_tokens,
    rules_for_words,
)
SIGN: tuple[Rule, ...] = (
    rules_for_enumerators,
    rules_for_tags,
    rules_for_phones,
    rules_for_units,
    rules_for_strokes,
    rules_for_comparisons,
    rules_for_currency,
    rules_for_tokens,
    rules_for_powers,
    rules_for_echoes,
    rules_for_symbols,
)
PICTURE: tuple[Rule, ...] = (rules_for_pictures,)


@cache
def for_char(char: str) -> tuple[Rule, ...]:
    """Return the rules that may read something beginning with this character."""
    if char.isdecimal() and char.isascii():
        return DIGIT
    if char.isalpha():
        return CAPITAL if char.isupper() else SMALL
    return PICTURE if is_picture(char) else SIGN
