"""Deputies, links that decide once, tokens, forms not saved yet, words to find: on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from content_queue import api_tokens, approval_links, deputies, finding, messages, unsaved, users
from content_queue.api_tokens import ScopeUnknown
from content_queue.messages import Overtaken
from content_queue.models import Message, Role, Unsaved
from content_queue.rights import NotPermitted
from content_queue.words import words_of

DAY = timedelta(days=1)


@pytest.fixture
def writing(village):
    """Open a writing session on the village."""
    return lambda: village.app.writing(village.commune)


class TestFinding:
    @pytest.mark.parametrize("asked", ["hop to dan pho", "Họp Tổ", "dan hop", "pt-2026-0001", "ph"])
    def test_a_message_is_found_without_marks_in_any_order(self, village, asked):
        village.draft(title="Họp tổ dân phố")
        village.draft(title="Cắt điện")

        with village.app.reading(village.commune) as session:
            found = session.scalars(select(Message.title).where(finding.found_by(asked, village.commune.id)))
            assert list(found) == ["Họp tổ dân phố"]

    def test_new_words_are_found_and_old_ones_no_more(self, village, writing):
        message = village.draft(title="Họp tổ")
        with writing() as session:
            row = session.get_one(Message, message.id)
            changed = village.words(title="Cắt nước")
            messages.edit(session, row, changed, actor=village.user(session, "bien-tap"), now=village.clock())

        with village.app.reading(village.commune) as session:
            for asked, count in (("cat nuoc", 1), ("hop", 0)):
                query = select(Message).where(finding.found_by(asked, village.commune.id))
                assert len(session.scalars(query).all()) == count


def test_words_begun_from_an_older_revision_are_refused(village, writing):
    message = village.draft()
    with writing() as session:
        row, actor = session.get_one(Message, message.id), village.user(session, "bien-tap")
        given = {"actor": actor, "now": village.clock(), "based_on": 1}
        messages.edit(session, row, village.words(title="Một"), **given)
        with pytest.raises(Overtaken):
            messages.edit(session, row, village.words(title="Hai"), **given)


def test_words_come_back_as_they_were_written(village):
    message = village.draft(title="Họp", hamlets=("thôn Phú Tân",), times=("2026-11-25T08:00",))

    with village.app.reading(village.commune) as session:
        words = words_of(session.get_one(Message, message.id))

    assert words == village.words(title="Họp", hamlets=("thôn Phú Tân",), times=("2026-11-25T08:00",))


class TestUnsaved:
    def test_what_is_typed_again_replaces_what_was_typed(self, village, writing):
        for title in ("Một", "Hai"):
            with writing() as session:
                actor = village.user(session, "bien-tap")
                form = {"title": [title]}
                unsaved.keep(session, "moi-1", form, based_on=0, actor=actor, now=village.clock())

        assert [each.form for each in village.all(Unsaved)] == [{"title": ["Hai"]}]

    def test_the_oldest_makes_room(self, village, writing):
        for number in range(unsaved.MOST + 3):
            village.clock.pass_by(timedelta(minutes=1))
            with writing() as session:
                actor = village.user(session, "bien-tap")
                unsaved.keep(session, f"moi-{number}", {}, based_on=0, actor=actor, now=village.clock())

        kept = [each.place for each in village.all(Unsaved)]
        assert len(kept) == unsaved.MOST
        assert "moi-0" not in kept


class TestDeputies:
    def test_one_stands_in_from_a_moment_to_another(self, village, writing):
        with writing() as session:
            leader, editor = village.user(session, "lanh-dao"), village.user(session, "bien-tap")
            now = village.clock()
            until = now + 3 * DAY
            deputies.appoint(session, leader, editor, since=now + DAY, until=until, actor=leader, now=now)
            may = [deputies.may_approve(session, editor, now=now + days * DAY) for days in range(5)]
            decide = set(session.scalars(deputies.who_decides(now + DAY)))

        assert may == [False, True, True, False, False]
        assert decide == {leader.id, editor.id}

    def test_nobody_stands_in_for_who_has_left(self, village, writing):
        with writing() as session:
            leader, editor = village.user(session, "lanh-dao"), village.user(session, "bien-tap")
            now = village.clock()
            deputies.appoint(session, leader, editor, since=now, until=now + DAY, actor=leader, now=now)
            leader.active = False
            session.flush()

            assert not deputies.may_approve(session, editor, now=now)


class TestLinks:
    def test_a_link_is_good_once_until_anything_changes(self, village, writing):
        message = village.submitted()
        with writing() as session:
            row, leader = session.get_one(Message, message.id), village.user(session, "lanh-dao")
            secret = approval_links.make(session, row, leader, now=village.clock())
            link = approval_links.find(session, secret, now=village.clock())
            used = [approval_links.use(session, link, now=village.clock()) for _ in range(2)]
            again = approval_links.find(session, secret, now=village.clock())

        assert (used, again) == ([True, False], None)

    def test_a_new_link_makes_the_old_one_void(self, village, writing):
        message = village.submitted()
        with writing() as session:
            row, leader = session.get_one(Message, message.id), village.user(session, "lanh-dao")
            first, second = (approval_links.make(session, row, leader, now=village.clock()) for _ in range(2))

            assert approval_links.find(session, first, now=village.clock()) is None
            assert approval_links.find(session, second, now=village.clock()) is not None


class TestTokens:
    def test_a_token_is_found_until_it_ends(self, village, writing):
        with writing() as session:
            user, now = village.user(session, "bien-tap"), village.clock()
            token = api_tokens.make(session, user, "Cổng", ["read"], actor=user, now=now, days=2)

            assert api_tokens.find(session, token, now=now + DAY).user_id == user.id
            assert api_tokens.find(session, token, now=now + 2 * DAY) is None
            assert api_tokens.find(session, token + "x", now=now) is None

    def test_scopes_are_those_that_exist(self, village, writing):
        with writing() as session:
            user = village.user(session, "bien-tap")
            with pytest.raises(ScopeUnknown, match="read, write"):
                api_tokens.make(session, user, "Cổng", ["all"], actor=user, now=village.clock())

    def test_nobody_makes_a_token_for_another_but_an_admin(self, village, writing):
        with writing() as session:
            user, other = village.user(session, "bien-tap"), village.user(session, "lanh-dao")
            with pytest.raises(NotPermitted):
                api_tokens.make(session, other, "Cổng", ["read"], actor=user, now=village.clock())


def test_the_last_administrator_stays_one(village, writing):
    with writing() as session:
        admin = village.user(session, "admin")
        with pytest.raises(NotPermitted, match="cuối cùng"):
            users.change(session, admin, actor=admin, now=village.clock(), role=Role.EDITOR)
