"""What may be given to a person of all that is kept on them: the rights of access and of portability.

Everything, except what would tell what one member of a group said: that is given as the group, or withheld
(GDPR, articles 15(4) and 20(4): the rights of others).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competentie.ratings.entry import Entry, same_name
from competentie.ratings.groups import GROUPED, View, name_to_show, views
from competentie.ratings.listing import Listing
from competentie.ratings.personal import Held, Holding, Kind, hold, holding, read_folder


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may have, and how much is withheld.

    `ratings` are files by raters who are shown by name, oldest first, each with what it holds. Withheld are, per
    relation, the raters of groups that are too small, and plans that were made from what one member said.
    """

    person: str
    ratings: tuple[tuple[Entry, Mapping[str, Any]], ...]
    plans: tuple[Held, ...]
    groups: tuple[View, ...]
    withheld_raters: Mapping[str, int]
    withheld_plans: int
    found: Holding

    @property
    def named(self) -> tuple[str, ...]:
        """The other people who are named as raters, each once."""
        names = {same_name(one.ratings.rater or ""): one.ratings.rater or "" for one, _ in self.ratings}
        return tuple(names[key] for key in sorted(names) if key not in {"", same_name(self.person)})


def access(person: str, listing: Listing, minimum: int) -> Access:
    """Sort out what may be given; `minimum` is how many raters a group takes to be shown."""
    found = holding(person, read_folder(listing.folder))
    entries = listing.ratings_of(person)
    seen = views(entries, minimum)
    by_name = [one for one in entries if one.ratings.relation not in GROUPED]
    plans = [one for one in found.own if one.kind is Kind.PLAN and one.whole]
    given = [one for one in plans if one.word("based-on", "rater", "relation") not in GROUPED]
    return Access(
        next((one.person for one in reversed(given) if one.person), name_to_show(person, by_name)),
        tuple((one, hold(one.path, Kind.RATINGS).data or {}) for one in by_name),
        tuple(given),
        tuple(one for one in seen.shown if one.is_group),
        seen.withheld,
        len(plans) - len(given),
        found,
    )


def codes_in(data: Mapping[str, Any]) -> Sequence[str]:
    """Return the codes that a file with ratings holds answers on."""
    codes: list[str] = []
    for identifier, given in data["ratings"].items():
        codes += [f"{identifier}.{number}" for number in given] if isinstance(given, dict) else [identifier]
    return codes
