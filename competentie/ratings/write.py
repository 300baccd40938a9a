"""Ratings as the YAML that people can read and `assess --scores` reads back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from competentie.core.basis import behaviour_mark, competency_mark, fingerprint
from competentie.core.terms import Catalogue, Rated, Rating, Ratings
from competentie.files.yaml import dump


def ratings_yaml(ratings: Ratings, catalogue: Catalogue) -> str:
    """Write ratings as the YAML that `assess --scores` reads."""
    parts = (competency_yaml(one, rated, ratings.remarks, catalogue) for one, rated in ratings.rated.items())
    return ratings_text(ratings, catalogue, list(parts))


@dataclass(frozen=True, slots=True)
class CompetencyYaml:
    """The lines of one competency in a ratings file: its answers, and marks of the texts they were given on."""

    ratings: str
    marks: str


def ratings_text(
    ratings: Ratings, catalogue: Catalogue, parts: Sequence[CompetencyYaml], *, marked: bool = False
) -> str:
    """Put a ratings file together from its head and its competencies.

    `marked` tells that the marks of the parts are of the texts that were rated, also where `rated_on` is given.
    """
    rater = {"name": ratings.rater, "relation": ratings.relation}
    head: dict[str, Any] = {"competentie": 1, "profile": ratings.profile}
    version, mark = ratings.rated_on or (catalogue.version, fingerprint(catalogue, ratings.rated))
    rated_on = {"version": version, **({"fingerprint": mark} if mark else {})}
    about = {
        "person": ratings.person,
        "rater": {name: value for name, value in rater.items() if value is not None},
        "date": ratings.date,
        "unfinished": ratings.unfinished,
    }
    at_hand = marked or ratings.rated_on is None
    marks = "".join(part.marks for part in parts) if at_hand else _given_marks(ratings)
    return (
        dump(head)
        + dump({"catalogue": rated_on})
        + (f"  texts:\n{marks}" if marks else "")
        + dump({name: value for name, value in about.items() if value not in (None, {})})
        + ("ratings:\n" + "".join(part.ratings for part in parts) if parts else "ratings: {}\n")
        + (dump({"outdated": [dict(one) for one in ratings.outdated]}) if ratings.outdated else "")
    )


def competency_yaml(
    identifier: str, rated: Rated, remarks: Mapping[str, Mapping[str, str]], catalogue: Catalogue
) -> CompetencyYaml:
    """Write the lines of one competency; ids and numbers are in quotes, for `1.10` is no number here."""
    competency = catalogue.competencies[identifier]
    if isinstance(rated, int):
        name = _key(identifier)
        return CompetencyYaml(f"  {name}: {rated}\n", f"    {name}: '{competency_mark(competency)}'\n")
    lines, marks = [f"  {_key(identifier)}:\n"], []
    for behaviour in competency.behaviours():
        rating = rated[behaviour.level - 1][behaviour.number - 1]
        number, remarked = f"{behaviour.level}.{behaviour.number}", remarks.get(behaviour.code)
        if rating is Rating.UNRATED and not remarked:
            continue
        lines.append(f"    '{number}': {rating.value}\n" if not remarked else _remarked(number, rating, remarked))
        marks.append(f"    {_key(behaviour.code)}: '{behaviour_mark(behaviour)}'\n")
    if not marks:  # nothing was said of it
        return CompetencyYaml(f"  {_key(identifier)}: {{}}\n", "")
    return CompetencyYaml("".join(lines), "".join(marks))


def _remarked(number: str, rating: Rating, remarks: Mapping[str, str]) -> str:
    rated = {} if rating is Rating.UNRATED else {"rating": rating.value}
    inner = dump({**rated, **remarks})
    return f"    '{number}':\n" + "".join(f"      {line}\n" for line in inner.splitlines())


def _given_marks(ratings: Ratings) -> str:
    """Write the marks as they came: they are of the texts that were rated, not of those at hand."""
    return "".join(f"    {line}\n" for line in dump(dict(ratings.marks)).splitlines()) if ratings.marks else ""


def _key(code: str) -> str:
    """Put an id or a code in quotes where another YAML program would read it as something else than text."""
    return f"'{code}'" if code in _READ_OTHERWISE or not code[0].isalpha() else code


_READ_OTHERWISE: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})  # YAML 1.1
