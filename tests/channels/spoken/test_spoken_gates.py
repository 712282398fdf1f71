"""Nothing unsayable, unknown or misread passes to the voice, whatever comes in."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.loudspeaker.spoken import (
    Dictionary,
    Entry,
    Sentence,
    SpokenText,
    Word,
    default_dictionary,
    is_syllable,
    problems,
    speak,
)

SAYABLE = re.compile(r"[^\W\d_ ,.?!]+(?:,? [^\W\d_ ,.?!]+)*[.?!]")


def spoken_by_hand(source: str, spoken: str, kind: str) -> SpokenText:
    """A spoken text as a faulty rule would make it."""
    return SpokenText(
        sentences=(Sentence(words=(Word(spoken=spoken, start=0, end=len(source), kind=kind),)),)
    )


@given(st.text(max_size=80))
@settings(max_examples=300)
def test_any_text_becomes_sayable_sentences_or_named_unknowns(source: str) -> None:
    said = speak(source)

    assert bool(said.unknown) == ("⟦" in said.text)
    for sentence in said.sentences:
        if all(word.kind != "unknown" for word in sentence.words):
            assert SAYABLE.fullmatch(sentence.text), sentence.text
            assert sentence.text == sentence.text.lower()


@given(st.text('0123456789.,/-–:()%$€đ^=<>~°²’" xkmKMTVIX', max_size=30))
@settings(max_examples=500)
def test_no_heap_of_signs_and_digits_breaks_the_reader(source: str) -> None:
    assert isinstance(problems(source, speak(source)), list)


TOKENS = (
    *("ngày", "5/7", "57-NQ/TW", "UBND", "QĐ", "0271", "3000", "103", "7h30", "-", "(a)", "I."),
    *("%", "°C", "đ/c", "⟦x⟧", "|", "**", "#", "’", "…"),
)


@given(st.lists(st.sampled_from(TOKENS)))
def test_the_same_source_gives_the_same_words(tokens: list[str]) -> None:
    source = " ".join(tokens)

    assert speak(source) == speak(source)


@given(st.text("ab áờ05/.-:,()%|*#\n", max_size=60))
def test_spans_lie_inside_the_source_and_in_order(source: str) -> None:
    nfc = unicodedata.normalize("NFC", source)

    for word in speak(source).words:
        assert 0 <= word.start <= word.end <= len(nfc)


def test_an_unknown_token_is_marked_listed_and_has_its_line() -> None:
    source = "Xin chào.\n\nMua máy Xyzqt ở chợ."

    said = speak(source)

    assert said.text == "xin chào. mua máy ⟦Xyzqt⟧ ở chợ."
    [unknown] = said.unknown
    assert (unknown.token, unknown.line, source[unknown.start : unknown.end]) == ("Xyzqt", 3, "Xyzqt")
    assert "Xyzqt" in problems(source, said)[0]


@pytest.mark.parametrize(
    "source",
    ["ngày 31/02", "ngày 32/13/2025", "Quyết định số 12/QĐ-XYZ", "XIV", "BCH", "Kwxz", "7h75", "⟦a⟧ ☃\u0e01"],
)
def test_what_cannot_be_right_is_asked_about(source: str) -> None:
    assert speak(source).unknown


@pytest.mark.parametrize(
    ("source", "spoken", "kind"),
    [
        ("25", "hai mươi bốn", "number"),
        ("05/7", "mùng sáu tháng bảy", "date"),
        ("05/7", "năm tháng bảy", "date"),
        ("7h30", "bảy giờ ba mươi mốt phút", "time"),
        ("0271", "không hai bảy mốt", "phone"),
        ("57", "năm mươi bẩy bẩy", "number"),
        ("a", "a1", "word"),
        ("web", "web", "word"),
    ],
)
def test_a_misread_token_is_a_problem(source: str, spoken: str, kind: str) -> None:
    assert problems(source, spoken_by_hand(source, spoken, kind))


def test_every_reading_that_ships_is_sayable() -> None:
    bad = [
        (entry.token, word)
        for entry in default_dictionary().entries
        for word in entry.spoken.replace(",", " ").split()
        if not is_syllable(word)
    ]

    assert bad == []


def test_the_communes_own_reading_comes_first() -> None:
    dictionary = default_dictionary().with_entries({"Xyzqt": "xi quýt", "UBND": "ủy ban"})

    assert speak("UBND mua Xyzqt", dictionary=dictionary).text == "ủy ban mua xi quýt"
    assert speak("UBND").text == "ủy ban nhân dân"


def test_an_own_reading_may_ask_for_surroundings() -> None:
    dictionary: Dictionary = default_dictionary().with_entries(
        [Entry("BCH", "ban chấp hành", "next=chi đoàn")]
    )

    assert speak("BCH chi đoàn", dictionary=dictionary).unknown == ()
    assert speak("BCH", dictionary=dictionary).unknown


@pytest.mark.parametrize("reading", ["web site", "số 5", "", "a-b"])
def test_a_reading_the_voice_cannot_say_is_refused(reading: str) -> None:
    with pytest.raises(ValueError, match="âm tiết tiếng Việt"):
        default_dictionary().with_entries({"X": reading})


def test_a_long_message_is_spoken_fast() -> None:
    paragraph = (
        "UBND xã tổ chức họp lúc 7h30 ngày 05/7/2025 theo Nghị quyết số 57-NQ/TW, "
        "điện thoại 0271 3000 103.\n\n"
    )
    source = paragraph * 120
    speak(paragraph)

    begun = time.process_time()
    said = speak(source)

    assert len(source.split()) > 1_900
    assert said.unknown == ()
    assert time.process_time() - begun < 2.0
