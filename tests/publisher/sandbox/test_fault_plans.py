"""Plans of faults as people write them: understood whole, or every mistake told with its line."""

from __future__ import annotations

import json

import pytest

from publisher.sandbox.faults import FaultPlan
from publisher.sandbox.plans import PlanRefused, find_plan, read_plan, shipped_plans
from publisher.sandbox.plans.names import NAMES


def read(text):
    return read_plan(text, file="kịch-bản.yaml")


def mistakes(text):
    with pytest.raises(PlanRefused) as refused:
        read(text)
    return list(refused.value.problems)


def struck(plan, calls, method="POST", path="/graph/v26.0/108/feed"):
    """Return the numbers of the calls that something strikes."""
    faults = FaultPlan()
    faults.set(*plan.faults, seed=plan.seed)
    return [number for number in range(1, calls + 1) if faults.take(method, path)]


class TestReading:
    def test_every_fault_can_be_named_with_nothing_more_than_a_service(self):
        plan = read("\n".join(f"- {{fault: {name}, on: graph}}" for name in NAMES))

        assert [fault.name for fault in plan.faults] == list(NAMES)

    def test_an_entry_for_two_services_is_two_faults(self):
        plan = read("- {fault: cut, on: [graph, zalo]}")

        assert [fault.on for fault in plan.faults] == ["graph send", "zalo send"]

    def test_json_is_read_too(self):
        entry = {"fault": "rate-limit", "on": "zalo send", "share": 0.2, "seconds": 120}

        plan = read(json.dumps({"seed": 7, "faults": [entry]}, indent="\t"))

        assert (plan.seed, plan.rows()) == (7, [{**entry, "times": "always"}])

    def test_a_call_can_be_named_by_method_and_path(self):
        plan = read("- {fault: token-dead, on: POST /group/message}")

        assert plan.faults[0].body["error"] == -216

    @pytest.mark.parametrize(
        ("entry", "sentence"),
        [
            ("{fault: cutt, on: graph}", "Không có lỗi tên “cutt”. Có phải “cut”?"),
            ("{fault: cut, on: grahp}", "Không có nơi nhận tên “grahp”. Có phải “graph”?"),
            ("{fault: cut, on: graph, sharre: 1}", "Không có mục tên “sharre”. Có phải “share”?"),
            ("{fault: cut, on: graph reed-back}", "Có phải “read-back”?"),
            ("{fault: cut, on: graph, share: 120%}", "nhiều nhất 100%"),
            ("{fault: cut, on: graph, times: 0}", "“times”: “0” không phải số nguyên"),
            ("{fault: cut, on: graph, from: 9, until: 3}", "“until” (3) nhỏ hơn “from” (9)"),
            ("{fault: cut, on: graph, seconds: 3}", "Lỗi này không dùng “seconds”"),
            ("{fault: hang, on: graph, seconds: [1, 2]}", "chỉ nhận một số giây"),
            ("{fault: read-back-late, on: graph, seconds: [9, 2]}", "từ nhỏ đến lớn"),
            ("{fault: read-back-down, on: zalo_bot}", "“zalo_bot” không có lời gọi “read-back”"),
            ("{fault: read-back-late, on: zalo_bot}", "nơi nhận đọc lại được"),
            ("{fault: token-dead, on: POST /x}", "Không rõ đường dẫn “/x” là của ai"),
            ("{fault: cut, on: graph, on: zalo}", "“on” được ghi hai lần"),
            ("{fault: cut}", "Thiếu mục “on”"),
            ("{on: graph}", "Thiếu mục “fault”"),
            ("cut", "không phải các cặp"),
        ],
    )
    def test_a_mistake_is_told_with_file_and_line(self, entry, sentence):
        told = mistakes(f"faults:\n  - {{fault: cut, on: zalo}}\n  - {entry}")

        assert len(told) == 1
        assert told[0].startswith("kịch-bản.yaml:3: lỗi: ")
        assert sentence in told[0]

    def test_all_mistakes_are_told_at_once(self):
        told = mistakes(
            "abuot: x\nfaults:\n  - {fault: cutt, on: grph}\n  - {fault: cut, on: zalo, skip: -1}"
        )

        assert [each.split(":")[1] for each in told] == ["1", "3", "3", "4"]

    @pytest.mark.parametrize(
        "text", ["", "faults: []", "faults: 3", "seed: 3", "xin chào", "a: [", "[[[[", "\0"]
    )
    def test_what_is_no_plan_is_refused(self, text):
        assert mistakes(text)

    def test_a_file_of_any_size_or_depth_is_refused_soon(self):
        assert mistakes("[" * 20_000)
        assert mistakes("x" * 70_000)


class TestFinding:
    def test_every_shipped_plan_says_what_it_is_for_in_both_languages(self):
        assert [plan.name for plan in shipped_plans() if not (plan.about and plan.about_en)] == []

    def test_a_plan_is_found_by_its_file(self, tmp_path):
        path = tmp_path / "chiều.yaml"
        path.write_text("- {fault: cut, on: graph}", "utf-8")

        assert find_plan(str(path)).name == "chiều"

    def test_an_unknown_name_is_answered_with_the_nearest(self):
        with pytest.raises(PlanRefused, match=r"Có phải “lost-answers”\?"):
            find_plan("lost-answer")

    def test_a_file_in_another_encoding_is_refused(self, tmp_path):
        path = tmp_path / "a.yaml"
        path.write_bytes("về".encode("utf-16"))

        with pytest.raises(PlanRefused, match="UTF-8"):
            find_plan(str(path))


class TestStriking:
    def test_the_same_seed_strikes_the_same_calls(self):
        plan = read("seed: 3\nfaults: [{fault: cut, on: graph, share: 20%}]")

        assert 10 < len(struck(plan, 100)) < 30
        assert struck(plan, 100) == struck(plan, 100)

    def test_another_seed_strikes_others(self):
        plans = [read(f"seed: {seed}\nfaults: [{{fault: cut, on: graph, share: 20%}}]") for seed in (3, 4)]

        assert struck(plans[0], 100) != struck(plans[1], 100)

    @pytest.mark.parametrize(
        ("when", "calls"),
        [
            ("times: 2", [1, 2]),
            ("from: 4", [4, 5, 6]),
            ("from: 2, until: 3", [2, 3]),
            ("skip: 1, times: 2", [2, 3]),
            ("times: always", [1, 2, 3, 4, 5, 6]),
        ],
    )
    def test_it_strikes_when_it_was_told(self, when, calls):
        assert struck(read(f"- {{fault: cut, on: graph, {when}}}"), 6) == calls

    def test_other_calls_are_spared(self):
        plan = read("- {fault: cut, on: graph}")

        assert struck(plan, 3, method="GET") == []
        assert struck(plan, 3, path="/zalo/v3.0/oa/group/message") == []

    def test_a_renewal_of_the_token_is_spared_by_a_dead_token(self):
        plan = read("- {fault: token-dead, on: zalo}")

        assert struck(plan, 1, path="/zalo/v4/oa/access_token") == []

    def test_a_late_publication_may_also_lose_its_answer(self):
        faults = FaultPlan()
        faults.set(
            *read("- {fault: read-back-late, on: graph, seconds: 9}\n- {fault: cut, on: graph}").faults
        )

        fault = faults.take("POST", "/graph/v26.0/108/feed")

        assert (fault.drop, fault.hide_seconds) == (True, 9.0)

    def test_how_late_is_a_matter_of_chance_within_its_bounds(self):
        faults = FaultPlan()
        faults.set(*read("- {fault: read-back-late, on: graph, seconds: [2, 9]}").faults)

        late = [faults.take("POST", "/graph/v26.0/108/feed").hide_seconds for _ in range(50)]

        assert len(set(late)) == 50
        assert 2 <= min(late) < max(late) <= 9
