"""`profiles/<role>.yaml`: the norms of one role."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from competentie.domain import Group, Row
from competentie.message import N_
from competentie.models.base import CatalogueMark, FileModel, FileName, FormatVersion, Id, LocalText, Word


class NormFile(FileModel):
    """One row: the level that the role asks for, and why."""

    norm: int = Field(ge=1, description=N_("the level that the role asks for"))
    rationale: LocalText | None = Field(default=None, description=N_("why the role asks for it"))


class ProfileFile(FileModel):
    """The profile of one role."""

    KIND: ClassVar[str] = "profile"

    competentie: FormatVersion
    role: LocalText = Field(description=N_("the name of the role"))
    version: Word = Field(description=N_("the version of the profile, as text in quotes"))
    extends: FileName | None = Field(
        default=None, description=N_("the file name, without ending, of a profile whose rows come first")
    )
    catalogue: CatalogueMark | None = Field(
        default=None, description=N_("the catalogue whose texts the norms were chosen by; said when they have changed")
    )
    generic: dict[Id, NormFile] = Field(
        default_factory=dict, description=N_("norms that many roles share, by competency")
    )
    specific: dict[Id, NormFile] = Field(default_factory=dict, description=N_("norms of this role, by competency"))

    def rows(self) -> Iterator[Row]:
        """Yield the rows that this file itself states, generic ones first."""
        for group, norms in ((Group.GENERIC, self.generic), (Group.SPECIFIC, self.specific)):
            for competency, row in norms.items():
                yield Row(competency, group, row.norm, row.rationale)
