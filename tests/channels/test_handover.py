"""Hand-over: a package for a person, made once, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from channels.base import ContentRejected, Medium, NotAuthorized, StoredFile
from channels.guiding import Ask
from channels.handover import HandOver
from channels.testing import (
    KEY,
    NOW,
    ChannelContract,
    MemoryProgress,
    sample_content,
    sample_facts,
    stored_image,
    supplies_in,
)

LONG_BODY = "\n\n".join("Bà con chú ý theo dõi lịch trực của trạm. " * 12 for _ in range(9))


@pytest.fixture
def channel(tmp_path):
    return HandOver(
        destination="Zalo thôn Phú Tân",
        invitation="https://zalo.me/g/abcdef123",
        person="Chị Hoa",
        supplies=supplies_in(tmp_path),
    )


def packages(channel):
    return [path.parent for path in sorted(channel.supplies.folder.rglob("manifest.json"))]


def send(channel, rendition, key=KEY, **facts):
    return channel.send(rendition, key=key, facts=sample_facts(**facts), progress=MemoryProgress())


def seen(folder):
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


class TestHandOver(ChannelContract):
    @pytest.fixture
    def channel(self, channel):
        return channel

    @pytest.fixture
    def published(self, channel):
        return lambda key: sum(folder.name == key for folder in packages(channel))


def test_a_person_is_needed(channel):
    assert channel.capabilities.needs_person


def test_the_package_holds_each_part_with_its_reference_line(channel):
    rendition = channel.render(sample_content(body=LONG_BODY))

    folder = Path(send(channel, rendition).url)

    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("phan-*.txt"))]
    assert len(texts) == 3
    assert texts == [f"{part}\n\nMã tin: {KEY}" for part in rendition.parts]
    assert all(len(text) <= 2000 for text in texts)


def test_the_page_shows_every_part_to_copy_and_opens_the_group(channel):
    rendition = channel.render(sample_content(body=LONG_BODY))

    folder = Path(send(channel, rendition).url)

    page = (folder / "index.html").read_text(encoding="utf-8")
    assert page.count("<textarea") == page.count("data-copies=") == 3
    assert 'href="https://zalo.me/g/abcdef123"' in page
    assert "Zalo thôn Phú Tân" in page
    assert "Chị Hoa" in page
    assert "data-copies" in (folder / "copy.js").read_text(encoding="utf-8")


def test_words_cannot_break_out_of_the_page(channel):
    body = "</textarea><script>alert(1)</script> & “xin chào”"

    page = (Path(send(channel, channel.render(sample_content(body=body))).url) / "index.html").read_text()

    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page


def test_a_link_that_is_no_web_address_is_not_offered(tmp_path):
    channel = HandOver(destination="Nhóm", invitation="javascript:alert(1)", supplies=supplies_in(tmp_path))

    folder = Path(send(channel, channel.render(sample_content()), link="javascript:alert(2)").url)

    assert "javascript:" not in (folder / "index.html").read_text()
    assert channel.check()


def test_pictures_go_along_as_approved(channel):
    picture = stored_image(channel.supplies, name="Ảnh  của xã.PNG")

    folder = Path(send(channel, channel.render(sample_content(images=(picture,)))).url)

    assert hashlib.sha256((folder / "anh-1.png").read_bytes()).hexdigest() == picture.digest
    assert 'alt="Ảnh minh họa"' in (folder / "index.html").read_text(encoding="utf-8")


def test_the_manifest_says_what_the_package_is(channel):
    rendition = channel.render(sample_content())

    folder = Path(send(channel, rendition).url)

    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["reference"] == KEY
    assert manifest["rendition"] == rendition.digest
    assert manifest["destination"] == "Zalo thôn Phú Tân"
    assert manifest["person"] == "Chị Hoa"
    assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}


def test_sending_again_changes_nothing(channel):
    rendition = channel.render(sample_content())
    first = send(channel, rendition)
    before = seen(first.url)

    again = send(channel, rendition, published_at=NOW.replace(hour=11))

    assert again == first
    assert seen(first.url) == before
    assert len(packages(channel)) == 1


def test_a_damaged_package_is_not_found_and_is_made_anew(channel):
    rendition = channel.render(sample_content())
    folder = Path(send(channel, rendition).url)
    (folder / "phan-1.txt").write_text("sửa trộm", encoding="utf-8")

    assert channel.find(rendition, key=KEY, since=NOW) is None
    send(channel, rendition)

    assert "sửa trộm" not in (folder / "phan-1.txt").read_text(encoding="utf-8")
    assert channel.find(rendition, key=KEY, since=NOW) is not None


def test_a_failure_midway_leaves_no_package_and_no_rubbish(channel):
    gone = StoredFile(digest="0" * 64, name="mat.png", media_type="image/png", size=1)
    rendition = channel.render(sample_content(images=(gone,)))

    with pytest.raises(ContentRejected, match=r"mat\.png"):
        send(channel, rendition)

    assert [path for path in channel.supplies.folder.rglob("*") if path.is_file()] == []
    assert channel.find(rendition, key=KEY, since=NOW) is None


def test_two_hands_at_once_make_one_whole_package(channel):
    rendition = channel.render(sample_content(body=LONG_BODY))

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda _: send(channel, rendition), range(8)))

    assert len({receipt.url for receipt in receipts}) == 1
    assert channel.find(rendition, key=KEY, since=NOW) == receipts[0]
    assert [path.name for path in Path(receipts[0].url).parent.iterdir()] == [KEY]


def test_occurrences_and_groups_have_folders_of_their_own(channel, tmp_path):
    other = HandOver(destination="Zalo thôn Phú Lộc", supplies=channel.supplies)
    rendition = channel.render(sample_content())

    urls = {
        send(channel, rendition).url,
        send(channel, rendition, key=f"{KEY}/01").url,
        send(channel, rendition, key=f"{KEY}/02").url,
        send(other, rendition).url,
    }

    assert len(urls) == len(packages(channel)) == 4


@pytest.mark.parametrize("name", ["../../etc", "a/b\\c:d", "  ", "…"])
def test_no_name_leads_out_of_the_folder(channel, name):
    strange = HandOver(destination=name, supplies=channel.supplies)

    folder = Path(send(strange, strange.render(sample_content()), key="../../x").url)

    assert channel.supplies.folder.resolve() in folder.resolve().parents


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_characters_counted_are_those_handed_over(channel, form):
    rendition = channel.render(sample_content(body=unicodedata.normalize(form, LONG_BODY)))

    folder = Path(send(channel, rendition).url)

    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for part in manifest["parts"]:
        assert part["characters"] == len((folder / part["file"]).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("medium", "disturbs"), [("zalo", True), ("facebook", True), ("website", False)])
def test_it_serves_the_medium_it_is_set_to(tmp_path, medium, disturbs):
    channel = HandOver(destination="Cổng xã", medium=medium, supplies=supplies_in(tmp_path))

    assert channel.capabilities.medium is Medium(medium)
    assert channel.capabilities.disturbs is disturbs
    assert channel.render(sample_content()).medium is Medium(medium)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"destination": " "}, "tên nhóm"),
        ({"invitation": "http://zalo.me/g/a"}, "https"),
        ({"max_text": 50}, "max_text"),
    ],
)
def test_wrong_settings_are_told(tmp_path, changes, said):
    channel = HandOver(**{"destination": "Nhóm", "supplies": supplies_in(tmp_path), **changes})

    assert any(said in problem for problem in channel.check())


def test_a_portals_form_is_prepared_field_by_field(tmp_path):
    portal = HandOver(destination="Cổng tỉnh", medium="website", supplies=supplies_in(tmp_path))
    rendition = portal.render(sample_content(body=LONG_BODY + "\n\n**Đậm** & nhạt"))

    files = seen(send(portal, rendition).url)

    assert files["tieu-de.txt"].decode() == rendition.title
    assert "<strong>Đậm</strong> &amp; nhạt" in files["noi-dung.html"].decode()
    assert len(rendition.parts) == 1
    assert portal.capabilities.max_text is None


def test_the_groups_link_is_a_code_to_scan(channel):
    files = seen(send(channel, channel.render(sample_content())).url)

    assert files["ma-qr.svg"].startswith(b"<?xml")


def test_without_a_link_there_is_no_code(tmp_path):
    channel = HandOver(destination="Nhóm", supplies=supplies_in(tmp_path))

    assert "ma-qr.svg" not in seen(send(channel, channel.render(sample_content())).url)


def test_documents_lie_in_the_package(channel):
    document = channel.supplies.files.add(
        io.BytesIO(b"%PDF"), name="Giấy mời.pdf", media_type="application/pdf"
    )

    files = seen(send(channel, channel.render(sample_content(attachments=(document,)))).url)

    assert files["tep-1.pdf"] == b"%PDF"
    assert 'download="Giấy mời.pdf"' in files["index.html"].decode()


class TestGuide:
    def test_place_kind_link_and_person_are_asked_for(self):
        answers, asked = {}, []
        while isinstance(step := HandOver.next_step(answers), Ask):
            asked.append(step.name)
            answers[step.name] = "https://zalo.me/g/x" if step.name == "invitation" else "zalo"

        assert asked == ["destination", "medium", "invitation", "person"]
        assert step.channels[0].settings["invitation"] == "https://zalo.me/g/x"

    def test_a_link_that_opens_nothing_is_asked_anew(self):
        given = {"destination": "Nhóm", "medium": "zalo", "invitation": "zalo.me/g/x", "person": ""}

        with pytest.raises(NotAuthorized) as caught:
            HandOver.next_step(given)

        assert caught.value.code == "invitation"
