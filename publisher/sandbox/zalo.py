"""A stand-in Zalo: OAuth v4, Official Account groups, uploads, the group's conversation.

Held to docs.zaloplatforms.com as read on 2026-09-16: errors come with HTTP 200, the token only in the
header `access_token`, refresh tokens work once. The groups are in `zalo_groups`, memory in `zalo_office`.
"""

from __future__ import annotations

import hashlib
import hmac
import io
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, make_response, request

from publisher.sandbox.app import Clock
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.zalo_bot import Bot, BotOffice
from publisher.sandbox.zalo_groups import Groups
from publisher.sandbox.zalo_office import ACCESS_SECONDS, Office, Refusal, success

MOST_IMAGE = 1 << 20
MOST_FILE = 5 << 20
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
FILES = (".pdf", ".doc", ".docx", ".csv")

Call = Callable[[], dict[str, Any]]


def service(ledger: Ledger, clock: Clock) -> Blueprint:
    """Return the stand-in under /zalo, the bots under /zalo/bot<token>/<method>.

    The Office lies in `app.extensions["zalo"]`, the bots' in `app.extensions["zalo_bot"]`.
    """
    office, bot_office = Office(clock=clock), BotOffice()
    zalo = Zalo(ledger, office)
    made = Blueprint("zalo", __name__, url_prefix="/zalo")
    made.record(lambda setup: setup.app.extensions.update(zalo=office, zalo_bot=bot_office))
    bot = Bot(ledger=ledger, office=bot_office, clock=clock)
    made.add_url_rule("/bot<token>/<method>", "bot", bot.answer, methods=["GET", "POST"])
    for method, path, call in zalo.calls():
        made.add_url_rule(path, endpoint=call.__name__, view_func=_answered(call), methods=[method])
    made.add_url_rule("/v4/oa/permission", "permission", lambda: _permitted(office))
    made.after_request(lambda response: _with(response, office.rate_headers()))
    return made


def _with(response: Response, headers: Mapping[str, str]) -> Response:
    response.headers.update(headers)
    return response


def _permitted(office: Office) -> Response:
    """Let the owner say yes at once: back to the callback with a code, as the permission page does."""
    asked = request.args
    if not office.callback or asked.get("redirect_uri") != office.callback:
        return jsonify(_error(Refusal(-14003)))
    code = office.permit(asked.get("app_id", ""), asked.get("code_challenge", ""))
    answer = {"code": code, "oa_id": "4318000000000000001", "state": asked.get("state", "")}
    return make_response("", 302, {"Location": f"{office.callback}?{urlencode(answer)}"})


def _answered(call: Call) -> Callable[[], Response]:
    @wraps(call)
    def view() -> Response:
        try:
            return jsonify(call())
        except Refusal as refusal:
            return jsonify(_error(refusal))

    return view


def _error(refusal: Refusal) -> dict[str, Any]:
    if refusal.code <= -14000:
        return {"error": refusal.code, "error_name": refusal.words, "error_description": refusal.words}
    return {"error": refusal.code, "message": refusal.words}


class Zalo:
    """The door, tokens, the account and uploads; each call returns its answer or raises Refusal."""

    def __init__(self, ledger: Ledger, office: Office) -> None:
        self._ledger = ledger
        self._office = office
        self._groups = Groups(ledger, office)

    def calls(self) -> tuple[tuple[str, str, Call], ...]:
        """Return method, path and call of everything the stand-in knows."""
        return (
            ("POST", "/v4/oa/access_token", self.access_token),
            ("POST", "/v3.0/oa/group/message", self._inside(self._groups.group_message)),
            ("POST", "/v3.0/oa/message", self._inside(self._groups.message)),
            ("GET", "/v3.0/oa/group/conversation", self._inside(self._groups.conversation)),
            ("GET", "/v3.0/oa/group/getgroup", self._inside(self._groups.getgroup)),
            ("GET", "/v3.0/oa/group/getgroupsofoa", self._inside(self._groups.getgroupsofoa)),
            ("GET", "/v2.0/oa/getoa", self._inside(self.getoa)),
            ("POST", "/v2.0/oa/upload/image", self._inside(self.upload_image)),
            ("POST", "/v2.0/oa/upload/file", self._inside(self.upload_file)),
        )

    def _inside(self, call: Call) -> Call:
        """Let a call in only after the door: rate, ordered refusals, token, proof."""

        @wraps(call)
        def guarded() -> dict[str, Any]:
            self._office.count()
            self._office.ordered_refusal(request.path)
            token = request.headers.get("access_token", "")
            if "Authorization" in request.headers or "access_token" in request.args:
                raise Refusal(-216)
            self._office.admit(token)
            self._prove(token)
            return call()

        return guarded

    def _prove(self, token: str) -> None:
        secret = self._office.app_secret
        if not secret:
            return
        proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if request.headers.get("appsecret_proof") != proof:
            raise Refusal(-242)

    def access_token(self) -> dict[str, Any]:
        """Exchange a refresh token; secret_key in the header, fields form-encoded."""
        self._office.ordered_refusal(request.path)
        secret, form = request.headers.get("secret_key", ""), request.form
        if not secret or self._office.app_secret not in {"", secret}:
            raise Refusal(-14004)
        if not form.get("app_id"):
            raise Refusal(-14002)
        if form.get("grant_type") == "authorization_code":
            pair = self._office.first(form["app_id"], form.get("code", ""), form.get("code_verifier", ""))
        elif form.get("grant_type") == "refresh_token":
            pair = self._office.renew(form["app_id"], form.get("refresh_token", ""))
        else:
            raise Refusal(-14002)
        return {**pair, "expires_in": str(int(ACCESS_SECONDS))}

    def getoa(self) -> dict[str, Any]:
        """Tell about the account."""
        facts = {
            "oaid": "4318000000000000001",
            "name": "UBND xã (thử nghiệm)",
            "is_verified": True,
            "oa_type": 4,
            "package_name": "Tăng trưởng",
            "package_valid_through_date": "31/12/2027",
        }
        return success({**facts, **self._office.account})

    def upload_image(self) -> dict[str, Any]:
        """Take a JPEG or PNG of at most 1 MB."""
        content = _file_content()
        kind = next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)
        if kind is None:
            raise Refusal(-201, "file is invalid!")
        if len(content) > MOST_IMAGE:
            raise Refusal(-210)
        return success({"attachment_id": self._kept(content, kind)})

    def upload_file(self) -> dict[str, Any]:
        """Take a document of at most 5 MB."""
        content = _file_content()
        if not (request.files["file"].filename or "").lower().endswith(FILES):
            raise Refusal(-201, "file is invalid!")
        if len(content) > MOST_FILE:
            raise Refusal(-210)
        return success({"token": self._kept(content, "application/octet-stream")})

    def _kept(self, content: bytes, kind: str) -> str:
        name = request.files["file"].filename or "file"
        stored = self._ledger.media.add(io.BytesIO(content), name=name, media_type=kind)
        return self._office.keep_upload(
            {"digest": stored.digest, "media_type": kind, "name": name, "alt": ""}
        )


def _file_content() -> bytes:
    file = request.files.get("file")
    if file is None:
        raise Refusal(-201, "file is invalid!")
    content: bytes = file.read()
    return content
