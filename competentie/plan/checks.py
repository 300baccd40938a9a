"""Checks of a development plan against its catalogue: of what it still asks for, not of what was done or dropped."""

import re
from collections.abc import Iterator
from typing import Any, Final

from competentie.core.findings import Diagnostic
from competentie.core.message import Message, msg
from competentie.core.suggest import suggest
from competentie.core.text import Text
from competentie.files.data import Context, Kind, fields
from competentie.files.yaml import Document
from competentie.handbook.profile_checks import labels
from competentie.handbook.texts import equal
from competentie.plan.model import PlanFile

SECTIONS: Final = ("steps", "rate-first")


def behaviours_exist(document: Document, context: Context) -> Iterator[Diagnostic]:
    """L001: a plan asks for behaviours (and for competencies as a whole) that the catalogue has."""
    catalogue = context.catalogue
    for section, code, _ in _items(document):
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
    for section, code, item in _items(document):
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


PLAN: Final = Kind(PlanFile, checks=(profile_exists,), against=(behaviours_exist, texts_unchanged))

_AGAIN: Final = msg("make the plan anew with `competentie plan`: it keeps what was filled in")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]*(\.[1-9][0-9]{0,2}\.[1-9][0-9]{0,3})?")


def _items(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield section, code and fields of what a plan asks for; codes in another form are reported by the model."""
    for section in SECTIONS:
        for code, item in fields(document.data, section).items():
            if _CODE.fullmatch(code):
                yield section, code, fields(item)
