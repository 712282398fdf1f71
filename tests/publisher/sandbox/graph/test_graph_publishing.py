"""The stand-in Graph API takes and refuses posts and photos as the service does."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from channels.testing import drawn_picture
from publisher.sandbox.server import ledger_in


class TestPublishing:
    @pytest.mark.parametrize("value", ["True", "False", "yes", ""])
    def test_booleans_of_python_are_refused(self, page, value):
        assert page.refused(page.post(message="a", published=value)) == (100, None)

    @pytest.mark.parametrize("value", ["true", "1"])
    def test_booleans_of_graph_are_taken(self, page, value):
        assert page.post(message="a", published=value).status_code == 200

    def test_an_empty_post_is_refused(self, page):
        assert page.refused(page.post()) == (100, None)

    def test_the_same_words_as_the_last_post_are_refused(self, page):
        page.post(message="a")

        assert page.refused(page.post(message="a")) == (506, None)

    def test_words_may_come_again_after_others(self, page):
        answers = [page.post(message=each).status_code for each in ("a", "b", "a")]

        assert answers == [200, 200, 200]

    @pytest.mark.parametrize(("ahead", "status"), [(60, 400), (1800, 200), (40 * 86_400, 400)])
    def test_facebooks_own_schedule_has_a_window(self, page, ahead, status):
        due = str(int(page.start + ahead))

        answer = page.post(message="a", published="false", scheduled_publish_time=due)

        assert answer.status_code == status
        assert page.publications() == []

    def test_only_unpublished_photos_of_the_page_can_be_attached(self, page):
        mine = page.upload(published="false").json()["id"]
        others = page.upload(page="109", published="false").json()["id"]
        shown = page.upload().json()["id"]

        statuses = [
            page.post(message=each, attached_media=json.dumps([{"media_fbid": each}])).status_code
            for each in (mine, others, shown, "12")
        ]

        assert statuses == [200, 400, 400, 400]

    def test_attached_media_may_come_as_numbered_fields(self, page):
        first, second = (page.upload(published="false").json()["id"] for _ in range(2))
        fields = {
            f"attached_media[{at}]": json.dumps({"media_fbid": each})
            for at, each in ((1, second), (0, first))
        }

        page.post(message="a", **fields)

        assert page.publications()[0].details["photo_ids"] == [first, second]

    def test_photos_already_in_a_post_are_refused(self, page):
        media = json.dumps([{"media_fbid": page.upload(published="false").json()["id"]}])
        page.post(message="a", attached_media=media)

        assert page.refused(page.post(message="b", attached_media=media)) == (100, 1366051)

    def test_an_upload_survives_a_restart(self, fanpage, tmp_path):
        with fanpage(ledger_in(tmp_path)) as before:
            photo = before.upload(published="false").json()["id"]

        with fanpage(ledger_in(tmp_path)) as after:
            answer = after.post(message="a", attached_media=json.dumps([{"media_fbid": photo}]))
            shown = after.shown()

        assert answer.status_code == 200
        assert "/media/" in shown

    def test_numbers_given_before_a_restart_are_not_given_again(self, fanpage, tmp_path):
        with fanpage(ledger_in(tmp_path)) as before:
            given = {before.upload().json()["id"], before.post(message="a").json()["id"].partition("_")[2]}

        with fanpage(ledger_in(tmp_path)) as after:
            new = [after.post(message=each).json()["id"].partition("_")[2] for each in ("b", "c", "d")]

        assert given.isdisjoint(new)

    @pytest.mark.parametrize(
        "content", [b"not a picture", drawn_picture("WEBP", width=8)], ids=["text", "webp"]
    )
    def test_a_photo_of_another_type_is_refused(self, page, content):
        assert page.refused(page.upload(content=content)) == (324, 1366046)

    def test_many_at_once_get_different_numbers(self, page):
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda each: page.post(message=str(each)), range(12)))

        assert len({each.json()["id"] for each in answers}) == 12
        assert len(page.publications()) == 12
