"""What changed between two handbooks as plain data. The shape is a contract: docs/versions.md."""

from fractions import Fraction
from typing import Any

from competentie.core import Catalogue, Text, fingerprint
from competentie.diff.page import Diff
from competentie.diff.terms import Change, Handbook, Value
from competentie.diff.versions import Verdict
from competentie.handbook.texts import differing
from competentie.page.data import VERSION, plain
from competentie.page.language import Words


def changes_data(diff: Diff, words: Words) -> dict[str, Any]:
    """Return a comparison as one versioned object; only the reasons are in the reader's language."""
    return {
        "version": VERSION,
        "old": _handbook(diff.old_name, diff.old),
        "new": _handbook(diff.new_name, diff.new),
        "step": diff.comparison.step.word,
        "files": [_file(verdict) for verdict in diff.verdicts],
        "changes": [_change(change, diff, words) for change in diff.comparison.changes],
    }


def _handbook(name: str, handbook: Handbook) -> dict[str, Any]:
    catalogue = handbook.catalogue
    return {
        "name": name,
        "catalogue": {"version": catalogue.version, "fingerprint": fingerprint(catalogue)},
        "profiles": {identifier: handbook.profiles[identifier].version for identifier in sorted(handbook.profiles)},
    }


def _file(verdict: Verdict) -> dict[str, Any]:
    return {
        "file": "catalogue" if verdict.profile is None else "profile",
        "profile": verdict.profile,
        "old": verdict.old,
        "new": verdict.new,
        "step": verdict.asked.word,
        "moved": "back" if verdict.back else None if verdict.taken is None else verdict.taken.word,
        "enough": verdict.enough,
        "at_least": verdict.at_least,
    }


def _change(change: Change, diff: Diff, words: Words) -> dict[str, Any]:
    old, new = _values(change, diff)
    return {
        "kind": change.kind,
        "step": change.step.word,
        "file": "catalogue" if change.owner is None else "profile",
        "profile": change.profile,
        "competency": change.competency,
        "about": change.about,
        "behaviour": {"old": change.old_code, "new": change.new_code} if change.old_code or change.new_code else None,
        "old": old,
        "new": new,
        "reason": words(change.reason),
    }


def _values(change: Change, diff: Diff) -> tuple[Any, Any]:
    if isinstance(change.old, Text) and isinstance(change.new, Text):
        return differing(change.old, change.new, "", diff.old.catalogue.language, diff.new.catalogue.language)
    return _value(change.old, diff.old.catalogue), _value(change.new, diff.new.catalogue)


def _value(value: Value, catalogue: Catalogue) -> Any:  # noqa: ANN401 - what JSON can hold
    if isinstance(value, Text):
        return plain(value, catalogue)
    return float(value) if isinstance(value, Fraction) else value
