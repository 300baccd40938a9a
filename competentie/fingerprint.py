"""A fingerprint of a catalogue's texts: tells whether what was rated still says the same."""

import hashlib
import json
from collections.abc import Iterable

from competentie.domain import Behaviour, Catalogue, Competency

LENGTH = 16  # hexadecimal digits, 64 bits: against accidents, not against forgery
MARK = 8  # of one text, told apart from the others of its competency only


def fingerprint(catalogue: Catalogue, competencies: Iterable[str] | None = None) -> str:
    """Return a fingerprint of some competencies' texts (all by default), whatever order they are named in."""
    wanted = sorted(catalogue.competencies if competencies is None else set(competencies))
    texts = [_texts(catalogue.competencies[identifier]) for identifier in wanted]
    return _digest(texts)[:LENGTH]


def behaviour_mark(behaviour: Behaviour) -> str:
    """Return what tells whether a behaviour still says the same, wherever it stands."""
    return _digest(dict(behaviour.text.by_language))[:MARK]


def competency_mark(competency: Competency) -> str:
    """Return what tells whether a competency still says the same: its label, definition and behaviours."""
    return _digest(_texts(competency))[:MARK]


def _digest(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _texts(competency: Competency) -> list[object]:
    levels = [[dict(behaviour.text.by_language) for behaviour in level] for level in competency.levels or ()]
    return [competency.id, dict(competency.label.by_language), dict(competency.definition.by_language), levels]
