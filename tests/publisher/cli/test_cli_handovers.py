"""`publisher handover …`: what waits for whom, an address for the phone; what a commune may set."""

from __future__ import annotations

import pytest


@pytest.fixture
def by_hand(office):
    """An office with one package that waits for ông Ba; returns the delivery's number."""
    place = ("--set", "destination=Nhóm Zalo thôn", "--set", "person=ông Ba")
    office.does("channel", "add", "handover", "Nhóm thôn", *place)
    office.approved(media="[zalo]")
    office.at("2026-11-24 17:00:05")
    office.does("dispatch", "--until-idle")
    return office.does("handover", "list", "--json").rows[0]["delivery_id"]


def test_the_list_names_person_place_and_message(office, by_hand):
    [row] = office.does("handover", "list", "--json").rows

    assert (row["person"], row["channel"], row["overdue"]) == ("ông Ba", "Nhóm thôn", False)
    assert "ông Ba" in office.does("handover", "list").out


def test_without_an_address_of_the_console_there_is_no_link(office, by_hand):
    answer = office("handover", "link", str(by_hand), "--as", "nam")

    assert answer.code == 1
    assert "console_url" in answer.err


def test_the_link_comes_as_an_address_and_as_a_code_to_scan(office, by_hand):
    office.does("commune", "set", "console_url=https://lich.phutrung.example")

    answer = office.does("handover", "link", str(by_hand), "--as", "nam")

    assert "https://lich.phutrung.example/g/" in answer.out
    assert "▄" in answer.out


def test_each_link_is_another(office, by_hand):
    office.does("commune", "set", "console_url=https://lich.phutrung.example")

    links = {
        office.does("handover", "link", str(by_hand), "--as", "nam", "--json").rows["url"] for _ in range(3)
    }

    assert len(links) == 3


def test_settings_of_a_commune_are_changed_and_shown(office):
    office.does("commune", "set", "repeat_days=14", "quiet_from=22:00")

    rows = {each["name"]: each["value"] for each in office.does("commune", "set", "--json").rows}

    assert (rows["repeat_days"], rows["quiet_from"]) == (14, "22:00")


def test_a_setting_that_can_not_be_is_refused_with_what_it_must_be(office):
    answer = office("commune", "set", "console_url=lich.example")

    assert answer.code == 1
    assert "https://" in answer.err
