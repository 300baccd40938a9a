"""The conservation law: every item of a source ends in exactly one place."""

from collections.abc import Callable

import pytest

from competentie.core import msg
from competentie.exchange.ledger import Proposal, Source, UnaccountedError

LABEL = ("catalogue", "competencies", "a", "label")
WHY = msg("nobody knows what it is")


def taken_apart() -> tuple[Source, Proposal]:
    source = Source([("A1", "Listening"), ("A2", "Remark"), ("A3", " ")])
    return source, Proposal({"competencies": {"a": {"label": "Listening"}}})


def test_an_item_is_a_field_with_its_place_or_a_loss_with_its_reason() -> None:
    source, proposal = taken_apart()
    assert source.field("A1", LABEL) == "Listening"
    source.lose("A2", "prose", WHY)
    settled = source.settle(proposal)
    assert settled.places == {LABEL: "A1"}
    assert [(loss.kind, loss.where, loss.text) for loss in settled.losses] == [("prose", "A2", "Remark")]


@pytest.mark.parametrize(
    "account",
    [
        lambda _source: None,
        lambda source: source.field("A1", LABEL),
        lambda source: (source.field("A1", LABEL), source.field("A1", LABEL)),
        lambda source: (source.field("A1", LABEL), source.lose("A1", "prose", WHY)),
        lambda source: (source.field("A1", LABEL), source.field("A2", (*LABEL[:3], "definition"))),
        lambda source: (source.field("A1", LABEL), source.field("A2")),
    ],
    ids=["none", "one is left", "a field twice", "a field and a loss", "a field that is not there", "no field at all"],
)
def test_an_item_that_is_not_accounted_once_is_refused(account: Callable[[Source], object]) -> None:
    source, proposal = taken_apart()

    def read() -> None:
        account(source)
        source.settle(proposal)

    with pytest.raises(UnaccountedError):
        read()


def test_blanks_are_no_item() -> None:
    source, _ = taken_apart()
    assert list(source.left()) == [("A1", "Listening"), ("A2", "Remark")]
