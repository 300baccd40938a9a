"""What several commands are asked, worded once; and the form they answer in: the one list of endings and formats.

The ending of `-o FILE` chooses the form; `--format` overrules it, with a note. Pages come from one value, so that a
command which can show a page in one form can do so in all.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, TypeAlias

import typer

from competentie.cli.session import STDOUT, Session, UsageError, one_of
from competentie.core import RELATIONS, msg

if TYPE_CHECKING:
    from competentie.page.model import Page

Person: TypeAlias = Annotated[str | None, typer.Option("--person", metavar="NAME", help=_("the person to assess"))]
Rater: TypeAlias = Annotated[str | None, typer.Option("--rater", metavar="NAME", help=_("the person who rates"))]
Relation: TypeAlias = Annotated[
    str | None,
    typer.Option("--relation", metavar="|".join(RELATIONS), help=_("what the rater is to the person")),
]
Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="FILE", readable=False, help=_("write to this file instead of the terminal")
    ),
]
Quiet: TypeAlias = Annotated[bool, typer.Option("-q", "--quiet", help=_("say nothing but errors besides the result"))]
Delimiter: TypeAlias = Annotated[
    str | None,
    typer.Option("--delimiter", metavar="D", help=_("what stands between the cells; else it is found by the headers")),
]
Encoding: TypeAlias = Annotated[
    str | None, typer.Option("--encoding", metavar="E", help=_("the encoding of the table, when it is not UTF-8"))
]

Sheet: TypeAlias = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help=_("the sheet of a workbook; else the first with ratings")),
]
PersonColumn: TypeAlias = Annotated[
    str | None,
    typer.Option("--person-column", metavar="COLUMN", help=_("the column that says who is rated; else by its name")),
]
StrictColumns: TypeAlias = Annotated[
    bool, typer.Option("--strict-columns", help=_("make a column that is not known an error, rather than pass it over"))
]
HeaderRow: TypeAlias = Annotated[
    int | None,
    typer.Option("--header-row", metavar="N", min=1, help=_("the row with the names of the columns; else it is found")),
]
SkipRows: TypeAlias = Annotated[
    int, typer.Option("--skip-rows", metavar="N", min=0, help=_("rows above the header that are not looked at"))
]

Keep: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--keep", metavar="COLUMN", help=_("a column that comes back in the results, or `all`; may be repeated")
    ),
]
ColumnsFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--columns",
        metavar="FILE",
        readable=False,
        help=_("what the columns mean, as YAML: written where it is not there, else read"),
    ),
]


def format_option(forms: tuple[str, ...]) -> Any:  # noqa: ANN401 - Typer's own type is private
    """Return `--format` of a command that writes these forms."""
    return typer.Option(
        "--format", metavar="|".join(forms), help=_("how to show it; else as the name of the output ends")
    )


class TableFile(NamedTuple):
    """A table as named on the command line, and how it is to be read."""

    path: Path
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    person: str | None = None
    strict: bool = False
    header_row: int | None = None
    skip_rows: int = 0
    by: Sequence[str] = ()
    keep: Sequence[str] = ()
    columns: Path | None = None


DRAWN: Final = ("markdown", "html", "pdf", "docx")
"""The forms that every page has, besides that on a terminal."""
PAGES: Final = ("table", "text", *DRAWN)
"""The forms of a page; the others are data."""
EXTRAS: Final = {"pdf": ("pdf", ("typst",)), "docx": ("word", ("docx", "typst"))}
"""The forms that need an extra, each with its name and with the packages that it brings."""
FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    ".csv": ("csv",),
    ".json": ("json",),
    ".md": ("markdown",),
    ".markdown": ("markdown",),
    ".html": ("html",),
    ".htm": ("html",),
    ".pdf": ("pdf",),
    ".docx": ("docx",),
    ".yaml": ("yaml",),
    ".yml": ("yaml",),
    ".txt": ("table", "text"),
    ".xlsx": ("xlsx",),
    ".parquet": ("parquet",),
}
"""What a file may be called, and the forms that it then holds: a command has one of them."""


def begun(
    context: typer.Context, format: str | None, output: Path | None, known: Sequence[str], *, quiet: bool = False
) -> tuple[Session, str]:
    """Return the session of a command, quiet where that is asked, and the form to write."""
    session: Session = context.obj
    session.quiet = quiet
    return session, form_of(session, format, output, known)


def form_of(session: Session, format: str | None, output: Path | None, known: Sequence[str]) -> str:
    """Return the form to write, of those that a command knows; the first unasked. Raises UsageError."""
    if format is not None:
        one_of("--format", format, tuple(known))
    if output is None or str(output) == STDOUT or not output.suffix:
        return _possible(format or known[0], output)
    meant = next((form for form in FORMS.get(output.suffix.lower(), ()) if form in known), None)
    if format is None and meant is None:
        endings = [ending for ending, forms in FORMS.items() if any(form in known for form in forms)]
        raise UsageError(
            msg("{path} ends in `{ending}`, and this command does not write that", path=output, ending=output.suffix),
            msg("it writes {endings}", endings=endings),
        )
    if format is not None and format != meant:
        session.note(msg("{path} holds {format}, as `--format` says", path=output, format=format))
    return _possible(format or meant or known[0], output)


def _possible(form: str, output: Path | None) -> str:
    """Return a form that can be written here: before anything is asked or read. Raises UsageError."""
    if form not in EXTRAS:
        return form
    from importlib.util import find_spec

    extra, packages = EXTRAS[form]
    if None in map(find_spec, packages):
        raise UsageError(
            msg("`{format}` needs the extra `{extra}`, which is not installed", format=form, extra=extra),
            msg("`pip install 'competentie[{extra}]'` installs it; a browser prints the .html too", extra=extra),
        )
    if (output is None or str(output) == STDOUT) and sys.stdout.isatty():
        raise UsageError(msg("`{format}` is not for a terminal", format=form), msg("give `-o FILE`"))
    return form


def present(
    session: Session,
    form: str,
    output: Path | None,
    *,
    page: "Callable[[], Page]",
    data: Callable[[], Any] | None = None,
    csv: Callable[[], str] | None = None,
    markdown: Callable[[], str] | None = None,
    beside_csv: Iterable[str] = (),
    private: bool = True,
) -> None:
    """Write in the form that `form_of` returned: a page, data for JSON or YAML, CSV, or Markdown that is no page.

    What is `beside_csv` is said to people, since the columns of CSV are a contract and have no room for it. What is
    `private` is for the eyes of its owner only, and says so at its head and on paper.
    """
    if form in {"table", "text"}:
        from competentie.page.terminal import terminal

        session.draw_to(terminal(page()), output, private=private)
        return
    if form in EXTRAS:
        session.write_data(_printed(form, _marked(page(), private=private), session), output, private=private)
        return
    text = {"csv": csv, "markdown": markdown}.get(form)
    content = text() if text is not None else _text(form, lambda: _marked(page(), private=private), data, session)
    session.write_data(content, output, private=private)
    if form == "csv":
        for line in beside_csv:
            session.note(line)


def _marked(page: "Page", *, private: bool) -> "Page":
    """Let a page that does not say itself whether it is confidential be so where its file is private."""
    return page if page.confidential is not None else page._replace(confidential=private)


def _printed(form: str, page: "Page", session: Session) -> bytes:
    """Return a page for paper, and say which letters could not be written as they are."""
    if form == "docx":
        from competentie.page.word import word

        return word(page, session.words)
    from competentie.page.pdf import pdf

    content, missing = pdf(page, session.words)
    if missing:
        session.note(msg("no font here has {letters}; their numbers stand for them", letters=missing))
    return content


def _text(form: str, page: "Callable[[], Page]", data: Callable[[], Any] | None, session: Session) -> str:
    if form == "markdown":
        from competentie.page.markdown import markdown

        return markdown(page())
    if form == "html" or data is None:
        from competentie.page.html import html

        return html(page(), session.words, session.style)
    if form == "yaml":
        from competentie.files.yaml import dump

        return dump(data())
    from competentie.page.data import json_text

    return json_text(data())
