"""Two roles side by side, as what is asked anew, higher and no more; and what several people chose for one role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from competentie.core import Behaviour, Catalogue, Competency, Message, Profile, msg, printable
from competentie.core import Row as Norm
from competentie.page.data import VERSION, plain
from competentie.page.language import Words, by_cluster, level_name
from competentie.page.model import Block, Kind, Page, Part, Row, Table, items, lines, section

_CHANGES: Final[Mapping[str, Message]] = {
    "new": msg("New"),
    "higher": msg("Higher: asked besides"),
    "lower": msg("Lower: not asked any more"),
    "gone": msg("Gone"),
    "same": msg("The same"),
}
"""How a norm stands to that of another role, as data has it and as people read it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one competency asks in one role and in another; 0 where it asks nothing."""

    competency: Competency
    before: int
    after: int

    @property
    def change(self) -> str:
        """What became of it, one of `_CHANGES`."""
        if not (self.before and self.after):
            return "new" if self.after else "gone"
        return "same" if self.before == self.after else "higher" if self.after > self.before else "lower"

    @property
    def behaviours(self) -> list[Behaviour]:
        """The behaviours that are asked in one of the two only, lowest level first."""
        low, high = sorted((self.before, self.after))
        return [behaviour for level in (self.competency.levels or ())[low:high] for behaviour in level]


def steps(before: Profile, after: Profile, catalogue: Catalogue) -> list[Step]:
    """Return each competency that either role asks, in the order of the handbook."""
    old, new = ({row.competency: row.norm for row in profile.rows} for profile in (before, after))
    found = (Step(one, old.get(one.id, 0), new.get(one.id, 0)) for one in catalogue.competencies.values())
    return [step for step in found if step.before or step.after]


def roles_page(before: Profile, after: Profile, catalogue: Catalogue, words: Words) -> Page:
    """Return what is different in a role, for who has another."""
    found = steps(before, after, catalogue)
    blocks: list[Block] = []
    for change, heading in _CHANGES.items():
        blocks += section(words(heading), (_step(step, catalogue, words) for step in found if step.change == change))
    about = words("A level presumes all lower ones; only what makes the difference stands here.")
    return Page(words("From {before} to {after}", before=before.role, after=after.role), [about], blocks)


def _step(step: Step, catalogue: Catalogue, words: Words) -> Part:
    levels = [level_name(norm, catalogue, words) for norm in dict.fromkeys((step.before, step.after)) if norm]
    text = words("{competency}: {level}", competency=step.competency.label, level=" → ".join(levels))
    behaviours = items(words("{code}: {text}", code=one.code, text=one.text) for one in step.behaviours)
    return Part(Kind.PART if behaviours else Kind.LINE, text, behaviours)


def roles_data(before: Profile, after: Profile, catalogue: Catalogue) -> dict[str, Any]:
    """Return the same as one versioned object."""
    data: dict[str, Any] = {"version": VERSION, "from": before.id, "to": after.id, **{one: [] for one in _CHANGES}}
    for step in steps(before, after, catalogue):
        norms = {"from": step.before or None, "to": step.after or None}
        behaviours = [one.code for one in step.behaviours]
        data[step.change].append({"competency": step.competency.id, **norms, "behaviours": behaviours})
    return data


Chooser: TypeAlias = tuple[str, Mapping[str, Norm]]
"""Who chose, and what, by competency."""


def choosers_page(
    role: str, choosers: Sequence[Chooser], halfway: Sequence[str], catalogue: Catalogue, words: Words
) -> Page:
    """Return who chose what for a role, and where they differ; `halfway` are not done yet. Nothing is averaged."""
    table: list[Row] = []
    apart: list[Part] = []
    for heading, members in by_cluster(catalogue, words):
        for competency in members:
            chosen = [(name, rows.get(competency.id)) for name, rows in choosers]
            norms = ["–" if norm is None else str(norm.norm) for _, norm in chosen]
            label, differ = words.text(competency.label), len(set(norms)) > 1
            if differ or norms[0] != "–":
                table.append(Row((label, *norms), heading))
            if differ:
                apart.append(Part(Kind.PART, label, lines(_said(*one, catalogue, words) for one in chosen)))
    columns, n = frozenset(range(1, len(choosers) + 1)), len(table)
    heads = (words("Competency"), *(printable(name) for name, _ in choosers))
    blocks: list[Block] = [Table(heads, tuple(table), words("Cluster"), columns, whole=columns)]
    blocks += section(words("Where they differ"), apart)
    about = [words("not finished yet: {names}", names=halfway)] if halfway else []
    same = n - len(apart)
    total = words.plural(
        "{same} of {n} competency chosen alike", "{same} of {n} competencies chosen alike", n, same=same
    )
    return Page(words("{role}: who chose what", role=role), about, blocks, total)


def _said(name: str, norm: Norm | None, catalogue: Catalogue, words: Words) -> str:
    level = words("not chosen") if norm is None else level_name(norm.norm, catalogue, words)
    said = words("{name}: {level}", name=name, level=level)
    return said if norm is None or norm.rationale is None else f"{said}. {words.text(norm.rationale)}"


def choosers_data(
    role: str, choosers: Sequence[Chooser], halfway: Sequence[str], catalogue: Catalogue
) -> dict[str, Any]:
    """Return the same as one versioned object."""
    said = [
        {
            "by": name,
            "finished": name not in halfway,
            "norms": {one: norm.norm for one, norm in rows.items()},
            "rationales": {one: plain(norm.rationale, catalogue) for one, norm in rows.items() if norm.rationale},
        }
        for name, rows in choosers
    ]
    norms = {one: {rows[one].norm if one in rows else 0 for _, rows in choosers} for one in catalogue.competencies}
    differ = [one for one, chosen in norms.items() if len(chosen) > 1]
    return {"version": VERSION, "role": role, "choices": said, "differ": differ}
