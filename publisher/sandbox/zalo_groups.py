"""The stand-in's groups: messages in, the conversation back, what a group is.

2,000 characters are counted as code points of what was sent, decomposed letters and all.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import request

from publisher.sandbox.faults import HIDE
from publisher.sandbox.ledger import Entry, Ledger
from publisher.sandbox.zalo_office import Office, Refusal, success

MOST_TEXT = 2000
PAGE = 10


class Groups:
    """The calls about groups, each returning its answer or raising Refusal."""

    def __init__(self, ledger: Ledger, office: Office) -> None:
        self._ledger = ledger
        self._office = office

    def group_message(self) -> dict[str, Any]:
        """Publish a text, picture or file into a group."""
        group_id, message = _addressed(request.get_json(silent=True))
        self._in_group(group_id)
        words = _words(message)
        kind, shown = self._attached(message, words)
        entry = Entry(
            service="zalo",
            destination=group_id,
            id=uuid.uuid4().hex[:20],
            text=words,
            at=self._office.clock(),
            kind=kind,
            details={"media": [shown]} if shown else {},
        )
        seconds, calls = request.environ.get(HIDE, (0.0, 0))
        self._office.hide(entry.id, seconds=seconds, calls=calls)
        self._ledger.append(entry)
        return success({"message_id": entry.id, "group_id": group_id})

    def message(self) -> dict[str, Any]:
        """Refuse: this call is for single people, and takes no conversation_id."""
        raise Refusal(-201, "recipient is invalid!")

    def _attached(self, message: Mapping[str, Any], words: str) -> tuple[str, dict[str, Any]]:
        attachment = message.get("attachment")
        if attachment is None:
            if not words:
                raise Refusal(-201)
            return "text", {}
        payload = attachment.get("payload", {})
        if attachment.get("type") == "file":
            return "file", self._office.uploaded(str(payload.get("token")))
        return "image", self._picture(attachment, payload)

    def _picture(self, attachment: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
        elements = payload.get("elements") or [{}]
        is_media = attachment.get("type") == "template" and payload.get("template_type") == "media"
        if not is_media or elements[0].get("media_type") != "image":
            raise Refusal(-233)
        named = [elements[0].get(each) for each in ("attachment_id", "url") if elements[0].get(each)]
        if len(named) != 1:
            raise Refusal(-201, "attachment is invalid!")
        return {} if "url" in elements[0] else self._office.uploaded(str(named[0]))

    def conversation(self) -> dict[str, Any]:
        """Read a group back: newest first, at most ten."""
        group_id = request.args.get("group_id", "")
        self._in_group(group_id)
        offset, count = _whole("offset", 0), _whole("count", PAGE)
        if not 1 <= count <= PAGE:
            raise Refusal(-210)
        rows = self._rows(group_id)[offset : offset + count]
        return success({"messages": rows, "offset": offset, "count": count} if self._office.nested else rows)

    def _rows(self, group_id: str) -> list[dict[str, Any]]:
        ours = self._ledger.publications(service="zalo", destination=group_id)
        rows = [_row(each, group_id, src=0) for each in ours if not self._office.is_hidden(each.id)]
        rows += [_row(each, group_id, src=1) for each in self._office.said.get(group_id, ())]
        return sorted(reversed(rows), key=lambda row: -int(row["time"]))

    def getgroup(self) -> dict[str, Any]:
        """Tell about one group."""
        group_id = request.args.get("group_id", "")
        self._in_group(group_id)
        return success(
            {
                "group_info": self._facts(group_id),
                "asset_info": {"asset_type": "gmf100", "valid_through": "31/12/2027", "auto_renew": True},
                "group_setting": {"lock_send_msg": False},
            }
        )

    def getgroupsofoa(self) -> dict[str, Any]:
        """List the groups the account owns: those tests named and those that were written to."""
        known = {*self._office.groups, *(each.destination for each in self._ledger.entries(service="zalo"))}
        offset, count = _whole("offset", 0), _whole("count", 5)
        shown = [self._facts(each) for each in sorted(known)][offset : offset + count]
        return success({"offset": offset, "count": len(shown), "total": len(known), "groups": shown})

    def _in_group(self, group_id: str) -> None:
        if not group_id:
            raise Refusal(-201, "group_id is invalid!")
        trouble = self._office.groups.get(group_id, {}).get("error")
        if trouble:
            raise Refusal(int(trouble))

    def _facts(self, group_id: str) -> dict[str, Any]:
        facts = {"group_id": group_id, "name": f"Nhóm {group_id}", "status": "enabled", "total_member": 87}
        link = {"group_link": f"https://zalo.me/g/{group_id}", "max_member": 100, "auto_delete_date": ""}
        return {**facts, **link, **self._office.groups.get(group_id, {})}


def _addressed(body: Any) -> tuple[str, Mapping[str, Any]]:
    """Return group and message of a body; other shapes seen in public code are refused."""
    recipient = body.get("recipient") if isinstance(body, dict) else None
    group_id = recipient.get("group_id") if isinstance(recipient, dict) else None
    if not isinstance(group_id, str):
        raise Refusal(-201, "recipient is invalid!")
    message = body.get("message")
    if not isinstance(message, dict):
        raise Refusal(-201, "message is invalid!")
    return group_id, message


def _words(message: Mapping[str, Any]) -> str:
    words = message.get("text", "")
    if not isinstance(words, str):
        raise Refusal(-201)
    if len(words) > MOST_TEXT:
        raise Refusal(-210)
    return words


def _row(said: Any, group_id: str, *, src: int) -> dict[str, Any]:
    return {
        "message_id": said.id,
        "src": src,
        "time": int(said.at * 1000),
        "type": {"image": "photo", "file": "file"}.get(getattr(said, "kind", "text"), "text"),
        "message": said.text or _file_name(said),
        "from_id": "4318000000000000001" if src == 0 else "7000000000000000002",
        "from_display_name": "UBND xã" if src == 0 else "Bà con",
        "group_id": group_id,
    }


def _file_name(said: Any) -> str:
    media = getattr(said, "details", {}).get("media") or ()
    return str(media[0]["name"]) if media and getattr(said, "kind", "") == "file" else ""


def _whole(name: str, otherwise: int) -> int:
    try:
        return int(request.args.get(name, otherwise))
    except ValueError:
        raise Refusal(-201, f"{name} is invalid!") from None
