"""Templates of a portal's makers: which of our values travels in which field; nothing else can be reached.

A JSON template is read as JSON first and filled in value by value, so no word of a message can break out of
its place; in a form template each line is `name=value`. A value that is one bare `{{ name }}` stays what it
is (a list of pictures stays a list).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from channels.webhook.body import KNOWN

_BARE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class TemplateWrong(ValueError):
    """A template that can't be used; the sentence says where and what can be named."""


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )


def is_json(template: str) -> bool:
    """Say whether a template is a JSON document, not the lines of a form."""
    return template.lstrip().startswith("{")


def fields(template: str, values: Mapping[str, Any]) -> Any:
    """Return the document (JSON) or the fields (form) with the values in their places; TemplateWrong."""
    if is_json(template):
        return _filled(_document(template), values)
    return {name: _text(_filled(value, values)) for name, value in _lines(template).items()}


def address(template: str, values: Mapping[str, Any]) -> str:
    """Return an address with its values percent-encoded; TemplateWrong."""
    return _render(template, {name: _Quoted(str(value)) for name, value in values.items()})


class _Quoted(str):
    """A value that writes itself percent-encoded into an address."""

    def __str__(self) -> str:
        from urllib.parse import quote

        return quote(str.__str__(self), safe="")


def problem(template: str) -> str | None:
    """Return what is wrong with a template, None when it can be used."""
    try:
        texts = _texts(_document(template)) if is_json(template) else [*_lines(template).values()]
        for text in texts:
            _require_known(text)
    except TemplateWrong as wrong:
        return str(wrong)
    return None


def address_problem(template: str) -> str | None:
    """Return what is wrong with the template of an address."""
    try:
        _require_known(template)
    except TemplateWrong as wrong:
        return str(wrong)
    return None


def _document(template: str) -> Any:
    try:
        return json.loads(template)
    except ValueError as mistake:
        line = getattr(mistake, "lineno", 1)
        raise TemplateWrong(f"Mẫu JSON sai ở dòng {line}: kiểm tra dấu phẩy và ngoặc kép.") from None


def _lines(template: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(template.splitlines(), 1):
        name, equals, value = line.partition("=")
        if line.strip() and not equals:
            raise TemplateWrong(f"Mẫu biểu mẫu sai ở dòng {number}: mỗi dòng là tên=giá trị.")
        if line.strip():
            found[name.strip()] = value.strip()
    if not found:
        raise TemplateWrong("Mẫu đang trống: ghi ít nhất một trường.")
    return found


def _texts(document: Any) -> list[str]:
    if isinstance(document, dict):
        return [text for value in document.values() for text in _texts(value)]
    if isinstance(document, list):
        return [text for value in document for text in _texts(value)]
    return [document] if isinstance(document, str) else []


def _filled(document: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(document, dict):
        return {name: _filled(value, values) for name, value in document.items()}
    if isinstance(document, list):
        return [_filled(value, values) for value in document]
    if not isinstance(document, str):
        return document
    bare = _BARE.fullmatch(document.strip())
    return values[bare[1]] if bare and bare[1] in values else _render(document, values)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _render(text: str, values: Mapping[str, Any]) -> str:
    try:
        return _environment().from_string(text).render(**values)
    except TemplateError as mistake:
        raise TemplateWrong(f"Mẫu “{text[:60]}” không dùng được: {mistake.message}.") from None


def _require_known(text: str) -> None:
    try:
        named = meta.find_undeclared_variables(_environment().parse(text))
    except TemplateError as mistake:
        raise TemplateWrong(f"Mẫu “{text[:60]}” không dùng được: {mistake.message}.") from None
    unknown = sorted(named - KNOWN)
    if unknown:
        raise TemplateWrong(f"Mẫu gọi tên lạ “{unknown[0]}”; có: {', '.join(sorted(KNOWN))}.")
