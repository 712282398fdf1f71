"""Categories and tags of a post: names become the ids the site knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from channels.base import NotAuthorized
from channels.wordpress.rest import CATEGORIES, TAGS, Rest


def category_ids(rest: Rest, slugs: Sequence[str]) -> list[int]:
    """Return the ids of categories; one that does not exist would be dropped by the site in silence.

    Raises NotAuthorized naming those the site has not.
    """
    if not slugs:
        return []
    rows = rest.get(CATEGORIES, slug=",".join(slugs), per_page=100, _fields="id,slug").data
    known = {str(row["slug"]): int(row["id"]) for row in rows} if isinstance(rows, list) else {}
    if lacking := [each for each in slugs if each not in known]:
        raise NotAuthorized(
            f"Trang WordPress không có chuyên mục “{', '.join(lacking)}”: quản trị viên tạo chuyên mục ấy, "
            "hoặc sửa mục categories, topics của kênh.",
            account_wide=False,
            code="category",
        )
    return [known[each] for each in slugs]


def tag_ids(rest: Rest, names: Sequence[str]) -> list[int]:
    """Return the ids of tags; one that does not exist yet is made."""
    return [rest.term(TAGS, each) for each in names]


def topics_of(pairs: Sequence[str]) -> Mapping[str, str]:
    """Return which category each topic goes to, from “topic=category” as set."""
    return {topic.strip(): slug.strip() for topic, _, slug in (each.partition("=") for each in pairs)}
