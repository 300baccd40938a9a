"""`profile new` in a terminal: questions on stderr, one line in per answer, nothing redrawn.

Each answer is on disk before the next question is asked, and the same command goes on where it was left.
"""

import datetime as dt
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from itertools import zip_longest
from typing import Final

from competentie.choosing.choices import FEWEST, MOST, Ask, Choosing, Question, presumed
from competentie.choosing.model import CHOICES, Choices, choices_text, profile_text
from competentie.cli.keeping import is_held
from competentie.cli.keyboard import ask
from competentie.cli.profile import base_rows, choices_folder, what_is_wrong
from competentie.cli.session import Exit, Session, UsageError, new_file, not_written
from competentie.core import (
    Competency,
    Diagnostic,
    Group,
    Message,
    fold,
    implied_rows,
    msg,
    plain_name,
    printable,
    same_name,
)
from competentie.files.places import PROFILE_SCHEMA, profile_file, profiles_folder
from competentie.files.read import DISK, Context, read_file
from competentie.files.write import remove_left, write_whole
from competentie.page.language import level_name
from competentie.page.model import Kind, Page, Part, Row, Table, items
from competentie.page.streams import console, drawn, width_of
from competentie.page.terminal import terminal
from competentie.ratings.lock import HeldError, Lock

_COLUMN: Final = 32  # columns of a terminal that a level needs to stand beside another
_ABOUT: Final = msg(
    "It is about the core of the behaviour that the role asks: {fewest} to {most} competencies in all.",
    fewest=FEWEST,
    most=MOST,
)
_KEYS: Final = msg("? explains, < back, /text goes to a competency, q stops and keeps; every answer is saved at once")
_HELP: Final[Mapping[Ask, Message]] = {
    Ask.WHICH: msg("Choose what the role cannot do without, by what the behaviour aims at: numbers, such as 1 3."),
    Ask.LEVEL: msg("Read from the lowest level up, and stop at the highest that the work really asks for."),
    Ask.WHY: msg("Name the work in which it shows: tasks, contacts, products. It stands beside the norm."),
}


class Talk:
    """One conversation, and the file that keeps it."""

    def __init__(self, session: Session, role: str, by: str | None) -> None:
        """Take the file in which the choices are kept; raises UsageError."""
        self._session, self._words, self._role, self._by = session, session.words, role, by
        self._catalogue = session.catalogue()
        self._id = _file_name(role)
        self._profile = profile_file(profiles_folder(session.catalogue_path), self._id)
        known = session.roles(self._catalogue).get(fold(role), self._id if self._profile.exists() else None)
        if by is None and known is not None:
            raise UsageError(
                msg("there is a profile of this role already: `{name}`", name=known),
                msg("`competentie profile edit {name}` changes a row", name=known),
            )
        self.path = choices_folder(session) / f"{self._id}{f'.{_file_name(by)}' if by else ''}.yaml"
        self._lock = Lock(self.path)
        try:
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            self._profile.parent.mkdir(exist_ok=True)
            self._lock.take(dt.datetime.now().astimezone().strftime("%H:%M"))
            remove_left(self.path)
        except HeldError as error:
            raise is_held(self.path, error) from None
        except OSError as error:
            raise not_written(self.path, error) from None

    def hold(self, group: Group) -> int:
        """Ask until it is done or left for later; return how that ends."""
        choosing, end = self._choosing(group), Exit.FINE
        try:
            if self._ask_all(choosing):
                self._finish(choosing)
                return end
        except (EOFError, KeyboardInterrupt) as ending:
            self._session.tell()
            end = Exit.INTERRUPTED if isinstance(ending, KeyboardInterrupt) else end
        self._keep(choosing.choices)
        said = msg("what was chosen is safe in {path}; the same command goes on from there", path=self.path)
        self._session.note(said)
        return end

    def close(self) -> None:
        """Let the file go; a folder with nothing in it goes too."""
        self._lock.release()
        with suppress(OSError):
            self.path.parent.rmdir()

    def _choosing(self, group: Group) -> Choosing:
        """Go on with what was kept, or begin."""
        if self.path.exists():
            reading = read_file(self.path, DISK, CHOICES, Context())
            choices = self._session.sound(reading.sound, reading.found)
            self._tell(msg("going on with {path}", path=self.path))
        else:
            base = self._base()
            choices = Choices(competentie=1, choices=self._id, role=self._role, by=self._by, extends=base, group=group)
        base_of = base_rows(self._session, choices, self._catalogue)
        choosing = Choosing(self._catalogue, choices, base_of, self._wrong)
        for wrong in self._wrong(choosing.choices):  # with the name of the role, or since something changed meanwhile
            raise UsageError(wrong.message, wrong.help)
        self._tell(_ABOUT)
        for row in choosing.base.values():
            self._tell(msg("taken along: {norm}", norm=self._norm(row.competency, row.norm)))
        self._tell(_KEYS)
        return choosing

    def _base(self) -> str | None:
        """Ask which profile's norms are taken along, where there are profiles."""
        profiles = self._session.profiles(self._catalogue)
        for number, profile in enumerate(profiles, 1):
            generic = sum(row.group is Group.GENERIC for row in profile.rows)
            counts = self._words("{n} generic, {other} specific", n=generic, other=len(profile.rows) - generic)
            self._session.tell(f"  {number}  " + self._words("{role}: {counts}", role=profile.role, counts=counts))
        while profiles:
            typed = ask(
                self._session, self._words("Whose norms does it take along, all of them? (number, Enter: none)")
            )
            if not typed:
                break
            if typed in map(str, range(1, len(profiles) + 1)):
                return profiles[int(typed) - 1].id
            self._tell(msg("choose a number from 1 to {n}", n=len(profiles)))
        return None

    def _ask_all(self, choosing: Choosing) -> bool:
        """Ask until all is said and done; False when it is left for later."""
        shown: Question | None = None
        said: Message | None = None
        while True:
            question = choosing.question
            for message in choosing.remarks if said is None else (said,):
                self._session.tell("  " + self._words(message))
            if question is None and said is None:
                self._overview(choosing)
            elif question is not None and question != shown:
                self._show(question, choosing)
            shown = question
            typed = ask(self._session, "  " + self._prompt(question, choosing))
            if typed == "q" or (question is None and not typed):
                return not typed
            if typed == "?":
                choosing.remarks, said = [*([_HELP[question.ask]] if question else []), _KEYS], None
                continue
            said = choosing.answer(typed)
            if said is None:
                self._keep(choosing.choices)

    def _show(self, question: Question, choosing: Choosing) -> None:
        words, session = self._words, self._session
        if question.ask is Ask.WHY:
            return
        session.tell()
        if question.ask is Ask.LEVEL:
            self._show_levels(question.about[0], choosing)
            return
        cluster = self._catalogue.clusters.get(question.key)
        labels = [one.label for one in question.about]
        if question.text is not None:
            session.tell(words("{one} and {other} are easily confused:", one=labels[0], other=labels[1]))
            session.tell("  " + words.text(question.text))
        else:
            session.tell(words("Without a cluster") if cluster is None else words.text(cluster))
        for number, one in enumerate(question.about, 1):
            session.tell(f"  {number}  " + words("{label}: {definition}", label=one.label, definition=one.definition))

    def _show_levels(self, competency: Competency, choosing: Choosing) -> None:
        """Show the levels side by side where there is room, lowest first."""
        words, levels = self._words, competency.levels or ()
        self._tell(msg("{label}: a level presumes all that stands at the lower ones", label=competency.label))
        implied = choosing.implied().get(competency.id)
        if implied is not None:
            self._session.tell("  " + words(presumed(implied, self._catalogue)))
        heads = [level_name(level, self._catalogue, words) for level in range(1, len(levels) + 1)]
        texts = [[words.text(behaviour.text) for behaviour in level] for level in levels]
        blocks = [Part(Kind.GROUP, head, items(own)) for head, own in zip(heads, texts, strict=True)]
        table = Table(tuple(heads), tuple(map(Row, zip_longest(*texts, fillvalue=""))))
        is_wide = (width_of(sys.stderr) or 0) >= _COLUMN * len(levels)
        page = Page("", blocks=[table] if is_wide else blocks, bare=True)
        self._session.tell_in_place(drawn(terminal(page), console(sys.stderr, self._session.color, os.environ)))

    def _prompt(self, question: Question | None, choosing: Choosing) -> str:
        words = self._words
        if question is None:
            return words("Enter writes the profile") if self._by is None else words("Enter keeps it as your choice")
        if question.ask is Ask.WHICH:
            return words("Which are the core of this role? (numbers, Enter: none)")
        label, choice = question.about[0].label, choosing.choices.chosen[question.about[0].id]
        if question.ask is Ask.LEVEL:
            height, there = self._catalogue.height, str(choice.norm or "")
            text = words("{label}: which level? (1-{height}, - leaves it out)", label=label, height=height)
        else:
            text, there = words("{label}: where in the work? (Enter: later)", label=label), choice.rationale or ""
        return text + (f" [{printable(there)}]" if there else "")

    def _norm(self, competency: str, norm: int) -> str:
        label, level = self._catalogue.competencies[competency].label, level_name(norm, self._catalogue, self._words)
        return self._words("{competency}: {level}", competency=label, level=level)

    def _overview(self, choosing: Choosing) -> None:
        """Show what was chosen, and what it presupposes."""
        profile = choosing.profile()
        self._session.tell()
        for row in profile.rows:
            why = f". {self._words.text(row.rationale)}" if row.rationale else ""
            self._session.tell(f"  {self._norm(row.competency, row.norm)}{why}")
        for implied in implied_rows(self._catalogue, profile):
            self._session.tell("  " + self._words(presumed(implied, self._catalogue)))
        self._tell(choosing.advice())

    def _finish(self, choosing: Choosing) -> None:
        """Write the profile; what somebody chose beside others stays as it is."""
        choices, session = choosing.choices, self._session
        if self._by is not None:
            self._keep(choices.model_copy(update={"finished": True}))
            session.say(self._words("what {name} chose is in {path}", name=self._by, path=self.path))
            session.note(msg("`competentie profile compare {id}` shows who chose what", id=self._id))
            return
        new_file(self._profile, msg("{path} exists already, and nothing is written over"))
        pointer = f"../{PROFILE_SCHEMA}" if (self._profile.parent.parent / PROFILE_SCHEMA).is_file() else ""
        text = profile_text(choices, self._catalogue, pointer)
        session.save(self._profile, text.encode("utf-8", "backslashreplace"), private=False)
        self.path.unlink(missing_ok=True)
        session.say(self._words("made: {path}", path=self._profile))
        session.note(msg("`competentie show {id}` shows all that it asks", id=self._id))

    def _keep(self, choices: Choices) -> None:
        try:
            write_whole(self.path, choices_text(choices).encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise not_written(self.path, error, msg("the answers before this one are safe")) from None

    def _wrong(self, choices: Choices) -> list[Diagnostic]:
        return what_is_wrong(self._profile, profile_text(choices, self._catalogue), self._catalogue)

    def _tell(self, message: Message) -> None:
        self._session.tell(self._words(message))


def _file_name(name: str) -> str:
    """Return a name as one of a file: in plain letters where it has any."""
    return plain_name(name) or re.sub(r"[\s./\\]+", "-", same_name(name)).strip("-") or "role"
