"""What a post becomes on a site: each test holds for the stand-in and for a real WordPress alike."""

from __future__ import annotations

import io
import itertools

import lameenc
import pytest

from channels.base import ContentRejected, NotAuthorized, Rendition
from channels.http import call
from channels.testing import (
    MemoryProgress,
    drawn_picture,
    sample_content,
    sample_facts,
    stored_image,
)
from channels.wordpress.body import slug_of
from channels.wordpress.errors import code_of, error_in

numbers = itertools.count(1)


@pytest.fixture
def key():
    """A code no other test has used: the real site keeps what was posted."""
    return f"PT-2026-{next(numbers):04}"


def send(channel, content, **facts):
    rendition = channel.render(content)
    key = content.reference
    return rendition, channel.send(rendition, key=key, facts=sample_facts(**facts), progress=MemoryProgress())


def silence():
    """Return half a second of nothing as MP3: the real site looks into the file."""
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.silence()
    return bytes(encoder.encode(bytes(44_100)) + encoder.flush())


def post_of(site, receipt):
    return site.rest().get("posts", slug=receipt.details["slug"], status="any", context="edit").data[0]


def test_a_ready_site_has_no_problem(site, tmp_path):
    assert list(site.channel(tmp_path).check()) == []


def test_a_post_is_public_at_its_own_slug_in_its_categories(site, tmp_path, key):
    channel = site.channel(tmp_path, topics=("health=y-te",), tags=("Thông tin xã",))

    _, receipt = send(channel, sample_content(reference=key))

    post = post_of(site, receipt)
    assert (post["slug"], post["status"]) == (slug_of(key), "publish")
    assert len(post["categories"]) == 2
    assert len(post["tags"]) == 1
    assert channel.hidden_because(receipt) is None


def test_the_sealed_words_stand_in_the_post_as_they_are(site, tmp_path, key):
    body = "Bà con **chú ý** & giữ gìn.\n\n| Ngày | Thôn |\n|---|---|\n| 25/11 | Phú Tân |\n\n- một\n- hai"

    rendition, receipt = send(site.channel(tmp_path), sample_content(reference=key, body=body))

    assert rendition.parts[0] in post_of(site, receipt)["content"]["raw"]


def test_pictures_and_the_spoken_twin_go_up_with_the_post(site, tmp_path, key):
    channel = site.channel(tmp_path)
    images = (stored_image(channel.supplies), stored_image(channel.supplies, width=320))
    sound = channel.supplies.files.add(io.BytesIO(silence()), name="tin.mp3", media_type="audio/mpeg")
    spoken = Rendition(medium="loudspeaker", title="", parts=("",), files=(sound,))

    _, receipt = send(channel, sample_content(reference=key, images=images), spoken=spoken)

    post = post_of(site, receipt)
    assert post["featured_media"]
    assert "Ảnh minh họa" in post["content"]["raw"]
    assert "<audio controls" in post["content"]["raw"]
    [media] = site.rest().get("media", slug=f"{slug_of(key)}-anh-1").data
    assert media["alt_text"] == "Ảnh minh họa"


def test_documents_go_up_with_the_post_and_are_linked_by_name(site, tmp_path, key):
    channel = site.channel(tmp_path)
    document = channel.supplies.files.add(
        io.BytesIO(b"%PDF-1.4 gi\xe1\xba\xa5y m\xe1\xbb\x9di"),
        name="Giấy mời.pdf",
        media_type="application/pdf",
    )

    _, receipt = send(channel, sample_content(reference=key, attachments=(document,)))

    content = post_of(site, receipt)["content"]["raw"]
    [media] = site.rest().get("media", slug=f"{slug_of(key)}-tep-1").data
    assert f'Tài liệu kèm theo: <a href="{media["source_url"]}">Giấy mời.pdf</a>' in content


def test_a_picture_bigger_than_the_server_takes_is_made_smaller(site, tmp_path, key):
    channel = site.channel(tmp_path, max_upload=0.02)
    picture = io.BytesIO(drawn_picture("BMP", width=900))
    image = channel.supplies.files.add(picture, name="to.bmp", media_type="image/png")

    _, receipt = send(channel, sample_content(reference=key, images=(image,)))

    assert post_of(site, receipt)["featured_media"]


def test_the_occurrences_of_a_message_share_one_post(site, tmp_path, key):
    channel = site.channel(tmp_path)
    content = sample_content(reference=key)
    _, first = send(channel, content)

    second = channel.send(
        channel.render(content), key=f"{key}/02", facts=sample_facts(), progress=MemoryProgress()
    )

    assert second.external_id == first.external_id


def test_what_was_sent_is_found_and_what_was_not_is_not(site, tmp_path, key):
    channel = site.channel(tmp_path)
    rendition, receipt = send(channel, sample_content(reference=key))
    since = sample_facts().published_at

    assert channel.find(rendition, key=key, since=since).external_id == receipt.external_id
    assert channel.find(rendition, key=f"{key}9", since=since) is None


def test_a_media_file_of_the_posts_slug_does_not_make_a_second_post(site, tmp_path, key):
    channel = site.channel(tmp_path)
    site.rest().upload(f"{slug_of(key)}.png", drawn_picture(), "image/png")

    rendition, receipt = send(channel, sample_content(reference=key))
    again = channel.send(rendition, key=key, facts=sample_facts(), progress=MemoryProgress())

    assert again.external_id == receipt.external_id


def test_an_upload_in_doubt_is_looked_for_before_it_is_repeated(site, tmp_path, key):
    channel = site.channel(tmp_path)
    content = sample_content(reference=key, images=(stored_image(channel.supplies),))
    rest = site.rest()
    rest.upload("x.png", drawn_picture(), "image/png", slug=f"{slug_of(key)}-anh-1")
    progress = MemoryProgress()
    progress.begin("anh-1")

    channel.send(channel.render(content), key=key, facts=sample_facts(), progress=progress)

    wanted = ",".join(f"{slug_of(key)}-anh-1{suffix}" for suffix in ("", "-2"))
    assert len(rest.get("media", slug=wanted).data) == 1


def test_a_correction_stands_at_the_same_address_with_its_notice_and_pictures(site, tmp_path, key):
    channel = site.channel(tmp_path, featured=False)
    content = sample_content(reference=key, images=(stored_image(channel.supplies),))
    rendition, receipt = send(channel, content)

    corrected = channel.correct(
        receipt, rendition, key=key, facts=sample_facts(notice="Tin này đã được đính chính ngày 25/11/2026.")
    )

    raw = post_of(site, corrected)["content"]["raw"]
    assert (corrected.external_id, corrected.url) == (receipt.external_id, receipt.url)
    assert "đã được đính chính" in raw
    assert rendition.parts[0] in raw
    assert "<img" in raw


def test_a_withdrawn_post_and_its_pictures_leave_the_site(site, tmp_path, key):
    channel = site.channel(tmp_path)
    content = sample_content(reference=key, images=(stored_image(channel.supplies),))
    rendition, receipt = send(channel, content)

    channel.retract(receipt)
    channel.retract(receipt)

    assert channel.find(rendition, key=key, since=sample_facts().published_at) is None
    assert site.rest().get("media", slug=f"{slug_of(key)}-anh-1").data == []
    assert call("GET", receipt.url).status == 404


def test_a_category_the_site_has_not_is_told_and_nothing_goes_up(site, tmp_path, key):
    channel = site.channel(tmp_path, categories=("khong-co",))

    with pytest.raises(NotAuthorized, match="không có chuyên mục “khong-co”"):
        send(channel, sample_content(reference=key))

    assert "không có chuyên mục" in channel.check()[0]


@pytest.mark.parametrize("role", ["contributor", "subscriber"])
def test_a_role_that_may_not_publish_is_told_with_the_remedy(site, tmp_path, key, role):
    channel = site.channel(tmp_path, role)

    assert "vai trò Tác giả" in " ".join(channel.check())
    with pytest.raises(NotAuthorized, match="vai trò Tác giả"):
        send(channel, sample_content(reference=key))


def test_a_wrong_application_password_is_told_with_the_remedy(site, tmp_path, key):
    channel = site.channel(tmp_path, password="sai sai sai")

    assert "Mật khẩu ứng dụng" in channel.check()[0]
    with pytest.raises(NotAuthorized, match="Mật khẩu ứng dụng"):
        send(channel, sample_content(reference=key))


def test_a_file_that_can_not_be_made_small_enough_is_refused(site, tmp_path, key):
    channel = site.channel(tmp_path)
    sound = channel.supplies.files.add(io.BytesIO(bytes(2_500_000)), name="a.mp3", media_type="audio/mpeg")
    spoken = Rendition(medium="loudspeaker", title="", parts=("",), files=(sound,))

    with pytest.raises(ContentRejected, match="upload_max_filesize"):
        send(channel, sample_content(reference=key), spoken=spoken)


def test_decomposed_words_get_a_plain_slug(site, tmp_path, key):
    import unicodedata

    title = unicodedata.normalize("NFD", "Thông báo lịch tiêm chủng")

    _, receipt = send(site.channel(tmp_path), sample_content(reference=key, title=title))

    assert "%" not in receipt.url


def test_a_site_without_pretty_links_is_reached_too(site, tmp_path, key):
    _, receipt = send(site.channel(tmp_path, plain_links=True), sample_content(reference=key))

    assert post_of(site, receipt)["status"] == "publish"


ANSWERS = {  # what is asked → status and code, on both
    "unknown route": ("GET", "khong-co", {}, (404, "rest_no_route")),
    "nothing to store": ("POST", "posts", {"json": {"status": "publish"}}, (400, "empty_content")),
    "bad status": ("POST", "posts", {"json": {"title": "x", "status": "sai"}}, (400, "rest_invalid_param")),
    "unknown post": ("POST", "posts/999999", {"json": {"title": "x"}}, (404, "rest_post_invalid_id")),
    "a category by an author": ("POST", "categories", {"json": {"name": "Mới"}}, (403, "rest_cannot_create")),
    "an executable": (
        "POST",
        "media",
        {"files": {"file": ("x.exe", b"MZ", "application/octet-stream")}},
        (500, "rest_upload_unknown_error"),
    ),
    "no file": ("POST", "media", {}, (400, "rest_upload_no_data")),
    "broken JSON": (
        "POST",
        "posts",
        {"data": "{", "headers": {"Content-Type": "application/json"}},
        (400, "rest_invalid_json"),
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_stand_in_refuses_as_the_real_one_does(site, name):
    method, path, given, expected = ANSWERS[name]
    rest = site.rest()
    headers = {"Authorization": f"Basic {rest._credential()}", **given.get("headers", {})}

    answer = call(method, rest._url(path, {}), **{**given, "headers": headers})

    assert (answer.status, code_of(answer)) == expected
    assert error_in(answer, creates=True) is not None
