"""What the stand-in Graph API tells of a page, and the fanpage people see."""

from __future__ import annotations

import json

import pytest

from publisher.sandbox.faults import Fault


class TestReading:
    def publish(self, page, count):
        return [page.post(message=f"tin {each}").json()["id"] for each in range(count)]

    def test_posts_come_newest_first_with_the_asked_fields(self, page):
        ids = self.publish(page, 3)

        found = page.read("108/published_posts", fields="id,message").json()["data"]

        assert [each["id"] for each in found] == ids[::-1]
        assert set(found[0]) == {"id", "message"}

    def test_an_unknown_field_is_refused(self, page):
        self.publish(page, 1)

        assert page.refused(page.read("108/published_posts", fields="id,colour")) == (100, None)

    def test_cursors_lead_through_all_posts_once(self, page):
        ids = self.publish(page, 5)

        seen, after = [], None
        while True:
            found = page.read("108/published_posts", limit=2, **({"after": after} if after else {})).json()
            seen += [each["id"] for each in found["data"]]
            if "next" not in found["paging"]:
                break
            after = found["paging"]["cursors"]["after"]

        assert seen == ids[::-1]

    def test_since_leaves_older_posts_out(self, page):
        self.publish(page, 2)

        later = page.read("108/published_posts", since=str(int(page.start) + 10_000)).json()

        assert later == {"data": []}

    def test_a_hidden_post_shows_when_its_time_comes(self, page, sandbox):
        sandbox.misbehave(Fault(path="/feed", hide_calls=1))
        self.publish(page, 1)

        counts = [len(page.read("108/published_posts").json()["data"]) for _ in range(2)]

        assert counts == [0, 1]

    def test_a_withdrawn_post_is_gone(self, page):
        (post_id,) = self.publish(page, 1)
        page.call("DELETE", post_id, params=page.token)

        assert page.refused(page.read(post_id)) == (100, 33)
        assert page.read("108/published_posts").json()["data"] == []

    def test_an_edited_post_shows_its_new_words(self, page):
        (post_id,) = self.publish(page, 1)
        page.post(post_id, message="tin sửa")

        assert page.read(post_id).json()["message"] == "tin sửa"
        assert "đã sửa" in page.shown()

    @pytest.mark.parametrize(
        ("metric", "answer"),
        [
            ("post_impressions", (100, None)),
            ("post_clicks,post_impressions", (100, None)),
            ("", (3001, 1504028)),
        ],
    )
    def test_dead_metrics_fail_the_whole_question(self, page, metric, answer):
        (post_id,) = self.publish(page, 1)

        assert page.refused(page.read(f"{post_id}/insights", metric=metric)) == answer

    def test_usage_is_told_once_there_is_use(self, page, graph):
        graph.page("108").usage = {"call_count": 97}

        header = page.read("108").headers["X-Business-Use-Case-Usage"]

        assert json.loads(header) == {"108": [{"type": "pages", "call_count": 97}]}

    def test_a_dead_token_can_be_asked_about(self, page, graph):
        graph.configure("108", token="tok", app_id="9", app_secret="key", dead=(190, 460))

        answer = page.call(
            "GET", "debug_token", params={"input_token": "tok", "access_token": "9|key"}
        ).json()

        assert answer["data"]["is_valid"] is False
        assert answer["data"]["error"]["subcode"] == 460


class TestFanpage:
    def test_it_shows_words_links_and_photos_newest_above(self, page):
        page.post(message="Tin thứ nhất", link="https://phutrung.example.vn/1")
        page.upload(caption="Tin có ảnh", alt_text_custom="Bà con họp thôn")

        shown = page.shown()

        assert shown.index("Tin có ảnh") < shown.index("Tin thứ nhất")
        assert 'alt="Bà con họp thôn"' in shown
        assert 'href="https://phutrung.example.vn/1"' in shown

    def test_its_photos_are_served(self, page):
        page.upload(caption="Tin có ảnh")
        digest = page.publications()[0].details["media"][0]["digest"]

        answer = page.media(digest)

        assert answer.headers["Content-Type"] == "image/png"
        assert answer.content == page.picture

    def test_it_asks_nothing_of_another_host(self, page):
        page.post(message="Tin thứ nhất")

        shown = page.shown()

        assert "http" not in shown
