"""What results call things: by ids and words of the program, for programs, or as their reader calls them.

Only texts, so that it can be sent to where results are made.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from competentie.core import RELATIONS, Catalogue, Message, Profile, Status, Text, msg
from competentie.page.language import Words, relation_word, status_word

_HYPHEN: Final = "\N{SOFT HYPHEN}"  # in a word that heads a column elsewhere
_COLUMNS: Final[Mapping[str, Message]] = {
    "person": msg("Person"),
    "profile": msg("Role"),
    "rater": msg("Rater"),
    "relation": msg("Relation"),
    "date": msg("Date"),
    "competency": msg("Competency"),
    "norm": msg("Norm"),
    "reached": msg("Reached"),
    "reached_max": msg("Reached, at most"),
    "gap": msg("Gap"),
    "gap_max": msg("Gap, at most"),
    "status": msg("Status"),
    "broken": msg("Against the order"),
    "blocking": msg("In the way of the norm"),
    "next": msg("In the way of the next level"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How columns and the values in them are called; what is not here is called as it is."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def column(self, name: str) -> str:
        """Return the head of a column; in the wide layout it begins with a competency."""
        competency, dot, fact = name.rpartition(".")
        head = self.columns.get(fact, fact)
        return f"{self.value('competency', competency)}{': ' if self.values else dot}{head}" if competency else head

    def value(self, column: str, value: str) -> str:
        """Return what a value of a column is called."""
        return self.values.get(column, {}).get(value, value)


def for_people(catalogue: Catalogue, profiles: Iterable[Profile], words: Words, kept: Mapping[str, str]) -> Names:
    """Return the names in the words of a reader: labels for ids; those of `kept` columns stay."""
    return Names(
        {**{name: words(message).replace(_HYPHEN, "") for name, message in _COLUMNS.items()}, **kept},
        {
            "competency": _labels({one.id: one.label for one in catalogue.competencies.values()}, words),
            "profile": _labels({one.id: one.role for one in profiles}, words),
            "relation": {one: relation_word(one, words) for one in RELATIONS},
            "status": {one.value: status_word(one, words) for one in Status},
            "standing": {
                **{one.value: status_word(one, words) for one in Status},
                Status.OPEN.value: words("open"),
            },
            "broken": {"true": words("yes"), "false": words("no")},
        },
    )


def _labels(texts: Mapping[str, Text], words: Words) -> dict[str, str]:
    """Return what each is called; with its id where another is called the same."""
    labels = {identifier: words.text(text) for identifier, text in texts.items()}
    times = Counter(labels.values())
    return {one: label if times[label] == 1 else f"{label} ({one})" for one, label in labels.items()}
