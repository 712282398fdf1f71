"""What a preview shows and counts is, letter by letter, what the service receives."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import ContentRejected
from channels.facebook import FacebookPage
from channels.handover import HandOver
from channels.testing import MemoryProgress, sample_content, sample_facts, supplies_in
from channels.text import length
from channels.wording import as_sent
from channels.zalo import ZaloGroup
from channels.zalo_bot import ZaloBotGroup
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running

WORDS = st.sampled_from(
    [
        "Bà con", "thôn Phú Tân", "ưỡn ẹo", "Nghị quyết 57-NQ/TW", "1.234.567 đồng", "👨‍👩‍👧‍👦", "🇻🇳", "👍🏽",
        "https://phutrung.example/tin/" + "dai" * 40, "Dài" * 120, "**đậm**", "như sau:", "\n\n",
        "\n- ", ". ",
        "é", "ệ", "​", "[@moi-nguoi]", "“trích”", "ĐT.741",
    ]
)  # fmt: skip
BODIES = st.tuples(st.lists(WORDS, min_size=1, max_size=120), st.sampled_from(["NFC", "NFD"])).map(
    lambda drawn: unicodedata.normalize(drawn[1], " ".join(drawn[0]))
)
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def sandbox():
    with running(Ledger(None)) as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("kênh")


@pytest.fixture(scope="module", params=["facebook", "zalo", "zalo-narrow", "zalo_bot", "handover"])
def channel(request, sandbox, folder):
    supplies = supplies_in(folder)
    zalo = ZaloGroup(
        group_id="nhom", oa_url=f"{sandbox.url}/zalo", oauth_url=f"{sandbox.url}/zalo",
        access_token="a", refresh_token="b", supplies=supplies,
    )  # fmt: skip
    return {
        "facebook": FacebookPage(
            page_id="108", token="EAAx", base_url=f"{sandbox.url}/graph", supplies=supplies
        ),
        "zalo": zalo,
        "zalo-narrow": replace(zalo, max_text=300),
        "zalo_bot": ZaloBotGroup(
            chat_id="nhom", token="1:a", base_url=f"{sandbox.url}/zalo", supplies=supplies
        ),
        "handover": HandOver(destination="Nhóm", supplies=supplies),
    }[request.param]


def received(channel, sandbox, receipt):
    """Return the texts as the other side has them."""
    if isinstance(channel, HandOver):
        from pathlib import Path

        return [each.read_text("utf-8") for each in sorted(Path(receipt.url).glob("phan-*.txt"), key=_number)]
    ids = receipt.details.get("messages", receipt.external_id).split()
    by_id = {entry.id: entry.text for entry in sandbox.ledger.publications()}
    return [by_id[each] for each in ids]


def _number(path):
    return int(path.stem.rpartition("-")[2])


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=BODIES)
def test_every_letter_shown_is_sent_and_none_is_over_the_limit(channel, sandbox, body):
    key = f"PT-2026-{next(NUMBERS):06d}"
    try:
        rendition = channel.render(sample_content(body=body, reference=key))
    except ContentRejected:
        return  # said to the editor; nothing is sent
    shown = as_sent(rendition, key)

    receipt = channel.send(rendition, key=key, facts=sample_facts(), progress=MemoryProgress())

    assert received(channel, sandbox, receipt) == list(shown)
    assert all(length(each) == len(each) for each in shown)  # counted as it travels: composed
    assert all(len(each) <= channel.capabilities.max_text for each in shown)
