"""Handbooks in and out: what comes back is what went, but for what the ledger says."""

from typing import Any

import pytest
from handbooks import handbooks
from hypothesis import given, settings

from competentie.exchange.data import built, compared, facts, flat, full, short, where
from competentie.exchange.formats import FORMATS, Options
from competentie.exchange.ledger import KINDS, Handbook, Loss

from hypothesis import Phase

FEW = settings(max_examples=20, phases=[Phase.generate])
Files = tuple[dict[str, Any], dict[str, dict[str, Any]]]


def crossed(name: str, handbook: Handbook, ending: str = "", *, flat_levels: bool = False) -> list[Loss]:
    """Write a handbook, read it back, and return what that cost."""
    kind = FORMATS[name]
    ending = ending or kind.endings[0]
    files = {
        f"x{part and '.'}{part}{ending}": content
        for part, content in kind.write(handbook, ending, Options(flat=flat_levels)).items()
    }
    main, *beside = files
    proposal = kind.read(files[main], main, {one: files[one] for one in beside})
    return proposal.losses + compared(handbook, full(proposal.catalogue, proposal.profiles))


@FEW
@given(handbooks())
def test_a_handbook_is_its_facts(files: Files) -> None:
    handbook = flat(full(*files))
    assert facts(built(facts(handbook))) == facts(handbook)
    assert compared(handbook, built(facts(handbook))) == []


@FEW
@given(handbooks())
def test_the_short_form_says_the_same(files: Files) -> None:
    handbook = flat(full(*files))
    brief = short(handbook)
    assert facts(full(brief.catalogue, brief.profiles)) == facts(handbook)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@FEW
@given(files=handbooks())
def test_a_table_is_exact(files: Files, ending: str) -> None:
    handbook = flat(full(*files))
    assert crossed("table", handbook, ending) == []


def kept(handbook: Handbook, lost: list[Loss]) -> None:
    """Hold that what every system has room for is not in the ledger: behaviours, names, norms, in the own language."""
    language = str(handbook.catalogue["language"])
    places = {loss.where for loss in lost if "row " not in loss.where}
    for path in facts(handbook):
        is_text = path[-1] == language and path[-2] in {"text", "label", "definition"} and path[2:3] != ("x-own",)
        if (is_text and path[1] == "competencies" and path[-3] != "note") or path[-1] == "norm":
            assert where(path) not in places, path


@pytest.mark.parametrize("flat_levels", [False, True])
@FEW
@given(files=handbooks())
def test_moodle_keeps_what_the_ledger_does_not_name(files: Files, flat_levels: bool) -> None:
    handbook = flat(full(*files))
    lost = crossed("moodle", handbook, flat_levels=flat_levels)
    assert {loss.kind for loss in lost} <= set(KINDS)


@FEW
@given(files=handbooks())
def test_case_is_exact(files: Files) -> None:
    assert crossed("case", flat(full(*files))) == []
