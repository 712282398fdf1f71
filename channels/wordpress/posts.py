"""Posts of the site by their slug: looked for, put up once, changed; a second one is taken down again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from channels.base import OutcomeUnknown, Receipt
from channels.text import base_reference
from channels.wordpress.body import slug_of
from channels.wordpress.media import standing
from channels.wordpress.rest import MEDIA, POSTS, Rest

ASKED = "id,slug,status,link,categories"
SUFFIXES = ("", "-2", "-3")  # what WordPress makes of a slug that is taken already


def there(rest: Rest, slug: str) -> Mapping[str, Any] | None:
    """Return the site's post of this slug, in whatever state but the trash; None when there is none."""
    slugs = [f"{slug}{suffix}" for suffix in SUFFIXES]
    rows = rest.get(POSTS, slug=",".join(slugs), status="any", _fields=ASKED).data
    found = {str(row["slug"]): row for row in rows} if isinstance(rows, list) else {}
    return next((found[each] for each in slugs if each in found), None)


def create(rest: Rest, slug: str, fields: Mapping[str, Any], *, key: str) -> Receipt:
    """Put a post up; when the slug that comes back is another one, one of ours may be there already.

    Raises OutcomeUnknown when the site says success and names no post.
    """
    row = rest.post(POSTS, {**fields, "slug": slug}, creates=True).data
    if not isinstance(row, Mapping) or not row.get("id"):
        raise OutcomeUnknown("WordPress báo thành công nhưng không cho mã bài.", code="no-id")
    if row.get("slug") != slug:
        first = there(rest, slug)
        if first is not None and first["id"] != row["id"]:
            rest.delete(f"{POSTS}/{row['id']}")
            return receipt(first, key=key)
    return receipt(row, key=key, lacking=_lacking(fields["categories"], row))


def publish(rest: Rest, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make a post public that stands there unpublished."""
    changed: Mapping[str, Any] = rest.post(f"{POSTS}/{row['id']}", {"status": "publish"}, creates=True).data
    return changed


def change(rest: Rest, old: Receipt, fields: Mapping[str, Any]) -> Receipt:
    """Change a post where it stands."""
    row = rest.post(f"{POSTS}/{old.external_id}", fields).data
    return receipt(row, key=old.details.get("reference", ""))


def remove(rest: Rest, old: Receipt) -> None:
    """Move a post to the trash, and remove its media, which know no trash and would stay at their address."""
    rest.delete(f"{POSTS}/{old.external_id}")
    media = standing(rest, slug_of(old.details.get("reference", "")))
    for each in (*media.pictures, *media.documents, *media.sounds):
        rest.delete(f"{MEDIA}/{each.id}", force="true")


def receipt(row: Mapping[str, Any], *, key: str, lacking: Sequence[int] = ()) -> Receipt:
    """Return the receipt of a post; `lacking` are the categories the site left out."""
    details = {"slug": str(row.get("slug") or ""), "reference": base_reference(key)}
    details |= {"lacking_categories": ",".join(map(str, lacking))} if lacking else {}
    return Receipt(external_id=str(row["id"]), url=str(row.get("link") or ""), details=details)


def _lacking(wanted: Sequence[int], row: Mapping[str, Any]) -> list[int]:
    """Return the categories that vanished: the site drops what it does not know in silence."""
    return [each for each in wanted if each not in (row.get("categories") or ())]
