"""What an interview shows: where one is, the competency and the behaviour, the keys, and help when it is asked for."""

from typing import TYPE_CHECKING

from competentie.assess.interview import By, Interview, Question, Turn
from competentie.core.message import Message
from competentie.page.phrases import rating_word

if TYPE_CHECKING:
    from competentie.cli.session import Session
    from competentie.core.terms import Catalogue, Profile


class Questions:
    """Puts an interview's questions into words on the terminal."""

    def __init__(
        self, session: "Session", catalogue: "Catalogue", profile: "Profile", interview: Interview, *, show_norm: bool
    ) -> None:
        """Prepare; with `show_norm` each competency names the level that the role asks for."""
        self._session = session
        self._words = session.words
        self._catalogue = catalogue
        self._profile = profile
        self._interview = interview
        self._norms = {row.competency: row.norm for row in profile.rows} if show_norm else {}
        self._shown: int | None = None
        first = interview.questions[0] if interview.questions else None
        self._by = By.LEVEL if first is not None and first.behaviour is None else By.BEHAVIOUR

    def introduce(self) -> None:
        """Say what will be asked, and the keys that are needed to begin."""
        words, count = self._words, len(self._interview.questions)
        self._tell(words.plural("{role}: {n} question", "{role}: {n} questions", count, role=self._profile.role))
        if self._by is By.BEHAVIOUR:
            self._tell(words("A norm presumes all lower levels: each competency starts at level 1, up to its norm."))
            self._tell(words("y shown, n not shown, - not applicable, Enter leave for now, < back, q stop and keep"))
        else:
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
        before, self._shown = self._before(), interview.position
        if before is None or before.competency.id != question.competency.id:
            self._open_competency()
            before = None
        if question.behaviour is None:
            return
        if before is None or before.behaviour is None or before.behaviour.level != question.behaviour.level:
            number = question.behaviour.level
            name = words.text(self._catalogue.level_names[number - 1])
            numbered = words("{name} (level {level})", name=name, level=number)
            self._tell("  " + (name if str(number) in name else numbered))
        self._tell("  " + words("{code}: {text}", code=question.behaviour.code, text=question.behaviour.text))

    def _before(self) -> Question | None:
        """Return the question that stands on the screen."""
        return None if self._shown is None else self._interview.questions[self._shown]

    def prompt(self) -> str:
        """Return the prompt: where we are, the keys for an answer, and the answer there is already."""
        interview = self._interview
        here, count = interview.place_in_competency()
        keys = self._words("(y n -)") if self._by is By.BEHAVIOUR else f"(0-{self._catalogue.height})"
        place = f"{interview.position + 1}/{len(interview.questions)}"
        within = f", {here}/{count}" if count > 1 else ""
        return f"  {place}{within} {keys}{self._given()}"

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
            label = self._catalogue.competencies[identifier].label
            self._tell(
                "  "
                + words(
                    "{competency}: level {level} is missed, so higher ones are not asked", competency=label, level=level
                )
            )

    def _open_competency(self) -> None:
        question, words = self._interview.question, self._words
        if question is None:
            return
        competency = question.competency
        self._tell()
        self._tell(words("{label}: {definition}", label=competency.label, definition=competency.definition))
        if competency.id in self._norms:
            self._tell("  " + words("norm: level {level}", level=self._norms[competency.id]))
        for other, contrast in competency.contrast.items():
            label = self._catalogue.competencies[other].label
            self._tell("  " + words("not to be confused with {other}: {question}", other=label, question=contrast))

    def _given(self) -> str:
        given = self._interview.given
        if given is None:
            return " [+]" if self._interview.remarks else ""
        word = self._words("level {level}", level=given) if isinstance(given, int) else rating_word(given, self._words)
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
            self._tell("  " + words("level {level}", level=level) + (" <" if level == here else ""))
            for behaviour in behaviours:
                self._tell("    " + words("{code}: {text}", code=behaviour.code, text=behaviour.text))
        for name, remark in self._interview.remarks.items():
            label = words("note: {text}", text=remark) if name == "note" else words("evidence: {text}", text=remark)
            self._tell("  " + label)
        for line in self._all_keys():
            self._tell("  " + line)

    def _all_keys(self) -> list[str]:
        words = self._words
        keys = [words(". clears this answer, s skips the competency, /text goes to a question with that text")]
        if self._by is By.BEHAVIOUR:
            keys.append(words("y + text adds a note, + asks for a note and evidence"))
            keys.append(words("l rates the whole level or competency at once"))
        return keys

    def _tell(self, text: str = "") -> None:
        self._session.tell(text)
