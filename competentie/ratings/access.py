"""What may be given to a person of all that is kept on them: the rights of access and of portability.

Everything, except what would tell what one member of a group said: that is given as the group, or withheld
(GDPR, articles 15(4) and 20(4): the rights of others).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from competentie.core.terms import GROUPED
from competentie.core.text import same_name
from competentie.files.read import fields
from competentie.ratings.folder import Folder, Kept, KeptKind, PersonalData, personal_data
from competentie.ratings.groups import View, name_to_show, views


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may have, and how much is withheld.

    `ratings` are those by raters who are shown by name, oldest first. Withheld are, per relation, the raters of groups
    that are too small, and plans that were made from what one member said.
    """

    person: str
    ratings: tuple[Kept, ...]
    plans: tuple[Kept, ...]
    groups: tuple[View, ...]
    withheld_raters: Mapping[str, int]
    withheld_plans: int
    found: PersonalData

    @property
    def named(self) -> tuple[str, ...]:
        """The other people who are named as raters, each once."""
        names = {same_name(one.rater or ""): one.rater or "" for one in self.ratings}
        return tuple(names[key] for key in sorted(names) if key not in {"", same_name(self.person)})


def access(person: str, folder: Folder, minimum: int) -> Access:
    """Sort out what may be given; `minimum` is how many raters a group takes to be shown."""
    found = personal_data(person, folder)
    ratings = folder.ratings_of(person)
    seen = views(ratings, minimum)
    by_name = tuple(one for one in ratings if not one.is_of_group)
    plans = [one for one in found.own if one.kind is KeptKind.PLAN and one.whole]
    given = [one for one in plans if fields(one.data, "based-on", "rater").get("relation") not in GROUPED]
    return Access(
        given[-1].person if given else name_to_show(person, by_name),
        by_name,
        tuple(given),
        tuple(one for one in seen.shown if one.is_group),
        seen.withheld,
        len(plans) - len(given),
        found,
    )
