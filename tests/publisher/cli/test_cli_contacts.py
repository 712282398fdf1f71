"""Setting up who hears of alerts, looking at alerts, closing them; secrets stay out of sight."""

import pytest

from publisher.telling.testing import listening_hook


@pytest.fixture
def hook():
    with listening_hook() as hook:
        yield hook


def added(office, hook, *words):
    """Add a web hook whose address is read from standard input."""
    return office.does("contact", "add", "webhook", "Trực ban", "--set", "url=-", *words, stdin=hook.url)


def test_a_contact_is_listed_without_its_secrets(office, hook):
    added(office, hook, "--installation", "--most-per-hour", "5")

    [row] = office.does("contact", "list", "--json").rows
    assert (row["name"], row["secrets"], row["settings"]) == ("Trực ban", ["url"], {})
    assert (row["hears_installation"], row["most_per_hour"]) == (True, 5)
    assert "K1" not in office.does("contact", "list", "--json").out


def test_a_contact_can_be_tried(office, hook):
    added(office, hook)

    office.does("contact", "test", "trực ban")

    assert hook.sentences == ["Đây là tin báo thử."]


def test_a_trial_that_fails_says_why(office, hook):
    added(office, hook)
    hook.status = 410

    answer = office("contact", "test", "Trực ban")

    assert (answer.code, answer.err) == (1, "Lỗi: 127.0.0.1 trả lời 410.\n")


def test_a_contact_is_removed(office, hook):
    added(office, hook)

    office.does("contact", "remove", "Trực ban")

    assert office.does("contact", "list", "--json").rows == []


def test_a_secret_in_the_command_is_refused(office):
    answer = office("contact", "add", "webhook", "X", "--set", "url=http://127.0.0.1/bí-mật")

    assert answer.code == 1
    assert "đừng viết thẳng vào lệnh" in answer.err
    assert "bí-mật" not in answer.err


def test_all_mistakes_are_told_and_nothing_is_kept(office):
    words = ("--set", "host=thư xã", "--set", "to=a", "--set", "sender=b@c", "--set", "zip=1")

    answer = office("contact", "add", "email", "Chị Hoa", *words[:6])
    unknown = office("contact", "add", "email", "Chị Hoa", *words)

    assert len(answer.err.splitlines()) == 3  # mailbox, server, and that it is not on this machine
    assert "“zip”" in unknown.err
    assert office.does("contact", "list", "--json").rows == []


def test_an_unknown_kind_is_answered_with_those_there_are(office):
    answer = office("contact", "add", "emial", "X")

    assert answer.code == 1
    assert "Có phải “email”?" in answer.err


def test_in_a_rehearsal_a_contact_elsewhere_is_refused(office):
    words = ("--set", "host=smtp.example.com", "--set", "to=a@b.vn", "--set", "sender=c@d.vn")

    answer = office("contact", "add", "email", "Chị Hoa", *words)

    assert answer.code == 1
    assert "diễn tập" in answer.err


def test_only_an_administrator_sets_contacts_up(office, hook):
    answer = office("contact", "add", "webhook", "X", "--set", "url=-", "--as", "hoa", stdin=hook.url)

    assert answer.code == 1
    assert "quản trị" in answer.err


def test_an_open_alert_is_listed_with_its_next_step_until_it_is_closed(office):
    board = office.memory("Fanpage")
    board.before = refuse
    office.approved(at="now")
    office.does("dispatch", "--until-idle")
    [alert] = office.does("alert", "list", "--json").rows

    office.does("alert", "close", str(alert["id"]), "--as", "lan")

    assert alert["kind"] == "failed"
    assert f"publisher delivery show {alert['subject_id']}" in alert["next_step"]
    assert office.does("alert", "list", "--json").rows == []
    assert len(office.does("alert", "list", "--all", "--json").rows) == 1


def test_an_alert_that_is_not_there_is_one_sentence(office):
    answer = office("alert", "close", "77", "--as", "lan")

    assert answer.err == "Lỗi: Không có báo động số 77. Xem `publisher alert list`.\n"


def refuse(key):
    """Refuse what is published."""
    from channels.base import ContentRejected

    raise ContentRejected("Ảnh hỏng.")
