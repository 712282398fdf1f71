"""A stand-in portal under /portal: a signed JSON or form door, read-back, changes; and NukeViet's api.php.

`api.php` answers as the source of NukeViet 4.5 and 4.6 does: three fields tell the caller, a clock more than
five seconds off is code 0020. What the portal expects lies in `app.extensions["portal"]`.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, request

from publisher.sandbox.faults import HIDE
from publisher.sandbox.ledger import Entry, Ledger

if TYPE_CHECKING:
    from publisher.sandbox.app import Clock

PLACE = "cong-xa"
CLOCK_SECONDS, OLDEST_SECONDS = 5, 300


@dataclass(kw_only=True)
class Portal:
    """What the portal knows and expects; empty secrets are not asked for."""

    ledger: Ledger
    clock: Clock
    secret: str = ""  # of the HMAC
    token: str = ""
    api_key: str = "khoa"
    api_secret: str = "bi-mat"
    refuses: str = ""  # code that api.php answers with
    ahead: float = 0.0  # seconds its clock is ahead
    standing: dict[str, dict[str, Any]] = field(default_factory=dict)  # id → message
    hidden_until: dict[str, float] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(7000))
    lock: Any = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for entry in self.ledger.entries(service="portal"):
            self._reckon(entry)

    def put(self, words: Mapping[str, Any]) -> str:
        """Put a message up and return its id."""
        with self.lock:
            number = str(next(self.numbers))
            self.hidden_until[number] = self.clock() + request.environ.get(HIDE, (0, 0))[0]
            self._note(number, words, kind="post")
        return number

    def change(self, number: str, words: Mapping[str, Any]) -> None:
        """Let a message say something else."""
        self._note(number, words, kind="edited")

    def remove(self, number: str) -> None:
        """Take a message down."""
        self._note(number, {}, kind="withdrawn")

    def of(self, reference: str) -> dict[str, Any] | None:
        """Return the standing message of a reference, once the portal shows it."""
        with self.lock:
            found = [each for each in self.standing.values() if each["reference"] == reference]
        return found[-1] if found and self.hidden_until.get(found[-1]["id"], 0) <= self.clock() else None

    def _note(self, number: str, words: Mapping[str, Any], *, kind: str) -> None:
        body = str(words.get("html") or words.get("bodytext") or "")
        text = "\n".join(each for each in (str(words.get("title", "")), body) if each)
        entry = Entry(
            service="portal",
            destination=PLACE,
            id=number,
            text=text,
            at=self.clock(),
            kind=kind,
            details={"reference": str(words.get("reference", "")), "fields": dict(words)},
        )
        self.ledger.append(entry)
        self._reckon(entry)

    def _reckon(self, entry: Entry) -> None:
        if entry.kind == "withdrawn":
            self.standing.pop(entry.id, None)
        else:
            self.standing[entry.id] = {
                "id": entry.id,
                "reference": entry.details["reference"],
                "text": entry.text,
            }


def service(ledger: Ledger, clock: Clock) -> Blueprint:
    """Return the stand-in as a blueprint."""
    made = Blueprint("portal", __name__, url_prefix="/portal")
    portal = Portal(ledger=ledger, clock=clock)
    made.record(lambda setup: setup.app.extensions.update(portal=portal))
    made.add_url_rule("/tin", "take", lambda: _take(portal), methods=["POST", "PUT"])
    made.add_url_rule("/tin", "look", lambda: _look(portal), methods=["GET"])
    made.add_url_rule("/tin/<number>", "change", lambda number: _change(portal, number), methods=["POST"])
    made.add_url_rule("/tin/<number>", "remove", lambda number: _remove(portal, number), methods=["DELETE"])
    made.add_url_rule("/api.php", "nukeviet", lambda: _nukeviet(portal), methods=["POST"])
    return made


def _take(portal: Portal) -> tuple[Response, int]:
    _admit(portal)
    words = _words()
    if not words.get("reference") or not words.get("title"):
        return jsonify(error="missing reference or title"), 422
    number = portal.put(words)
    return jsonify(data={"id": int(number), "url": f"{request.base_url}/{number}"}), 201


def _look(portal: Portal) -> tuple[Response, int]:
    _admit(portal, signed=False)
    found = portal.of(request.args.get("ma", ""))
    if found is None:
        return jsonify(error="not found"), 404
    return jsonify(data={**found, "url": f"{request.base_url}/{found['id']}"}), 200


def _change(portal: Portal, number: str) -> tuple[Response, int]:
    _admit(portal)
    if number not in portal.standing:
        return jsonify(error="not found"), 404
    portal.change(number, _words())
    return jsonify(data={"id": int(number)}), 200


def _remove(portal: Portal, number: str) -> tuple[str, int]:
    _admit(portal, signed=False)
    if number not in portal.standing:
        return "", 404
    portal.remove(number)
    return "", 204


def _words() -> Mapping[str, Any]:
    given = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    return given if isinstance(given, Mapping) else {}


def _admit(portal: Portal, *, signed: bool = True) -> None:
    if portal.token and request.headers.get("Authorization") != f"Bearer {portal.token}":
        abort(401)
    if not (portal.secret and signed):
        return
    stamp = request.headers.get("X-Publisher-Timestamp", "")
    body = stamp.encode() + b"." + request.get_data()
    expected = "sha256=" + hmac.new(portal.secret.encode(), body, hashlib.sha256).hexdigest()
    fresh = stamp.isdigit() and abs(portal.clock() - int(stamp)) <= OLDEST_SECONDS
    if not fresh or not hmac.compare_digest(expected, request.headers.get("X-Publisher-Signature", "")):
        abort(403)


def _nukeviet(portal: Portal) -> Response:
    code = portal.refuses or _refusal(portal)
    if code:
        return jsonify(status="error", code=code, message=f"refused {code}")
    words = _words()
    if not words.get("title"):
        return jsonify(status="error", code="1001", message="title is empty")
    number = portal.put(words)
    return jsonify(status="success", code="0000", message="", id=int(number))


def _refusal(portal: Portal) -> str:
    """Return the code api.php refuses a caller with, empty when it is known."""
    given = request.form
    if given.get("apikey") != portal.api_key:
        return "0013"
    stamp = given.get("timestamp", "")
    if not stamp.isdigit() or abs(portal.clock() + portal.ahead - int(stamp)) > CLOCK_SECONDS:
        return "0020"
    if not _is_ours(f"{portal.api_secret}_{stamp}", given.get("hashsecret", "")):
        return "0014"
    if not given.get("action"):
        return "0015"
    return "" if given["action"] == "PublishMessage" else "0004"


def _is_ours(words: str, hashed: str) -> bool:
    if hashed.startswith("$2"):
        import bcrypt

        return bcrypt.checkpw(words.encode(), hashed.encode())
    return hmac.compare_digest(hashlib.md5(words.encode(), usedforsecurity=False).hexdigest(), hashed)
