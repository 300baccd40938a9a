"""The pages about codes, for a terminal and as data; `render.explain.markdown` makes the document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.core.findings import CODES, Severity
from competentie.core.message import N_
from competentie.explain.case import Case, case_of
from competentie.explain.example import Example, Excerpt, examples
from competentie.explain.pages import FAMILIES, PAGES
from competentie.page.language import Words
from competentie.page.layout import HEADING, INDENT

MOST_REPORT_LINES: Final = 24  # of a report that are shown
_LAST_REPORT_LINES: Final = 4  # of those, the ones at its end

_SWITCH_OFF: Final = N_(
    'Write `ignore = ["{code}"]` in competentie.toml, or under `[tool.competentie]` in pyproject.toml, beside the '
    "catalogue or above it."
)


def listing(words: Words) -> RenderableType:
    """Return every code with its name and title, by family."""
    parts: list[RenderableType] = []
    for letter, family in FAMILIES.items():
        parts += [*([Line()] if parts else []), Line(words(family), style=HEADING)]
        grid = Table.grid(padding=(0, 2, 0, 0))
        for width in (_widest(PAGES) + 2, _widest(name for name, _ in CODES.values()), _widest(_severities(words)), 0):
            grid.add_column(min_width=width, overflow="fold")
        for code in (code for code in PAGES if code.startswith(letter)):
            name, severity = CODES[code]
            grid.add_row(Line("  " + code), Line(name), Line(words(severity.value)), Line(words(PAGES[code].title)))
        parts.append(grid)
    return Stack(*parts)


def pages(codes: Sequence[str], words: Words) -> RenderableType:
    """Return the pages of these codes, below each other."""
    parts: list[RenderableType] = []
    for code in codes:
        parts += [*([Line()] if parts else []), *_page(code, words)]
    return Stack(*parts)


def pages_data(codes: Sequence[str], words: Words) -> list[dict[str, Any]]:
    """Return the pages of these codes as plain data."""
    return [_page_data(code, words) for code in codes]


def heading(code: str) -> str:
    """Return a code with its name."""
    return f"{code} {CODES[code][0]}"


def command_line(case: Case) -> str:
    """Return the command whose report is shown, as it is typed."""
    return " ".join(("competentie", *case.command))


def report(case: Case, words: Words) -> list[str]:
    """Return the lines of the report that the wrong example gets; of a long one, the beginning and the end."""
    lines = case.report(words.language).rstrip("\n").split("\n")
    if len(lines) <= MOST_REPORT_LINES:
        return lines
    left_out = len(lines) - MOST_REPORT_LINES
    first = MOST_REPORT_LINES - _LAST_REPORT_LINES
    return [*lines[:first], words("… and {n} more", n=left_out), *lines[-_LAST_REPORT_LINES:]]


def _severities(words: Words) -> list[str]:
    return [words(severity.value) for severity in Severity]


def _widest(texts: Iterable[str]) -> int:
    return max(map(len, texts))


def _page(code: str, words: Words) -> Iterator[RenderableType]:
    page, case = PAGES[code], case_of(code)
    severity = words(CODES[code][1].value)
    wrong, right = examples(case)
    yield Line(f"{heading(code)} ({severity}): {words(page.title)}", style=HEADING)
    yield from _section(words("What"), [Line(words(page.what))])
    yield from _section(words("Why"), [Line(words(page.why))])
    yield from _section(words("Wrong"), _example(wrong, "red"))
    yield from _section(words("Right"), _example(right, "green"))
    shown = [Line(line) for line in report(case, words)]
    yield from _section(words("What `{command}` says of what is wrong", command=command_line(case)), shown)
    if CODES[code][1] is not Severity.ERROR:
        yield from _section(words("To switch it off"), [Line(words(_SWITCH_OFF, code=code))])


def _section(title: str, parts: Sequence[RenderableType]) -> Iterator[RenderableType]:
    if parts:
        yield Line()
        yield Line(title, style=HEADING)
        yield Padding(Stack(*parts), (0, 0, 0, INDENT), expand=False)


def _example(example: Example, color: str) -> list[RenderableType]:
    parts: list[RenderableType] = [Line(f"$ {command}") for command in example.commands]
    for excerpt in example.files:
        parts += [Line(excerpt.path, style="italic"), *_lines(excerpt, color)]
    return parts


def _lines(excerpt: Excerpt, color: str) -> Iterator[RenderableType]:
    width = len(str(max(line.number for line in excerpt.lines)))
    for line in excerpt.lines:
        mark = ">" if line.differs else " "
        number = str(line.number).rjust(width) if line.number else " " * width
        yield Line(f"{mark} {number} | {line.text}", style=color if line.differs else "")


def _page_data(code: str, words: Words) -> dict[str, Any]:
    page, case = PAGES[code], case_of(code)
    name, severity = CODES[code]
    wrong, right = examples(case)
    return {
        "code": code,
        "name": name,
        "severity": severity.value,
        "title": words(page.title),
        "what": words(page.what),
        "why": words(page.why),
        "wrong": asdict(wrong),
        "right": asdict(right),
        "command": list(case.command),
        "report": case.report(words.language),
    }
