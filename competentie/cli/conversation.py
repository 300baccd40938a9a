"""`assess` in a terminal: questions on stderr, one line in per answer, nothing redrawn.

Each answer is on disk before the next question is asked, and the same command goes on where it was left.
"""

import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from competentie.cli.exits import FindingsError, UsageError
from competentie.cli.keeping import Keeping
from competentie.cli.questions import Questions
from competentie.cli.session import Session
from competentie.interview import By, Interview, Turn
from competentie.message import Message, msg
from competentie.people.archive import Who
from competentie.places import ENDINGS, shown
from competentie.text import printable

if TYPE_CHECKING:
    from competentie.domain import Catalogue, Profile, Ratings
    from competentie.people.reconcile import Reconciled


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, and how."""

    by: By = By.BEHAVIOUR
    all_levels: bool = False
    adaptive: bool = False
    show_norm: bool = False


class Conversation:
    """One interview at the terminal."""

    def __init__(self, session: Session, profile: str | None, asking: Asking, output: Path | None = None) -> None:
        """Prepare; refuses to start where nobody can answer."""
        if not sys.stdin.isatty():
            raise UsageError(
                msg("`assess` asks its questions in a terminal, and this is none"),
                msg("give the ratings with `--scores FILE`; `competentie template PROFILE` makes a table to fill in"),
            )
        self._session = session
        self._words = session.words
        self._named = profile
        self._asking = asking
        self._output = output

    def hold(self, person: str | None, rater: str | None, relation: str | None) -> "tuple[Catalogue, Profile, Ratings]":
        """Ask everything, keep the answers, and return them; raises KeyboardInterrupt when it was broken off."""
        catalogue = self._session.catalogue()
        held = self._held()
        named = self._named or (held.profile if held else None) or self._pick()
        profile = self._session.profile(named, catalogue)
        if held is not None:  # the file says who it is about, as far as the command does not
            person, rater, relation = person or held.person, rater or held.rater, relation or held.relation
        person = person or self._name()
        asking = self._asking
        interview = Interview(catalogue, profile, asking.by, all_levels=asking.all_levels, adaptive=asking.adaptive)
        keeping = Keeping(self._session, catalogue, Who(person, profile.id, rater, relation), self._output)
        try:
            questions = Questions(self._session, catalogue, profile, interview, show_norm=asking.show_norm)
            questions.introduce()
            self._take_up(keeping.earlier, interview, keeping.path)
            keeping.begin(interview)
            interrupted = self._interview(interview, questions, keeping)
            ratings = keeping.ratings(interview)
            self._finish(interview, keeping, ratings, catalogue, interrupted=interrupted)
        finally:
            keeping.close()
        if interrupted:
            raise KeyboardInterrupt
        self._session.note("")
        return catalogue, profile, ratings

    def _held(self) -> "Ratings | None":
        """Return whose ratings the file of `-o` holds already; refuses a file of another kind before asking."""
        from competentie.cli.saving import refuse_target
        from competentie.files import DISK
        from competentie.loader import parse_ratings

        if self._output is None:
            return None
        if not self._output.is_file():
            refuse_target(self._output)
            return None
        file, _ = parse_ratings(self._output, DISK)
        if file is None:
            refuse_target(self._output)
            return None
        return file.head()

    def _take_up(self, earlier: "Reconciled | None", interview: Interview, path: Path) -> None:
        """Go on with what was answered before, and say what of it no longer holds."""
        if earlier is None:
            return
        words = self._words
        interview.take_up(earlier.ratings, None if earlier.lost else earlier.ratings.unfinished)
        self._session.tell(
            words(
                "going on with {path}: {answered} of {total} questions have an answer",
                path=shown(path),
                answered=interview.answered,
                total=len(interview.questions),
            )
        )
        if earlier.lost:
            self._session.tell(
                words("these texts have changed since, and are asked again: {codes}", codes=list(earlier.lost))
            )
        for before, now in earlier.moved:
            self._session.tell(words("`{before}` is now called `{now}`; its answer was kept", before=before, now=now))
        if interview.question is None:
            self._go_back(interview)
        if earlier.unsure:
            self._session.tell(
                words("the texts have changed since; the file does not tell which, so check the answers")
            )

    def _go_back(self, interview: Interview) -> None:
        """Offer the way back to a question, when all of them have an answer already."""
        with suppress(EOFError):
            typed = self._ask(
                self._words("all questions have an answer; /text goes to one of them, Enter shows the result")
            )
            turn = interview.answer(typed) if typed.startswith("/") else None
            if isinstance(turn, Message):
                self._session.tell("  " + self._words(turn))

    def _interview(self, interview: Interview, questions: Questions, keeping: Keeping) -> bool:
        """Ask until all is asked or the person stops; return whether it was broken off with Ctrl-C."""
        try:
            while interview.question is not None:
                questions.show()
                turn = interview.answer(self._ask(questions.prompt()))
                if turn is Turn.REMARK:
                    interview.remark(
                        self._ask(self._words("  note (Enter: none)")),
                        self._ask(self._words("  evidence: what was seen, where and when (Enter: none)")),
                    )
                elif turn is Turn.WHOLE:
                    turn = interview.answer_whole(self._ask(questions.whole_prompt()))
                if interview.touched is not None:
                    self._save(interview, keeping)
                if turn is Turn.STOP:
                    break
                questions.follow(turn)
        except EOFError:
            return False
        except KeyboardInterrupt:
            return True
        return False

    def _save(self, interview: Interview, keeping: Keeping) -> None:
        """Write the answers so far; when that fails say so at once, and go on: they are in memory."""
        failed_before = keeping.problem is not None
        if keeping.save(interview):
            if failed_before:
                self._session.tell("  " + self._words("the answers are saved again, all of them"))
        elif keeping.problem is not None and not failed_before:
            self._session.tell(
                "  "
                + self._words(
                    "not saved: {reason}. The answers are kept in memory, and saving is tried again at each one",
                    reason=keeping.problem,
                )
            )

    def _finish(
        self,
        interview: Interview,
        keeping: Keeping,
        ratings: "Ratings",
        catalogue: "Catalogue",
        *,
        interrupted: bool,
    ) -> None:
        """Say how many answers there are, and where they are safe."""
        session, words = self._session, self._words
        session.tell()
        answered, total = interview.answered, len(interview.questions)
        if not ratings.rated:
            session.note(msg("{answered} of {total} questions answered", answered=answered, total=total))
            return
        with suppress(KeyboardInterrupt):
            keeping.save(interview, finished=interview.question is None)
        if keeping.problem is None:
            session.note(
                msg(
                    "{answered} of {total} questions answered; they are safe in {path}",
                    answered=answered,
                    total=total,
                    path=shown(keeping.path),
                )
            )
            if interview.question is not None:
                session.note(msg("the same command goes on from there"))
            return
        session.tell(words("{path} could not be written: {reason}", path=shown(keeping.path), reason=keeping.problem))
        if not interrupted:
            self._keep_elsewhere(ratings, catalogue)

    def _keep_elsewhere(self, ratings: "Ratings", catalogue: "Catalogue") -> None:
        """Offer the answers that could not be saved again, for another place."""
        from competentie.cli.saving import refuse_target, save_ratings

        while True:
            path = self._ask_file()
            if path is None:
                self._session.tell(self._words("the answers were not kept"))
                return
            try:
                refuse_target(path)
                save_ratings(self._session, replace(ratings, rated_on=None), str(ratings.profile), catalogue, path)
            except UsageError as error:
                self._session.tell(self._words(error.message))
            except FindingsError as error:
                self._session.report(error.found)
            else:
                return

    def _ask_file(self) -> Path | None:
        try:
            typed = self._ask(self._words("Keep the answers in which file? (Enter: do not keep them)"))
        except (EOFError, KeyboardInterrupt):
            return None
        if not typed:
            return None
        return Path(typed if typed.endswith(ENDINGS) else f"{typed}.yaml")

    def _name(self) -> str:
        """Ask who is assessed; the answers need a name to be kept under."""
        while not (name := self._ask(self._words("Who is assessed?"))):
            self._session.tell(self._words("the file with ratings needs a name"))
        return name

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
