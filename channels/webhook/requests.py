"""The requests to a portal: one that publishes, one that looks, those that change and remove."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from channels import http
from channels.base import NotAuthorized, OutcomeUnknown, Receipt
from channels.http import Answer
from channels.text import mentions
from channels.webhook.answers import Expected, at
from channels.webhook.proofs import Proof
from channels.webhook.templates import TemplateWrong, address, fields, is_json

GONE = frozenset({404, 410})


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A portal as its settings describe it."""

    url: str
    method: str
    template: str
    proof: Proof = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    expected: Expected
    id_path: str
    url_path: str
    page_url: str
    read_back: str
    found_path: str
    correct_url: str
    retract_url: str
    retract_method: str
    timeout: float

    def publish(self, values: Mapping[str, Any]) -> Receipt:
        """Make the request; when only the clocks disagree, once more by the portal's own."""
        answer = self._written(self.method, self.url, values, creates=True, ahead=timedelta())
        if self.expected.is_to_repeat(answer) and answer.said_at and answer.heard_at:
            ahead = answer.said_at - answer.heard_at
            answer = self._written(self.method, self.url, values, creates=True, ahead=ahead)
        if error := self.expected.error_in(answer):
            raise error
        return self._receipt(answer, values)

    def look(self, reference: str) -> Receipt | None:
        """Ask the read-back address; None when the portal says that there is nothing."""
        answer = self.read(reference)
        if answer.status in GONE:
            return None
        if error := Expected(statuses=(200,)).error_in(answer):
            raise error
        if not mentions(answer.text, reference):
            return None
        found = at(answer.data, self.found_path or self.id_path)  # its answer may be shaped otherwise
        return self._receipt(answer, {"reference": reference, "id": ""}, number=found or reference)

    def read(self, reference: str) -> Answer:
        """Return what the read-back address answers for a reference."""
        return self._call("GET", self._address(self.read_back, {"reference": reference, "id": ""}))

    def change(self, old: Receipt, values: Mapping[str, Any]) -> Receipt:
        """Send the whole message again to the address for changes."""
        named = {**values, "id": old.external_id}
        answer = self._written("POST", self._address(self.correct_url, named), named, creates=False)
        if error := self.expected.error_in(answer):
            raise error
        return Receipt(external_id=old.external_id, url=old.url, details=old.details)

    def remove(self, old: Receipt) -> None:
        """Call the address for removals."""
        named = {"id": old.external_id, "reference": old.details.get("reference", "")}
        answer = self._call(self.retract_method, self._address(self.retract_url, named))
        if answer.status in GONE or answer.status == 204:
            return
        if error := self.expected.error_in(answer):
            raise error

    def _written(
        self,
        method: str,
        url: str,
        values: Mapping[str, Any],
        *,
        creates: bool,
        ahead: timedelta | None = None,
    ) -> Answer:
        now = http.machine_time() + (ahead or timedelta())
        body, kind = self._body(values, now)
        headers = {
            "Content-Type": kind,
            "Idempotency-Key": str(values["reference"]),
            **self.proof.headers(body, now),
        }
        return self._call(method, url, creates=creates, data=body, headers=headers)

    def _body(self, values: Mapping[str, Any], now: datetime) -> tuple[bytes, str]:
        from urllib.parse import urlencode

        try:
            written = fields(self.template, values)
        except TemplateWrong as wrong:
            raise NotAuthorized(f"{wrong} Quản trị viên sửa cài đặt template.", code="template") from None
        added = self.proof.fields(now.astimezone(UTC))
        if is_json(self.template):
            document = json.dumps({**written, **added}, ensure_ascii=False)
            return document.encode("utf-8"), "application/json; charset=utf-8"
        return urlencode({**written, **added}).encode("ascii"), "application/x-www-form-urlencoded"

    def _call(self, method: str, url: str, *, creates: bool = False, **options: Any) -> Answer:
        headers = {"Accept": "application/json", **self.headers, **options.pop("headers", {})}
        timeout = (http.CONNECT_SECONDS, self.timeout)
        return http.call(method, url, creates=creates, timeout=timeout, headers=headers, **options)

    def _address(self, template: str, values: Mapping[str, Any]) -> str:
        try:
            return address(template, values)
        except TemplateWrong as wrong:
            raise NotAuthorized(f"{wrong} Quản trị viên sửa cài đặt của kênh.", code="template") from None

    def _receipt(self, answer: Answer, values: Mapping[str, Any], number: Any = None) -> Receipt:
        """Read id and address; an answer without the id that is due leaves the outcome open."""
        found = number or (at(answer.data, self.id_path) if self.id_path else values["reference"])
        if found in (None, ""):
            raise OutcomeUnknown(
                "Cổng nhận tin mà không cho mã bài; chưa biết đã đăng hay chưa.", code="no-id"
            )
        named = {**values, "id": str(found)}
        url = str(at(answer.data, self.url_path) or "") if self.url_path else ""
        url = url or (self._address(self.page_url, named) if self.page_url else "")
        return Receipt(external_id=str(found), url=url, details={"reference": str(values["reference"])})
