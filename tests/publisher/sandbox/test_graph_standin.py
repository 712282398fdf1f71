"""The stand-in Graph API is as strict as the service it stands for."""

from __future__ import annotations

import hashlib
import hmac
import io
import itertools
import json

import pytest
import requests
from PIL import Image

from publisher.sandbox.faults import Fault
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import ledger_in, running

START = 1_795_515_200.0
TOKEN = {"access_token": "tok"}


@pytest.fixture
def sandbox():
    seconds = itertools.count(START)
    with running(Ledger(None), clock=lambda: float(next(seconds))) as started:
        yield started


@pytest.fixture
def graph(sandbox):
    return sandbox.app.extensions["graph"]


def call(sandbox, method, path, *, version="v26.0", **options):
    return requests.request(method, f"{sandbox.url}/graph/{version}/{path}", timeout=5, **options)


def post(sandbox, path="108/feed", **fields):
    return call(sandbox, "POST", path, data={**TOKEN, **fields})


def read(sandbox, path, **params):
    return call(sandbox, "GET", path, params={**TOKEN, **params})


def picture(kind="PNG", size=(8, 8)):
    target = io.BytesIO()
    Image.new("RGB", size, "#0a6c74").save(target, kind)
    return target.getvalue()


def upload(sandbox, page="108", content=None, **fields):
    files = {"source": ("anh.png", content or picture())}
    return call(sandbox, "POST", f"{page}/photos", data={**TOKEN, **fields}, files=files)


def refused(answer):
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode")


class TestAdmission:
    @pytest.mark.parametrize("version", ["v21.0", "v26.0"])
    def test_living_versions_answer_and_say_so(self, sandbox, version):
        answer = call(sandbox, "GET", "108", version=version, params=TOKEN)

        assert answer.status_code == 200
        assert answer.headers["facebook-api-version"] == version

    def test_an_ended_version_is_served_as_the_oldest_living(self, sandbox):
        assert call(sandbox, "GET", "108", version="v3.1", params=TOKEN).headers["facebook-api-version"] == (
            "v21.0"
        )

    @pytest.mark.parametrize("version", ["v27.0", "v26", "108"])
    def test_a_version_that_never_was_is_refused(self, sandbox, version):
        assert refused(call(sandbox, "GET", "108", version=version, params=TOKEN)) == (2500, None)

    def test_a_call_without_token_is_refused(self, sandbox):
        assert refused(call(sandbox, "GET", "108")) == (104, None)

    def test_a_page_keeps_the_first_token_it_sees(self, sandbox):
        read(sandbox, "108")

        other = call(sandbox, "GET", "108", headers={"Authorization": "Bearer other"})

        assert refused(other) == (190, 467)

    def test_a_dead_token_says_why(self, sandbox, graph):
        graph.configure("108", dead=(190, 463))

        assert refused(post(sandbox, message="a")) == (190, 463)

    def test_a_secret_asks_for_its_proof(self, sandbox, graph):
        graph.configure("108", token="tok", app_secret="key")
        proof = hmac.new(b"key", b"tok", hashlib.sha256).hexdigest()

        answers = [
            post(sandbox, message="a", **extra)
            for extra in ({}, {"appsecret_proof": "0"}, {"appsecret_proof": proof})
        ]

        assert [each.status_code for each in answers] == [400, 400, 200]


class TestPublishing:
    @pytest.mark.parametrize("value", ["True", "False", "yes", ""])
    def test_booleans_of_python_are_refused(self, sandbox, value):
        assert refused(post(sandbox, message="a", published=value)) == (100, None)

    @pytest.mark.parametrize("value", ["true", "1"])
    def test_booleans_of_graph_are_taken(self, sandbox, value):
        assert post(sandbox, message="a", published=value).status_code == 200

    def test_an_empty_post_is_refused(self, sandbox):
        assert refused(post(sandbox)) == (100, None)

    def test_the_same_words_as_the_last_post_are_refused(self, sandbox):
        post(sandbox, message="a")

        assert refused(post(sandbox, message="a")) == (506, None)

    def test_words_may_come_again_after_others(self, sandbox):
        answers = [post(sandbox, message=each).status_code for each in ("a", "b", "a")]

        assert answers == [200, 200, 200]

    @pytest.mark.parametrize(("ahead", "status"), [(60, 400), (1800, 200), (40 * 86_400, 400)])
    def test_facebooks_own_schedule_has_a_window(self, sandbox, ahead, status):
        due = str(int(START + ahead))

        answer = post(sandbox, message="a", published="false", scheduled_publish_time=due)

        assert answer.status_code == status
        assert sandbox.ledger.publications() == []

    def test_only_unpublished_photos_of_the_page_can_be_attached(self, sandbox):
        mine = upload(sandbox, published="false").json()["id"]
        others = upload(sandbox, page="109", published="false").json()["id"]
        shown = upload(sandbox).json()["id"]

        statuses = [
            post(sandbox, message=each, attached_media=json.dumps([{"media_fbid": each}])).status_code
            for each in (mine, others, shown, "12")
        ]

        assert statuses == [200, 400, 400, 400]

    def test_attached_media_may_come_as_numbered_fields(self, sandbox):
        first, second = (upload(sandbox, published="false").json()["id"] for _ in range(2))
        fields = {
            f"attached_media[{at}]": json.dumps({"media_fbid": each})
            for at, each in ((1, second), (0, first))
        }

        post(sandbox, message="a", **fields)

        assert sandbox.ledger.publications()[0].details["photo_ids"] == [first, second]

    def test_photos_already_in_a_post_are_refused(self, sandbox):
        media = json.dumps([{"media_fbid": upload(sandbox, published="false").json()["id"]}])
        post(sandbox, message="a", attached_media=media)

        assert refused(post(sandbox, message="b", attached_media=media)) == (100, 1366051)

    def test_an_upload_survives_a_restart(self, tmp_path):
        with running(ledger_in(tmp_path)) as before:
            photo = upload(before, published="false").json()["id"]

        with running(ledger_in(tmp_path)) as after:
            answer = post(after, message="a", attached_media=json.dumps([{"media_fbid": photo}]))
            shown = requests.get(f"{after.url}/fanpage/108", timeout=5).text

        assert answer.status_code == 200
        assert "/media/" in shown

    def test_numbers_given_before_a_restart_are_not_given_again(self, tmp_path):
        with running(ledger_in(tmp_path)) as before:
            given = {upload(before).json()["id"], post(before, message="a").json()["id"].partition("_")[2]}

        with running(ledger_in(tmp_path)) as after:
            new = [post(after, message=each).json()["id"].partition("_")[2] for each in ("b", "c", "d")]

        assert given.isdisjoint(new)

    @pytest.mark.parametrize("content", [b"not a picture", picture("WEBP")], ids=["text", "webp"])
    def test_a_photo_of_another_type_is_refused(self, sandbox, content):
        assert refused(upload(sandbox, content=content)) == (324, 1366046)

    def test_many_at_once_get_different_numbers(self, sandbox):
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda each: post(sandbox, message=str(each)), range(12)))

        assert len({each.json()["id"] for each in answers}) == 12
        assert len(sandbox.ledger.publications()) == 12


class TestReading:
    def publish(self, sandbox, count):
        return [post(sandbox, message=f"tin {each}").json()["id"] for each in range(count)]

    def test_posts_come_newest_first_with_the_asked_fields(self, sandbox):
        ids = self.publish(sandbox, 3)

        found = read(sandbox, "108/published_posts", fields="id,message").json()["data"]

        assert [each["id"] for each in found] == ids[::-1]
        assert set(found[0]) == {"id", "message"}

    def test_an_unknown_field_is_refused(self, sandbox):
        self.publish(sandbox, 1)

        assert refused(read(sandbox, "108/published_posts", fields="id,colour")) == (100, None)

    def test_cursors_lead_through_all_posts_once(self, sandbox):
        ids = self.publish(sandbox, 5)

        seen, after = [], None
        while True:
            page = read(sandbox, "108/published_posts", limit=2, **({"after": after} if after else {})).json()
            seen += [each["id"] for each in page["data"]]
            if "next" not in page["paging"]:
                break
            after = page["paging"]["cursors"]["after"]

        assert seen == ids[::-1]

    def test_since_leaves_older_posts_out(self, sandbox):
        self.publish(sandbox, 2)

        later = read(sandbox, "108/published_posts", since=str(int(START) + 10_000)).json()

        assert later == {"data": []}

    def test_a_hidden_post_shows_when_its_time_comes(self, sandbox):
        sandbox.misbehave(Fault(path="/feed", hide_calls=1))
        self.publish(sandbox, 1)

        counts = [len(read(sandbox, "108/published_posts").json()["data"]) for _ in range(2)]

        assert counts == [0, 1]

    def test_a_withdrawn_post_is_gone(self, sandbox):
        (post_id,) = self.publish(sandbox, 1)
        call(sandbox, "DELETE", post_id, params=TOKEN)

        assert refused(read(sandbox, post_id)) == (100, 33)
        assert read(sandbox, "108/published_posts").json()["data"] == []

    def test_an_edited_post_shows_its_new_words(self, sandbox):
        (post_id,) = self.publish(sandbox, 1)
        post(sandbox, post_id, message="tin sửa")

        assert read(sandbox, post_id).json()["message"] == "tin sửa"
        assert "đã sửa" in requests.get(f"{sandbox.url}/fanpage/108", timeout=5).text

    @pytest.mark.parametrize(
        ("metric", "answer"),
        [
            ("post_impressions", (100, None)),
            ("post_clicks,post_impressions", (100, None)),
            ("", (3001, 1504028)),
        ],
    )
    def test_dead_metrics_fail_the_whole_question(self, sandbox, metric, answer):
        (post_id,) = self.publish(sandbox, 1)

        assert refused(read(sandbox, f"{post_id}/insights", metric=metric)) == answer

    def test_usage_is_told_once_there_is_use(self, sandbox, graph):
        graph.page("108").usage = {"call_count": 97}

        header = read(sandbox, "108").headers["X-Business-Use-Case-Usage"]

        assert json.loads(header) == {"108": [{"type": "pages", "call_count": 97}]}

    def test_a_dead_token_can_be_asked_about(self, sandbox, graph):
        graph.configure("108", token="tok", app_id="9", app_secret="key", dead=(190, 460))

        answer = call(
            sandbox, "GET", "debug_token", params={"input_token": "tok", "access_token": "9|key"}
        ).json()

        assert answer["data"]["is_valid"] is False
        assert answer["data"]["error"]["subcode"] == 460


class TestFanpage:
    def test_it_shows_words_links_and_photos_newest_above(self, sandbox):
        post(sandbox, message="Tin thứ nhất", link="https://phutrung.example.vn/1")
        upload(sandbox, caption="Tin có ảnh", alt_text_custom="Bà con họp thôn")

        page = requests.get(f"{sandbox.url}/fanpage/108", timeout=5).text

        assert page.index("Tin có ảnh") < page.index("Tin thứ nhất")
        assert 'alt="Bà con họp thôn"' in page
        assert 'href="https://phutrung.example.vn/1"' in page

    def test_its_photos_are_served(self, sandbox):
        upload(sandbox, caption="Tin có ảnh")
        digest = sandbox.ledger.publications()[0].details["media"][0]["digest"]

        answer = requests.get(f"{sandbox.url}/media/{digest}", timeout=5)

        assert answer.headers["Content-Type"] == "image/png"
        assert answer.content == picture()

    def test_it_asks_nothing_of_another_host(self, sandbox):
        post(sandbox, message="Tin thứ nhất")

        page = requests.get(f"{sandbox.url}/fanpage/108", timeout=5).text

        assert "http" not in page
