"""A stand-in Zalo Bot API: the token in the path, `ok` in the answer, no way to read anything back.

Held to the bot pages of docs.zaloplatforms.com as read on 2026-10-02: 1 to 2,000 characters, a group's id is
known only from an event, `sendVoice` to a group answers ok and delivers nothing, `getUpdates` gives one event
or HTTP 408.
"""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, jsonify, request

from publisher.sandbox.ledger import Entry, Ledger

MOST_TEXT = 2000
TOKEN = re.compile(r"\d+:[\w-]+")


class BotRefusal(Exception):
    """The answer is `ok: false`; Zalo gives it with HTTP 200 or with the code as status."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


@dataclass
class BotOffice:
    """The bot's state; tests set its fields."""

    strict: bool = False  # only groups an event came from are known
    as_status: bool = True  # a refusal's code is the HTTP status too, else 200
    dead_tokens: set[str] = field(default_factory=set)
    events: list[dict[str, Any]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def mention(self, group_id: str, text: str) -> None:
        """Let a member call the bot in a group: the event that tells the group's id."""
        chat = {"id": group_id, "chat_type": "GROUP"}
        event = {"event_name": "message.text.received", "message": {"chat": chat, "text": text}}
        with self.lock:
            self.known.add(group_id)
            self.events.append(event)


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The methods of the bot, each returning its result or raising BotRefusal."""

    ledger: Ledger
    office: BotOffice
    clock: Callable[[], float]

    def answer(self, token: str, method: str) -> tuple[Response, int]:
        """Answer one call; method names are case-sensitive."""
        try:
            if not TOKEN.fullmatch(token) or token in self.office.dead_tokens:
                raise BotRefusal(401, "Unauthorized")
            known = {name: getattr(self, f"_{name}") for name in METHODS}
            if method not in known:
                raise BotRefusal(404, "Not Found")
            return jsonify(ok=True, result=known[method](_given())), 200
        except BotRefusal as refusal:
            said = jsonify(ok=False, error_code=refusal.code, description=refusal.words)
            return said, refusal.code if self.office.as_status else 200

    def _getMe(self, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"id": "1", "account_name": "bot.xa", "account_type": "BASIC", "can_join_groups": True}

    def _getUpdates(self, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        with self.office.lock:
            if not self.office.events:
                raise BotRefusal(408, "Request timeout")
            return self.office.events.pop(0)

    def _sendMessage(self, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self._published(given, words=_words(given, "text"), kind="text")

    def _sendPhoto(self, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        if not str(given.get("photo", "")).startswith(("http://", "https://")):
            raise BotRefusal(400, "Bad Request: photo is not a URL")
        words = _words(given, "caption") if given.get("caption") else ""
        return self._published(given, words=words, kind="image", photo=str(given["photo"]))

    def _sendVoice(self, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"message_id": uuid.uuid4().hex[:16], "date": int(self.clock() * 1000)}

    def _published(
        self, given: Mapping[str, Any], *, words: str, kind: str, photo: str = ""
    ) -> dict[str, Any]:
        chat = str(given.get("chat_id") or "")
        if not chat or (self.office.strict and chat not in self.office.known):
            raise BotRefusal(400, "Bad Request: chat not found")
        entry = Entry(
            service="zalo_bot",
            destination=chat,
            id=uuid.uuid4().hex[:16],
            text=words,
            at=self.clock(),
            kind=kind,
            details={"photo": photo} if photo else {},
        )
        self.ledger.append(entry)
        return {"message_id": entry.id, "date": int(entry.at * 1000)}


METHODS = ("getMe", "getUpdates", "sendMessage", "sendPhoto", "sendVoice")


def _given() -> Mapping[str, Any]:
    """Return the fields of a call: JSON, form or query."""
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else request.values


def _words(given: Mapping[str, Any], name: str) -> str:
    words = given.get(name)
    if not isinstance(words, str) or not 1 <= len(words) <= MOST_TEXT:
        raise BotRefusal(400, f"Bad Request: {name} must be 1-{MOST_TEXT} characters")
    return words
