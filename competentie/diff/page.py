"""What changed between two handbooks, as a page: by competency and by profile, and how the versions moved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

from competentie.core.message import Message, msg
from competentie.core.text import Text, printable
from competentie.diff.sentence import sentence, version_advice
from competentie.diff.terms import Change, Handbook, HandbookComparison, Step, Verb
from competentie.diff.versions import Verdict
from competentie.handbook.texts import differing
from competentie.page.language import Words
from competentie.page.markdown import markdown
from competentie.page.model import Edit, Edits, Kind, Page, Part, Pieces, Tone, items

_TOO_LONG: Final = 300  # words: beyond it, what differs is not marked
_COMMENT: Final = 65_536  # characters of a comment on GitHub
_OTHER_TEXT: Final = 0.4  # difflib's ratio: below it, marking what differs would mark everything
_TONES: Final = {Step.NONE: Tone.NONE, Step.PATCH: Tone.GOOD, Step.MINOR: Tone.NEAR, Step.MAJOR: Tone.FAR}


@dataclass(frozen=True, slots=True)
class Diff:
    """Two handbooks as they were named, what changed between them, and how their versions moved."""

    old_name: str
    new_name: str
    old: Handbook
    new: Handbook
    comparison: HandbookComparison
    verdicts: tuple[Verdict, ...]


def changes_page(diff: Diff, words: Words) -> Page:
    """Return the step that is asked for, how the versions moved, and the changes under a heading each."""
    heads = (words("Step"), words("Change"), words("Old"), words("New"))
    blocks = []
    respelled = [change for change in diff.comparison.changes if change.verb is Verb.RESPELLED]
    told = [change for change in diff.comparison.changes if change.verb is not Verb.RESPELLED]
    language = _language(told, words)
    for (profile, competency), changes in groupby(told, key=_group):
        edits = Edits(heads, [_edit(change, words, language) for change in changes])
        blocks.append(Part(Kind.SECTION, _heading(diff, profile, competency, words), [edits]))
    if respelled:
        said = words.plural(
            "{n} text differs in punctuation, case or layout only: {codes}",
            "{n} texts differ in punctuation, case or layout only: {codes}",
            len(respelled),
            codes=list(
                dict.fromkeys(change.new_code or change.competency or change.profile or "" for change in respelled)
            ),
        )
        blocks.append(Part(Kind.LINE, said))
    verdict = [Part(Kind.VERDICT, _asked(diff, words)), *items(_verdicts(diff, words))]
    return Page(words("{old} → {new}", old=diff.old_name, new=diff.new_name), blocks=blocks, verdict=verdict)


def changes_markdown(diff: Diff, words: Words) -> str:
    """Return the page as Markdown that a comment can hold: where it cannot, counts come first, and the end is cut."""
    page = changes_page(diff, words)
    whole = markdown(page)
    if len(whole) <= _COMMENT:
        return whole
    steps = Counter(change.step for change in diff.comparison.changes)
    said = words(
        "{n} changes ({steps}), more than a comment can hold: the rest is cut; `--format html` and `json` show all",
        n=steps.total(),
        steps=[f"{steps[step]} {step.word}" for step in sorted(steps, reverse=True)],
    )
    cut = markdown(replace(page, verdict=[Part(Kind.VERDICT, said), *page.verdict]))[:_COMMENT]
    return cut[: cut.rfind("\n") + 1]


def _edit(change: Change, words: Words, language: str) -> Edit:
    """Return what changed, and why it asks for its step."""
    what = words("{change}: {reason}", change=sentence(change), reason=change.reason)
    old, new = _wordings(change, words, language)
    pieces: tuple[Pieces | None, Pieces | None] = (_whole(old), _whole(new))
    if old is not None and new is not None:
        pieces = _pieces(old, new)
    return Edit(change.step.word, _TONES[change.step], what, *pieces)


def _whole(wording: str | None) -> Pieces | None:
    return None if wording is None else [(wording, False)]


def _wordings(change: Change, words: Words, language: str) -> tuple[str | None, str | None]:
    """Return the old and the new wording; None where there is none, or where the sentence has the value already."""
    old, new = change.old, change.new
    if isinstance(old, Text) and isinstance(new, Text):
        before, after = differing(old, new, language, "", words.fallback)
        return printable(before), printable(after)
    one, other = (
        printable(text.in_language(language, "", words.fallback)) if isinstance(text, Text) else None
        for text in (old, new)
    )
    return one, other


def _language(changes: Sequence[Change], words: Words) -> str:
    """Return the reader's language, or the catalogue's where no wording changed in the reader's."""
    pairs = [(one.old, one.new) for one in changes if isinstance(one.old, Text) and isinstance(one.new, Text)]
    wanted = (words.language, "", words.fallback)
    same = all(old.in_language(*wanted) == new.in_language(*wanted) for old, new in pairs)
    return words.fallback if pairs and same else words.language


def _pieces(old: str, new: str) -> tuple[Pieces, Pieces]:
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


def _asked(diff: Diff, words: Words) -> str:
    """Return the step that everything together asks for."""
    step = diff.comparison.step
    if step is Step.NONE:
        return words("Nothing changed in meaning")
    return words("This asks for a {step} step", step=step.word)


def _verdicts(diff: Diff, words: Words) -> list[str]:
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
