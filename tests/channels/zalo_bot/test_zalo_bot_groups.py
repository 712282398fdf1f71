"""A group through a bot: sent once, a person looks after a doubt, no secret shown, a way to connect."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from channels.base import (
    ChannelUnavailable,
    ContentRejected,
    NotAuthorized,
    OutcomeUnknown,
    Retractable,
    Searchable,
)
from channels.guiding import Ask, Learned, Ready
from channels.testing import (
    KEY,
    ChannelContract,
    MemoryProgress,
    drawn_picture,
    sample_content,
    sample_facts,
    supplies_in,
)
from channels.zalo_bot import ZaloBotGroup
from publisher.sandbox.faults import Fault

TOKEN, CHAT = "123:bi-mat-cua-bot", "nhom-bot"
LONG = "\n\n".join(["Bà con chú ý lắng nghe thông báo. " * 12] * 14)


@pytest.fixture
def bots(sandbox):
    return sandbox.app.extensions["zalo_bot"]


@pytest.fixture
def bot(sandbox, tmp_path):
    return ZaloBotGroup(
        chat_id=CHAT, token=TOKEN, base_url=f"{sandbox.url}/zalo", supplies=supplies_in(tmp_path)
    )


@pytest.fixture
def arrived(sandbox):
    return lambda: sandbox.ledger.publications(service="zalo_bot", destination=CHAT)


def send(bot, *, progress=None, **content):
    return bot.send(
        bot.render(sample_content(**content)),
        key=KEY,
        facts=sample_facts(),
        progress=progress or MemoryProgress(),
    )


class TestContract(ChannelContract):
    @pytest.fixture
    def channel(self, bot):
        return bot

    @pytest.fixture
    def published(self, arrived):
        return lambda key: sum(key in entry.text for entry in arrived())

    @pytest.fixture
    def lose_answer(self, sandbox):
        return lambda: sandbox.misbehave(Fault(method="POST", path="/sendMessage", drop=True))

    @pytest.fixture
    def refuse(self, sandbox):
        return lambda: sandbox.misbehave(Fault(method="POST", before=True, status=429))


def test_nothing_can_be_looked_up_or_taken_back(bot):
    assert not isinstance(bot, Searchable | Retractable)
    assert bot.capabilities.lookups == ()


def test_parts_arrive_in_order_and_the_receipt_names_them(bot, arrived):
    receipt = send(bot, body=LONG)

    assert [each.text.split(" ")[0] for each in arrived()] == ["(1/4)", "(2/4)", "(3/4)", "(4/4)"]
    assert receipt.details["messages"].split() == [each.id for each in arrived()]


def test_a_part_that_may_have_left_is_never_sent_again(bot, arrived, sandbox):
    progress = MemoryProgress()
    sandbox.misbehave(Fault(method="POST", path="/sendMessage", skip=1, before=True, drop=True))
    with pytest.raises(OutcomeUnknown):
        send(bot, progress=progress, body=LONG)

    with pytest.raises(OutcomeUnknown, match="mở nhóm xem"):
        send(bot, progress=progress, body=LONG)

    assert len(arrived()) == 1


def test_a_part_refused_for_certain_goes_on_where_it_stopped(bot, arrived, sandbox):
    progress = MemoryProgress()
    sandbox.misbehave(Fault(method="POST", path="/sendMessage", skip=1, before=True, status=429))
    with pytest.raises(ChannelUnavailable):
        send(bot, progress=progress, body=LONG)

    send(bot, progress=progress, body=LONG)

    assert [each.text.split(" ")[0] for each in arrived()] == ["(1/4)", "(2/4)", "(3/4)", "(4/4)"]


ROWS = [
    (400, "Bad Request: chat not found", NotAuthorized),
    (400, "Bad Request: text is too long", ContentRejected),
    (401, "Unauthorized", NotAuthorized),
    (403, "Forbidden", NotAuthorized),
    (404, "Not Found", NotAuthorized),
    (408, "Request timeout", OutcomeUnknown),
    (429, "Too Many Requests", ChannelUnavailable),
    (500, "Internal Server Error", OutcomeUnknown),
]


@pytest.mark.parametrize("with_status", [True, False])
@pytest.mark.parametrize(("code", "words", "expected"), ROWS)
def test_each_refusal_has_its_outcome_whatever_http_says(bot, sandbox, code, words, expected, with_status):
    body = {"ok": False, "error_code": code, "description": words}
    sandbox.misbehave(
        Fault(method="POST", path="/send", before=True, status=code if with_status else 200, body=body)
    )

    with pytest.raises(expected) as caught:
        send(bot)

    assert type(caught.value) is expected
    assert caught.value.code == str(code)


def test_a_group_the_bot_is_not_in_holds_only_its_own_channel(bot, bots):
    bots.strict = True

    with pytest.raises(NotAuthorized) as caught:
        send(bot)

    assert not caught.value.account_wide


def test_the_token_shows_nowhere(bot, sandbox, caplog):
    sandbox.misbehave(Fault(method="POST", before=True, status=502))

    with pytest.raises(OutcomeUnknown) as caught, caplog.at_level("DEBUG"):
        send(bot)

    shown = f"{caught.value} {caught.value.sentence} {bot!r} {bot._api!r} {caplog.text}"
    assert "bi-mat-cua-bot" not in shown


class TestPictures:
    @pytest.fixture
    def image(self, bot):
        content = io.BytesIO(drawn_picture())
        return bot.supplies.files.add(content, name="a.png", media_type="image/png", alt="Ảnh")

    @pytest.fixture
    def site(self, sandbox):
        shown = set()
        sandbox.app.add_url_rule(
            "/trang-xa/tep/<name>", "tep", lambda name: ("", 200 if name in shown else 404)
        )
        return f"{sandbox.url}/trang-xa/", shown

    def test_a_picture_goes_by_the_address_the_site_shows_it_at(self, bot, image, site, arrived):
        address, shown = site
        shown.add(f"{image.digest}.png")

        send(replace(bot, pictures_from=address), images=(image,))

        [entry] = arrived()
        assert entry.details["photo"] == f"{address}tep/{image.digest}.png"
        assert KEY in entry.text

    def test_a_picture_the_site_does_not_show_yet_is_waited_for(self, bot, image, site, arrived):
        with pytest.raises(ChannelUnavailable):
            send(replace(bot, pictures_from=site[0]), images=(image,))

        assert arrived() == []

    def test_without_a_site_the_picture_is_left_out_and_the_approver_is_told(self, bot, image):
        rendition = bot.render(sample_content(images=(image,)))

        assert rendition.files == ()
        assert "pictures_from" in rendition.notes[0]


class TestGuide:
    @pytest.fixture
    def walk(self, sandbox):
        def walk(**given):
            answers = {"base_url": f"{sandbox.url}/zalo", **given}
            while isinstance(step := ZaloBotGroup.next_step(answers), Learned):
                answers |= step.answers
            return step

        return walk

    def test_token_and_a_mention_are_asked_for(self, walk):
        asked = [walk(), walk(token=TOKEN)]

        assert all(isinstance(each, Ask) for each in asked)
        assert [each.name for each in asked] == ["token", "mentioned"]
        assert asked[0].secret

    def test_the_group_is_known_once_the_bot_was_called_there(self, walk, bots):
        bots.mention(CHAT, "@bot xin chào")

        ready = walk(token=TOKEN, mentioned="")

        assert isinstance(ready, Ready)
        assert ready.channels[0].settings["chat_id"] == CHAT
        assert TOKEN not in repr(ready)

    def test_while_nobody_called_the_bot_the_person_is_asked_again(self, walk):
        with pytest.raises(NotAuthorized, match="xin chào") as caught:
            walk(token=TOKEN, mentioned="")

        assert caught.value.code == "mentioned"

    @pytest.mark.parametrize("token", ["khong-phai-ma", "9:da-chet"])
    def test_a_token_that_does_not_work_is_asked_anew(self, walk, bots, token):
        bots.dead_tokens.add("9:da-chet")

        with pytest.raises(NotAuthorized) as caught:
            walk(token=token)

        assert caught.value.code == "token"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"token": "abc"}, "số:chữ"),
        ({"chat_id": " "}, "chat_id"),
        ({"base_url": "http://bot.example"}, "https"),
        ({"max_text": 3000}, "max_text"),
    ],
)
def test_a_wrong_setting_is_said_without_a_call(bot, change, said):
    [problem] = replace(bot, **change).check()

    assert said in problem
