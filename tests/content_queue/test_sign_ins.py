"""Signing in: who may, how often one may guess, how a device is forgotten; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content_queue import invitations, passwords, sign_ins
from content_queue.models import AuditEntry, FailedTry, Invitation, SignIn, User
from content_queue.rights import NotPermitted

GOOD = "sông Bé mùa nước nổi"


@pytest.fixture
def people(village):
    """The commune's people; the editor has a password."""
    with village.app.writing(village.commune) as session:
        user = village.user(session, "bien-tap")
        sign_ins.change_password(session, user, GOOD, now=village.clock())
    return village


def tried(village, name="bien-tap", password=GOOD, **given):
    with village.app.writing(village.commune) as session:
        return sign_ins.sign_in(
            session, name, password, commune_id=village.commune.id, now=village.clock(), **given
        )


def seen(village, token):
    """Return the name of who is signed in with a token."""
    with village.app.writing(village.commune) as session:
        row = sign_ins.who(session, token, now=village.clock())
        if row is not None and sign_ins.wants_noting(row, now=village.clock()):
            sign_ins.note_visit(session, token, now=village.clock())
        return row.user.name if row else None


def test_the_right_password_opens_a_device(people):
    found = tried(people, name=" Bien-Tap ", device="Firefox")

    assert seen(people, found.token) == "bien-tap"
    assert people.all(SignIn)[0].device == "Firefox"
    assert "sign in" in {entry.verb for entry in people.all(AuditEntry)}


def test_only_digests_and_hashes_are_kept(people):
    token = tried(people).token

    kept = repr([vars(row) for table in (SignIn, User, AuditEntry) for row in people.all(table)])
    assert token not in kept
    assert GOOD not in kept
    assert [row.password[:10] for row in people.all(User) if row.password] == ["$argon2id$"]


@pytest.mark.parametrize(
    ("name", "password"), [("bien-tap", "sai hoàn toàn"), ("khong-co", GOOD), ("van-hanh", GOOD), ("", "")]
)
def test_a_refusal_never_tells_which_half_was_wrong(people, name, password):
    found = tried(people, name=name, password=password)

    assert found.user is None
    assert found.token == ""
    assert found.refusal == "Tên đăng nhập hoặc mật khẩu không đúng."


def test_five_wrong_tries_close_the_door_even_to_the_right_password(people):
    for _ in range(5):
        tried(people, password="sai hoàn toàn")

    assert "quá nhiều lần" in tried(people).refusal
    people.clock.pass_by(timedelta(minutes=15, seconds=1))
    assert tried(people).user is not None
    assert people.all(FailedTry) == []


def test_one_address_cannot_try_all_names(people):
    for number in range(30):
        tried(people, name=f"ai-{number}", password="x", address="10.0.0.9")

    assert "quá nhiều lần" in tried(people, address="10.0.0.9").refusal
    assert tried(people, address="10.0.0.7").user is not None


def test_a_password_typed_with_other_marks_is_the_same_password(people):
    import unicodedata

    assert tried(people, password=unicodedata.normalize("NFD", GOOD)).user is not None


@pytest.mark.parametrize(
    "weak", ["ngắn", "bien-tap-2026", "1234567890", "aaaaaaaaaaaa", "abcdefghijkl", "x" * 300]
)
def test_a_weak_password_is_refused(village, weak):
    with pytest.raises(passwords.WeakPassword):
        passwords.hashed(weak, login="bien-tap")


def test_a_device_is_forgotten_when_idle_or_old(people):
    token = tried(people).token
    people.clock.pass_by(timedelta(hours=11))
    assert seen(people, token) == "bien-tap"
    people.clock.pass_by(timedelta(hours=11))
    assert seen(people, token) == "bien-tap"
    people.clock.pass_by(timedelta(hours=13))
    assert seen(people, token) is None

    token = tried(people).token
    for _ in range(34):
        people.clock.pass_by(timedelta(hours=10))
        seen(people, token)
    assert seen(people, token) is None


def test_signing_out_forgets_one_device_and_everywhere_all(people):
    tokens = [tried(people).token for _ in range(3)]
    with people.app.writing(people.commune) as session:
        sign_ins.sign_out(session, sign_ins.who(session, tokens[0], now=people.clock()), now=people.clock())
    assert [seen(people, token) for token in tokens] == [None, "bien-tap", "bien-tap"]

    with people.app.writing(people.commune) as session:
        user = people.user(session, "bien-tap")
        assert sign_ins.sign_out_everywhere(session, user, actor=user, now=people.clock()) == 2
    assert [seen(people, token) for token in tokens] == [None] * 3


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(people):
    token = tried(people).token
    with people.app.writing(people.commune) as session:
        sign_ins.disable(
            session, people.user(session, "bien-tap"), actor=people.user(session, "admin"), now=people.clock()
        )

    assert seen(people, token) is None
    assert tried(people).user is None


def test_nobody_but_an_admin_disables_and_nobody_themself(people):
    with people.app.writing(people.commune) as session:
        editor, admin = people.user(session, "bien-tap"), people.user(session, "admin")
        with pytest.raises(NotPermitted):
            sign_ins.disable(session, admin, actor=editor, now=people.clock())
        with pytest.raises(NotPermitted):
            sign_ins.disable(session, admin, actor=admin, now=people.clock())
        with pytest.raises(NotPermitted):
            sign_ins.sign_out_everywhere(session, admin, actor=editor, now=people.clock())


def test_a_new_password_ends_every_device(people):
    token = tried(people).token
    with people.app.writing(people.commune) as session:
        sign_ins.change_password(
            session, people.user(session, "bien-tap"), "mưa đầu mùa trên rẫy", now=people.clock()
        )

    assert seen(people, token) is None
    assert tried(people).user is None
    assert tried(people, password="mưa đầu mùa trên rẫy").user is not None


class TestInvitations:
    def invited(self, village, name="van-hanh"):
        with village.app.writing(village.commune) as session:
            admin = village.user(session, "admin")
            return invitations.invite(session, village.user(session, name), actor=admin, now=village.clock())

    def used(self, village, code, password=GOOD, **given):
        with village.app.writing(village.commune) as session:
            guest = invitations.guest(
                session, code, commune_id=village.commune.id, now=village.clock(), **given
            )
            return guest and invitations.accept(session, guest, password, now=village.clock())

    def test_a_code_sets_a_password_once(self, village):
        code = self.invited(village)

        token = self.used(village, code.lower().replace("-", " "))

        assert seen(village, token) == "van-hanh"
        assert tried(village, name="van-hanh").user is not None
        assert self.used(village, code) is None

    def test_a_weak_password_leaves_the_code_good(self, village):
        code = self.invited(village)
        with pytest.raises(passwords.WeakPassword):
            self.used(village, code, password="ngắn")

        assert self.used(village, code) is not None

    def test_a_newer_code_an_old_one_and_a_disabled_person_let_nobody_in(self, village):
        first, second = self.invited(village), self.invited(village)
        assert self.used(village, first) is None
        village.clock.pass_by(timedelta(days=7))
        assert self.used(village, second) is None

        third = self.invited(village)
        with village.app.writing(village.commune) as session:
            actor, user = village.user(session, "admin"), village.user(session, "van-hanh")
            sign_ins.disable(session, user, actor=actor, now=village.clock())
        assert self.used(village, third) is None

    def test_guessing_codes_closes_the_door(self, village):
        code = self.invited(village)
        for number in range(5):
            self.used(village, f"AAAA-BBBB-CCCC-{number}", address="10.0.0.9")

        assert self.used(village, code, address="10.0.0.9") is None
        assert self.used(village, code, address="10.0.0.8") is not None

    def test_only_an_admin_invites_and_only_the_digest_is_kept(self, village):
        code = self.invited(village)
        assert code not in repr([vars(row) for row in village.all(Invitation)])

        with village.app.writing(village.commune) as session:
            editor = village.user(session, "bien-tap")
            with pytest.raises(NotPermitted):
                invitations.invite(session, editor, actor=editor, now=village.clock())
