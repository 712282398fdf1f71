"""Plans of faults: files in which a province's engineer names the trouble to be rehearsed.

`names.py` holds the faults by name, `services.py` whom they strike, `reading.py` turns a file into a plan
or all its mistakes at once, `shipped.py` finds the plans that come with the program (the .yaml files here).
"""

from publisher.sandbox.plans.plan import Plan, PlanRefused
from publisher.sandbox.plans.reading import read_plan
from publisher.sandbox.plans.shipped import find_plan, shipped_plans

__all__ = ["Plan", "PlanRefused", "find_plan", "read_plan", "shipped_plans"]
