"""After a post is out: seen by the public or not, and how far it came."""

from __future__ import annotations

import pytest

from channels.base import ChannelUnavailable, NotAuthorized
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts
from publisher.sandbox.faults import Fault
from publisher.sandbox.graph.complaints import error_body


@pytest.fixture
def receipt(page):
    return page.send(page.render(sample_content()), key=KEY, facts=sample_facts(), progress=MemoryProgress())


def test_a_post_everybody_sees_has_nothing_against_it(page, receipt):
    assert page.hidden_because(receipt) is None


def test_an_app_in_development_hides_its_posts_and_the_remedy_is_said(page, receipt, graph):
    graph.page(page.page_id).is_live = False

    assert "Live" in page.hidden_because(receipt)


@pytest.mark.parametrize("code", [(100, 33), (10, None)])
def test_a_post_that_can_not_be_read_is_not_seen(page, receipt, sandbox, code):
    sandbox.misbehave(Fault(method="GET", before=True, status=400, body=error_body(*code)))

    assert "Live" in page.hidden_because(receipt)


def test_a_dead_token_says_nothing_about_the_post(page, receipt, graph):
    graph.page(page.page_id).dead = (190, 460)

    with pytest.raises(NotAuthorized):
        page.hidden_because(receipt)


def test_the_figures_of_a_post_are_asked_for_one_by_one(page, receipt):
    reach = page.reach(receipt)

    assert reach.people == reach.figures["post_total_media_view_unique"] > 0
    assert set(reach.figures) == {
        "post_total_media_view_unique",
        "post_media_view",
        "post_clicks",
        "post_reactions_by_type_total",
        "shares",
        "reactions",
        "comments",
    }


def test_a_figure_that_died_costs_only_itself(page, receipt, graph):
    graph.page(page.page_id).dead_figures = ("post_total_media_view_unique",)

    reach = page.reach(receipt)

    assert reach.people is None
    assert "post_media_view" in reach.figures


def test_a_page_with_too_few_likes_still_tells_shares_and_comments(page, receipt, sandbox):
    few = error_body(100, 2874008)
    sandbox.misbehave(Fault(method="GET", path="/insights", times=9, before=True, status=400, body=few))

    assert page.reach(receipt).figures == {"shares": 3, "reactions": 12, "comments": 4}


def test_figures_wait_while_calls_run_short(page, receipt, graph):
    graph.page(page.page_id).usage = {"call_count": 80, "estimated_time_to_regain_access": 19}
    page.hidden_because(receipt)

    with pytest.raises(ChannelUnavailable) as caught:
        page.reach(receipt)

    assert not caught.value.hold


def test_an_outage_is_no_figure(page, receipt, sandbox):
    sandbox.misbehave(Fault(method="GET", before=True, status=500, body=error_body(2)))

    with pytest.raises(ChannelUnavailable):
        page.reach(receipt)
