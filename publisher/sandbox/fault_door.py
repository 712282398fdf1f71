"""/faults: what struck so far as JSON, and a new plan for a sandbox that runs already (loopback only)."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, current_app, jsonify, request

from channels.http import is_loopback
from publisher.sandbox.faults import Fault, FaultPlan
from publisher.sandbox.plans import Plan, PlanRefused, find_plan, read_plan, shipped_plans

FROM_HERE_ONLY = "Chỉ máy này được đổi kịch bản lỗi. Only this machine may change the plan of faults."


def fault_door() -> Response | tuple[Response, int]:
    """Answer every fault with its counts; a POST replaces the plan first.

    The body is a plan in YAML or JSON, the name of a shipped one, a JSON list of Fault fields, or `[]`.
    """
    plan: FaultPlan = current_app.config["faults"]
    if request.method == "POST":
        if not is_loopback(f"http://{_bracketed(request.remote_addr or '')}/"):
            return jsonify(problems=[FROM_HERE_ONLY]), 403
        try:
            _set(plan, request.get_data(as_text=True))
        except PlanRefused as refused:
            return jsonify(problems=list(refused.problems)), 400
        except TypeError as mistake:
            return jsonify(problems=[str(mistake)]), 400
    return jsonify(plan.counts())


def _set(plan: FaultPlan, body: str) -> None:
    fields = _raw_fields(body)
    if fields is not None:
        plan.set(*(Fault(**each) for each in fields))
        return
    read = _read(body)
    plan.set(*read.faults, seed=read.seed)


def _read(body: str) -> Plan:
    named = body.strip()
    if named in {each.name for each in shipped_plans()}:
        return find_plan(named)
    return read_plan(body, file="POST /faults")


def _raw_fields(body: str) -> list[dict[str, Any]] | None:
    """Return a JSON list of Fault fields, None when the body is something else: a plan says `fault`."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    is_raw = isinstance(found, list) and all(isinstance(each, dict) and "fault" not in each for each in found)
    return found if is_raw else None


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
