"""`assess` in a terminal: questions on stderr, one line in per answer, nothing redrawn."""

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from competentie.cli.exits import FindingsError, UsageError
from competentie.cli.session import Session
from competentie.interview import By, Interview, Turn
from competentie.message import Message, msg
from competentie.places import ENDINGS
from competentie.render.facts import rating_word
from competentie.text import printable

if TYPE_CHECKING:
    from competentie.domain import Catalogue, Profile, Ratings


class Conversation:
    """One interview at the terminal."""

    def __init__(
        self, session: Session, profile: str | None, by: str, *, all_levels: bool, output: Path | None = None
    ) -> None:
        """Prepare; refuses to start where nobody can answer."""
        if not sys.stdin.isatty():
            raise UsageError(
                msg("`assess` asks its questions in a terminal, and this is none"),
                msg("give the ratings with `--scores FILE`; `competentie template PROFILE` makes a table to fill in"),
            )
        self._session = session
        self._words = session.words
        self._named = profile
        self._by = By(by)
        self._all_levels = all_levels
        self._output = output
        self._keys = ""

    def hold(self, person: str | None, rater: str | None, relation: str | None) -> "tuple[Catalogue, Profile, Ratings]":
        """Ask everything, keep the answers, and return them; raises KeyboardInterrupt when it was broken off."""
        from competentie.domain import Ratings

        catalogue = self._session.catalogue()
        profile = self._session.profile(self._named or self._pick(), catalogue)
        if person is None:
            person = self._name(required=self._output is not None)
        interview = Interview(catalogue, profile, self._by, all_levels=self._all_levels)
        self._keys = self._words("(y n -)") if self._by is By.BEHAVIOUR else f"(0-{catalogue.height})"
        self._introduce(profile, interview)
        interrupted = self._interview(interview)
        self._session.tell()
        self._session.note(
            msg("{answered} of {total} questions answered", answered=interview.answered, total=len(interview.questions))
        )
        today = dt.datetime.now().astimezone().date().isoformat()
        ratings = Ratings(interview.rated(), person, profile.id, rater, relation, today)
        if ratings.rated:
            ratings = self._keep(ratings, catalogue, ask=not interrupted)
        if interrupted:
            raise KeyboardInterrupt
        return catalogue, profile, ratings

    def _keep(self, ratings: "Ratings", catalogue: "Catalogue", *, ask: bool) -> "Ratings":
        """Save the answers where `-o` says, else where the person says now; when that fails, ask for another place."""
        path = self._output
        while path is None or not self._saved(ratings, catalogue, path):
            path = self._ask_file() if ask else None
            if path is None:
                self._session.tell(
                    self._words("the answers were not kept; `-o FILE` keeps them, also when they are broken off")
                )
                return ratings
            if ratings.person is None:
                ratings = replace(ratings, person=self._name(required=True))
        return ratings

    def _saved(self, ratings: "Ratings", catalogue: "Catalogue", path: Path) -> bool:
        from competentie.cli.saving import refuse_target, save_ratings

        try:
            refuse_target(path)
            save_ratings(self._session, ratings, str(ratings.profile), catalogue, path)
        except UsageError as error:
            self._session.tell(self._words(error.message))
            return False
        except FindingsError as error:
            self._session.report(error.found)
            return False
        return True

    def _ask_file(self) -> Path | None:
        try:
            typed = self._ask(self._words("Keep the answers in which file? (Enter: do not keep them)"))
        except (EOFError, KeyboardInterrupt):
            return None
        if not typed:
            return None
        return Path(typed if typed.endswith(ENDINGS) else f"{typed}.yaml")

    def _name(self, *, required: bool) -> str | None:
        words = self._words
        question = words("Who is assessed?") if required else words("Who is assessed? (Enter to leave out)")
        while not (name := self._ask(question)) and required:
            self._session.tell(words("the file with ratings needs a name"))
        return name or None

    def _pick(self) -> str:
        known = self._session.profile_ids()
        if not known:
            raise UsageError(msg("there are no profiles beside {path}", path=str(self._session.catalogue_path)))
        for number, identifier in enumerate(known, 1):
            self._session.tell(f"  {number}  {printable(identifier)}")
        while True:
            typed = self._ask(self._words("Which profile? (number or name)"))
            if typed in known:
                return typed
            if not typed and len(known) == 1:
                return known[0]
            if typed.isascii() and typed.isdigit() and len(typed) < len("1000") and 1 <= int(typed) <= len(known):
                return known[int(typed) - 1]
            self._session.tell(self._words("choose a number from 1 to {n}", n=len(known)))

    def _introduce(self, profile: "Profile", interview: Interview) -> None:
        words = self._words
        count = len(interview.questions)
        self._session.tell(words.plural("{role}: {n} question", "{role}: {n} questions", count, role=profile.role))
        if self._by is By.BEHAVIOUR:
            self._session.tell(
                words("A norm presumes all lower levels: each competency starts at level 1, up to its norm.")
            )
            self._session.tell(
                words("y shown, n not shown, - not applicable, Enter go on; . clear, < back, ? explanation, q stop")
            )
        else:
            self._session.tell(
                words(
                    "A level presumes all lower ones: give the highest up to which all is shown; 0 is not even level 1."
                )
            )
            self._session.tell(words("a level in figures, Enter go on; . clear, < back, ? explanation, q stop"))

    def _interview(self, interview: Interview) -> bool:
        """Ask until all is asked or the person stops; return whether it was broken off with Ctrl-C."""
        shown = None
        try:
            while interview.question is not None:
                if interview.position != shown:
                    self._show(interview)
                    shown = interview.position
                turn = interview.answer(self._ask(self._prompt(interview)))
                if isinstance(turn, Message):
                    self._session.tell("  " + self._words(turn))
                elif turn is Turn.CONTEXT:
                    self._explain(interview)
                elif turn is Turn.STOP:
                    break
        except EOFError:
            return False
        except KeyboardInterrupt:
            return True
        return False

    def _show(self, interview: Interview) -> None:
        question, words = interview.question, self._words
        if question is None:
            return
        if interview.opens_competency():
            self._session.tell()
            self._session.tell(
                words(
                    "{label}: {definition}", label=question.competency.label, definition=question.competency.definition
                )
            )
        if question.behaviour is None:
            return
        if interview.opens_level():
            self._session.tell("  " + words("level {level}", level=question.behaviour.level))
        self._session.tell("  " + words("{code}: {text}", code=question.behaviour.code, text=question.behaviour.text))

    def _prompt(self, interview: Interview) -> str:
        given = interview.given
        now = "" if given is None else f" [{given if isinstance(given, int) else rating_word(given, self._words)}]"
        place = f"{interview.position + 1}/{len(interview.questions)}"
        return f"  {place} {self._keys}{now}"

    def _explain(self, interview: Interview) -> None:
        question, words = interview.question, self._words
        if question is None:
            return
        for other, contrast in question.competency.contrast.items():
            self._session.tell(
                "  " + words("not to be confused with {other}: {question}", other=other, question=contrast)
            )
        for behaviour in question.competency.behaviours():
            if question.behaviour is None or behaviour.level == question.behaviour.level:
                self._session.tell("  " + words("{code}: {text}", code=behaviour.code, text=behaviour.text))

    def _ask(self, prompt: str) -> str:
        """Show a prompt on stderr and read one line; stdout stays free for the result."""
        while True:
            self._session.tell(prompt + " > ", end="")
            try:
                typed = input().strip()
                typed.encode("utf-8")  # a byte that is no text comes through as a surrogate in some locales
            except UnicodeError:
                self._session.tell(self._words("this could not be read as text; type it again"))
            else:
                return typed
