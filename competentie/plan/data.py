"""A plan for programs: its steps with what was agreed on each, the result it follows from, and what it rests on."""

from dataclasses import asdict
from typing import Any

from competentie.core import Catalogue
from competentie.page.data import VERSION, ResultData
from competentie.page.language import basis_data
from competentie.plan.agreements import MadePlan


def plan_data(made: MadePlan, catalogue: Catalogue) -> dict[str, Any]:
    """Return the plan as one versioned object."""
    agreed = made.agreements
    items = {name: getattr(agreed, name) for name in ("steps", "rate_first", "done", "dropped")}
    return {
        "version": VERSION,
        "basis": basis_data(made.basis),
        "result": ResultData(catalogue).of(made.plan.result),
        **{name: [asdict(item) for item in found] for name, found in items.items()},
    }
