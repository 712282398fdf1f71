"""What every door of the API shares: who speaks, within which scope, and refusals as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from apiflask import HTTPError, HTTPTokenAuth
from flask import Response, g, jsonify
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from content_queue import api_tokens, deputies, rights
from content_queue.communes import NameTaken
from content_queue.deliveries import DeliveryRefused
from content_queue.messages import MessageRefused, Overtaken
from content_queue.models import Commune, User
from content_queue.names import BadName
from content_queue.places import UnknownName
from content_queue.states import NotAllowed
from publisher.english import in_language
from publisher.web import here
from publisher.web.guarding import open_to_anybody
from publisher.web.language import language
from schedules.rules import BadRepeat
from schedules.slots import SlotRefused

View = TypeVar("View", bound=Callable[..., Any])
REFUSALS = (
    BadName,
    BadRepeat,
    DeliveryRefused,
    MessageRefused,
    NameTaken,
    NotAllowed,
    SlotRefused,
    UnknownName,
)
auth = HTTPTokenAuth(scheme="Bearer", description="A token made on one's own account page.")


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """For whom a program acts, and within which scopes."""

    user_id: int
    acts: frozenset[str]
    scopes: frozenset[str]


class Refused(HTTPException):
    """A refusal with its status and one plain sentence for each thing that is wrong."""

    def __init__(self, code: int, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.code, self.sentences = code, sentences


@auth.verify_token  # type: ignore[untyped-decorator]
def speaker_of(token: str) -> Speaker | None:
    """Return who speaks with a token."""
    app, commune = here.app(), here.commune()
    with app.reading(commune) as session:
        row = api_tokens.find(session, token, now=app.clock()) if token else None
        if row is None or row.commune_id != commune.id:
            return None
        found = Speaker(user_id=row.user_id, acts=_acts(session, row.user), scopes=frozenset(row.scopes))
        number, wants_noting = row.id, api_tokens.wants_noting(row, now=app.clock())
    if wants_noting:
        with app.writing(commune) as session:
            session.get_one(type(row), number).used_at = app.clock()
    return found


def _acts(session: Session, user: User) -> frozenset[str]:
    acts = {act for act, roles in rights.MAY.items() if user.role in roles}
    if deputies.may_approve(session, user, now=here.app().clock()):
        acts.add("approve")
    return frozenset(acts)


@auth.error_processor  # type: ignore[arg-type]
def unknown_token(error: HTTPException) -> tuple[Response, int]:
    """Refuse who shows no token, or a wrong one."""
    return jsonify(errors=[_told("Cần khóa API còn hiệu lực.")]), 401


def speaker() -> Speaker:
    """Return for whom this request speaks."""
    found: Any = auth.current_user
    assert isinstance(found, Speaker)
    return found


def needs(scope: str, act: str) -> Callable[[View], View]:
    """Let a program in whose token has a scope and whose person has a right."""

    def guarded(view: View) -> View:
        @wraps(view)
        def within(**given: Any) -> Any:
            if scope not in speaker().scopes or act not in speaker().acts:
                raise Refused(
                    403, f"Khóa này không có quyền “{scope}”, hoặc người dùng không được làm việc này."
                )
            return view(**given)

        return cast(View, open_to_anybody()(within))

    return guarded


@contextmanager
def reading() -> Iterator[tuple[Session, User]]:
    """Give a session that only reads, and the person for whom the program acts."""
    with here.app().reading(here.commune()) as session:
        yield session, session.get_one(User, speaker().user_id)


@contextmanager
def writing() -> Iterator[tuple[Session, User]]:
    """Give a writing session and the person; a refusal becomes its status, and nothing is kept."""
    try:
        with here.app().writing(here.commune()) as session:
            yield session, session.get_one(User, speaker().user_id)
    except Overtaken as refused:
        raise Refused(409, *refused.problems) from None
    except MessageRefused as refused:
        raise Refused(409, *refused.problems) from None
    except REFUSALS as refused:
        raise Refused(409, getattr(refused, "sentence", "") or str(refused)) from None
    except rights.NotPermitted as refused:
        raise Refused(403, str(refused)) from None


def commune(session: Session) -> Commune:
    """Return the commune as a row of a session."""
    return session.get_one(Commune, here.commune().id)


def json_of_error(error: HTTPException) -> tuple[Response, int]:
    """Return an error as JSON: one sentence for each thing that is wrong."""
    code = error.code or 500
    sentences = getattr(error, "sentences", ()) or (OTHERWISE.get(code, OTHERWISE[500]),)
    response = jsonify(errors=[_told(each) for each in sentences])
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response, code


def json_of_fields(error: HTTPError) -> tuple[dict[str, list[str]], int, Any]:
    """Return what is wrong with a request's fields as JSON, field by field."""
    wrong = [
        f"{field}: {told}"
        for fields in (error.detail or {}).values()
        if isinstance(fields, dict)
        for field, told in sorted(fields.items(), key=str)
    ]
    code = error.status_code
    return {"errors": wrong or [_told(OTHERWISE.get(code, OTHERWISE[500]))]}, code, error.headers or {}


OTHERWISE = {
    400: "Yêu cầu không đọc được.",
    404: "Không có thứ này.",
    405: "Địa chỉ này không nhận phương thức ấy.",
    413: "Yêu cầu quá lớn.",
    415: "Hãy gửi JSON.",
    422: "Có trường không hợp lệ.",
    500: "Có lỗi ngoài dự kiến.",
}


def _told(sentence: str) -> str:
    g.setdefault("visitor", None)
    return in_language(sentence, language())
