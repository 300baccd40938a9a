"""The questions before an interview: for which profile, about whom, by whom, as far as the command does not say.

Of ratings that were agreed it is also asked why, and whose they settle.

`<` goes one question back. Somebody of whom nothing is kept yet is said to be new, with a name that was meant perhaps.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from competentie.cli.keyboard import ask
from competentie.cli.session import Session, UsageError
from competentie.core import AGREED, GROUPED, RELATIONS, Catalogue, Ratings, fold, msg, nearest_name, printable
from competentie.page.language import relation_word
from competentie.ratings.answers import relation_named
from competentie.ratings.folder import people_kept

BACK: Final = "<"


class Opening:
    """Finds out whose ratings these are to be: person, profile, rater and relation; and of agreed ones why."""

    def __init__(self, session: Session, catalogue: Catalogue, who: Ratings, *, is_new: bool) -> None:
        """Take what is known; where the answers go on in a file that was named (not `is_new`), that says who rates."""
        self._session = session
        self._words = session.words
        self._catalogue = catalogue
        self._who = who
        self._is_new = is_new

    def ask(self) -> Ratings:
        """Ask the rest, one after the other."""
        who = self._who
        steps: list[Callable[[], bool]] = [] if who.profile else [self._profile]
        if who.person is None:
            steps.append(self._person)
        elif self._is_new:
            self._tell_new(who.person, "")
        if self._is_new and who.rater is None and who.relation is None:
            steps += [self._relation, self._rater]
        steps += [] if who.reason else [self._reason]
        steps += [] if who.settles else [self._settles]
        place = 0
        while place < len(steps):
            place = place + 1 if steps[place]() else max(0, place - 1)
        agreed = self._who.relation == AGREED  # what was asked of that does not hold for another relation
        return self._who if agreed else replace(self._who, reason=who.reason, settles=who.settles)

    def _person(self) -> bool:
        """Ask who is assessed; the answers need a name to be kept under."""
        while not (name := ask(self._session, self._words("Who is assessed?"))):
            self._session.tell(self._words("the file with ratings needs a name"))
        if name != BACK:
            self._who = replace(self._who, person=name)
            self._tell_new(name, self._words("< goes back"))
        return name != BACK

    def _tell_new(self, person: str, way_back: str) -> None:
        """Say that nothing is kept on a person yet, and whose name looks like it."""
        known = people_kept(self._session.ratings_folder(), person)
        if known is None:
            return
        self._session.tell("  " + self._words("`{person}` is new: nothing is kept under this name yet", person=person))
        near = nearest_name(person, known)
        if near is not None:
            meant = self._words("did you mean `{name}`?", name=near)
            self._session.tell(f"  {meant} {way_back}".rstrip())

    def _relation(self) -> bool:
        """Ask who rates, since several may rate one person, and each has a file of their own."""
        words = self._words
        known = {**{str(number): relation for number, relation in enumerate(RELATIONS, 1)}, "": None}
        listed = ", ".join(f"{number} {relation_word(one, words)}" for number, one in enumerate(RELATIONS, 1))
        question = words("Who rates {person}? {relations} (Enter: not said)", person=self._who.person, relations=listed)
        while (typed := ask(self._session, question)) not in {*known, BACK} and relation_named(typed) is None:
            self._session.tell(words("choose a number from 1 to {n}", n=len(RELATIONS)))
        self._who = replace(self._who, rater=None, relation=known.get(typed) or relation_named(typed))
        return typed != BACK

    def _rater(self) -> bool:
        """Ask the name of who rates; without one, raters in a group would fill in the same file."""
        words, relation = self._words, self._who.relation
        if relation == "self":
            return True
        question = words("The name of the one who rates? (Enter: not said)")
        if relation in GROUPED:
            question = words("A name or an alias? It only tells raters apart, and is shown nowhere")
        while not (name := ask(self._session, question)) and relation in GROUPED:
            self._session.tell(words("without one, several raters would fill in the same file"))
        self._who = replace(self._who, rater=name or None)
        return name != BACK

    def _reason(self) -> bool:
        """Ask why raters agreed."""
        if self._who.relation != AGREED:
            return True
        while not (reason := ask(self._session, self._words("Why is this what you came to?"))):
            pass
        self._who = replace(self._who, reason=reason)
        return reason != BACK

    def _settles(self) -> bool:
        """Ask who agreed."""
        if self._who.relation != AGREED:
            return True
        names: tuple[str, ...] = ()
        while not names:
            typed = ask(self._session, self._words("Whose ratings does it settle? (names, with commas between them)"))
            names = tuple(name.strip() for name in typed.split(",") if name.strip())
        self._who = replace(self._who, settles=names)
        return names != (BACK,)

    def _profile(self) -> bool:
        session = self._session
        known, roles = session.profile_ids(), session.roles(self._catalogue)
        if not known:
            raise UsageError(msg("there are no profiles beside {path}", path=session.catalogue_path))
        for number, identifier in enumerate(known, 1):
            session.tell(f"  {number}  {printable(identifier)}")
        numbers = {str(number): identifier for number, identifier in enumerate(known, 1)}
        while True:
            typed = ask(session, self._words("Which profile? (number or name)"))
            alone = known[0] if not typed and len(known) == 1 else None
            chosen = alone or numbers.get(typed) or roles.get(fold(typed)) or (typed if typed in known else None)
            if chosen is not None:
                self._who = replace(self._who, profile=chosen)
                return True
            self._session.tell(self._words("choose a number from 1 to {n}", n=len(known)))
