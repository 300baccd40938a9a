"""`form`: a form for who rates without this program: in a browser, or in a spreadsheet."""

from gettext import gettext as _
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from competentie.cli.present import Output, Person, Relation, form_of
from competentie.cli.session import (
    STDOUT,
    Exit,
    Session,
    UsageError,
    a_name,
    a_relation,
    new_file,
    one_of,
    private_folder,
)
from competentie.cli.template import BY
from competentie.core import AGREED, msg, plain_name, same_name

if TYPE_CHECKING:
    from competentie.table.template import Template

FORMATS: Final = ("html", "xlsx")


def run(
    context: typer.Context,
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help=_("the profile's id, or the path of its file"))],
    person: Person = None,
    relation: Relation = None,
    by: Annotated[
        str,
        typer.Option("--by", metavar="behaviour|level", help=_("ask about each behaviour, or for a level each")),
    ] = "behaviour",
    all_levels: Annotated[bool, typer.Option("--all-levels", help=_("include the levels above the norm"))] = False,
    people: Annotated[
        Path | None,
        typer.Option(
            "--people",
            metavar="FILE",
            readable=False,
            help=_("a text with a name per line: a form for each, in the folder of `-o`"),
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="html|xlsx", help=_("a page for a browser, or a workbook: mail often stops HTML")
        ),
    ] = None,
    output: Output = None,
) -> int:
    """Make a form that `ratings add` and `assess --scores` read back."""
    from competentie.table.template import Template

    session: Session = context.obj
    one_of("--by", by, BY)
    a_name("--person", person)
    relation = a_relation(relation)
    if relation == AGREED:
        raise UsageError(
            msg("agreed ratings tell why, and whose ratings they settle"),
            msg("a form asks for neither; `competentie assess --relation agreed` does"),
        )
    if people is not None and (output is None or person is not None):
        raise UsageError(msg("`--people` goes with `-o FOLDER`, and without `--person`"))
    form = form_of(session, format, None if people else output, FORMATS)
    if form == "xlsx" and (output is None or str(output) == STDOUT):
        raise UsageError(msg("a workbook is written to a file"), msg("add `-o FILE`"))
    names = [person] if people is None else _names(people)
    catalogue = session.catalogue()
    chosen = session.profile(profile, catalogue)
    targets = _targets(names, output, form) if people is not None and output is not None else [output]
    for target in targets:
        if target is not None:
            new_file(target, msg("{path} exists already; it may have been filled in"))
    for name, target in zip(names, targets, strict=True):
        template = Template(catalogue, chosen, [name] if name else [], by == "behaviour", by == "level", all_levels)
        _write(session, template, relation, form, target)
    if people is not None:
        session.note(session.words.plural("{n} form is in {path}", "{n} forms are in {path}", len(names), path=output))
    return Exit.FINE


def _names(people: Path) -> list[str | None]:
    """Return the names in a file, one per line. Raises UsageError."""
    from competentie.files.read import content, unreadable

    try:
        text = content(people).decode("utf-8-sig")
    except OSError as error:
        raise UsageError(msg("{path} could not be opened: {reason}", path=people, reason=unreadable(error))) from None
    except UnicodeDecodeError:
        raise UsageError(msg("{path} is not in UTF-8", path=people), msg("save it as UTF-8")) from None
    names: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name = line.strip()
        if name and same_name(name) in names:
            raise UsageError(msg("{path}, line {n}: `{name}` stands there twice", path=people, n=number, name=name))
        if name:
            a_name("--people", name)
            names[same_name(name)] = name
    if not names:
        raise UsageError(msg("{path} names nobody", path=people), msg("write a name on each line"))
    return list(names.values())


def _targets(names: "list[str | None]", folder: Path, form: str) -> "list[Path | None]":
    """Return a file for each name, in a folder for its owner's eyes; names that read the same get a number."""
    private_folder(folder)
    targets: list[Path | None] = []
    for name in names:
        plain = plain_name(name or "")[:40].strip("-") or "form"
        numbered = (folder / f"{plain}{f'-{number}' if number > 1 else ''}.{form}" for number in count(1))
        targets.append(next(target for target in numbered if target not in targets))
    return targets


def _write(session: Session, template: "Template", relation: str | None, form: str, output: Path | None) -> None:
    private = bool(template.people)
    if form == "xlsx" and output is not None:
        from competentie.page.language import relation_word
        from competentie.table.form_workbook import form_workbook

        word = relation_word(relation, session.words) if relation else ""
        session.save(output, form_workbook(template, word, session.words), private=private)
        return
    from competentie.table.form import form_html

    session.write_data(form_html(template, relation or "", session.words), output, private=private)
