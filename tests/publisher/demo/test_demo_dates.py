"""The demo's messages are good on any day: dates relative to the day of the run, nothing unread."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_queue.communes import TOPICS
from publisher.demo.commune import HAMLETS, UNITS, ZONES
from publisher.demo.dating import dated
from publisher.demo.seeding import FILES
from publisher.importing.folder import read_folder
from publisher.importing.known import KnownNames

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PLAN_TOPICS = {"resolution", "role", "policy", "exemplar", "digital-life", "guidance"}
KNOWN = KnownNames(
    closed_hour=lambda moment: "",
    units=UNITS,
    hamlets=tuple(HAMLETS),
    zones=tuple(ZONES),
    topics=TOPICS,
)


def read_on(day, folder):
    """Read all messages as they are on a day, that morning."""
    folder.mkdir(exist_ok=True)
    for source in FILES.glob("*.md"):
        (folder / source.name).write_text(dated(source.read_text("utf-8"), day), "utf-8")
    now = datetime.combine(day, datetime.min.time(), tzinfo=ZONE) + timedelta(hours=7, minutes=45)
    return read_folder(folder, now=now, zone=ZONE, known=KNOWN)


def test_a_day_is_written_as_asked():
    text = "{{today}} {{today+2|date}} {{today-1|weekday}}"

    assert dated(text, date(2026, 12, 30)) == "2026-12-30 01/01/2027 thứ Ba"


def test_a_form_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        dated("{{today|moon}}", date(2026, 11, 23))


@settings(max_examples=12)
@given(day=st.dates(date(2026, 1, 1), date(2032, 12, 31)))
def test_every_message_is_importable_on_any_day(day, tmp_path_factory):
    readings = read_on(day, tmp_path_factory.mktemp("tin"))

    errors = [str(each) for one in readings if one.draft is None for each in one.problems]
    assert errors == []
    assert not any("{{" in one.draft.body + one.draft.title for one in readings)


def test_the_messages_show_what_the_system_can_do(tmp_path):
    drafts = [one.draft for one in read_on(date(2026, 11, 23), tmp_path / "tin")]

    assert {draft.topic for draft in drafts} >= PLAN_TOPICS
    assert {draft.urgency.value for draft in drafts} == {"routine", "urgent", "emergency"}
    assert any(draft.corrects for draft in drafts)
    assert any(draft.repeat for draft in drafts)
    assert any(draft.pictures for draft in drafts)
    assert any(draft.media == ("loudspeaker",) for draft in drafts)
    assert any("\n|" in draft.body for draft in drafts)
