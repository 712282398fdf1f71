"""Pictures are made small enough for Zalo right before sending."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from channels.base import ChannelUnavailable, ContentRejected, StoredFile
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts, stored_image, supplies_in
from channels.zalo.picture import LIMIT, fitted
from publisher.sandbox.faults import Fault


@pytest.fixture
def supplies(tmp_path):
    return supplies_in(tmp_path)


def noise(width, height, mode="RGB"):
    return Image.frombytes(mode, (width, height), random.Random(57).randbytes(width * height * len(mode)))


def kept(supplies, picture, kind, **options):
    content = io.BytesIO()
    picture.save(content, kind, **options)
    content.seek(0)
    return supplies.files.add(content, name=f"anh.{kind.lower()}", media_type=f"image/{kind.lower()}")


def opened(content):
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def test_a_small_png_goes_byte_for_byte(supplies):
    file = stored_image(supplies)

    content, media_type = fitted(file, supplies.files)

    assert media_type == "image/png"
    assert content == supplies.files.path(file.digest).read_bytes()


@pytest.mark.parametrize(
    ("kind", "size"), [("JPEG", (3000, 2000)), ("PNG", (1500, 1000)), ("BMP", (900, 700))]
)
def test_a_big_picture_becomes_a_jpeg_within_the_limit_and_keeps_its_shape(supplies, kind, size):
    file = kept(supplies, noise(*size), kind)

    content, media_type = fitted(file, supplies.files)

    made = opened(content)
    assert (made.format, media_type) == ("JPEG", "image/jpeg")
    assert len(content) <= LIMIT
    assert made.width / made.height == pytest.approx(1.5 if kind != "BMP" else 9 / 7, rel=0.01)


def test_a_kind_zalo_does_not_take_is_converted(supplies):
    file = kept(supplies, Image.new("RGB", (40, 40), "red"), "WEBP")

    assert opened(fitted(file, supplies.files)[0]).format == "JPEG"


def test_what_is_transparent_becomes_white(supplies):
    file = kept(supplies, Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "GIF")

    assert min(opened(fitted(file, supplies.files)[0]).getpixel((20, 20))) > 250


def test_a_picture_taken_sideways_stands_upright(supplies):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by 90°
    file = kept(supplies, noise(2400, 1600), "JPEG", exif=exif, quality=95)

    made = opened(fitted(file, supplies.files)[0])

    assert made.height > made.width


def test_what_is_no_picture_is_refused_with_its_name(supplies):
    file = supplies.files.add(io.BytesIO(b"khong phai anh"), name="so-do.png", media_type="image/png")

    with pytest.raises(ContentRejected, match=r"so-do\.png"):
        fitted(file, supplies.files)


def test_a_picture_gone_from_the_store_is_refused(supplies):
    file = StoredFile(digest="0" * 64, name="mat.png", media_type="image/png", size=1)

    with pytest.raises(ContentRejected, match=r"mat\.png"):
        fitted(file, supplies.files)


def test_a_big_picture_reaches_the_group(channel, sandbox, sent):
    file = kept(channel.supplies, noise(2000, 1500), "JPEG", quality=95)
    rendition = channel.render(sample_content(images=(file,)))

    channel.send(rendition, key=KEY, facts=sample_facts(), progress=MemoryProgress())

    shown = sent()[0].details["media"][0]
    assert sandbox.ledger.media.path(shown["digest"]).stat().st_size <= LIMIT
    assert shown["media_type"] == "image/jpeg"


def test_a_lost_upload_is_no_doubt_about_the_message(channel, sandbox, sent):
    progress = MemoryProgress()
    rendition = channel.render(sample_content(images=(stored_image(channel.supplies),)))
    sandbox.misbehave(Fault(path="/upload/image", drop=True))

    with pytest.raises(ChannelUnavailable):
        channel.send(rendition, key=KEY, facts=sample_facts(), progress=progress)

    assert progress.of("part-1") is None
    assert sent() == []
