"""What is spoken, parsed back, equals what was written: numbers, dates, hours, phones."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.loudspeaker.spoken import NORTH, SOUTH, Dialect, default_dictionary, problems, readback, speak
from channels.loudspeaker.spoken.numbers import cardinal, decimal, ordinal

DIALECTS = st.sampled_from([NORTH, SOUTH, Dialect(billion="tỉ"), Dialect(four="bốn")])


@given(st.integers(0, 10**12), DIALECTS)
def test_a_cardinal_reads_back(number: int, dialect: Dialect) -> None:
    assert readback.whole(cardinal(number, dialect)) == number


@given(st.integers(0, 10**9), st.text("0123456789", min_size=1, max_size=4))
def test_a_decimal_reads_back(whole: int, fraction: str) -> None:
    assert readback.number(decimal(f"{whole},{fraction}")) == f"{whole},{fraction}"


@given(st.integers(1, 10**6))
def test_an_ordinal_reads_back(number: int) -> None:
    assert readback.ordinal(ordinal(number)) == str(number)


@given(st.integers(0, 10**12))
def test_a_grouped_number_in_a_sentence_reads_back(number: int) -> None:
    source = f"Tổng số tiền là {number:,} đồng.".replace(",", ".")

    said = speak(source)

    [word] = [word for word in said.words if word.kind == "number"]
    assert readback.whole(word.spoken) == number
    assert problems(source, said) == []


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["{0:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}"]),
)
def test_a_date_reads_back(day: date, form: str) -> None:
    said = speak("ngày " + form.format(day))

    [word] = [word for word in said.words if word.kind == "date"]
    assert readback.date(word.spoken) == f"{day.day}/{day.month}/{day.year}"
    assert said.text.count("ngày") == 1


@given(st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_a_day_without_year_reads_back(day: date) -> None:
    [word] = [word for word in speak(f"sáng {day.day}/{day.month}").words if word.kind == "date"]

    assert readback.date(word.spoken) == f"{day.day}/{day.month}"


@given(
    st.times(),
    st.sampled_from(["{0:%H}:{0:%M}", "{0:%H}h{0:%M}", "{0.hour} giờ {0:%M}", "{0:%H} giờ {0:%M} phút"]),
)
def test_an_hour_reads_back(hour: object, form: str) -> None:
    [word] = [word for word in speak("lúc " + form.format(hour)).words if word.kind == "time"]

    assert readback.time(word.spoken) == f"{hour:%H:%M}"


@given(
    st.text("0123456789", min_size=7, max_size=7),
    st.sampled_from(["0271 {} {}", "0271.{}.{}", "(0271) {} {}"]),
)
def test_a_phone_reads_back(tail: str, form: str) -> None:
    [word] = [word for word in speak("gọi " + form.format(tail[:4], tail[4:])).words if word.kind == "phone"]

    assert readback.phone(word.spoken) == f"0271{tail}"
    assert not {"mốt", "lăm", "tư", "linh"} & set(word.spoken.split())


@pytest.mark.parametrize(
    "words",
    [
        "mười mốt",
        "mười năm",
        "hai mươi một",
        "hai mươi năm",
        "một linh năm",
        "trăm",
        "linh năm",
        "hai mươi tỉ lệ",
    ],
)
def test_words_that_are_no_number_are_refused(words: str) -> None:
    with pytest.raises(readback.NotANumber):
        readback.whole(words)


@given(st.integers(0, 10**12), DIALECTS)
def test_one_text_keeps_one_dialect(number: int, dialect: Dialect) -> None:
    source = f"{number:,} ngàn, 2 tỉ, 104 nghìn".replace(",", ".").replace(". ", ", ")

    words = set(
        speak(source, dictionary=default_dictionary().with_dialect(dialect)).text.replace(",", "").split()
    )

    assert not {"linh", "lẻ"} <= words
    assert not {"nghìn", "ngàn"} <= words
    assert not {"tỷ", "tỉ"} <= words
