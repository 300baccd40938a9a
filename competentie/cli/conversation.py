"""`assess` in a terminal: questions on stderr, one line in per answer, nothing redrawn.

Each answer is on disk before the next question is asked, and the same command goes on where it was left.
"""

import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from competentie.assess.interview import By, Interview, Turn
from competentie.cli import keyboard
from competentie.cli.keeping import Keeping, refuse_target, save_ratings
from competentie.cli.session import FindingsError, Session, UsageError, today
from competentie.core import (
    AGREED,
    GROUPED,
    RELATIONS,
    Catalogue,
    Competency,
    Diagnostic,
    Message,
    Profile,
    Ratings,
    fold,
    msg,
    printable,
)
from competentie.files.places import ENDINGS
from competentie.files.read import DISK
from competentie.page.language import beside, coded, evidence_texts, level_name, level_texts, rating_word, relation_word
from competentie.ratings.answers import relation_named
from competentie.ratings.checks import parse_ratings
from competentie.ratings.reconcile import Reconciled


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, and how."""

    by: By = By.BEHAVIOUR
    all_levels: bool = False
    adaptive: bool = False
    show_norm: bool = False


_DONE: Final = ("k", "klaar", "d", "done")


class Questions:
    """Puts an interview's questions into words on the terminal."""

    def __init__(
        self, session: Session, catalogue: Catalogue, profile: Profile, interview: Interview, *, show_norm: bool
    ) -> None:
        """Prepare; with `show_norm` each competency names the level that the role asks for."""
        self._session = session
        self._words = session.words
        self._catalogue = catalogue
        self._profile = profile
        self._interview = interview
        self._norms = {row.competency: row.norm for row in profile.rows} if show_norm else {}
        self._shown: int | None = None

    def introduce(self) -> None:
        """Say what will be asked, and the keys that are needed to begin."""
        words, count = self._words, len(self._interview.questions)
        self._tell(words.plural("{role}: {n} question", "{role}: {n} questions", count, role=self._profile.role))
        if any(question.behaviour is not None for question in self._interview.questions):
            self._tell(words("A norm presumes all lower levels: each competency starts at level 1, up to its norm."))
            self._tell(words("y shown, n not shown, - not applicable, Enter leave for now, < back, q stop and keep"))
        if any(question.behaviour is None for question in self._interview.questions):
            self._tell(
                words(
                    "A level presumes all lower ones: give the highest up to which all is shown; 0 is not even level 1."
                )
            )
            self._tell(words("a level in figures, Enter leave for now, < back, q stop and keep"))
        self._tell(words("? explains the question and shows all keys; every answer is saved at once"))

    def show(self) -> None:
        """Show the current question, unless it stands there already."""
        interview, words = self._interview, self._words
        question = interview.question
        if question is None or interview.position == self._shown:
            return
        before = None if self._shown is None else interview.questions[self._shown]
        self._shown = interview.position
        if before is None or before.competency.id != question.competency.id:
            self._open_competency()
            before = None
        if question.behaviour is None:
            self._show_levels(question.competency)
            return
        if before is None or before.behaviour is None or before.behaviour.level != question.behaviour.level:
            number = question.behaviour.level
            name = words.text(self._catalogue.level_names[number - 1])
            numbered = words("{name} (level {level})", name=name, level=number)
            self._tell("  " + (name if str(number) in name else numbered))
            self._tell_level(question.competency, number)
        self._tell("  " + words("{code}: {text}", code=coded(question.behaviour), text=question.behaviour.text))

    def _show_levels(self, competency: Competency) -> None:
        """Name the levels from which one is chosen: with what is said of each, or where that is all in one line."""
        numbers = range(1, self._catalogue.height + 1)
        names = [level_name(number, self._catalogue, self._words) for number in numbers]
        if any(level_texts(competency, number, self._catalogue) for number in numbers):
            for number, name in zip(numbers, names, strict=True):
                self._tell("  " + name)
                self._tell_level(competency, number)
        elif not competency.behaviours():
            self._tell("  " + " · ".join(names))

    def _tell_level(self, competency: Competency, number: int) -> None:
        for text in level_texts(competency, number, self._catalogue):
            self._tell("    " + self._words.text(text))

    def prompt(self) -> str:
        """Return the prompt: where we are, the keys for an answer, and the answer there is already."""
        interview = self._interview
        here, count = interview.place_in_competency()
        by_level = interview.question is not None and interview.question.behaviour is None
        keys = f"(0-{self._catalogue.height})" if by_level else self._words("(y n -)")
        place = f"{interview.position + 1}/{len(interview.questions)}"
        within = f", {here}/{count}" if count > 1 else ""
        return f"  {place}{within} {keys}{self._answer()}"

    def whole_prompt(self) -> str:
        """Return the prompt after `l`: the level that is asked about, or figures for the whole competency."""
        question = self._interview.question
        level = question.behaviour.level if question and question.behaviour else 0
        return "  " + self._words(
            "all of level {level} (y n -), or a level 0-{height} for the whole competency; Enter: neither",
            level=level,
            height=self._catalogue.height,
        )

    def sure_prompt(self) -> str:
        """Return the question whether what was answered may go."""
        return "  " + self._words.plural(
            "{n} answer would give way to this; sure? (y n)",
            "{n} answers would give way to this; sure? (y n)",
            self._interview.replaces,
        )

    def follow(self, turn: Turn | Message) -> None:
        """Say what an answer led to."""
        interview, words = self._interview, self._words
        if isinstance(turn, Message):
            self._tell("  " + words(turn))
        elif turn is Turn.CONTEXT:
            self._explain()
        if interview.passed_over is not None:
            identifier, level = interview.passed_over
            label = self._catalogue.competencies[identifier].title
            self._tell(
                "  "
                + words(
                    "{competency}: {level} is missed, so higher ones are not asked",
                    competency=label,
                    level=level_name(level, self._catalogue, words),
                )
            )

    def _open_competency(self) -> None:
        question, words = self._interview.question, self._words
        if question is None:
            return
        competency = question.competency
        self._tell()
        self._tell(words("{label}: {definition}", label=competency.title, definition=competency.definition))
        if competency.id in self._norms:
            norm = level_name(self._norms[competency.id], self._catalogue, words)
            self._tell("  " + words("norm: {level}", level=norm))
        for other, contrast in competency.contrast.items():
            label = self._catalogue.competencies[other].title
            self._tell("  " + words("not to be confused with {other}: {question}", other=label, question=contrast))

    def _answer(self) -> str:
        answer = self._interview.given
        if answer is None:
            return " [+]" if self._interview.remarks else ""
        word = (
            self._words("level {level}", level=answer) if isinstance(answer, int) else rating_word(answer, self._words)
        )
        return f" [{word}{' +' if self._interview.remarks else ''}]"

    def _explain(self) -> None:
        """Show the level, what the rule presumes, the neighbouring levels, and every key."""
        question, words = self._interview.question, self._words
        if question is None:
            return
        here = question.behaviour.level if question.behaviour is not None else None
        self._tell("  " + words("A level counts only on top of all lower ones."))
        for level, behaviours in enumerate(question.competency.levels or (), 1):
            if here is not None and abs(level - here) > 1:
                continue
            self._tell("  " + level_name(level, self._catalogue, words) + (" <" if level == here else ""))
            self._tell_level(question.competency, level)
            for behaviour in behaviours:
                self._tell("    " + words("{code}: {text}", code=coded(behaviour), text=behaviour.text))
        for said in beside(question.behaviour, words) if question.behaviour is not None else ():
            self._tell("  " + words("{name}: {text}", name=said.text, text=said.value))
        remarks = self._interview.remarks
        if "note" in remarks:
            self._tell("  " + words("note: {text}", text=remarks["note"]))
        for text in evidence_texts(remarks.get("evidence", ())):
            self._tell("  " + words("evidence: {text}", text=text))
        for line in self._all_keys():
            self._tell("  " + line)

    def _all_keys(self) -> list[str]:
        words = self._words
        keys = [words(". clears this answer, s skips the competency, /text goes to a question with that text")]
        if self._interview.question is not None and self._interview.question.behaviour is not None:
            keys.append(words("y + text adds a note, + asks for a note and evidence"))
            keys.append(words("l rates the whole level or competency at once"))
        return keys

    def _tell(self, text: str = "") -> None:
        self._session.tell(text)


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
        self.closing: list[Message] = []
        """What is to be said last, below the result: where the answers are, and how to go on."""

    def hold(
        self, person: str | None, rater: str | None, relation: str | None, talk: Ratings
    ) -> tuple[Catalogue, Profile, Ratings]:
        """Ask everything, keep the answers and what `talk` says; raises KeyboardInterrupt when it was broken off."""
        catalogue = self._session.catalogue()
        held = self._held()
        named = self._named or (held.profile if held else None) or self._pick(catalogue)
        profile = self._session.profile(named, catalogue)
        if held is not None:  # the file says who it is about, as far as the command does not
            person, rater, relation = person or held.person, rater or held.rater, relation or held.relation
        person = person or self._name()
        if held is None and rater is None and relation is None:
            rater, relation = self._rater(person)
        talk = self._agreed(talk, held) if relation == AGREED else talk
        asking = self._asking
        interview = Interview(catalogue, profile, asking.by, all_levels=asking.all_levels, adaptive=asking.adaptive)
        head = replace(talk, person=person, profile=profile.id, rater=rater, relation=relation)
        keeping = Keeping(self._session, catalogue, head, self._output, profile.formerly)
        try:
            questions = Questions(self._session, catalogue, profile, interview, show_norm=asking.show_norm)
            questions.introduce()
            self._take_up(keeping.earlier, interview, keeping.path)
            keeping.begin(interview)
            interrupted = self._interview(interview, questions, keeping)
            ratings = keeping.ratings(interview)
            self.reworded = tuple(interview.reworded)
            self._finish(interview, keeping, ratings, catalogue, interrupted=interrupted)
        finally:
            keeping.close()
        if interrupted:
            self.close()
            raise KeyboardInterrupt
        return catalogue, profile, ratings

    def close(self) -> None:
        """Say where the answers are, and how to go on."""
        for message in self.closing:
            self._session.note(message)

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
                turn = interview.answer(self._whole_note(typed) if "+" in typed else typed)
                if turn is Turn.REMARK:
                    self._remark(interview, keeping)
                elif turn is Turn.WHOLE:
                    turn = interview.answer_whole(self._ask(questions.whole_prompt()))
                if turn is Turn.SURE:
                    turn = interview.answer_sure(self._ask(questions.sure_prompt()))
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
        interview.remark(self._whole_note(self._ask(self._words("  note (Enter: none)"))), "")
        if interview.touched is not None:
            self._save(interview, keeping)
        evidence = self._ask(self._words("  evidence: what was seen, where and when (Enter: none)"))
        interview.remark("", self._whole_note(evidence), today().isoformat())

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
            self.closing = [
                msg(
                    "{answered} of {total} questions answered; they are safe in {path}",
                    answered=answered,
                    total=total,
                    path=keeping.path,
                ),
                msg("the same command goes on from there")
                if interview.unanswered
                else msg("go on with `competentie plan` or, when others have rated too, `competentie compare`"),
            ]
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

    def _name(self) -> str:
        """Ask who is assessed; the answers need a name to be kept under."""
        while not (name := self._ask(self._words("Who is assessed?"))):
            self._session.tell(self._words("the file with ratings needs a name"))
        return name

    def _rater(self, person: str) -> tuple[str | None, str | None]:
        """Ask who rates, since several may rate one person, and each has a file of their own."""
        words = self._words
        known = {**{str(number): relation for number, relation in enumerate(RELATIONS, 1)}, "": None}
        listed = ", ".join(f"{number} {relation_word(one, words)}" for number, one in enumerate(RELATIONS, 1))
        question = words("Who rates {person}? {relations} (Enter: not said)", person=person, relations=listed)
        while (typed := self._ask(question)) not in known and relation_named(typed) is None:
            self._session.tell(words("choose a number from 1 to {n}", n=len(RELATIONS)))
        relation = known.get(typed) or relation_named(typed)
        if relation == "self":
            return None, relation
        if relation not in GROUPED:
            return self._ask(words("The name of the one who rates? (Enter: not said)")) or None, relation
        question = words("A name or an alias? It only tells raters apart, and is shown nowhere")
        while not (name := self._ask(question)):
            self._session.tell(words("without one, several raters would fill in the same file"))
        return name, relation

    def _agreed(self, talk: Ratings, held: Ratings | None) -> Ratings:
        """Ask why raters agreed, and who, as far as neither the command nor the file says so."""
        held = held or talk
        reason, settles = talk.reason or held.reason or "", talk.settles or held.settles
        while not reason:
            reason = self._ask(self._words("Why is this what you came to?"))
        while not settles:
            names = self._ask(self._words("Whose ratings does it settle? (names, with commas between them)")).split(",")
            settles = tuple(name.strip() for name in names if name.strip())
        return replace(talk, reason=reason, settles=settles)

    def _pick(self, catalogue: Catalogue) -> str:
        known, roles = self._session.profile_ids(), self._session.roles(catalogue)
        if not known:
            raise UsageError(msg("there are no profiles beside {path}", path=self._session.catalogue_path))
        for number, identifier in enumerate(known, 1):
            self._session.tell(f"  {number}  {printable(identifier)}")
        while True:
            typed = self._ask(self._words("Which profile? (number or name)"))
            if typed in known or fold(typed) in roles:
                return typed if typed in known else roles[fold(typed)]
            if not typed and len(known) == 1:
                return known[0]
            if typed.isascii() and typed.isdigit() and len(typed) < len("1000") and 1 <= int(typed) <= len(known):
                return known[int(typed) - 1]
            self._session.tell(self._words("choose a number from 1 to {n}", n=len(known)))

    def _ask(self, prompt: str) -> str:
        return keyboard.ask(self._session, prompt)
