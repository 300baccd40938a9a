"""Development plans as files: where one lies, reading it, and its YAML to be filled in.

The same plan gives the same bytes, with every text in double quotes: no text of a person is ever read as anything else
when the file is read back. What was filled in goes from one plan to the next by `agreements.py`.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Final

from competentie.core import RELATIONS, Diagnostic, Ratings
from competentie.files.places import PLAN_ENDING
from competentie.files.read import Context, Files, Kind, read_file
from competentie.plan.agreements import FIELDS, Agreements, Item, MadePlan
from competentie.plan.model import PlanFile
from competentie.ratings.folder import file_of
from competentie.ratings.reconcile import Reconciled


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan as a file holds it; `mark` is the fingerprint of the catalogue that it was made with, if it says so."""

    person: str
    profile: str
    agreements: Agreements
    mark: str | None = None
    rater: str | None = None
    relation: str | None = None


def plan_file(person: str, profile: str, folder: Path) -> Path:
    """Return the file of a person's plan for a profile; safe for any name, and the same on every day."""
    file = file_of(Ratings({}, person, profile), folder)
    return file.with_name(file.name.removesuffix(".yaml") + PLAN_ENDING)


def read_plan(path: Path, content: bytes | None = None) -> tuple[SavedPlan | None, list[Diagnostic]]:
    """Read a plan for its shape only, whatever catalogue it was made with; `content` stands for what is on disk."""
    files = Files({} if content is None else {path: content})
    reading = read_file(path, files, Kind(PlanFile), Context())
    file = reading.sound
    if file is None:
        return None, reading.found
    rater = file.based_on.rater if file.based_on else None
    return SavedPlan(
        file.person,
        file.plan,
        file.agreements(),
        file.catalogue.fingerprint if file.catalogue else None,
        rater.name if rater else None,
        rater.relation if rater else None,
    ), reading.found


def plan_text(made: MadePlan, comment: str) -> str:
    """Write a plan; `comment` is a line for who fills it in."""
    result, agreements, basis = made.plan.result, made.agreements, made.basis
    profile = basis.profiles[0]
    plan: dict[str, object] = {
        "competentie": 1,
        "plan": result.profile.id,
        "person": result.ratings.person or "",
        "catalogue": _mark(basis.catalogue_version, basis.catalogue_fingerprint),
        "based-on": {
            **_given(made.given),
            "profile": _mark(profile.version, profile.fingerprint),
            "policy": {"attain": _Plain(share(basis.attain))},
            "program": basis.program,
        },
        "date": _Plain(basis.made),
        "steps": {_key(item.code): _fields(item) for item in agreements.steps},
        "rate-first": {_key(item.code): _fields(item) for item in agreements.rate_first} or None,
        "done": [{"code": _key(item.code), **_fields(item)} for item in agreements.done] or None,
        "dropped": [{"code": _key(item.code), **_fields(item)} for item in agreements.dropped] or None,
    }
    return "".join(f"{line}\n" for line in (f"# {comment}", *_lines(plan)))


class _Plain(str):
    """What is written as it is: a date, a number, a code."""

    __slots__ = ()


_ON_ONE_LINE: Final = frozenset({"catalogue", "rater", "profile", "policy"})


def _lines(fields: Mapping[str, object]) -> Iterator[str]:
    """Yield the YAML of fields and what is in them; those without a value are left out."""
    for name, value in fields.items():
        if isinstance(value, dict) and value and name not in _ON_ONE_LINE:
            yield f"{name}:"
            yield from (f"  {line}" for line in _lines(value))
        elif isinstance(value, list) and isinstance(value[0], dict):
            yield f"{name}:"
            for item in value:
                yield from (f"  {'  ' if place else '- '}{line}" for place, line in enumerate(_lines(item)))
        elif value is not None:
            yield f"{name}: {_inline(value)}"


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(_lines(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return quoted(value) if isinstance(value, str) and not isinstance(value, _Plain) else str(value)


def quoted(text: str) -> str:
    """Write a text in double quotes, on one line.

    What JSON escapes is escaped in the same way in YAML (YAML 1.2.2, 1.2 and 5.7). To that come the characters that
    may not stand in a YAML file as they are, or that end a line for some programs (`yaml.py`).
    """
    return _ODD.sub(lambda odd: f"\\u{ord(odd[0]):04x}", json.dumps(text, ensure_ascii=False))


_ODD: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _given(given: Reconciled) -> dict[str, object]:
    """Return which ratings the plan was made from, as far as a plan can hold it: a table allows for more."""
    ratings = given.ratings
    relation = ratings.relation if ratings.relation in RELATIONS else None
    texts = ratings.rated_on if given.unsure or given.lost or given.moved or given.reworded else None
    return {
        "rater": {"name": ratings.rater or None, "relation": relation} if ratings.rater or relation else None,
        "date": _Plain(ratings.date) if ratings.date and _is_date(ratings.date) else None,
        "catalogue": _mark(*texts) if texts else None,
        "left-out": list(given.lost) or None,
    }


def _mark(version: str, fingerprint: str | None) -> dict[str, str | None]:
    return {"version": version, "fingerprint": fingerprint or None}


def share(attain: Fraction) -> str:
    """Write a share exactly; a catalogue gives it in decimals, 100 at most."""
    with localcontext(prec=101):
        return f"{Decimal(attain.numerator) / attain.denominator:f}"


def _fields(item: Item) -> dict[str, object]:
    return {"text": item.text, "enough": item.enough, **{name: getattr(item, name) for name in FIELDS}}


def _key(code: str) -> _Plain:
    """Leave a code as it is; an id by itself may be what other YAML programs read as something else than text."""
    return _Plain(code if "." in code else quoted(code))


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
