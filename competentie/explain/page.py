"""The pages about codes: in a terminal, as data, and as Markdown, of which docs/diagnostics.md is made.

Our own texts are Markdown as they stand (backticks are code); what comes from files stands in fences.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from competentie.core.findings import CODES, Severity
from competentie.core.message import N_
from competentie.explain.examples import Example, Excerpt, case_of, examples
from competentie.explain.texts import explanation, families
from competentie.page.language import Words
from competentie.page.layout import HEADING, INDENT

MOST_REPORT_LINES: Final = 24  # of a report that are shown
_LAST_REPORT_LINES: Final = 4  # of those, the ones at its end

_SAID: Final = N_("What `{command}` says of what is wrong")
_SWITCH_OFF: Final = N_(
    'Write `ignore = ["{code}"]` in competentie.toml, or under `[tool.competentie]` in pyproject.toml, beside the '
    "catalogue or above it."
)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is known of a code, in one language; as data it is a contract."""

    code: str
    name: str
    severity: Severity
    title: str
    what: str
    why: str
    wrong: Example
    right: Example
    command: tuple[str, ...]
    report: str

    @property
    def heading(self) -> str:
        """The code with its name."""
        return f"{self.code} {self.name}"

    @property
    def command_line(self) -> str:
        """The command whose report is shown, as it is typed."""
        return " ".join(("competentie", *self.command))


def page_of(code: str, language: str) -> Page:
    """Gather what is known of a code."""
    case, text = case_of(code), explanation(code, language)
    return Page(
        code, *CODES[code], text.title, text.what, text.why, *examples(case), case.command, case.report(language)
    )


def pages_data(codes: Sequence[str], words: Words) -> list[dict[str, Any]]:
    """Return the pages of these codes as plain data."""
    return [asdict(page_of(code, words.language)) for code in codes]


# In a terminal


def listing(words: Words) -> RenderableType:
    """Return every code with its name and title, by family."""
    names = [name for name, _ in CODES.values()]
    severities = [words(severity.value) for severity in Severity]
    parts: list[RenderableType] = []
    for family in families(words.language).values():
        parts += [*([Line()] if parts else []), Line(family.title, style=HEADING)]
        grid = Table.grid(padding=(0, 2, 0, 0))
        for width in (_widest(CODES) + 2, _widest(names), _widest(severities), 0):
            grid.add_column(min_width=width, overflow="fold")
        for code, explained in family.codes.items():
            name, severity = CODES[code]
            grid.add_row(Line("  " + code), Line(name), Line(words(severity.value)), Line(explained.title))
        parts.append(grid)
    return Stack(*parts)


def pages(codes: Sequence[str], words: Words) -> RenderableType:
    """Return the pages of these codes, below each other."""
    parts: list[RenderableType] = []
    for code in codes:
        parts += [*([Line()] if parts else []), *_drawn(page_of(code, words.language), words)]
    return Stack(*parts)


def _widest(texts: Iterable[str]) -> int:
    return max(map(len, texts))


def _drawn(page: Page, words: Words) -> Iterator[RenderableType]:
    yield Line(f"{page.heading} ({words(page.severity.value)}): {page.title}", style=HEADING)
    yield from _section(words("What"), [Line(page.what)])
    yield from _section(words("Why"), [Line(page.why)])
    yield from _section(words("Wrong"), _example(page.wrong, "red"))
    yield from _section(words("Right"), _example(page.right, "green"))
    yield from _section(words(_SAID, command=page.command_line), [Line(line) for line in _report(page, words)])
    if page.severity is not Severity.ERROR:
        yield from _section(words("To switch it off"), [Line(words(_SWITCH_OFF, code=page.code))])


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


def _report(page: Page, words: Words) -> list[str]:
    """Return the lines of the report that the wrong example gets; of a long one, the beginning and the end."""
    lines = page.report.rstrip("\n").split("\n")
    if len(lines) <= MOST_REPORT_LINES:
        return lines
    left_out = len(lines) - MOST_REPORT_LINES
    first = MOST_REPORT_LINES - _LAST_REPORT_LINES
    return [*lines[:first], words("… and {n} more", n=left_out), *lines[-_LAST_REPORT_LINES:]]


# As Markdown


def document(words: Words) -> str:
    """Return every page, after a table that leads to them."""
    title = words("Diagnostics")
    parts = [f"# {title}", *_introduction(words)]
    for letter, family in families(words.language).items():
        parts.append(f"## {letter}: {family.title}")
        explained = [page_of(code, words.language) for code in family.codes]
        leads = [
            f"| [{page.heading}](#{page.heading.lower().replace(' ', '-')}) | {page.title} |" for page in explained
        ]
        parts.append("\n".join(["| | |", "|---|---|", *leads]))
        parts += [_written(page, words) for page in explained]
    return "\n\n".join(parts) + "\n"


def markdown(codes: Sequence[str], words: Words) -> str:
    """Return the pages of these codes."""
    return "\n\n".join(_written(page_of(code, words.language), words) for code in codes) + "\n"


def _introduction(words: Words) -> Iterator[str]:
    yield words(
        "Everything that `competentie` can find wrong, with the smallest example of each. `competentie explain CODE` "
        "shows the same page in a terminal, in Dutch or English; a code and its name never change."
    )
    yield words(
        "An *error* stops the work, a *warning* does so with `--strict`, and *advice* is only that. Each example is "
        "one of the project's own tests; of a file, the lines that differ between wrong and right are shown."
    )
    yield words(
        'Warnings and advice can be switched off, by code or by name: `ignore = ["B004", "gendered-word"]` in '
        "`competentie.toml`, or under `[tool.competentie]` in `pyproject.toml`, beside the catalogue or above it."
    )


def _written(page: Page, words: Words) -> str:
    parts = [
        f"### {page.heading}",
        f"*{words(page.severity.value)}*: {page.title}",
        page.what,
        page.why,
        *_fences(words("Wrong"), page.wrong),
        *_fences(words("Right"), page.right),
        words(_SAID, command=page.command_line) + ":",
        _fenced("text", _report(page, words)),
    ]
    return "\n\n".join(parts)


def _fences(title: str, example: Example) -> Iterator[str]:
    if example.commands:
        yield f"**{title}**"
        yield _fenced("console", [f"$ {command}" for command in example.commands])
    for excerpt in example.files:
        yield f"**{title}**, `{excerpt.path}`"
        language = "yaml" if excerpt.path.endswith((".yaml", ".yml")) else "text"
        yield _fenced(language, [line.text for line in excerpt.lines])


def _fenced(language: str, lines: Sequence[str]) -> str:
    return "\n".join([f"```{language}", *lines, "```"])
