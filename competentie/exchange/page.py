"""The ledger in words and as data, and what a proposal lacks before it can be a handbook."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from competentie.core import Message, msg, printable
from competentie.exchange.data import WHY, full, short
from competentie.exchange.ledger import Loss, Path, Proposal
from competentie.files.yaml import Document
from competentie.page.language import Words

_MOST: Final = 3  # places that are named
_LONGEST: Final = 60
HEADS: Final[Mapping[str, Message]] = {
    "cut": msg("texts"),
    "direction": msg("presupposes"),
    "level-of-edge": msg("presupposed levels"),
    "contrast": msg("contrasts"),
    "norm": msg("norms"),
    "group": msg("generic or specific"),
    "policy": msg("policy"),
    "language": msg("translations"),
    "order": msg("order"),
    "link": msg("links"),
    "note": msg("notes"),
    "unknown-field": msg("unknown fields"),
    "prose": msg("prose"),
    "guessed": msg("chosen for you"),
}


def ledger_lines(losses: Sequence[Loss], words: Words) -> list[str]:
    """Return a line for each kind and reason: how many, what, why, and where the first of them stand."""
    groups: dict[tuple[str, str], list[Loss]] = {}
    for loss in losses:
        groups.setdefault((loss.kind, words(loss.why)), []).append(loss)
    lines = []
    for (kind, why), group in groups.items():
        places = [_place(loss, words)[:_LONGEST] for loss in group[:_MOST]]
        more = ["…"] if len(group) > _MOST else []
        lines.append(f"{len(group):>5}  {words(HEADS[kind])}: {why} ({', '.join(places + more)})")
    return lines


def _place(loss: Loss, words: Words) -> str:
    return printable(loss.where) if isinstance(loss.where, str) else words(loss.where)


def ledger_data(name: str, losses: Sequence[Loss], words: Words) -> dict[str, Any]:
    """Return the whole ledger as data."""
    entries = [
        {"kind": one.kind, "where": _place(one, words), "text": one.text, "why": words(one.why)} for one in losses
    ]
    return {"version": 1, "format": name, "losses": entries}


def completed(proposal: Proposal, name: str, language: str) -> Proposal:
    """Return a proposal as people write it, with what a handbook must have and the source did not say.

    Each such choice is in the ledger.
    """
    handbook = short(full(proposal.catalogue, proposal.profiles))
    needed = {"language": language, "title": name, "version": "1", "source": name, "levels": ["1"]}
    chosen = {field: value for field, value in needed.items() if not handbook.catalogue.get(field)}
    profiles = {}
    for role, profile in handbook.profiles.items():
        lacking = {field: value for field, value in (("role", role), ("version", "1")) if not profile.get(field)}
        profiles[role] = {"competentie": 1, **lacking, **profile}
        chosen |= {f"{role} {field}": value for field, value in lacking.items()}
    ordered = ("competentie", "title", "language", "version", "source")
    whole = {**handbook.catalogue, **{field: chosen[field] for field in needed if field in chosen}}
    catalogue = {field: whole[field] for field in (*ordered, *handbook.catalogue, "levels") if field in whole}
    guesses = [Loss("guessed", field, str(value), WHY["guessed"]) for field, value in chosen.items()]
    return replace(proposal, catalogue=catalogue, profiles=profiles, losses=proposal.losses + guesses)


def places_by_line(document: Document, role: str | None, proposal: Proposal) -> list[tuple[int, str | Message]]:
    """Return the lines of what was written (the catalogue, or a profile), each with its place in the source."""
    base: Path = ("catalogue",) if role is None else ("profiles", role)
    places: dict[int, str | Message] = {}
    seen: set[Path] = set()
    for path, place in proposal.places.items():
        if path[: len(base)] == base and len(path) > len(base):
            steps = tuple(step for step in path[len(base) :] if step != "rows")
            for depth in range(1, len(steps) + 1):
                if steps[:depth] not in seen:
                    seen.add(steps[:depth])
                    places.setdefault(document.span(*steps[:depth], key=True).line, place)
    return sorted(places.items())
