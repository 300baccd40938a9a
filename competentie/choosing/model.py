"""What somebody chose for a role, as a file keeps it: halfway too, and beside what others chose; and its profile."""

from typing import ClassVar, Final

from pydantic import Field

from competentie.core import N_, Catalogue, Group, Row, Text, fingerprint
from competentie.files.read import Kind
from competentie.files.shape import FileModel, FileName, FormatVersion, Id, Word, empty
from competentie.files.yaml import dump


class Choice(FileModel):
    """A competency that was chosen; its level, and where in the work it is asked, come after that."""

    norm: int | None = Field(default=None, ge=1, description=N_("the level that the role asks for"))
    rationale: Word | None = Field(default=None, description=N_("why the role asks for it"))


class Choices(FileModel):
    """What one person chose for a role; `asked` are the keys of the questions that are behind us."""

    KIND: ClassVar[str] = "choices"

    competentie: FormatVersion
    choices: FileName = Field(description=N_("the file name, without ending, of the profile that is chosen for"))
    role: Word = Field(description=N_("the name of the role"))
    by: Word | None = Field(default=None, description=N_("who chose"))
    extends: FileName | None = Field(
        default=None, description=N_("the file name, without ending, of a profile whose rows come first")
    )
    group: Group = Field(default=Group.SPECIFIC, strict=False, description=N_("where the rows belong in the profile"))
    finished: bool = Field(default=False, description=N_("whether all was asked"))
    asked: list[str] = Field(default_factory=empty, description=N_("the questions that are behind us"))
    chosen: dict[Id, Choice] = Field(default_factory=dict, description=N_("what was chosen, by competency"))

    def rows(self) -> tuple[Row, ...]:
        """Return the rows of which the level was chosen."""
        return tuple(
            Row(identifier, self.group, choice.norm, Text({"": choice.rationale}) if choice.rationale else None)
            for identifier, choice in self.chosen.items()
            if choice.norm is not None
        )


CHOICES: Final = Kind(Choices)


def choices_text(choices: Choices) -> str:
    """Write choices as the YAML that is read back."""
    return dump({"competentie": 1, **choices.model_dump(mode="json", exclude_defaults=True)})


def profile_text(choices: Choices, catalogue: Catalogue, schema: str = "") -> str:
    """Write the profile that choices come to, in the order of the handbook, with a mark of the texts that were read."""
    chosen = [row.competency for row in choices.rows()]
    rows = {one: choices.chosen[one].model_dump(exclude_none=True) for one in catalogue.competencies if one in chosen}
    head = {"competentie": 1, "role": choices.role, "version": "0.1", "extends": choices.extends}
    mark = {"catalogue": {"version": catalogue.version, "fingerprint": fingerprint(catalogue, chosen)}}
    pointer = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    about = dump({name: value for name, value in head.items() if value is not None} | mark)
    return pointer + about + (f"\n{dump({choices.group.value: rows})}" if rows else "")
