"""Whether the versions of a project moved far enough since an older one. Reads the new files again, for their lines."""

from collections.abc import Iterator

from competentie.core.findings import Diagnostic, Message, Span, in_order, msg
from competentie.diff.compare import compare
from competentie.diff.page import version_advice, whole_sentence
from competentie.diff.versions import Verdict, verdicts
from competentie.files.bytes import read
from competentie.files.places import profile_file, profiles_folder, shown
from competentie.files.yaml import Document
from competentie.handbook.load import Project


def version_findings(old: Project, new: Project) -> list[Diagnostic]:
    """Return a finding for each file of the new project whose `version` did not move enough, or moved back."""
    return in_order(_findings(old, new))


def _findings(old: Project, new: Project) -> Iterator[Diagnostic]:
    for verdict in verdicts(old, new, compare(old, new)):
        if verdict.enough:
            continue
        path = new.path
        if verdict.profile is not None:
            path = profile_file(profiles_folder(new.path), verdict.profile)
        code, message, advice = _said(verdict)
        document = read(path, shown(path))
        if isinstance(document, Document):
            yield document.at(code, ("version",), message, advice)
        else:  # it was there a moment ago
            yield Diagnostic(code, shown(path), Span(), message, advice)


def _said(verdict: Verdict) -> tuple[str, Message, Message]:
    advice = version_advice(verdict)
    if verdict.back:
        return "V002", msg("the version went back from `{old}` to `{new}`", old=verdict.old, new=verdict.new), advice
    change = verdict.why
    facts = {
        "old": verdict.old,
        "new": verdict.new,
        "step": verdict.asked.word,
        "change": whole_sentence(change) if change is not None else "",
        "reason": change.reason if change is not None else "",
    }
    template = msg("the version went from `{old}` to `{new}`, but a {step} step is asked for: {change}, since {reason}")
    if verdict.old == verdict.new:
        template = msg("the version is still `{old}`, but a {step} step is asked for: {change}, since {reason}")
    return "V001", Message(template.template, facts), advice
