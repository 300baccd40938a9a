"""What changed between two handbooks, by competency and profile, and how versions moved: sentences, a page, data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from competentie.core import Catalogue, Message, Text, fingerprint, msg, printable
from competentie.diff.terms import Change, Handbook, HandbookComparison, Step, Subject, Value, Verb
from competentie.diff.versions import Verdict
from competentie.handbook.texts import differing
from competentie.page.data import VERSION, plain
from competentie.page.language import Words
from competentie.page.markdown import markdown
from competentie.page.model import Edit, Edits, Kind, Page, Part, Pieces, Tone, items

_SUBJECTS: Final[dict[Subject, Message]] = {
    Subject.TITLE: msg("title"),
    Subject.LANGUAGE: msg("language"),
    Subject.SOURCE: msg("source"),
    Subject.LICENSE: msg("licence"),
    Subject.ATTAIN: msg("share that must be shown (`attain`)"),
    Subject.COMPETENCY: msg("competency"),
    Subject.LABEL: msg("label"),
    Subject.DEFINITION: msg("definition"),
    Subject.CLUSTER: msg("cluster"),
    Subject.PROFILE: msg("profile"),
    Subject.ROLE: msg("name of the role"),
    Subject.LEVEL: msg("level {about}"),
    Subject.LEVEL_TEXT: msg("text of level {about}"),
    Subject.CLUSTER_TEXT: msg("text of cluster `{about}`"),
    Subject.INTRODUCTION: msg("introduction, paragraph {about}"),
    Subject.ROLES: msg("order of roles"),
    Subject.BESIDE: msg("what stands beside the texts ({about})"),
    Subject.PRESUPPOSES: msg("presupposed level of `{about}`"),
    Subject.CONTRAST: msg("contrast with `{about}`"),
    Subject.LINK: msg("link `{about}`"),
    Subject.NORM: msg("norm of `{competency}`"),
    Subject.GROUP: msg("group of `{competency}`"),
    Subject.RATIONALE: msg("rationale of `{competency}`"),
    Subject.IMPLIED_NORM: msg("implied norm of `{competency}`"),
}
_CLUSTER_HEADING: Final = msg("cluster `{about}`")
_VERBS: Final[dict[Verb, Message]] = {
    Verb.ADDED: msg("added"),
    Verb.INSERTED: msg("inserted below the others"),
    Verb.REMOVED: msg("removed"),
    Verb.REWORDED: msg("reworded"),
    Verb.REPLACED: msg("replaced by another text"),
    Verb.RESPELLED: msg("otherwise in punctuation, case or layout"),
    Verb.TRANSLATION_ADDED: msg("translation added ({language})"),
    Verb.TRANSLATION_REMOVED: msg("translation removed ({language})"),
    Verb.TRANSLATION_CHANGED: msg("translation changed ({language})"),
    Verb.RENAMED: msg("renamed"),
    Verb.CHANGED: msg("changed"),
    Verb.RAISED: msg("raised"),
    Verb.LOWERED: msg("lowered"),
    Verb.MOVED: msg("moved to another level"),
    Verb.REORDERED: msg("put in another place"),
    Verb.DESCRIBED: msg("given levels"),
    Verb.UNDESCRIBED: msg("left without levels"),
}


def sentence(change: Change) -> Message:
    """Say what changed and how, under a heading that names the competency: `norm of x raised from 1 to 2`."""
    tags = list(change.new.by_language) if isinstance(change.new, Text) else []
    what, how = _subject(change), msg(_VERBS[change.verb].template, language=tags)
    small = [_small(value) for value in (change.old, change.new) if isinstance(value, Fraction | int | str)]
    match small:
        case [old, new]:
            return msg("{what} {how} from {old} to {new}", what=what, how=how, old=old, new=new)
        case [value]:
            return msg("{what} {how} ({value})", what=what, how=how, value=value)
    return msg("{what} {how}", what=what, how=how)


def whole_sentence(change: Change) -> Message:
    """Say what changed and how, where no heading names the competency or the profile."""
    about = change.profile if change.subject is Subject.PROFILE else change.competency
    said = sentence(change)
    named = about is None or change.subject in _NAME_THEIR_COMPETENCY
    return said if named else msg("`{competency}`, {what}", competency=about, what=said)


def version_advice(verdict: Verdict) -> Message:
    """Say what to do about a version that did not move enough."""
    if verdict.at_least is None:
        return msg("give it another version")
    return msg("raise it to at least `{version}`", version=verdict.at_least)


_NAME_THEIR_COMPETENCY: Final = frozenset(
    {Subject.BEHAVIOUR, Subject.NORM, Subject.GROUP, Subject.RATIONALE, Subject.IMPLIED_NORM}
)


def _small(value: Fraction | int | str) -> str:
    """Write a value that fits in the sentence; a share as the decimal that it was written as."""
    return f"{float(value):.15g}" if isinstance(value, Fraction) else str(value)


def _subject(change: Change) -> Message:
    if change.subject is Subject.BEHAVIOUR:
        codes = dict.fromkeys(f"`{code}`" for code in (change.old_code, change.new_code) if code is not None)
        return msg("{codes}", codes=" → ".join(codes))
    about = change.subject is Subject.CLUSTER and change.about is not None
    template = _CLUSTER_HEADING if about else _SUBJECTS[change.subject]
    return Message(template.template, {"about": change.about, "competency": change.competency})


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
    cut = markdown(page._replace(verdict=[Part(Kind.VERDICT, said), *page.verdict]))[:_COMMENT]
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
    wanted = words.wanted
    same = all(old.in_language(*wanted) == new.in_language(*wanted) for old, new in pairs)
    return words.fallback if pairs and same else wanted[0]


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
        label = (known if competency in known else diff.old.catalogue.competencies)[competency].title
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


def changes_data(diff: Diff, words: Words) -> dict[str, Any]:
    """Return a comparison as one versioned object; only the reasons are in the reader's language."""
    return {
        "version": VERSION,
        "old": _handbook(diff.old_name, diff.old),
        "new": _handbook(diff.new_name, diff.new),
        "step": diff.comparison.step.word,
        "files": [_verdict_data(verdict) for verdict in diff.verdicts],
        "changes": [_change(change, diff, words) for change in diff.comparison.changes],
    }


def _handbook(name: str, handbook: Handbook) -> dict[str, Any]:
    catalogue = handbook.catalogue
    return {
        "name": name,
        "catalogue": {"version": catalogue.version, "fingerprint": fingerprint(catalogue)},
        "profiles": {identifier: handbook.profiles[identifier].version for identifier in sorted(handbook.profiles)},
    }


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
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
