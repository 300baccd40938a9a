"""A change in words: what changed and how, and what version it asks for, as messages without a language."""

from fractions import Fraction
from typing import Final

from competentie.core.message import Message, msg
from competentie.diff.terms import Change, Subject, Verb
from competentie.diff.versions import Verdict

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
    Verb.REMOVED: msg("removed"),
    Verb.REWORDED: msg("reworded"),
    Verb.REPLACED: msg("replaced by another text"),
    Verb.RESPELLED: msg("otherwise in punctuation, case or layout"),
    Verb.TRANSLATION_ADDED: msg("translation added"),
    Verb.TRANSLATION_REMOVED: msg("translation removed"),
    Verb.TRANSLATION_CHANGED: msg("translation changed"),
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
    what, how = _subject(change), _VERBS[change.verb]
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
