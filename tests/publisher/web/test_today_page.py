"""The first page of the console: states, links, reasons; safe against what people write; two languages."""

import re
from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable, ContentRejected, Medium
from channels.memory import BOARDS, Board
from content_queue.models import Delivery, RenditionRow
from content_queue.states import DeliveryState
from publisher.testing import Village
from publisher.web import create_app
from publisher.web.language import ENGLISH, VIETNAMESE
from publisher.wording import LANGUAGES, MEDIA, MESSAGE_STATES, STATES


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    village.channel("Fanpage xã")
    yield village
    for board in village.boards:
        BOARDS.pop(board, None)
    village.app.engine.dispose()


@pytest.fixture
def console(village):
    return village.enter(create_app(village.app).test_client(), "bien-tap")


def page(console, address="/"):
    """Return the text of a page that must be there."""
    answer = console.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def refuse(village, problem):
    """Let the fanpage refuse everything with a problem."""

    def hook(key):
        raise problem

    BOARDS.setdefault("Fanpage xã", Board()).before = hook


def test_a_day_without_deliveries_says_so(console):
    assert "Hôm nay chưa có lượt đăng nào." in page(console)


def test_a_sent_message_stands_at_its_hour_with_its_state(village, console):
    village.approved(title="Lịch tiêm chủng")
    village.dispatch()

    shown = page(console)

    assert re.search(r"12:00</time>\s*<a href=\"/tin/PT-2026-0001\" lang=\"vi\">Lịch tiêm chủng</a>", shown)
    assert "đã đăng" in shown


def test_a_failure_is_listed_with_its_reason(village, console):
    refuse(village, ContentRejected("Facebook từ chối ảnh này."))
    village.approved()
    village.dispatch()

    shown = page(console)

    assert "Không có việc nào cần xử lý." not in shown
    assert "Facebook từ chối ảnh này." in shown
    assert "không đăng được" in shown


def test_a_reason_is_told_in_the_language_asked_for(village, console):
    refuse(village, ContentRejected("Facebook báo ảnh này đã được đăng rồi."))
    village.approved()
    village.dispatch()

    shown = page(console, "/?lang=en")

    assert "Facebook says this picture is already posted." in shown
    assert "Facebook báo" not in shown


def test_a_second_try_is_counted(village, console):
    refuse(village, ChannelUnavailable("Mất mạng.", retry_after=timedelta(seconds=1)))
    village.approved()
    village.dispatch()
    village.clock.pass_by(timedelta(minutes=5))
    village.dispatch()

    assert "2 lần gửi" in page(console)


@pytest.mark.parametrize("state", list(DeliveryState))
def test_every_state_has_its_word(village, console, state):
    [delivery] = village.approved()
    with village.app.writing(village.commune) as session:
        session.get_one(Delivery, delivery.id).state = state

    assert f'<span class="state {state}">{STATES["vi"][state]}</span>' in page(console)


def test_what_people_write_is_never_markup(village, console):
    evil = "<script>alert('xin chào')</script> & \"nháy\""
    refuse(village, ContentRejected(evil))
    village.approved(title=evil)
    village.submitted(title=evil)
    village.dispatch()

    shown = page(console)

    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_channels_that_stand_alike_share_a_row(village, console):
    village.channel("Nhóm thôn Phú Tân", medium=Medium.ZALO)
    village.channel("Nhóm thôn Phú Lộc", medium=Medium.ZALO)
    village.approved(media=(Medium.ZALO,))
    village.dispatch()

    shown = page(console)

    assert "<summary>2 kênh</summary>" in shown
    assert "Nhóm thôn Phú Tân" in shown
    assert shown.count('<span class="state sent">') == 1


def test_a_message_in_review_is_shown_as_waiting(village, console):
    village.submitted(title="Đợi lãnh đạo")

    assert 'Chờ duyệt: <a href="/tin/PT-2026-0001" lang="vi">Đợi lãnh đạo</a>' in page(console)


def test_english_is_one_address_away(village, console):
    village.approved()

    shown = page(console, "/?lang=en")

    assert '<html lang="en">' in shown
    assert "Deliveries of today" in shown
    assert "Lượt đăng" not in shown


def test_an_unknown_language_is_vietnamese(console):
    assert '<html lang="vi">' in page(console, "/?lang=xx")


@pytest.mark.parametrize("words", [STATES, MEDIA, MESSAGE_STATES, {"vi": VIETNAMESE, "en": ENGLISH}])
def test_both_languages_have_the_same_words(words):
    assert set(words) == set(LANGUAGES)
    assert words["vi"].keys() == words["en"].keys()


def test_every_state_and_medium_has_a_name():
    assert STATES["vi"].keys() == set(DeliveryState)
    assert MEDIA["vi"].keys() == set(Medium)


def test_two_communes_are_never_mixed(village, tmp_path):
    village.approved(title="Của Phú Trung")
    other = Village.settle(tmp_path / "khác", url=village.app.home.database_url, name="xã Tân Lợi")
    undecided = create_app(village.app).test_client().get("/")
    decided = other.enter(create_app(village.app, commune="tan-loi").test_client(), "admin").get("/")
    other.app.engine.dispose()

    assert undecided.status_code == 404
    assert "Của Phú Trung" not in undecided.get_data(as_text=True) + decided.get_data(as_text=True)
    assert "xã Tân Lợi" in decided.get_data(as_text=True)


class TestRecordings:
    @pytest.fixture
    def recording(self, village):
        """A submitted message that waits to be recorded; gives a function that changes its rendition."""
        message = village.submitted(title="Lịch tiêm chủng")

        def change(**values):
            with village.app.writing(village.commune) as session:
                row = session.query(RenditionRow).filter_by(message_id=message.id).one()
                for name, value in values.items():
                    setattr(row, name, value)

        change(state="recording")
        return change

    def test_what_waits_for_a_machine_is_listed_with_its_progress(self, console, recording):
        shown = page(console)

        assert re.search(r'<progress max="100" value="0"[^>]*>0%</progress>', shown)
        assert "Đang thu âm" in shown
        assert "chờ máy thu" in shown
        assert "waits for a machine" in page(console, "/?lang=en")

    def test_what_is_being_made_shows_how_far_and_by_whom(self, village, console, recording):
        later = village.clock() + timedelta(minutes=1)
        recording(progress=0.4, owner="may-xa:17:ab/cd", lease_until=later)

        shown = page(console)

        assert re.search(r'<progress max="100" value="40"[^>]*>40%</progress>', shown)
        assert "máy may-xa" in shown

    def test_what_broke_needs_attention_and_says_how_to_try_again(self, console, recording):
        recording(state="broken", problem="Kênh này không thu âm được.")

        shown = page(console)

        assert "Chưa thu âm được" in shown
        assert 'href="/tin/PT-2026-0001"' in shown
        assert "Không có việc nào cần xử lý." not in shown
        assert "<progress" not in shown

    def test_what_was_recorded_is_not_listed(self, console, recording):
        recording(state="sealed")

        assert "<progress" not in page(console)
