"""Ratings as the YAML that people can read and `assess --scores` reads back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from competentie.core import Catalogue, Rated, Rating, Ratings, fingerprint
from competentie.files.yaml import dump
from competentie.ratings.reconcile import competency_text


def ratings_yaml(ratings: Ratings, catalogue: Catalogue) -> str:
    """Write ratings as the YAML that `assess --scores` reads; those that say on what they rest keep saying so."""
    marks: Mapping[str, str] = ratings.marks
    if ratings.rated_on is None:
        ratings = replace(ratings, language=catalogue.language)
        marks = texts_read(catalogue, catalogue.language)
    parts = (competency_yaml(one, rated, ratings.remarks, catalogue, marks) for one, rated in ratings.rated.items())
    return ratings_text(ratings, catalogue, list(parts))


def texts_read(catalogue: Catalogue, language: str) -> dict[str, str]:
    """Return what is read of each behaviour, and of each competency as a whole, in a language where there is one."""
    languages = (language, "", catalogue.language)
    texts = {}
    for competency in catalogue.competencies.values():
        texts[competency.id] = competency_text(competency, *languages)
        texts |= {one.code: one.text.in_language(*languages) for one in competency.behaviours()}
    return texts


@dataclass(frozen=True, slots=True)
class CompetencyYaml:
    """The lines of one competency in a ratings file: its answers, and the texts they were given on."""

    ratings: str
    marks: str
    own_codes: str = ""


def ratings_text(ratings: Ratings, catalogue: Catalogue, parts: Sequence[CompetencyYaml]) -> str:
    """Put a ratings file together from its head and its competencies."""
    rater = {"name": ratings.rater, "relation": ratings.relation}
    head: dict[str, Any] = {"competentie": 1, "profile": ratings.profile}
    version, mark = ratings.rated_on or (catalogue.version, fingerprint(catalogue, ratings.rated))
    rated_on = {"version": version, **({"fingerprint": mark} if mark else {})}
    about = {
        "person": ratings.person,
        "rater": {name: value for name, value in rater.items() if value is not None},
        "date": ratings.date,
        "language": ratings.language,
        "note": ratings.note,
        "reason": ratings.reason,
        "settles": list(ratings.settles) or None,
        "unfinished": ratings.unfinished,
    }
    marks = "".join(part.marks for part in parts)
    own_codes = "".join(part.own_codes for part in parts)
    return (
        dump(head)
        + dump({"catalogue": rated_on})
        + (f"  texts:\n{marks}" if marks else "")
        + (f"  codes:\n{own_codes}" if own_codes else "")
        + dump({name: value for name, value in about.items() if value not in (None, {})})
        + ("ratings:\n" + "".join(part.ratings for part in parts) if parts else "ratings: {}\n")
        + (dump({"outdated": [dict(one) for one in ratings.outdated]}) if ratings.outdated else "")
    )


def competency_yaml(
    identifier: str,
    rated: Rated,
    remarks: Mapping[str, Mapping[str, Any]],
    catalogue: Catalogue,
    texts: Mapping[str, str],
) -> CompetencyYaml:
    """Write the lines of one competency, with the texts that were read as far as these are known.

    Ids and numbers are in quotes, for `1.10` is no number here.
    """
    whole = remarks.get(identifier, {})
    if isinstance(rated, int):
        text = f"  {_key(identifier)}: {rated}\n"
        if whole:
            text = f"  {_key(identifier)}:\n" + _indented({"rating": rated, **whole}, 4)
        return CompetencyYaml(text, _marks([identifier], texts))
    own_codes: dict[str, str] = {}
    lines, codes = [f"  {_key(identifier)}:\n", *([_indented(whole, 4)] if whole else [])], []
    for behaviour in catalogue.competencies[identifier].behaviours():
        rating = rated[behaviour.level - 1][behaviour.number - 1]
        number, remarked = f"{behaviour.level}.{behaviour.number}", remarks.get(behaviour.code)
        if rating is Rating.UNRATED and not remarked:
            continue
        lines.append(f"    '{number}': {rating.value}\n" if not remarked else _remarked(number, rating, remarked))
        codes.append(behaviour.code)
        own_codes |= {behaviour.code: behaviour.own_code} if behaviour.own_code else {}
    if not codes and not whole:  # nothing was said of it
        return CompetencyYaml(f"  {_key(identifier)}: {{}}\n", "")
    return CompetencyYaml("".join(lines), _marks(codes, texts), _marks(codes, own_codes))


def _remarked(number: str, rating: Rating, remarks: Mapping[str, Any]) -> str:
    rated = {} if rating is Rating.UNRATED else {"rating": rating.value}
    return f"    '{number}':\n" + _indented({**rated, **remarks}, 6)


def _indented(data: Mapping[str, Any], by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in dump(dict(data)).splitlines())


def _marks(codes: Iterable[str], texts: Mapping[str, str]) -> str:
    """Write the texts that were read, for as many codes as they are known of."""
    marks = {code: texts[code] for code in codes if code in texts}
    return "".join(f"    {line}\n" for line in dump(marks).splitlines()) if marks else ""


def _key(code: str) -> str:
    """Put an id or a code in quotes where another YAML program would read it as something else than text."""
    return f"'{code}'" if code in _READ_OTHERWISE or not code[0].isalpha() else code


_READ_OTHERWISE: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})  # YAML 1.1
