"""`assess` in a terminal: questions on stderr, one line in per answer, nothing redrawn.

Each answer is on disk before the next question is asked, and the same command goes on where it was left.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from competentie.assess.interview import By, Interview, Turn
from competentie.cli import keyboard
from competentie.cli.keeping import Keeping, refuse_target, save_ratings
from competentie.cli.opening import Opening
from competentie.cli.questions import Asking, Questions
from competentie.cli.session import FindingsError, Session, UsageError, today
from competentie.core import (
    GROUPED,
    Catalogue,
    Diagnostic,
    Message,
    Profile,
    Ratings,
    msg,
    printable,
)
from competentie.files.places import ENDINGS
from competentie.files.read import DISK
from competentie.page.language import evidence_texts, relation_word
from competentie.ratings.checks import parse_ratings
from competentie.ratings.reconcile import Reconciled

_DONE: Final = ("k", "klaar", "d", "done")


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
        self.reworded: tuple[str, ...] = ()
        """Answers that were not given again since their texts were reworded."""
        self.is_stopped = False
        """Whether it was left before all was asked."""
        self.closing: list[tuple[Message, str]] = []
        """What is to be said last, below the result: how to go on, with the command, and where the answers are."""

    def hold(
        self, person: str | None, rater: str | None, relation: str | None, about: Ratings
    ) -> tuple[Catalogue, Profile, Ratings]:
        """Ask everything, keep the answers and what `about` says; raises KeyboardInterrupt when it was broken off."""
        catalogue = self._session.catalogue()
        who = replace(about, person=person, profile=self._named, rater=rater, relation=relation)
        who = self._who(catalogue, who)
        profile = self._session.profile(str(who.profile), catalogue)
        asking = self._asking
        options = {"all_levels": asking.all_levels, "adaptive": asking.adaptive, "together": not asking.one_by_one}
        interview = Interview(catalogue, profile, asking.by, **options)
        head = replace(who, profile=profile.id, date=asking.date)
        keeping = Keeping(self._session, catalogue, head, self._output, profile.formerly)
        try:
            sight = [str(who.person), self._words.text(profile.role)]
            sight += [relation_word(who.relation, self._words)] if who.relation else []
            heading = " · ".join(map(printable, sight))
            questions = Questions(self._session, catalogue, profile, interview, asking, heading)
            questions.introduce()
            self._take_up(keeping.earlier, interview, keeping.path)
            keeping.begin(interview)
            interrupted = self._interview(interview, questions, keeping)
            ratings = keeping.ratings(interview)
            self.reworded = tuple(interview.reworded)
            self.is_stopped = not interview.is_over
            self._finish(interview, keeping, ratings, catalogue, interrupted=interrupted)
        finally:
            keeping.close()
        if interrupted:
            self.close()
            raise KeyboardInterrupt
        return catalogue, profile, ratings

    def _who(self, catalogue: Catalogue, who: Ratings) -> Ratings:
        """Return whose ratings these are to be: as the command says, else the file of `-o`, else as is asked."""
        held = self._held()
        if held is not None:
            names = ("person", "profile", "rater", "relation", "reason", "settles")
            who = replace(who, **{name: getattr(who, name) or getattr(held, name) for name in names})
        return Opening(self._session, catalogue, who, is_new=held is None).ask()

    def close(self) -> None:
        """Say how to go on, and where the answers are."""
        for message, command in () if self._session.quiet else self.closing:
            self._session.note(message)
            if command:  # to be copied, so not broken
                self._session.tell_in_place(f"  {command}\n")

    def _held(self) -> Ratings | None:
        """Return whose ratings the file of `-o` holds already; refuses a file of another kind before asking."""
        if self._output is None:
            return None
        if not self._output.is_file():
            refuse_target(self._output)
            return None
        document = DISK.read(self._output)
        file = None if isinstance(document, Diagnostic) else parse_ratings(document)[0]
        if file is None:
            refuse_target(self._output)
            return None
        return file.head()

    def _take_up(self, earlier: Reconciled | None, interview: Interview, path: Path) -> None:
        """Go on with what was answered before, and say what of it no longer holds."""
        if earlier is None:
            return
        words = self._words
        reworded = {code: earlier.ratings.marks[code] for code in earlier.reworded}
        at = None if earlier.lost or reworded else earlier.ratings.unfinished
        interview.take_up(earlier.ratings, at, reworded)
        self._session.tell(
            words(
                "going on with {path}: {answered} of {total} questions have an answer",
                path=path,
                answered=interview.answered,
                total=len(interview.questions),
            )
        )
        if earlier.lost:
            self._session.tell(words("These texts have changed since. What was answered is kept apart in the file:"))
            for code in earlier.lost:
                self._session.tell("  " + words("{code}: {text}", code=code, text=interview.text_of(code)))
        if reworded:
            said = words.plural(
                "{n} text was reworded since: it is asked again, and Enter keeps the answer",
                "{n} texts were reworded since: they are asked again, and Enter keeps the answer",
                len(reworded),
            )
            self._session.tell(said)
        for before, now in (*earlier.followed, *earlier.renumbered):
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
                typed = self._ask(questions.prompt())
                turn = interview.answer(self._whole_note(typed) if _may_be_note(typed) else typed)
                if turn is Turn.WHOLE:
                    turn = interview.answer_whole(self._ask(questions.whole_prompt()))
                if turn is Turn.SURE:
                    turn = interview.answer_sure(self._ask(questions.sure_prompt()))
                if turn is Turn.REMARK:
                    self._remark(interview, keeping)
                if interview.touched is not None:
                    self._save(interview, keeping)
                if turn is Turn.STOP:
                    break
                questions.follow(turn)
                if interview.is_over and not self._is_done(interview):
                    break
        except EOFError:
            return False
        except KeyboardInterrupt:
            return True
        return False

    def _remark(self, interview: Interview, keeping: Keeping) -> None:
        """Ask for a note and for evidence; each is kept before anything else is asked."""
        words, note = self._words, interview.noted.get("note", "")
        if interview.touched is not None:
            self._save(interview, keeping)
        prompt = words("  note (Enter keeps it, . takes it away)") if note else words("  note (Enter: none)")
        typed = self._whole_note(keyboard.ask(self._session, prompt, note))
        interview.remark(note="" if typed == "." else typed)
        if interview.touched is not None:
            self._save(interview, keeping)
        earlier = evidence_texts(interview.noted.get("evidence", ()))
        for text in earlier:
            self._session.tell("  " + words("evidence: {text}", text=text))
        prompt = words("  evidence: what was seen, where and when (Enter: none)")
        if earlier:
            prompt = words("  more evidence (Enter: none, . takes the last away)")
        if typed := self._whole_note(self._ask(prompt)):
            interview.remark(evidence="" if typed == "." else typed, date=self._asking.date or today().isoformat())

    def _whole_note(self, typed: str) -> str:
        """Return a note with the lines that were pasted behind it, which are no answers."""
        more = keyboard.pasted()
        if not more:
            return typed
        self._session.tell("\n  " + self._words("the lines that were pasted are one note"))
        return f"{typed} {more}"

    def _is_done(self, interview: Interview) -> bool:
        """At the end, offer the questions that were left; False when they are left for later."""
        left = interview.unanswered
        if not left:
            return True
        question = self._words.plural(
            "{n} question has no answer yet. Enter goes to it, q keeps it for later, k leaves it unrated",
            "{n} questions have no answer yet. Enter goes to the first, q keeps them for later, k leaves them unrated",
            len(left),
        )
        typed = self._ask(question).casefold()
        if typed in _DONE:
            return True
        interview.go_to(left[0])
        return typed != "q"

    def _save(self, interview: Interview, keeping: Keeping) -> None:
        """Write the answers so far; when that fails say so at once, and go on: they are in memory."""
        failed_before = keeping.problem is not None
        saved = keeping.save(interview)
        self._tell_said(keeping)
        if saved:
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
        ratings: Ratings,
        catalogue: Catalogue,
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
        earlier = keeping.earlier
        over = interview.is_over and earlier is not None and earlier.ratings.unfinished is not None
        if keeping.is_changed or interview.touched is not None or over or not keeping.is_safe:
            with suppress(KeyboardInterrupt):
                keeping.save(interview, finished=interview.is_over)
            self._tell_said(keeping)
        if keeping.is_safe:
            self.closing = list(self._next_commands(interview, ratings))
            said = msg(
                "{answered} of {total} questions answered; they are safe in {path}",
                answered=answered,
                total=total,
                path=keeping.path,
            )
            self.closing.append((said, ""))
            return
        reason = keeping.problem or msg("it was interrupted")
        session.tell(words("{path} could not be written: {reason}", path=keeping.path, reason=reason))
        session.tell(
            words(
                "{safe} of {answered} answers are safe there; the others are in memory only",
                safe=keeping.safe,
                answered=answered,
            )
        )
        if not interrupted:
            self._keep_elsewhere(ratings, catalogue)

    def _next_commands(self, interview: Interview, ratings: Ratings) -> Iterator[tuple[Message, str]]:
        """Yield what can be done next, each with the whole command."""
        command, person, given = self._session.command, str(ratings.person), self._asking
        relation = relation_word(ratings.relation, self._words) if ratings.relation else ""
        by = [*(["--rater", ratings.rater] if ratings.rater else []), *(["--relation", relation] if relation else [])]
        if interview.unanswered:
            flags = {"--all-levels": given.all_levels, "--adaptive": given.adaptive, "--show-norm": given.show_norm}
            options = [name for name, is_set in (flags | {"--one-by-one": given.one_by_one}).items() if is_set]
            options += ["--by", given.by] if given.by is By.LEVEL else []
            options += ["--date", given.date] if given.date else []
            if self._output:
                options += ["-o", str(self._output)]
            elif ratings.reason:
                settled = [part for name in ratings.settles for part in ("--settles", name)]
                options += ["--reason", ratings.reason, *settled]
            asked = command("assess", str(ratings.profile), "--person", person, *by, *options)
            yield msg("this command goes on from there:"), asked
            return
        if ratings.relation not in GROUPED:
            whose = ["--scores", str(self._output)] if self._output else [person, *by]
            yield msg("the way to the norm:"), command("plan", *whose)
        if self._output is None:
            yield msg("when others have rated too:"), command("compare", person)

    def _tell_said(self, keeping: Keeping) -> None:
        """Say what somebody else did to the file."""
        while keeping.said:
            self._session.tell("  " + self._words(keeping.said.pop(0)))

    def _keep_elsewhere(self, ratings: Ratings, catalogue: Catalogue) -> None:
        """Offer the answers that could not be saved again, for another place."""
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

    def _ask(self, prompt: str) -> str:
        return keyboard.ask(self._session, prompt)


def _may_be_note(typed: str) -> bool:
    """Tell whether there is more in a line than keys, so that lines pasted behind it belong to it."""
    return "+" in typed or " " in typed
