"""The OpenAPI document tells the truth: whatever a program asks for, every answer is as described."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from content_queue import api_tokens
from content_queue.models import User
from publisher.testing import Village
from publisher.web import create_app
from publisher.web.testing import full_day, furnish

DOORS = 25


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    village = furnish(Village.settle(tmp_path_factory.mktemp("nhà xã")))
    full_day(village)
    yield village
    village.app.engine.dispose()


@pytest.fixture(scope="module")
def tokens(furnished):
    with furnished.app.writing(furnished.commune) as session:
        people = {each.role: each for each in session.query(User)}
        return [
            api_tokens.make(session, user, "thử", api_tokens.SCOPES, actor=user, now=furnished.clock())
            for role, user in people.items()
            if role in {"admin", "approver", "editor"}
        ]


CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_as_described(furnished, tokens, mode):
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_app(furnished.app))
    doors = [each.ok() for each in described.get_all_operations()]

    for door in doors:
        call(door, mode, tokens)

    assert len(doors) == DOORS


def call(door, mode, tokens):
    """Call one door with many requests, as described or not, for everybody who has a token."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=door.as_strategy(generation_mode=mode))
    def called(case):
        for token in tokens:
            case.headers["Authorization"] = f"Bearer {token}"
            case.call_and_validate(checks=CHECKS)

    try:
        called()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # a door that takes nothing can't be asked wrongly
