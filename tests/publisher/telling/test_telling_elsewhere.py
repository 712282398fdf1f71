"""Notices as a web hook and a Zalo bot get them; what a notice says; every kind has its next step."""

import ast
import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from channels.base import ChannelError
from publisher.sandbox.server import running
from publisher.telling.digest import Digest, Item
from publisher.telling.steps import STEPS, next_step
from publisher.telling.testing import listening_hook
from publisher.telling.webhook import SIGNATURE, Webhook
from publisher.telling.zalo_bot import MOST, ZaloBot

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 25, 0, 5, tzinfo=UTC)


def item(number=1, sentence="PT-2026-0117 → Fanpage xã: ảnh hỏng.", kind="failed"):
    return Item(key=f"alert-{number}", kind=kind, sentence=sentence, opened_at=NOW, subject_id=number)


def digest(*items, **given):
    return Digest(
        key="k1",
        code="phu-trung",
        commune="xã Phú Trung",
        zone=ZoneInfo("Asia/Ho_Chi_Minh"),
        at=NOW,
        items=items,
        **given,
    )


def test_a_web_hook_gets_a_signed_document():
    with listening_hook() as hook:
        Webhook(url=hook.url, key="chìa").tell(digest(item()))

    [(headers, body)] = hook.requests
    assert headers[SIGNATURE] == "sha256=" + hmac.new("chìa".encode(), body, hashlib.sha256).hexdigest()
    assert hook.notices[0]["alerts"][0]["id"] == "alert-1"


def test_without_a_key_there_is_no_signature():
    with listening_hook() as hook:
        Webhook(url=hook.url).tell(digest(item()))

    assert SIGNATURE not in hook.requests[0][0]


def test_a_web_hook_in_the_open_must_be_on_this_machine():
    assert Webhook(url="http://hook.example/x").problems() == ("Địa chỉ hook.example phải dùng https.",)
    assert Webhook(url="https://hook.example/x").problems() == ()


def test_a_web_hook_that_is_away_shows_neither_address_nor_key():
    with pytest.raises(ChannelError) as failed:
        Webhook(url="http://127.0.0.1:1/bí-mật", key="chìa").tell(digest(item()))

    assert "bí-mật" not in f"{failed.value!r} {Webhook(url='http://127.0.0.1:1/bí-mật')!r}"


def test_a_bot_tells_a_group_in_no_more_than_it_takes():
    with running() as sandbox:
        bot = ZaloBot(token="12:khóa", chat_id="nhóm-trực", base_url=f"{sandbox.url}/zalo")
        bot.tell(digest(*(item(number, "chữ " * 90) for number in range(10)), more=490))

    [entry] = sandbox.ledger.entries()
    assert entry.destination == "nhóm-trực"
    assert len(entry.text) <= MOST
    assert "việc nữa: xem `publisher alert list`" in entry.text


def test_a_bot_that_refuses_is_one_sentence_without_its_token():
    with running() as sandbox:
        sandbox.app.extensions["zalo_bot"].dead_tokens.add("12:khóa")
        bot = ZaloBot(token="12:khóa", chat_id="nhóm", base_url=f"{sandbox.url}/zalo")
        with pytest.raises(Exception, match="không nhận tin báo") as refused:
            bot.tell(digest(item()))

    assert "12:khóa" not in f"{refused.value!r} {bot!r}"


def test_a_notice_is_told_in_english_too():
    text = digest(item(sentence="Ổ đĩa: còn trống 1 MB.", kind="disk")).text("en")

    assert "Disk: 1 MB free." in text
    assert "Next: make room on this machine's disk" in text


def test_a_subject_is_one_short_line():
    subject = digest(item(sentence="dòng một\ndòng hai " * 30), item(2), more=7).subject("vi")

    assert "\n" not in subject
    assert len(subject) <= 120
    assert subject.endswith("(và 8 việc nữa)")


def kinds_opened():
    """Yield every kind of alert that is opened anywhere."""
    for package in ("content_queue", "schedules", "publisher"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                opens = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("open_alert")
                if opens and isinstance(node.args[1], ast.Constant):
                    yield node.args[1].value


def sorts_found():
    """Yield every sort of finding."""
    tree = ast.parse((ROOT / "publisher/health/findings.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "key" and isinstance(node.value, ast.Constant):
            yield node.value.value


def test_every_kind_of_alert_and_every_sort_of_trouble_has_a_next_step():
    told_by_alerts = {"uncertain", "records"}
    known = {*kinds_opened(), *sorts_found(), "disk", "worker", "token", "channel", "contact", "health"}

    assert known - told_by_alerts - set(STEPS) == set()
    assert {"held", "missed", "failed", "uncertain"} <= set(STEPS)


@pytest.mark.parametrize("kind", STEPS)
def test_a_next_step_names_the_row(kind):
    vi, en = (next_step(kind, language, subject_id=41) for language in ("vi", "en"))

    assert vi != en
    assert "{" not in vi + en
