"""A development plan as Markdown, for a talk: boxes to tick, and room for action, who and when under each step.

User text is escaped: it never becomes markup.
"""

from collections.abc import Iterable, Iterator, Sequence

from competentie.core.terms import Catalogue
from competentie.page.language import Words
from competentie.page.markdown import escape
from competentie.page.phrases import basis_line
from competentie.plan.agreements import MadePlan
from competentie.plan.parts import Block, Entry, PlanParts
from competentie.plan.phrases import plan_heading, total
from competentie.ratings.pages import stale_lines


def plan_markdown(made: MadePlan, catalogue: Catalogue, words: Words) -> str:
    """Return the whole page."""
    parts = PlanParts(made, catalogue, words)
    first, about = plan_heading(made.plan, catalogue, words)
    lines = [f"## {escape(first)}", "", escape(about)]
    lines += [line for stale in stale_lines(made.given, words) for line in ("", escape(stale))]
    if not made.plan.ways:
        lines += ["", escape(words("All norms are met: there is nothing to plan"))]
    to_rate = (line for block in parts.to_rate() for line in _block(block, block.heading, room=False))
    steps = (
        line
        for number, block in enumerate(parts.steps(), 1)
        for line in _block(block, f"{number}. {block.heading}", room=True)
    )
    lines += _section(words("First rate these"), to_rate)
    lines += _section(words("Steps"), steps)
    lines += _section(words("Shown since an earlier plan"), _past(parts.done(), "- [x] "))
    lines += _section(words("No longer in the plan"), _past(parts.dropped(), "- "))
    end = (f"**{escape(total(made, words))}**", "", escape(basis_line(made.basis, words)))
    return "\n".join([*lines, "", *end, ""])


def _section(heading: str, lines: Iterable[str]) -> list[str]:
    inside = list(lines)
    return ["", f"### {escape(heading)}", *inside] if inside else []


def _block(block: Block, heading: str, *, room: bool) -> Iterator[str]:
    """Yield a competency; with `room`, fields that were not filled in are left open."""
    yield from ("", f"#### {escape(heading)}")
    if block.why:
        yield from ("", f"*{escape(block.why)}*")
    for part in block.parts:
        if part.entries:
            yield from ("", escape(part.about), "")
        else:
            yield from ("", f"- [ ] {escape(part.about)}")
        for entry in part.entries:
            yield from _entry(entry, "- [ ] ", room=room)


def _past(entries: Sequence[Entry], box: str) -> Iterator[str]:
    if entries:
        yield ""
    for entry in entries:
        yield from _entry(entry, box, room=False)


def _entry(entry: Entry, box: str, *, room: bool) -> Iterator[str]:
    yield box + escape(entry.text)
    for name, filled in entry.fields:
        if filled or room:
            yield f"  - {escape(name)}: {escape(filled)}".rstrip()
