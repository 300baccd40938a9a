"""What an interview shows: whom it is about, a competency, a level and its behaviours, the keys; nothing is redrawn."""

import sys
from dataclasses import dataclass
from typing import Final

from competentie.assess.interview import By, Interview, Turn
from competentie.cli.keyboard import STYLES
from competentie.cli.session import Session
from competentie.core import Behaviour, Catalogue, Competency, Message, Profile
from competentie.page.language import beside, coded, evidence_texts, level_name, level_texts, rating_word
from competentie.page.streams import fitted, text_width, width_of

_WIDEST: Final = 100  # columns between which who it is about and the count stand


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, and how."""

    by: By = By.BEHAVIOUR
    all_levels: bool = False
    adaptive: bool = False
    show_norm: bool = False
    one_by_one: bool = False
    date: str | None = None


class Questions:
    """Puts an interview's questions into words on the terminal."""

    def __init__(
        self, session: Session, catalogue: Catalogue, profile: Profile, interview: Interview, asking: Asking, who: str
    ) -> None:
        """Prepare; `who` says in a few words whom it is about, which stays in sight."""
        self._session = session
        self._words = session.words
        self._catalogue = catalogue
        self._profile = profile
        self._interview = interview
        self._asking = asking
        self._who = who
        self._norms = {row.competency: row.norm for row in profile.rows} if asking.show_norm else {}
        self._paint = session.paint(sys.stderr, STYLES)
        self._screen: list[int] | None = None
        self._competency: str | None = None
        self._level: int | None = None
        self._is_new = False

    def introduce(self) -> None:
        """Say what will be asked, and the keys that are needed to begin."""
        words, questions = self._words, self._interview.questions
        self._tell(
            words.plural("{role}: {n} question", "{role}: {n} questions", len(questions), role=self._profile.role)
        )
        if any(question.behaviour is not None for question in questions):
            self._tell(words("A norm presumes all lower levels: each competency starts at level 1, up to its norm."))
            self._tell(words("y shown, n not shown, - not applicable, . later, < back, q stop and keep"))
            if self._asking.one_by_one:
                self._tell(words("Enter leaves it for now"))
            else:
                self._tell(words("one by one, or together: `yyny`; Enter goes on with the next level"))
        if any(question.behaviour is None for question in questions):
            self._tell(
                words(
                    "A level presumes all lower ones: give the highest up to which all is shown; 0 is not even level 1."
                )
            )
            self._tell(words("a level in figures, Enter leave for now, < back, q stop and keep"))
        self._tell(words("? explains the question and shows all keys; every answer is saved at once"))

    def show(self) -> None:
        """Show what is asked now, unless it stands there already."""
        interview = self._interview
        question = interview.question
        self._is_new = question is not None and interview.screen != self._screen
        if question is None or not self._is_new:
            return
        self._screen = interview.screen
        if question.competency.id != self._competency:
            self._open_competency(question.competency)
        if question.behaviour is None:
            self._show_levels(question.competency)
            return
        if question.behaviour.level != self._level:
            self._level = question.behaviour.level
            self._tell(self._level_heading(self._level), "title")
            self._tell_level(question.competency, self._level)
        for number, place in enumerate(self._screen, 1):
            self._show_behaviour(place, number if len(self._screen) > 1 else None)

    def _show_behaviour(self, place: int, number: int | None) -> None:
        behaviour = self._interview.questions[place].behaviour
        if behaviour is None:
            return
        text = self._words.text(behaviour.text)
        if not self._asking.one_by_one:
            aside = self._answer(place)
            self._tell(f"{number or 1:>2}  {text}{aside}", aside=aside.strip())
        else:
            self._tell(f"  {text} ({coded(behaviour)})", aside=f"({coded(behaviour)})")

    def _show_levels(self, competency: Competency) -> None:
        """Show the levels from which one is chosen: with what is said and to be seen of each, or all in one line."""
        numbers = range(1, self._catalogue.height + 1)
        if not competency.behaviours() and not any(level_texts(competency, one, self._catalogue) for one in numbers):
            self._tell("  " + " · ".join(level_name(number, self._catalogue, self._words) for number in numbers))
            return
        for level, behaviours in enumerate(competency.levels or [()] * self._catalogue.height, 1):
            self._tell(f"{level:>2}  {self._level_heading(level)}", "title")
            self._tell_level(competency, level)
            for behaviour in behaviours:
                self._tell("    " + self._words.text(behaviour.text))

    def _tell_level(self, competency: Competency, level: int) -> None:
        """Say what the owner says of a level."""
        for text in level_texts(competency, level, self._catalogue):
            self._tell("    " + self._words.text(text), "aside")

    def _level_heading(self, number: int) -> str:
        name = self._words.text(self._catalogue.level_names[number - 1])
        return name if str(number) in name else self._words("{name} (level {level})", name=name, level=number)

    def prompt(self) -> str:
        """Return the prompt: what can be answered, the keys for that, and the answer there is already."""
        interview, words = self._interview, self._words
        if interview.question is None or interview.question.behaviour is None:
            keys = f"(0-{self._catalogue.height})"
        else:
            keys = words("(y n -)")
        if self._asking.one_by_one or keys.startswith("(0"):
            here, count = interview.place_in_competency()
            within = f", {here}/{count}" if count > 1 else ""
            place = f"{interview.position + 1}/{len(interview.questions)}{within}"
            return f"  {place} {keys}{self._answer(interview.position)}"
        numbers = [interview.screen.index(place) + 1 for place in interview.open]
        span = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        if len(numbers) not in {1, numbers[-1] - numbers[0] + 1}:
            span = ", ".join(map(str, numbers))
        if self._is_new:
            return f" {span} " + (words("(y n - . or yyny)") if len(numbers) > 1 else words("(y n - .)"))
        return f" {span}{self._answer(interview.position)}"

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
            said = words(
                "{competency}: {level} is missed, so higher ones are not asked",
                competency=self._catalogue.competencies[identifier].title,
                level=level_name(level, self._catalogue, words),
            )
            self._tell("  " + said)

    def _open_competency(self, competency: Competency) -> None:
        words = self._words
        self._competency, self._level = competency.id, None
        self._tell()
        answered, total = self._interview.answered, len(self._interview.questions)
        count = words("{answered} of {total}", answered=answered, total=total)
        room = min(width_of(sys.stderr) or 0, _WIDEST) - text_width(self._who) - text_width(count)
        self._tell(self._who + " " * max(2, room) + count, "aside")
        title = words.text(competency.title)
        self._tell(words("{label}: {definition}", label=title, definition=competency.definition), title=title)
        if competency.id in self._norms:
            norm = level_name(self._norms[competency.id], self._catalogue, words)
            self._tell("  " + words("norm: {level}", level=norm))
        for other, contrast in competency.contrast.items():
            label = self._catalogue.competencies[other].title
            self._tell(
                "  " + words("not to be confused with {other}: {question}", other=label, question=contrast), "aside"
            )

    def _answer(self, place: int) -> str:
        """Return, in brackets, what was answered to a question, and that something was remarked."""
        answer = self._interview.answer_at(place)
        remarked = "+" if self._interview.remarks_at(place) else ""
        if isinstance(answer, int):
            word = self._words("level {level}", level=answer)
        else:
            word = rating_word(answer, self._words) if answer is not None else ""
        said = " ".join(part for part in (word, remarked) if part)
        return f" [{said}]" if said else ""

    def _explain(self) -> None:
        """Show what the rule presumes, the neighbouring levels, and every key; the question comes again below it."""
        question, words = self._interview.question, self._words
        if question is None:
            return
        here = question.behaviour.level if question.behaviour is not None else None
        self._tell("  " + words("A level counts only on top of all lower ones."), "aside")
        for level, behaviours in enumerate(question.competency.levels or (), 1):
            if here is None or abs(level - here) > 1 or (level == here and not self._asking.one_by_one):
                continue
            self._tell("  " + level_name(level, self._catalogue, words), "aside")
            self._tell_level(question.competency, level)
            for behaviour in behaviours:
                self._tell("    " + words.text(behaviour.text), "aside")
        for number, place in enumerate(self._interview.screen, 1):
            self._tell_beside(self._interview.questions[place].behaviour, number)
        remarks = self._interview.remarks_at(self._interview.position)
        if "note" in remarks:
            self._tell("  " + words("note: {text}", text=remarks["note"]))
        for text in evidence_texts(remarks.get("evidence", ())):
            self._tell("  " + words("evidence: {text}", text=text))
        for line in self._all_keys():
            self._tell("  " + line)
        self._screen = self._level = None

    def _tell_beside(self, behaviour: Behaviour | None, number: int) -> None:
        """Say what the owner says besides the text of a behaviour, under the number that this has on the screen."""
        if behaviour is None:
            return
        said = beside(behaviour, self._words)
        if (said or behaviour.own_code) and not self._asking.one_by_one:
            self._tell(f"{number:>2}  {coded(behaviour)}", "aside")
        for part in said:
            self._tell("    " + self._words("{name}: {text}", name=part.text, text=part.value), "aside")

    def _all_keys(self) -> list[str]:
        words, question = self._words, self._interview.question
        rest = [
            words("s skips the competency, /text goes to a question with that text, < goes back"),
            words("q stops, and keeps what was answered"),
        ]
        if question is None or question.behaviour is None:
            keys = [words("a level in figures; . takes it away; Enter leaves it for now")]
            keys.append(words("`2 + seen in March` adds a note; `2+` asks for note and evidence, `+` for these alone"))
            return [*keys, *rest]
        keys = [words("y shown, n not shown, - not applicable, . later (takes an answer away); in full too: `yes`")]
        if self._asking.one_by_one:
            keys.append(words("Enter leaves it for now"))
        else:
            keys.append(words("`yyny` answers four at once, `3 n` the third one; Enter goes on with the next level"))
        keys.append(words("`n seen in March` adds a note; `n+` asks for note and evidence, `+` for these alone"))
        keys.append(words("l rates the whole level or competency at once"))
        return [*keys, *rest]

    def _tell(self, text: str = "", style: str = "", *, title: str = "", aside: str = "") -> None:
        """Show lines in a style, or with a part of them in one."""
        lines = fitted(text, sys.stderr)
        for part, own in ((title, "title"), (aside, "aside")):
            lines = lines.replace(part, self._paint(part, own), 1) if part else lines
        self._session.tell_in_place("\n".join(self._paint(line, style) for line in lines.split("\n")) + "\n")
