"""What is known of codes: as pages, as data, and as Markdown, of which docs/diagnostics.md is made.

Our own texts are Markdown as they stand (backticks are code); what comes from files stands in fences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from competentie.core import CODES, N_, Severity
from competentie.explain.examples import Example, case_of, examples
from competentie.explain.texts import explanation, families
from competentie.page.language import Words
from competentie.page.model import Block, Code, CodeLine, Kind, Page, Part, Row, Table, Tone, lined_up, lines, section

MOST_REPORT_LINES: Final = 24  # of a report that are shown
_LAST_REPORT_LINES: Final = 4  # of those, the ones at its end
_SAID: Final = N_("What `{command}` says of what is wrong")
_SWITCH_OFF: Final = N_(
    'Write `ignore = ["{code}"]` in competentie.toml, or under `[tool.competentie]` in pyproject.toml, beside the '
    "catalogue or above it."
)


@dataclass(frozen=True, slots=True)
class Explained:
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


def explained(code: str, language: str) -> Explained:
    """Gather what is known of a code."""
    case, text = case_of(code), explanation(code, language)
    return Explained(
        code, *CODES[code], text.title, text.what, text.why, *examples(case), case.command, case.report(language)
    )


def pages_data(codes: Sequence[str], words: Words) -> list[dict[str, Any]]:
    """Return the pages of these codes as plain data."""
    return [asdict(explained(code, words.language)) for code in codes]


def listing(words: Words) -> Page:
    """Return every code with its name and title, by family."""
    heads = (words("Code"), words("Name"), words("Severity"), words("What is wrong"))
    known = families(words.language).values()
    tables = [
        Table(
            heads,
            tuple(
                Row((code, CODES[code][0], words(CODES[code][1].value), text.title))
                for code, text in family.codes.items()
            ),
            whole=frozenset(range(3)),
            bare=True,
        )
        for family in known
    ]
    sections = [
        Part(Kind.SECTION, family.title, [table]) for family, table in zip(known, lined_up(tables), strict=True)
    ]
    return Page(words("Diagnostics"), blocks=sections, bare=True)


def pages(codes: Sequence[str], words: Words) -> Page:
    """Return the pages of these codes."""
    drawn = [_page(explained(code, words.language), words) for code in codes]
    return drawn[0] if len(drawn) == 1 else Page(words("Diagnostics"), blocks=drawn, bare=True)


def _page(one: Explained, words: Words) -> Page:
    report = Code([CodeLine(line) for line in _report(one, words)])
    off = [words(_SWITCH_OFF, code=one.code)] if one.severity is not Severity.ERROR else []
    blocks = [
        *section(words("What"), lines([one.what])),
        *section(words("Why"), lines([one.why])),
        *section(words("Wrong"), _example(one.wrong, Tone.FAR)),
        *section(words("Right"), _example(one.right, Tone.GOOD)),
        *section(words(_SAID, command=one.command_line), [report]),
        *section(words("To switch it off"), lines(off)),
    ]
    return Page(f"{one.heading} ({words(one.severity.value)}): {one.title}", blocks=blocks)


def _example(example: Example, tone: Tone) -> Iterator[Block]:
    if example.commands:
        yield Code([CodeLine(f"$ {command}") for command in example.commands])
    for excerpt in example.files:
        yield Part(Kind.ASIDE, excerpt.path)
        yield Code([CodeLine(line.text, line.number or None, line.differs) for line in excerpt.lines], tone)


def _report(one: Explained, words: Words) -> list[str]:
    """Return the lines of the report that the wrong example gets; of a long one, the beginning and the end."""
    said = one.report.rstrip("\n").split("\n")
    if len(said) <= MOST_REPORT_LINES:
        return said
    left_out = len(said) - MOST_REPORT_LINES
    first = MOST_REPORT_LINES - _LAST_REPORT_LINES
    return [*said[:first], words("… and {n} more", n=left_out), *said[-_LAST_REPORT_LINES:]]


# As Markdown, which docs/diagnostics.md is made of: our own texts are Markdown already, so they are not escaped


def document(words: Words) -> str:
    """Return every page, after a table that leads to them."""
    title = words("Diagnostics")
    parts = [f"# {title}", *_introduction(words)]
    for letter, family in families(words.language).items():
        parts.append(f"## {letter}: {family.title}")
        known = [explained(code, words.language) for code in family.codes]
        leads = [f"| [{page.heading}](#{page.heading.lower().replace(' ', '-')}) | {page.title} |" for page in known]
        parts.append("\n".join(["| | |", "|---|---|", *leads]))
        parts += [_written(page, words) for page in known]
    return "\n\n".join(parts) + "\n"


def markdown(codes: Sequence[str], words: Words) -> str:
    """Return the pages of these codes."""
    return "\n\n".join(_written(explained(code, words.language), words) for code in codes) + "\n"


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


def _written(page: Explained, words: Words) -> str:
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
