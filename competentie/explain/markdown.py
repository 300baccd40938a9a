"""The pages about codes as one Markdown document: docs/diagnostics.md is made of it, in English.

Our own texts are Markdown as they stand (backticks are code); what comes from files stands in fences.
"""

from collections.abc import Iterator, Sequence

from competentie.core.findings import CODES
from competentie.explain.case import case_of
from competentie.explain.example import Example, Excerpt, examples
from competentie.explain.page import command_line, heading, report
from competentie.explain.pages import FAMILIES, PAGES
from competentie.page.language import Words


def document(words: Words) -> str:
    """Return every page, after a table that leads to them."""
    title = words("Diagnostics")
    parts = [f"# {title}", *_introduction(words)]
    for letter, family in FAMILIES.items():
        codes = [code for code in PAGES if code.startswith(letter)]
        parts.append(f"## {letter}: {words(family)}")
        parts.append("\n".join(_table(codes, words)))
        parts += [_page(code, words) for code in codes]
    return "\n\n".join(parts) + "\n"


def pages(codes: Sequence[str], words: Words) -> str:
    """Return the pages of these codes."""
    return "\n\n".join(_page(code, words) for code in codes) + "\n"


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


def _table(codes: Sequence[str], words: Words) -> Iterator[str]:
    yield "| | |"
    yield "|---|---|"
    for code in codes:
        anchor = heading(code).lower().replace(" ", "-")
        yield f"| [{heading(code)}](#{anchor}) | {words(PAGES[code].title)} |"


def _page(code: str, words: Words) -> str:
    page, case = PAGES[code], case_of(code)
    wrong, right = examples(case)
    title = words(page.title)
    parts = [
        f"### {heading(code)}",
        f"*{words(CODES[code][1].value)}*: {title}",
        words(page.what),
        words(page.why),
        *_example(words("Wrong"), wrong),
        *_example(words("Right"), right),
        words("What `{command}` says of what is wrong", command=command_line(case)) + ":",
        _fenced("text", report(case, words)),
    ]
    return "\n\n".join(parts)


def _example(title: str, example: Example) -> Iterator[str]:
    if example.commands:
        yield f"**{title}**"
        yield _fenced("console", [f"$ {command}" for command in example.commands])
    for excerpt in example.files:
        yield f"**{title}**, `{excerpt.path}`"
        yield _fenced(_language(excerpt), [line.text for line in excerpt.lines])


def _language(excerpt: Excerpt) -> str:
    return "yaml" if excerpt.path.endswith((".yaml", ".yml")) else "text"


def _fenced(language: str, lines: Sequence[str]) -> str:
    return "\n".join([f"```{language}", *lines, "```"])
