"""`ratings/<name>.plan.yaml`: a development plan, with what was agreed on each step, and its checks.

Those look at what the plan still asks for, not at what was done or dropped.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Final, TypeAlias

from pydantic import Field

from competentie.core import N_, Diagnostic, Message, Text, msg, suggest
from competentie.files.read import Context, Kind, fields
from competentie.files.shape import CatalogueMark, FileModel, FileName, FormatVersion, Word, empty
from competentie.files.yaml import Document
from competentie.handbook.checks import labels
from competentie.handbook.models import PolicyFile
from competentie.handbook.texts import equal
from competentie.plan.agreements import Agreements, Item
from competentie.ratings.checks import no_controls
from competentie.ratings.models import Date, RaterFile, TextCode

Enough: TypeAlias = Annotated[
    int | None,
    Field(ge=1, description=N_("how many of the items of this level will do; absent when all of them are needed")),
]


class ItemFile(FileModel):
    """What was agreed on one behaviour (or on a competency as a whole); empty fields are there to be filled in."""

    text: Word = Field(description=N_("the text of the behaviour, as the catalogue says it"))
    enough: Enough = None
    action: str = Field(default="", description=N_("what will be done; may be empty"))
    who: str = Field(default="", description=N_("who does it, or helps; may be empty"))
    when: str = Field(default="", description=N_("when: a date, or in words; may be empty"))

    def to_item(self, code: str) -> Item:
        """Return the item with its code."""
        return Item(code, self.text, self.enough, self.action, self.who, self.when)


class PastItemFile(ItemFile):
    """An item of an earlier plan. They stand in a list: a code may have belonged to several texts."""

    code: TextCode = Field(description=N_("the code that the text had"))


class ProfileMarkFile(FileModel):
    """The profile as it was."""

    version: Word = Field(description=N_("the version of the profile, as text in quotes"))
    fingerprint: Word | None = Field(default=None, description=N_("the fingerprint of what it asks"))


class BasedOnFile(FileModel):
    """What a plan was made from: ratings, norms, policy."""

    rater: RaterFile | None = Field(default=None, description=N_("who rated"))
    date: Date | None = Field(default=None, description=N_("the day of the rating, as 2026-11-23"))
    catalogue: CatalogueMark | None = Field(
        default=None, description=N_("the catalogue that was rated, where its texts have changed since")
    )
    profile: ProfileMarkFile | None = Field(default=None, description=N_("the profile as it was"))
    policy: PolicyFile | None = Field(default=None, description=N_("how the cumulative rule is applied"))
    program: Word | None = Field(default=None, description=N_("the version of the program"))
    left_out: list[TextCode] = Field(
        default_factory=empty,
        alias="left-out",
        description=N_("the answers that were left out, because their text says something else now"),
    )


class PlanFile(FileModel):
    """The development plan of one person for one profile."""

    KIND: ClassVar[str] = "plan"

    competentie: FormatVersion
    plan: FileName = Field(description=N_("the profile whose norms the plan leads to"))
    person: Word = Field(description=N_("the person whose plan it is"))
    catalogue: CatalogueMark | None = Field(default=None, description=N_("the catalogue whose texts the plan holds"))
    based_on: BasedOnFile | None = Field(
        default=None,
        alias="based-on",
        description=N_("the ratings that the plan was made from, and what else it rests on"),
    )
    date: Date | None = Field(default=None, description=N_("the day on which the plan was made or renewed"))
    steps: dict[TextCode, ItemFile] = Field(
        default_factory=dict, description=N_("what has to be shown, in the order in which to take it")
    )
    rate_first: dict[TextCode, ItemFile] = Field(
        default_factory=dict,
        alias="rate-first",
        description=N_("what has to be rated first, since that may close a gap"),
    )
    done: list[PastItemFile] = Field(
        default_factory=empty, description=N_("steps of earlier plans that have been shown since")
    )
    dropped: list[PastItemFile] = Field(
        default_factory=empty, description=N_("what was filled in for steps that the plan no longer asks for")
    )

    def agreements(self) -> Agreements:
        """Return the items with what was agreed on each."""
        return Agreements(
            _items(self.steps),
            _items(self.rate_first),
            tuple(item.to_item(item.code) for item in self.done),
            tuple(item.to_item(item.code) for item in self.dropped),
        )


def _items(items: Mapping[str, ItemFile]) -> tuple[Item, ...]:
    return tuple(item.to_item(code) for code, item in items.items())


SECTIONS: Final = ("steps", "rate-first")


def behaviours_exist(document: Document, context: Context) -> Iterator[Diagnostic]:
    """L001: a plan asks for behaviours (and for competencies as a whole) that the catalogue has."""
    catalogue = context.catalogue
    for section, code, _ in _coded(document):
        identifier, *numbers = code.split(".")
        competency = catalogue.competencies.get(identifier)
        advice: Message | None
        if competency is None:
            message = msg("`{id}` is not in the catalogue", id=identifier)
            advice = suggest(identifier, catalogue.competencies, labels(catalogue))
        elif numbers and competency.levels != () and code not in {one.code for one in competency.behaviours()}:
            message = msg("`{id}` has no behaviour {number}", id=identifier, number=".".join(numbers))
            advice = _AGAIN
        else:  # it exists, or the catalogue is an outline of which that cannot be told
            continue
        yield document.at("L001", (section, code), message, advice or _AGAIN, key=True)


def texts_unchanged(document: Document, context: Context) -> Iterator[Diagnostic]:
    """L003: the texts in a plan are those of the catalogue."""
    catalogue = context.catalogue
    if catalogue.is_outline:
        return
    now: dict[str, Text] = {}
    for competency in catalogue.competencies.values():
        now[competency.id] = competency.definition
        now |= {one.code: one.text for one in competency.behaviours()}
    for section, code, item in _coded(document):
        text = item.get("text")
        if code in now and isinstance(text, str) and not equal(Text({"": text}), now[code]):
            message = msg("`{code}` says something else now", code=code)
            yield document.at("L003", (section, code, "text"), message, _AGAIN)


def profile_exists(document: Document, context: Context) -> Iterator[Diagnostic]:
    """L002: the profile that the plan leads to stands beside the catalogue."""
    profile, known = fields(document.data).get("plan"), context.profiles
    if known is not None and isinstance(profile, str) and profile not in known:
        message = msg("there is no profile `{id}` beside the catalogue", id=profile)
        yield document.at("L002", ("plan",), message, suggest(profile, known))


PLAN: Final = Kind(PlanFile, checks=(profile_exists, no_controls), against=(behaviours_exist, texts_unchanged))
_AGAIN: Final = msg("make the plan anew with `competentie plan`: it keeps what was filled in")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]*(\.[1-9][0-9]{0,2}\.[1-9][0-9]{0,3})?")


def _coded(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield section, code and fields of what a plan asks for; codes in another form are reported by the model."""
    for section in SECTIONS:
        for code, item in fields(document.data, section).items():
            if _CODE.fullmatch(code):
                yield section, code, fields(item)
