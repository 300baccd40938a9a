"""What every rendering of a comparison shares: its groups with their headings, the sentences, the words that differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, TypeAlias

from competentie.core.message import Message, msg
from competentie.core.text import Text, printable
from competentie.diff.sentence import sentence, version_advice
from competentie.diff.terms import Change, Handbook, HandbookComparison, Step
from competentie.diff.texts import differing
from competentie.diff.versions import Verdict
from competentie.page.language import Words

Pieces: TypeAlias = Sequence[tuple[str, bool]]
"""A wording in pieces: each with whether it is what differs."""

_TOO_LONG: Final = 300  # words: beyond it, what differs is not marked
_OTHER_TEXT: Final = 0.4  # difflib's ratio: below it, marking what differs would mark everything


@dataclass(frozen=True, slots=True)
class Diff:
    """Two handbooks as they were named, what changed between them, and how their versions moved."""

    old_name: str
    new_name: str
    old: Handbook
    new: Handbook
    comparison: HandbookComparison
    verdicts: tuple[Verdict, ...]


def groups(diff: Diff, words: Words) -> Iterator[tuple[str, list[Change]]]:
    """Yield the changes under a heading each: of the catalogue, a competency, or a profile."""
    for (profile, competency), changes in groupby(diff.comparison.changes, key=_group):
        yield _heading(diff, profile, competency, words), list(changes)


def line(change: Change, words: Words) -> str:
    """Return what changed, and why it asks for its step."""
    return words("{change}: {reason}", change=sentence(change), reason=change.reason)


def wordings(change: Change, words: Words) -> tuple[str | None, str | None]:
    """Return the old and the new wording; None where there is none, or where the sentence has the value already."""
    old, new = change.old, change.new
    if isinstance(old, Text) and isinstance(new, Text):
        before, after = differing(old, new, words.language, "", words.fallback)
        return printable(before), printable(after)
    return words.text(old) if isinstance(old, Text) else None, words.text(new) if isinstance(new, Text) else None


def pieces(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Split two wordings into the words they share and those in which they differ."""
    before, after = old.split(" "), new.split(" ")
    if max(len(before), len(after)) > _TOO_LONG:
        return [(old, False)], [(new, False)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _OTHER_TEXT:
        return [(old, False)], [(new, False)]
    found: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for kind, start, end, start_new, end_new in matcher.get_opcodes():
        for side, some in zip(found, (before[start:end], after[start_new:end_new]), strict=True):
            if some:
                side.append((" ".join(some), kind != "equal"))
    return found


def asked_line(diff: Diff, words: Words) -> str:
    """Return the step that everything together asks for."""
    step = diff.comparison.step
    if step is Step.NONE:
        return words("Nothing changed in meaning")
    return words("This asks for a {step} step", step=step.word)


def verdict_lines(diff: Diff, words: Words) -> list[str]:
    """Return how each version moved, where it did or should have."""
    return [
        words("{file}: {verdict}", file=_file(one), verdict=_verdict(one))
        for one in diff.verdicts
        if one.asked is not Step.NONE or one.old != one.new
    ]


def _group(change: Change) -> tuple[str, str]:
    return (change.profile or "", "" if change.profile else change.competency or "")


def _heading(diff: Diff, profile: str, competency: str, words: Words) -> str:
    if profile:
        role = (diff.new.profiles.get(profile) or diff.old.profiles[profile]).role
        return words("Profile {id}: {role}", id=profile, role=role)
    if competency:
        known = diff.new.catalogue.competencies
        label = (known if competency in known else diff.old.catalogue.competencies)[competency].label
        return words("{label} ({id})", label=label, id=competency)
    return words("The catalogue as a whole")


def _file(verdict: Verdict) -> Message:
    return msg("the catalogue") if verdict.profile is None else msg("profile {id}", id=verdict.profile)


def _verdict(one: Verdict) -> Message:
    moved = msg("{old} → {new}", old=one.old, new=one.new)
    if one.old == one.new:
        moved = msg("still {version}", version=one.old)
    if one.enough and one.asked is Step.NONE:
        return msg("{moved}, though nothing in it changed in meaning", moved=moved)
    if one.enough:
        return msg("{moved}, enough for a {step} step", moved=moved, step=one.asked.word)
    advice = version_advice(one)
    if one.back:
        return msg("{moved}, which goes back; {advice}", moved=moved, advice=advice)
    return msg("{moved}, but a {step} step is asked for; {advice}", moved=moved, step=one.asked.word, advice=advice)
