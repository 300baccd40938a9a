"""`profile edit`: one row of a profile changed where it stands in its file."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, Any

import typer

from competentie.cli.present import Quiet
from competentie.cli.profile import refuse_wrong
from competentie.cli.session import Exit, Session, UsageError, a_name, not_written
from competentie.core import Group, Row, fingerprint, msg, suggest
from competentie.files.places import find_profile, profile_file, profiles_folder, shown

if TYPE_CHECKING:
    from competentie.core import Catalogue
    from competentie.files.yaml import Document


def run(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="PROFILE", help=_("the profile's id, or the path of its file"))],
    competency: Annotated[str, typer.Argument(metavar="COMPETENCY", help=_("whose row, by id or label"))],
    norm: Annotated[
        int | None, typer.Option("--norm", metavar="N", min=1, help=_("the level that the role asks for"))
    ] = None,
    rationale: Annotated[
        str | None, typer.Option("--rationale", metavar="TEXT", help=_("why the role asks for it"))
    ] = None,
    generic: Annotated[bool, typer.Option("--generic", help=_("put a new row among the generic ones"))] = False,
    remove: Annotated[bool, typer.Option("--remove", help=_("take the row away"))] = False,
    quiet: Quiet = False,
) -> int:
    """Change, add or remove one row; nothing else in the file changes."""
    from competentie.files.read import content
    from competentie.files.write import write_whole
    from competentie.files.yaml import Document

    session: Session = context.obj
    session.quiet = quiet
    a_name("--rationale", rationale)
    fields = {name: value for name, value in (("norm", norm), ("rationale", rationale)) if value is not None}
    if remove == bool(fields):
        raise UsageError(msg("it is not said what is to change"), msg("give `--norm`, `--rationale`, or `--remove`"))
    catalogue = session.catalogue()
    item = session.items(catalogue, roles=False).find(competency)
    if item is None:
        raise UsageError(
            msg("`{id}` is not in the catalogue", id=competency), suggest(competency, catalogue.competencies)
        )
    profile = session.profile(name, catalogue)
    file = profile_file(profiles_folder(session.catalogue_path), profile.id)
    path = find_profile(name, session.catalogue_path) or file
    row = next((row for row in profile.rows if row.competency == item.competency), None)
    new = Row(item.competency, Group.GENERIC if generic else Group.SPECIFIC, 0)
    try:
        before = content(path)
        text = before.decode("utf-8-sig")
        after = _edited(Document(shown(path), text), row or new, fields, catalogue)
        refuse_wrong(path, after, catalogue)
        write_whole(path, before[: len(before) - len(text.encode())] + after.encode(), private=False)
    except OSError as error:
        raise not_written(path, error) from None
    session.say(session.words("changed: {path}", path=path))
    return Exit.FINE


def _edited(document: "Document", row: Row, fields: dict[str, Any], catalogue: "Catalogue") -> str:
    """Return the text of a profile with a row changed, added or (without fields) removed.

    Its mark of the texts moves along where it was right; where they have changed since, it keeps saying so.
    """
    from competentie.choosing.edit import ProfileText

    edited = ProfileText(document)
    own = {one: group for group in Group for one in document.data.get(group) or ()}
    is_right = document.data.get("catalogue", {}).get("fingerprint") == fingerprint(catalogue, own)
    if row.competency in own and fields:
        for name, value in fields.items():
            edited.set((row.group, row.competency, name), value)
    elif row.competency in own:
        edited.remove(own.pop(row.competency), row.competency)
    elif fields and (row.norm or "norm" in fields):
        own[row.competency] = row.group
        edited.add(row.group, row.competency, {"norm": row.norm, **fields})
    else:
        advice = (
            msg("it comes along from another profile; `--norm` overrides it") if row.norm else msg("`--norm` adds it")
        )
        raise UsageError(msg("there is no row `{id}` in this file", id=row.competency), advice)
    if is_right:
        edited.set(("catalogue", "fingerprint"), fingerprint(catalogue, own))
    return edited.document.text
