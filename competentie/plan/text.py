"""A development plan → the YAML of its file, with every text in double quotes, ready to be filled in.

The same plan gives the same bytes. No text of a person is ever read as anything else when the file is read back.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from competentie.core.basis import Basis
from competentie.core.terms import RELATIONS
from competentie.plan.agreements import FIELDS, Item, MadePlan
from competentie.ratings.reconcile import Reconciled


def plan_text(made: MadePlan, comment: str) -> str:
    """Write a plan; `comment` is a line for who fills it in."""
    result, agreements, basis = made.plan.result, made.agreements, made.basis
    mark = {"version": basis.catalogue_version, "fingerprint": basis.catalogue_fingerprint}
    lines = [
        f"# {comment}",
        "competentie: 1",
        f"plan: {quoted(result.profile.id)}",
        f"person: {quoted(result.ratings.person or '')}",
        f"catalogue: {_flow(mark)}",
        "based-on:",
        *(f"  {line}" for line in (*_given(made.given), *_rests_on(basis))),
        f"date: {basis.made}",
        *_asked("steps", agreements.steps),
        *(_asked("rate-first", agreements.rate_first) if agreements.rate_first else ()),
        *_past("done", agreements.done),
        *_past("dropped", agreements.dropped),
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Write a text in double quotes, on one line.

    What JSON escapes is escaped in the same way in YAML (YAML 1.2.2, 1.2 and 5.7). To that come the characters that
    may not stand in a YAML file as they are, or that end a line for some programs (`source.py`).
    """
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


_ODD: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _given(given: Reconciled) -> Iterator[str]:
    """Yield which ratings the plan was made from, as far as a plan can hold it: a table allows for more."""
    ratings = given.ratings
    relation = ratings.relation if ratings.relation in RELATIONS else None
    rater = {name: value for name, value in (("name", ratings.rater), ("relation", relation)) if value}
    if rater:
        yield f"rater: {_flow(rater)}"
    if ratings.date and _is_date(ratings.date):
        yield f"date: {ratings.date}"
    if ratings.rated_on and (given.unsure or given.lost or given.moved):
        version, mark = ratings.rated_on
        yield f"catalogue: {_flow({'version': version, **({'fingerprint': mark} if mark else {})})}"
    if given.lost:
        yield f"left-out: [{', '.join(map(quoted, given.lost))}]"


def _rests_on(basis: Basis) -> Iterator[str]:
    """Yield which norms, which policy and which program made the plan out of the ratings."""
    profile = basis.profiles[0]
    yield f"profile: {_flow({'version': profile.version, 'fingerprint': profile.fingerprint})}"
    yield f"policy: {{attain: {share(basis.attain)}}}"
    yield f"program: {quoted(basis.program)}"


def share(attain: Fraction) -> str:
    """Write a share exactly; a catalogue gives it in decimals, 100 at most."""
    with localcontext(prec=_DIGITS):
        return f"{Decimal(attain.numerator) / attain.denominator:f}"


_DIGITS: Final = 101


def _asked(section: str, items: tuple[Item, ...]) -> Iterator[str]:
    """Yield what a plan asks for, by code, with fields to fill in."""
    yield f"{section}:" if items else f"{section}: {{}}"
    for item in items:
        yield f"  {_key(item.code)}:"
        yield from (f"    {line}" for line in _fields(item))


def _past(section: str, items: tuple[Item, ...]) -> Iterator[str]:
    """Yield what earlier plans asked for, as a list."""
    if items:
        yield f"{section}:"
    for item in items:
        yield f"  - code: {_key(item.code)}"
        yield from (f"    {line}" for line in _fields(item))


def _fields(item: Item) -> Iterator[str]:
    yield f"text: {quoted(item.text)}"
    if item.enough is not None:
        yield f"enough: {item.enough}"
    for name in FIELDS:
        yield f"{name}: {quoted(getattr(item, name))}"


def _key(code: str) -> str:
    """Leave a code as it is; an id by itself may be what other YAML programs read as something else than text."""
    return code if "." in code else quoted(code)


def _flow(fields: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {quoted(value)}" for name, value in fields.items()) + "}"


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
