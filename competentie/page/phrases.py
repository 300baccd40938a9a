"""The small phrases that every rendering of a result shares, in the reader's language."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from competentie.core.basis import Basis, ProfileMark
from competentie.core.message import Message, msg
from competentie.core.rule import Standing, Status
from competentie.core.scoring import Result
from competentie.core.terms import Catalogue, Competency, Group, Rating
from competentie.core.text import printable
from competentie.page.language import Words

_STATUS: dict[Status, Message] = {
    Status.ABOVE: msg("above the norm"),
    Status.MEETS: msg("meets the norm"),
    Status.OPEN: msg("still to be rated"),
    Status.SHORT: msg("short"),
}

_RATING: dict[Rating, Message] = {
    Rating.SHOWN: msg("shown"),
    Rating.NOT_SHOWN: msg("not shown"),
    Rating.NOT_APPLICABLE: msg("not applicable"),
    Rating.UNRATED: msg("unrated"),
}

_GROUP: dict[Group, Message] = {
    Group.GENERIC: msg("Generic competencies"),
    Group.SPECIFIC: msg("Specific competencies"),
}

_RELATION: dict[str, Message] = {
    "self": msg("self"),
    "manager": msg("manager"),
    "peer": msg("peer"),
    "report": msg("direct report"),
    "external": msg("external"),
}


def status_word(status: Status, words: Words) -> str:
    """Return the word for a status."""
    return words(_STATUS[status])


def rating_word(rating: Rating, words: Words) -> str:
    """Return the word for a rating."""
    return words(_RATING[rating])


def group_heading(group: Group, words: Words) -> str:
    """Return the heading over a group of competencies."""
    return words(_GROUP[group])


def gap_sign(gap: int) -> str:
    """Write a gap as a signed number; zero has no sign."""
    return f"{gap:+d}" if gap else "0"


def reached_text(standing: Standing, norm: int) -> str:
    """Write what is reached; as `1–2` while missing ratings leave the answer below the norm open."""
    if standing.reached < norm and standing.reached_max > standing.reached:
        return f"{standing.reached}–{standing.reached_max}"
    return str(standing.reached)


def level_list(levels: Sequence[int], words: Words) -> str:
    """Write levels as `level 1` or `levels 1, 2`."""
    return words.plural("level {levels}", "levels {levels}", len(levels), levels=list(levels))


def result_heading(result: Result, catalogue: Catalogue, words: Words) -> list[str]:
    """Return whose result this is against which role, and what it rests on."""
    ratings = result.ratings
    role = words.text(result.profile.role)
    first = words("{role}: {person}", role=role, person=ratings.person) if ratings.person else role
    about = [words("{title} {version}", title=catalogue.title, version=catalogue.version)]
    if ratings.rater or ratings.relation:
        about.append(words("rated by {rater}", rater=rater_text(ratings.rater, ratings.relation, words)))
    if ratings.date:
        about.append(words("on {date}", date=ratings.date))
    return [first, "; ".join(about)]


def relation_word(relation: str, words: Words) -> str:
    """Return the word for what a rater is to the person."""
    return words(_RELATION[relation])


def rater_text(rater: str | None, relation: str | None, words: Words) -> str:
    """Return who rated, and what that is to the person; empty when neither is known."""
    what = words(_RELATION[relation]) if relation in _RELATION else relation
    return ", ".join(printable(one) for one in (rater, what) if one)


def total_line(result: Result, words: Words) -> str:
    """Return how many norms are met, and how many are still open."""
    statuses = [one.gap.status for one in result.outcomes]
    met = statuses.count(Status.MEETS) + statuses.count(Status.ABOVE)
    line = words.plural("{met} of {n} norm met", "{met} of {n} norms met", len(statuses), met=met)
    still = statuses.count(Status.OPEN)
    return line + (", " + words("{open} still to be rated", open=still) if still else "")


def by_cluster(catalogue: Catalogue, words: Words) -> Iterator[tuple[str, list[Competency]]]:
    """Yield each cluster's heading with its competencies; those without a cluster come last, the undescribed apart."""
    everything = catalogue.competencies.values()
    loose = [one for one in everything if one.cluster not in catalogue.clusters]
    groups = [
        *(
            (words.text(name), [one for one in everything if one.cluster == id_])
            for id_, name in catalogue.clusters.items()
        ),
        (words("Without a cluster"), [one for one in loose if one.levels is not None]),
        (words("Mentioned only"), [one for one in loose if one.levels is None]),
    ]
    yield from ((heading, members) for heading, members in groups if members)


_NAMED: Final = 3  # profiles in a line; the data names all

_SHORT: Final = 7  # of the digits of a fingerprint, in a line for a person: to compare at a glance; the data has all


def basis_data(basis: Basis) -> dict[str, Any]:
    """Return the `basis` object of every JSON and YAML output; its shape is a contract."""
    return {
        "program": basis.program,
        "date": basis.made,
        "catalogue": {"version": basis.catalogue_version, "fingerprint": basis.catalogue_fingerprint},
        "policy": {"attain": _number(basis.attain)},
        "profiles": [{"id": one.id, "version": one.version, "fingerprint": one.fingerprint} for one in basis.profiles],
    }


def basis_line(basis: Basis, words: Words) -> str:
    """Return the one line at the end of a table or a report; versions come with the head of their fingerprint."""
    return words(
        "Rests on: handbook {handbook}, {profiles}; {attain}; {date}, competentie {program}",
        handbook=_edition(basis.catalogue_version, basis.catalogue_fingerprint, words),
        profiles=_profiles(basis.profiles, words),
        attain=attain_text(basis.attain, words),
        date=basis.made,
        program=basis.program,
    )


def attain_text(attain: Fraction, words: Words) -> str:
    """Return how much of a level has to be shown, in words."""
    if attain == 1:
        return words("a level counts when every behaviour of it that applies was shown")
    percent = f"{float(attain * 100):g}"
    return words("a level counts when {percent} percent of its behaviours that apply were shown", percent=percent)


def _profiles(profiles: Sequence[ProfileMark], words: Words) -> str:
    if len(profiles) == 1:  # the heading has named it already
        return words("profile {edition}", edition=_edition(profiles[0].version, profiles[0].fingerprint, words))
    if not profiles or len(profiles) > _NAMED:
        return words.plural("{n} profile", "{n} profiles", len(profiles))
    return ", ".join(f"{printable(one.id)} {_edition(one.version, one.fingerprint, words)}" for one in profiles)


def _edition(version: str, fingerprint: str, words: Words) -> str:
    return words("{version} (fingerprint {mark})", version=version, mark=fingerprint[:_SHORT])


def _number(share: Fraction) -> int | float:
    """Return a share as the number that a catalogue writes: it has few decimals, and a float gives them back."""
    return int(share) if share.denominator == 1 else float(share)
