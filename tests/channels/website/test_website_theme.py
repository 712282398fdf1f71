"""A theme replaces templates one by one; a mistake in it is told and never holds a message back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.testing import KEY, MemoryProgress, sample_content, sample_facts


@pytest.fixture
def theme(tmp_path):
    folder = tmp_path / "giao diện"
    folder.mkdir()
    return folder


def published(website, theme, **content):
    site = replace(website, theme=str(theme))
    rendition = site.render(sample_content(**content))
    receipt = site.send(rendition, key=KEY, facts=sample_facts(), progress=MemoryProgress())
    return (site.root / receipt.details["path"]).read_text("utf-8"), rendition


def test_a_template_of_the_theme_stands_in_the_place_of_ours(website, theme):
    (theme / "withdrawn.html").write_text(
        "{% extends 'base.html' %}{% block main %}Đã gỡ.{% endblock %}", "utf-8"
    )
    (theme / "giao-dien.css").write_text("body { color: navy }", "utf-8")

    published(website, theme)

    assert (website.root / "giao-dien.css").read_text() == "body { color: navy }"
    assert list(replace(website, theme=str(theme)).check()) == []


@pytest.mark.parametrize("wrong", ["{% if %}", "{{ khong_co }}", "{% extends 'la.html' %}"])
def test_a_broken_template_holds_no_message_back(website, theme, wrong):
    (theme / "message.html").write_text(wrong, "utf-8")

    page, rendition = published(website, theme)

    assert rendition.parts[0] in page


def test_a_template_that_leaves_the_words_out_is_not_used(website, theme):
    (theme / "message.html").write_text("{% extends 'base.html' %}", "utf-8")

    page, rendition = published(website, theme)

    assert rendition.parts[0] in page


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("message.html", "một\n{% if %}", "dòng 2"), ("mesage.html", "", "không thay mẫu nào")],
)
def test_a_mistake_in_a_theme_is_told_with_its_place(website, theme, name, text, said):
    (theme / name).write_text(text, "utf-8")

    [problem] = replace(website, theme=str(theme)).check()

    assert said in problem


def test_a_theme_that_is_not_there_is_told(website, theme):
    [problem] = replace(website, theme=str(theme / "khác")).check()

    assert "theme" in problem


def test_what_is_sealed_is_the_same_whatever_the_theme(website, theme):
    (theme / "fragment.html").write_text("khác", "utf-8")

    assert replace(website, theme=str(theme)).render(sample_content()) == website.render(sample_content())
