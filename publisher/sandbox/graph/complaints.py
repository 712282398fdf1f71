"""Graph's error answers, as its error-handling guide shows them."""

from __future__ import annotations

from typing import Any

LIVING = tuple(f"v{number}.0" for number in range(21, 27))


class Complaint(Exception):
    """One error answer: code, subcode and words."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        status: int = 400,
        type: str = "OAuthException",
        user_message: str = "",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.subcode = subcode
        self.status = status
        self.type = type
        self.user_message = user_message

    def document(self) -> dict[str, Any]:
        """Return the JSON body of the answer."""
        error: dict[str, Any] = {"message": self.message, "type": self.type, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.user_message:
            error["error_user_msg"] = self.user_message
        return {"error": {**error, "is_transient": self.code in {1, 2}, "fbtrace_id": "AsandboxTrace"}}


def error_body(
    code: int, subcode: int | None = None, message: str = "Refused by the plan of faults"
) -> dict[str, Any]:
    """Return an error body for a planned Fault."""
    return Complaint(code, message, subcode=subcode).document()


def invalid(message: str) -> Complaint:
    """Return the complaint about a parameter."""
    return Complaint(100, f"(#100) {message}")


def missing(name: str) -> Complaint:
    """Return the complaint about an object that is not there or not visible."""
    words = "does not exist, cannot be loaded due to missing permissions, or does not support this operation"
    return Complaint(100, f"Unsupported request. Object with ID '{name}' {words}", subcode=33)


def unknown_path(path: str) -> Complaint:
    """Return the complaint about an address nobody serves."""
    return Complaint(2500, f"Unknown path components: {path}")
