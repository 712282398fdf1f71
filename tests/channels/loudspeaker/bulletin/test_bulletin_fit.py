"""A bulletin's plan: urgent items first, no overlap, and whether it fits its slot."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.base import Urgency
from channels.loudspeaker.bulletin.plan import Part, lay_out
from channels.testing import sample_bulletin
from channels.values import BulletinItem


class TestFit:
    def made(self, *seconds, **changes):
        wanted = sample_bulletin(
            *(BulletinItem(reference=str(at), title="", rendition=None) for at, _ in enumerate(seconds)),
            **changes,
        )
        return lay_out(
            wanted, lengths={str(at): each for at, each in enumerate(seconds)}, opening=10, closing=8
        )

    def test_a_bulletin_says_by_how_much_it_is_too_long(self):
        plan = self.made(100, 50, length=timedelta(seconds=150))

        assert not plan.fits
        assert plan.over == pytest.approx(10 + 100 + 50 + 8 + 3 * 0.6 - 150)
        assert plan.verdict == "Dài hơn khung giờ 20 giây."

    def test_a_bulletin_says_how_much_is_left(self):
        assert self.made(100, length=timedelta(minutes=5)).verdict == "Vừa khung giờ, còn 3 phút 1 giây."

    def test_parts_never_overlap(self):
        lines = self.made(3, 4, 5).lines

        for line, following in pairwise(lines):
            assert following.offset == pytest.approx(line.offset + line.seconds + 0.6)
        assert [line.part for line in lines] == [Part.OPENING, *[Part.ITEM] * 3, Part.CLOSING]

    @given(some.lists(some.sampled_from(list(Urgency)), max_size=12))
    def test_urgent_items_come_first_and_equals_keep_their_order(self, classes):
        wanted = sample_bulletin(
            *(
                BulletinItem(reference=f"{at:02}", title="", rendition=None, urgency=urgency)
                for at, urgency in enumerate(classes)
            )
        )

        plan = lay_out(wanted, lengths={f"{at:02}": 1.0 for at, _ in enumerate(classes)})

        ranked = [(line.item.urgency.rank, line.item.reference) for line in plan.lines]
        assert ranked == sorted(ranked)

    def test_a_plan_before_recording_is_near_the_truth(self, channel, items):
        exported = channel.export(sample_bulletin(*items)).manifest["seconds"]

        assert channel.fit(sample_bulletin(*items)).seconds == pytest.approx(exported, rel=0.1)
