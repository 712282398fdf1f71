"""The stand-in Graph API admits as strictly as the service: versions, tokens, proofs."""

from __future__ import annotations

import hashlib
import hmac

import pytest


class TestAdmission:
    @pytest.mark.parametrize("version", ["v21.0", "v26.0"])
    def test_living_versions_answer_and_say_so(self, page, version):
        answer = page.call("GET", "108", version=version, params=page.token)

        assert answer.status_code == 200
        assert answer.headers["facebook-api-version"] == version

    def test_an_ended_version_is_served_as_the_oldest_living(self, page):
        assert page.call("GET", "108", version="v3.1", params=page.token).headers["facebook-api-version"] == (
            "v21.0"
        )

    @pytest.mark.parametrize("version", ["v27.0", "v26", "108"])
    def test_a_version_that_never_was_is_refused(self, page, version):
        assert page.refused(page.call("GET", "108", version=version, params=page.token)) == (2500, None)

    def test_a_call_without_token_is_refused(self, page):
        assert page.refused(page.call("GET", "108")) == (104, None)

    def test_a_page_keeps_the_first_token_it_sees(self, page):
        page.read("108")

        other = page.call("GET", "108", headers={"Authorization": "Bearer other"})

        assert page.refused(other) == (190, 467)

    def test_a_dead_token_says_why(self, page, graph):
        graph.configure("108", dead=(190, 463))

        assert page.refused(page.post(message="a")) == (190, 463)

    def test_a_secret_asks_for_its_proof(self, page, graph):
        graph.configure("108", token="tok", app_secret="key")
        proof = hmac.new(b"key", b"tok", hashlib.sha256).hexdigest()

        answers = [
            page.post(message="a", **extra)
            for extra in ({}, {"appsecret_proof": "0"}, {"appsecret_proof": proof})
        ]

        assert [each.status_code for each in answers] == [400, 400, 200]
