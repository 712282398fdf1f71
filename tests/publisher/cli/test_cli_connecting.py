"""Connecting channels step by step, and refusing two that lead to one place."""

import pytest

from channels.base import ContentRejected
from channels.guiding import Ask, Choice, Destination, Learned, Ready
from channels.memory import Memory
from publisher import connecting
from publisher.connecting import AnswerMissing, Person, Start


class Group(Memory):
    """A kind with a guide: a code is exchanged, then a board chosen."""

    @classmethod
    def next_step(cls, answers, *, vault=None):
        if "code" not in answers:
            return Ask(name="code", says="Dán mã vào đây.", secret=True)
        if answers["code"] == "sai":
            raise ContentRejected("Mã đã hết hạn: mở lại trang cấp mã và chép mã mới.", code="code")
        if "boards" not in answers:
            return Learned(answers={"boards": "a,b"}, says="Đã vào được tài khoản.")
        if "board" not in answers:
            choices = tuple(Choice(value=each, label=f"Bảng {each}") for each in answers["boards"].split(","))
            return Ask(name="board", says="Chọn bảng.", choices=choices, many=True)
        chosen = answers["board"].split(",")
        return Ready(
            channels=tuple(Destination(settings={"board": each}, name=f"Bảng {each}") for each in chosen)
        )


class Scripted(Person):
    """Somebody whose answers are known beforehand."""

    def __init__(self, *answers):
        self.answers, self.asked, self.heard, self.mended = list(answers), [], [], []

    def answer(self, asked):
        self.asked.append(asked.name)
        return self.answers.pop(0)

    def hear(self, sentence):
        self.heard.append(sentence)

    def mend(self, problem):
        self.mended.append(problem.sentence)


@pytest.fixture
def guided(monkeypatch):
    monkeypatch.setattr(connecting, "adapter_class", lambda kind: Group)


def test_a_guide_is_walked_and_may_set_up_several_channels(guided):
    person = Scripted("đúng", "a,b")

    ready = connecting.walk("group", Start(answers={}), person)

    assert [each.name for each in ready.channels] == ["Bảng a", "Bảng b"]
    assert person.heard == ["Đã vào được tài khoản."]


def test_an_answer_that_does_not_work_is_asked_for_again_with_the_reason(guided):
    person = Scripted("sai", "đúng", "a")

    connecting.walk("group", Start(answers={}), person)

    assert person.asked == ["code", "code", "board"]
    assert person.mended == ["Mã đã hết hạn: mở lại trang cấp mã và chép mã mới."]


def test_a_given_answer_that_does_not_work_is_told_when_nobody_was_asked(guided):
    with pytest.raises(ContentRejected):
        connecting.walk("group", Start(answers={"code": "sai"}), Person())


def test_a_question_that_nobody_answers_is_named(guided):
    with pytest.raises(AnswerMissing, match="“code”: Dán mã vào đây"):
        connecting.walk("group", Start(answers={}), Person())


def test_a_kind_without_a_guide_is_connected_by_its_settings_alone(office, tmp_path):
    said = office.does(
        *("channel", "connect", "website", "Trang xã"),
        *("--set", "base_url=http://127.0.0.1:8000/", "--set", f"folder={tmp_path / 'trang'}"),
    )

    assert "Đã kết nối kênh “Trang xã”" in said.out
    assert [each["name"] for each in office.does("channel", "list", "--json").rows] == ["Trang xã"]


def test_a_setting_that_is_missing_is_named_and_nothing_is_kept(office):
    said = office("channel", "connect", "website", "Trang xã")

    assert said.code == 1
    assert "base_url" in said.err
    assert office.does("channel", "list", "--json").rows == []


def test_a_second_channel_to_the_same_place_is_refused(office):
    office.does("channel", "add", "website", "Trang xã", "--set", "base_url=http://127.0.0.1:8000/")

    said = office("channel", "add", "website", "Trang nữa", "--set", "base_url=http://127.0.0.1:8000")

    assert said.code == 1
    assert "“Trang xã” đã gửi đến đúng nơi này" in said.err
    assert len(office.does("channel", "list", "--json").rows) == 1


def test_a_channel_can_not_be_led_to_the_place_of_another(office):
    for name, port in (("Trang xã", 8000), ("Trang nữa", 8001)):
        office.does("channel", "add", "website", name, "--set", f"base_url=http://127.0.0.1:{port}/")

    said = office("channel", "set", "Trang nữa", "--set", "base_url=http://127.0.0.1:8000/")

    assert said.code == 1
    assert office.does("channel", "list", "--json").rows[1]["settings"]["base_url"].endswith("8001/")
