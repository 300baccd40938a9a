"""Handbooks in and out: what comes back is what went, but for what the ledger says."""

from typing import Any

from handbooks import handbooks
from hypothesis import given, settings

from competentie.exchange.data import built, compared, facts, full, short

FEW = settings(max_examples=30)
Files = tuple[dict[str, Any], dict[str, dict[str, Any]]]


@FEW
@given(handbooks())
def test_a_handbook_is_its_facts(files: Files) -> None:
    handbook = full(*files)
    assert facts(built(facts(handbook))) == facts(handbook)
    assert compared(handbook, built(facts(handbook))) == []


@FEW
@given(handbooks())
def test_the_short_form_says_the_same(files: Files) -> None:
    handbook = full(*files)
    brief = short(handbook)
    assert facts(full(brief.catalogue, brief.profiles)) == facts(handbook)
