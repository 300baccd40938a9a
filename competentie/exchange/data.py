"""A handbook as data: in one full form, as facts to hold against each other, and short again as people write it.

In the full form every text is a mapping by language, every behaviour, level and cluster one of fields, and the rows of
a profile stand together with their group; so two handbooks say the same where their `facts` are the same.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, cast

from competentie.core import Message, msg, plain_name
from competentie.exchange.ledger import Handbook, Loss, Path, Proposal

GROUPS: Final = ("generic", "specific")
_NOT_FIELDS: Final = ("competentie", *GROUPS)
_ORDER: Final = "#order"
_BEHAVIOUR: Final = frozenset({"text", "code", "note", "tags", "questions"})
Data = dict[str, Any]
Facts = dict[Path, object]


def full(catalogue: Mapping[str, Any], profiles: Mapping[str, Mapping[str, Any]]) -> Handbook:
    """Return a handbook in the full form, from the data of its files."""
    language = catalogue.get("language", "")
    return Handbook(_catalogue(catalogue, language), {name: _profile(one, language) for name, one in profiles.items()})


def _text(value: Any, language: str) -> Data:  # noqa: ANN401 - a text of YAML
    return {language: value} if isinstance(value, str) else dict(value)


def _texts(data: Mapping[str, Any], names: str, language: str) -> Data:
    wanted = names.split()
    return {name: _text(value, language) if name in wanted else value for name, value in data.items()}


def _catalogue(data: Mapping[str, Any], language: str) -> Data:
    whole = _texts(data, "title source license", language)
    whole.pop("competentie", None)
    whole["introduction"] = [_text(one, language) for one in data.get("introduction") or ()]
    whole["levels"] = [_labelled(one, language) for one in data.get("levels") or ()]
    whole["clusters"] = {name: _labelled(one, language) for name, one in (data.get("clusters") or {}).items()}
    whole["competencies"] = {name: _competency(one, language) for name, one in (data.get("competencies") or {}).items()}
    if (data.get("policy") or {}).get("attain", 1) == 1:
        whole.pop("policy", None)
    return whole


def _labelled(data: Any, language: str) -> Data:  # noqa: ANN401
    is_short = isinstance(data, str) or "label" not in data
    return {"label": _text(data, language)} if is_short else _texts(data, "label text", language)


def _competency(data: Mapping[str, Any], language: str) -> Data:
    whole = _texts(data, "label short definition", language)
    edges = data.get("presupposes") or {}
    whole["presupposes"] = dict.fromkeys(edges, 1) if isinstance(edges, list) else dict(edges)
    whole["contrast"] = {other: _text(text, language) for other, text in (data.get("contrast") or {}).items()}
    if data.get("levels") is None:
        whole.pop("levels", None)
        return whole
    levels = {str(number): _level(level, language) for number, level in data["levels"].items()}
    whole["levels"] = {
        number: level for number, level in levels.items() if level.keys() != {"behaviours"} or any(level.values())
    }
    return whole


def _level(data: Any, language: str) -> Data:  # noqa: ANN401
    fields = {"behaviours": data} if isinstance(data, list) else dict(data or {})
    return {
        **_texts(fields, "text", language),
        "behaviours": [_behaviour(one, language) for one in fields.get("behaviours") or ()],
    }


def _behaviour(data: Any, language: str) -> Data:  # noqa: ANN401
    if isinstance(data, str) or not any(name in _BEHAVIOUR or name.startswith("x-") for name in data):
        return {"text": _text(data, language)}
    whole = _texts(data, "text note", language)
    if "questions" in data:
        whole["questions"] = [_text(one, language) for one in data["questions"]]
    return whole


def _profile(data: Mapping[str, Any], language: str) -> Data:
    whole = {name: value for name, value in _texts(data, "role", language).items() if name not in _NOT_FIELDS}
    whole["rows"] = data.get("rows") or {
        competency: {**_texts(row, "rationale", language), "group": group}
        for group in GROUPS
        for competency, row in (data.get(group) or {}).items()
    }
    return whole


def flat(handbook: Handbook) -> Handbook:
    """Return a handbook in which each profile has the rows that it extends too, as it is read."""

    def rows(name: str, seen: frozenset[str] = frozenset()) -> Data:
        profile = handbook.profiles.get(name, {})
        base = str(profile.get("extends", ""))
        found = rows(base, seen | {name}) if base in handbook.profiles and base not in seen else {}
        for competency, row in profile.get("rows", {}).items():
            if found.get(competency, row)["group"] != row["group"]:
                del found[competency]
            found[competency] = row
        return found

    profiles = {}
    for name, profile in handbook.profiles.items():
        whole = rows(name)
        in_order = {key: row for group in GROUPS for key, row in whole.items() if row["group"] == group}
        profiles[name] = {**profile, "rows": in_order}
    return Handbook(handbook.catalogue, profiles)


def facts(handbook: Handbook) -> Facts:
    """Return every value of a full handbook by its path; the order of what has one stands under ``"#order"``."""
    return dict(_facts({"catalogue": handbook.catalogue, "profiles": dict(handbook.profiles)}, ()))


def _facts(value: Any, path: Path) -> Iterator[tuple[Path, object]]:  # noqa: ANN401
    if path and str(path[-1])[:2] == "x-" and not _has_order(path[:-1]):
        yield path, value
    elif isinstance(value, dict):
        if _has_order(path) and len(value) > 1:
            yield (*path, _ORDER), list(value)
        for name, one in value.items():
            yield from _facts(one, (*path, name))
        if not value and path[-1:] == ("levels",):
            yield path, {}
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _facts(one, (*path, number))
    else:
        yield path, value


def _has_order(path: Path) -> bool:
    return path in {("catalogue", "clusters"), ("catalogue", "competencies")} or (path[:1], path[2:]) == (
        ("profiles",),
        ("rows",),
    )


def built(given: Mapping[Path, object]) -> Handbook:
    """Return the handbook that has these facts: what `facts` took apart."""
    whole: Any = {"catalogue": {}, "profiles": {}}
    for path, value in given.items():
        if path[-1] != _ORDER:
            _inside(whole, path[:-1])[path[-1]] = value
    for path, order in given.items():
        if path[-1] == _ORDER and isinstance(order, list):
            place = _inside(whole, path[:-1])
            if place.keys() == set(order):
                place.update([(name, place.pop(name)) for name in order])
    listed = _listed(whole)
    return Handbook(listed["catalogue"], listed["profiles"])


def _inside(whole: Any, path: Path) -> dict[Any, Any]:  # noqa: ANN401
    for step in path:
        whole = whole.setdefault(step, {})
    return cast("dict[Any, Any]", whole)


def _listed(value: Any) -> Any:  # noqa: ANN401
    """Make lists of mappings whose keys are the numbers of places."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(key, int) for key in value):
        return [_listed(value[key]) for key in sorted(value)]
    return {name: _listed(one) for name, one in value.items()}


def short(handbook: Handbook) -> Handbook:
    """Return a full handbook as people write it: no mapping where a text or a list will do, and nothing empty."""
    language = str(handbook.catalogue.get("language", ""))
    catalogue = _short({"competentie": 1, **handbook.catalogue}, language)
    for competency in catalogue.get("competencies", {}).values():
        if "levels" in competency:
            levels = sorted(competency["levels"].items(), key=lambda level: int(level[0]))
            competency["levels"] = {int(number): level for number, level in levels}
        if set(competency.get("presupposes", {}).values()) == {1}:
            competency["presupposes"] = list(competency["presupposes"])
    return Handbook(catalogue, {name: _short_profile(one, language) for name, one in handbook.profiles.items()})


def _short_profile(profile: Mapping[str, Any], language: str) -> Data:
    rows: dict[str, Data] = {group: {} for group in GROUPS}
    for competency, row in profile.get("rows", {}).items():
        group = rows[row.get("group", GROUPS[1])]
        group[competency] = _short({name: value for name, value in row.items() if name != "group"}, language)
    head = {name: value for name, value in profile.items() if name != "rows"}
    return {**_short({"competentie": 1, **head}, language), **{name: group for name, group in rows.items() if group}}


_ALONE: Final[Mapping[str, frozenset[str]]] = {
    "levels": frozenset({"label", "behaviours"}),
    "clusters": frozenset({"label"}),
    "behaviours": frozenset({"text"}),
}
"""What needs no field of its own where there is nothing else, by what it stands in."""


_NONE: Final[frozenset[str]] = frozenset()


def _short(value: Any, language: str, alone: frozenset[str] = _NONE) -> Any:  # noqa: ANN401
    """Shorten a value; what is `alone` in it needs no field."""
    if isinstance(value, list):
        return [_short(one, language, alone) for one in value]
    if not isinstance(value, Mapping):
        return value
    name, one = next(iter(value.items()), ("", None))
    if len(value) == 1 and name == language and isinstance(one, str):
        return one
    if len(value) == 1 and name in alone:
        return _short(one, language, _ALONE.get(name, _NONE))
    made = {key: _short_field(key, field, language) for key, field in value.items()}
    return {key: field for key, field in made.items() if key == "levels" or key[:2] == "x-" or field not in ({}, [])}


def _short_field(key: str, field: Any, language: str) -> Any:  # noqa: ANN401
    if key == "links" or key[:2] == "x-":
        return field
    alone = _ALONE.get(key, _NONE)
    if key in {"clusters", "competencies", "levels"} and isinstance(field, Mapping):
        return {name: _short(one, language, alone) for name, one in field.items()}
    return _short(field, language, alone)


def ledger(before: Handbook, proposal: Proposal) -> list[Loss]:
    """Return what an export cost, by what its reader returns; what is found by comparing is not said twice."""
    found = compared(before, full(proposal.catalogue, proposal.profiles))
    kinds = {loss.kind for loss in found} - {"cut"}
    return [loss for loss in proposal.losses if loss.kind not in kinds] + found


def compared(before: Handbook, after: Handbook) -> list[Loss]:
    """Return what of a full handbook is not in the other, and what the other has more: what crossing it cost."""
    old, new = facts(before), facts(after)
    language = str(before.catalogue.get("language", ""))
    losses = [
        Loss(kind, where(path), _shown(value), WHY[kind])
        for path, value in old.items()
        if not _is_kept(path, value, new) and (kind := _kind(path, new, language))
    ]
    more = [
        Loss("guessed", where(path), _shown(value), _MORE)
        for path, value in new.items()
        if path not in old and path[-1] != _ORDER
    ]
    return losses + more


def _is_kept(path: Path, value: object, new: Facts) -> bool:
    if path[-1] != _ORDER or not isinstance(value, list):
        return path in new and new[path] == value
    others = cast("list[str]", new.get(path) or [])
    known, names = set(others), set(value)
    return [name for name in value if name in known] == [name for name in others if name in names]


def where(path: Path) -> str:
    """Return a path as people read it: without the words that every path has."""
    steps = [
        str(step + 1 if isinstance(step, int) else step)
        for place, step in enumerate(path)
        if step not in _WORDS or (place == _NAME and path[0] == "catalogue") or (place == 1 and path[0] == "profiles")
    ]
    return " › ".join(steps)  # noqa: RUF001 - a place, as paths show it


_NAME: Final = 2  # where in a path of the catalogue an id stands
_WORDS: Final = frozenset({"catalogue", "competencies", "profiles", "levels", "behaviours", "rows", _ORDER})


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _kind(path: Path, new: Facts, language: str) -> str:
    """Return what kind of loss it is that a fact is not there any more."""
    if any(str(step).startswith("x-") for step in path):
        return "unknown-field"
    if path[-1] == _ORDER:
        return "order"
    if path[-1] != language and (*path[:-1], language) in new:
        return "language"
    if "presupposes" in path:
        return "level-of-edge" if path in new else "direction"
    return next((kind for step in path for kind in (_KINDS.get(step),) if kind is not None), "cut")


_KINDS: Final[Mapping[str | int, str]] = {
    "contrast": "contrast",
    "norm": "norm",
    "group": "group",
    "policy": "policy",
    "links": "link",
    "introduction": "prose",
    **dict.fromkeys(("note", "tags", "questions", "code", "short", "formerly", "rationale", "extends"), "note"),
}
WHY: Final[Mapping[str, Message]] = {
    "cut": msg("this text has no place there"),
    "direction": msg("what presupposes what has no direction there"),
    "level-of-edge": msg("the level that is presupposed has no place there"),
    "contrast": msg("what tells two competencies apart has no place there"),
    "norm": msg("norms have no place there"),
    "group": msg("generic and specific are not told apart there"),
    "policy": msg("the share that must be shown has no place there"),
    "language": msg("there is room for one language there"),
    "order": msg("the order is not kept there"),
    "link": msg("links to other frameworks have no place there"),
    "note": msg("what explains has no place there"),
    "unknown-field": msg("fields of your own have no place there"),
    "prose": msg("prose has no place there"),
    "guessed": msg("it was not said, and had to be chosen"),
}
"""Why a value does not cross, by the kind of loss."""
_MORE: Final = msg("this was not said before")


def identifier(name: str, taken: Collection[str] = ()) -> str:
    """Return an id for a name, which none of the others has."""
    plain = plain_name(name) or "item"
    return next(one for one in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
