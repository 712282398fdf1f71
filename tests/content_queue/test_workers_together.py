"""Several workers over one PostgreSQL: they share the work, and each channel and account is in one hand."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest

from channels.memory import BOARDS
from content_queue import upkeep
from content_queue.claims import Share, claim
from content_queue.lookups import LOOK_AGAIN, claim_looks
from content_queue.models import Account, Attempt, Channel, Delivery
from content_queue.sending import Outcome
from content_queue.settling import settle
from publisher.app import App


def take(village, owner, *, limit=9, **given):
    with village.app.engine.begin() as connection:
        return claim(connection, Share(limit=limit, **given), now=village.clock(), owner=owner)


def channels_of(claims):
    return {each.channel_id for each in claims}


def give_back(village):
    """Let everything be as before the claims."""
    with village.app.writing(village.commune) as session:
        for row in session.query(Delivery):
            row.state, row.wake_at, row.attempts = "planned", row.due_at, 0
        session.query(Attempt).delete()


def test_a_channel_is_in_one_workers_hands_until_it_is_settled(province):
    province.channel("Trang hai")
    for _ in range(3):
        province.approved()

    first = take(province, "một", limit=1)
    second = take(province, "hai")

    assert len(channels_of(first)) == len(channels_of(second)) == 1
    assert not channels_of(first) & channels_of(second)
    assert channels_of(take(province, "một")) == channels_of(first)
    give_back(province)


def test_an_account_is_in_one_workers_hands_with_all_its_channels(province):
    province.channel("Nhóm hai")
    province.channel("Trang riêng")
    with province.app.writing(province.commune) as session:
        shared = Account(name="OA", kind="memory", settings={}, secrets={})
        session.add(shared)
        for row in session.query(Channel).filter(Channel.name != "Trang riêng"):
            row.account = shared
    province.approved()

    first = take(province, "một", limit=1)
    second = take(province, "hai")

    names = {row.id: row.name for row in province.all(Channel)}
    assert [names[each.channel_id] for each in first] == ["Fanpage xã"]
    assert [names[each.channel_id] for each in second] == ["Trang riêng"]
    give_back(province)


def test_two_claims_at_the_same_moment_never_take_the_same(province):
    for number in range(6):
        province.channel(f"Trang {number}")
    for _ in range(10):
        province.approved()
    together = threading.Barrier(4)

    def worker(name):
        together.wait(10)
        return [(name, each.channel_id, each.id) for _ in range(5) for each in take(province, name, limit=7)]

    with ThreadPoolExecutor(4) as pool:
        taken = [each for found in pool.map(worker, "abcd") for each in found]

    assert max(Counter(delivery for _, _, delivery in taken).values()) == 1
    hands = {(channel, name) for name, channel, _ in taken}
    assert len(hands) == len({channel for channel, _ in hands})
    give_back(province)


def test_several_workers_send_everything_once(province, board):
    for number in range(5):
        province.channel(f"Trang {number}")
    for _ in range(20):
        province.approved()
    apps = [App.open(province.app.home, province.clock) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(app.dispatcher(threads=4).run, until_idle=True) for app in apps]:
            done.result(60)
    province.dispatch()

    for app in apps:
        app.close()
    assert set(province.states()) == {"sent"}
    published = Counter((name, each.key) for name in province.boards for each in BOARDS[name].published)
    assert len(published) == 120
    assert set(published.values()) == {1}


def test_a_late_result_of_a_channel_taken_over_changes_nothing(province, board):
    province.approved()
    [claimed] = take(province, "chết")
    with province.app.engine.begin() as connection:
        upkeep.doubt_the_dead(connection, now=province.clock())

    with province.app.engine.begin() as connection:
        late = Outcome(claimed=claimed, verb="fail", sentence="muộn")
        assert settle(connection, [late], now=province.clock(), chance=Random(1)) == []

    province.dispatch()
    assert province.states() == ["sent"]


@pytest.mark.parametrize("kinds", [frozenset({"facebook"}), frozenset({"memory", "zalo"})])
def test_a_worker_takes_only_its_kinds(village, board, kinds):
    village.approved()

    village.app.dispatcher(kinds=kinds).run(until_idle=True)

    assert village.states() == (["sent"] if "memory" in kinds else ["planned"])


def test_a_look_is_one_workers_for_a_while(province, board):
    province.approved()
    take(province, "chết")
    with province.app.engine.begin() as connection:
        upkeep.doubt_the_dead(connection, now=province.clock())

    def look(owner):
        with province.app.engine.begin() as connection:
            return claim_looks(connection, now=province.clock(), owner=owner, limit=9)

    assert [each.owner for each in look("một")] == ["một"]
    assert look("hai") == []
    province.clock.pass_by(LOOK_AGAIN + timedelta(seconds=1))
    assert [each.owner for each in look("hai")] == ["hai"]
