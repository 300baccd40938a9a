"""What changed between two handbooks as plain data. The shape is a contract: docs/versions.md."""

from fractions import Fraction
from typing import Any

from competentie.core.basis import fingerprint
from competentie.core.terms import Catalogue
from competentie.core.text import Text
from competentie.diff.parts import Diff
from competentie.diff.terms import Change, Handbook, Value
from competentie.diff.texts import differing
from competentie.diff.versions import Verdict
from competentie.page.data import VERSION, plain
from competentie.page.language import Words


def changes_data(diff: Diff, words: Words) -> dict[str, Any]:
    """Return a comparison as one versioned object; only the reasons are in the reader's language."""
    return {
        "version": VERSION,
        "old": _handbook(diff.old_name, diff.old),
        "new": _handbook(diff.new_name, diff.new),
        "step": diff.comparison.step.word,
        "files": [_file(one) for one in diff.verdicts],
        "changes": [_change(one, diff, words) for one in diff.comparison.changes],
    }


def _handbook(name: str, handbook: Handbook) -> dict[str, Any]:
    catalogue = handbook.catalogue
    return {
        "name": name,
        "catalogue": {"version": catalogue.version, "fingerprint": fingerprint(catalogue)},
        "profiles": {identifier: handbook.profiles[identifier].version for identifier in sorted(handbook.profiles)},
    }


def _file(one: Verdict) -> dict[str, Any]:
    return {
        "file": "catalogue" if one.profile is None else "profile",
        "profile": one.profile,
        "old": one.old,
        "new": one.new,
        "step": one.asked.word,
        "moved": "back" if one.back else None if one.taken is None else one.taken.word,
        "enough": one.enough,
        "at_least": one.at_least,
    }


def _change(one: Change, diff: Diff, words: Words) -> dict[str, Any]:
    old, new = _values(one, diff)
    return {
        "kind": one.kind,
        "step": one.step.word,
        "file": "catalogue" if one.owner is None else "profile",
        "profile": one.profile,
        "competency": one.competency,
        "about": one.about,
        "behaviour": None if one.old_code == one.new_code is None else {"old": one.old_code, "new": one.new_code},
        "old": old,
        "new": new,
        "reason": words(one.reason),
    }


def _values(one: Change, diff: Diff) -> tuple[Any, Any]:
    if isinstance(one.old, Text) and isinstance(one.new, Text):
        return differing(one.old, one.new, "", diff.old.catalogue.language, diff.new.catalogue.language)
    return _value(one.old, diff.old.catalogue), _value(one.new, diff.new.catalogue)


def _value(value: Value, catalogue: Catalogue) -> Any:  # noqa: ANN401 - what JSON can hold
    if isinstance(value, Text):
        return plain(value, catalogue)
    return float(value) if isinstance(value, Fraction) else value
