"""Ratings on disk: those of an interview, found again, kept from others, and saved after each answer; and a whole set.

A place that cannot be is refused before anything is asked, and nothing is written over.
"""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from competentie.cli.session import FindingsError, Session, UsageError, new_file, not_written, private_folder, today
from competentie.core import Catalogue, Message, Ratings, fingerprint, has_errors, msg, same_name
from competentie.files.places import shown
from competentie.files.read import Files, content, not_there, refuse_link, unreadable
from competentie.files.write import remove_left, write_whole
from competentie.ratings.checks import read_ratings
from competentie.ratings.folder import file_of, files_of, read_kept
from competentie.ratings.lock import HeldError, Lock
from competentie.ratings.merge import merge
from competentie.ratings.write import CompetencyYaml, competency_yaml, ratings_text, ratings_yaml, texts_read

if TYPE_CHECKING:
    from competentie.assess.interview import Interview
    from competentie.ratings.reconcile import Reconciled


_ELSEWHERE: Final = msg("name a file in another place with `-o FILE`")


def refuse_target(path: Path) -> None:
    """Raise UsageError where a ratings file cannot be written."""
    new_file(path, msg("{path} exists already; ratings are never overwritten"))


def save_ratings(session: Session, ratings: Ratings, profile: str, catalogue: Catalogue, path: Path) -> None:
    """Write ratings, readable by their owner only; raises UsageError or FindingsError when that cannot be done."""
    text = ratings_yaml(replace(ratings, profile=ratings.profile or profile), catalogue)
    _, findings = read_ratings(text, str(path), catalogue)
    if has_errors(findings):  # a table may hold what a ratings file cannot, such as a date in another form
        session.note(msg("{path} was not written, because it would have errors:", path=path))
        raise FindingsError(findings)
    session.save(path, text.encode("utf-8"))
    session.note(msg("the ratings are in {path}", path=path))


def is_held(path: Path, error: HeldError) -> UsageError:
    """Say who fills in a file already."""
    return UsageError(
        msg(
            "{path} is being filled in already: process {process} of {user} on {terminal}, since {since}",
            path=path,
            **error.holder,
        ),
        msg("go on there, or stop it there first; nothing was changed"),
    )


class Keeping:
    """Keeps the answers of one interview in one file."""

    def __init__(
        self,
        session: Session,
        catalogue: Catalogue,
        head: Ratings,
        output: Path | None,
        formerly: tuple[str, ...] = (),
    ) -> None:
        """Take the file in which these answers are kept, whatever name leads to it; raises UsageError.

        `head` tells whose they are, by whom, and for which profile; `formerly` are names that this had before.
        """
        self._session = session
        self._catalogue = catalogue
        language = session.words.wanted[0]
        self._texts = texts_read(catalogue, language)
        read = language and any(language in one.definition.by_language for one in catalogue.competencies.values())
        self._head = replace(
            head, date=head.date or today().isoformat(), language=language if read else catalogue.language
        )
        self._parts: dict[str, CompetencyYaml] = {}
        self._not_asked: dict[str, CompetencyYaml] = {}
        self._fingerprints: dict[tuple[str, ...], str] = {}
        self._named = output is not None
        self._of_day = head.date is not None
        self._formerly = formerly
        self.path = output if output is not None else self._own_file()
        self.problem: Message | None = None
        """Why the last save failed; None when all answers are on disk."""
        self._refuse_names()
        self.said: list[Message] = []
        """What is to be said of the last save: somebody else changed the file."""
        self._real = os.path.realpath(self.path)
        self._known: dict[bytes | None, int] = {None: 0}
        """What we know to stand in the file, or to have come there last, each with the answers that it holds."""
        self._wanted: bytes | None = None
        self._before = Ratings({})
        self.is_changed = False
        """Whether anything was answered since the file was taken up."""
        self._lock = Lock(self.path)
        self._take()
        self.earlier: Reconciled | None = self._read()

    def begin(self, interview: "Interview") -> None:
        """Write what was answered before into memory, so that the first answer is saved as quickly as the next.

        What is not asked now (the profile may have changed) stays in the file as it is.
        """
        earlier = self.earlier.ratings if self.earlier is not None else Ratings({})
        self._head = replace(
            self._head,
            outdated=earlier.outdated,
            note=self._head.note or earlier.note,
            reason=self._head.reason or earlier.reason,
            settles=self._head.settles or earlier.settles,
        )
        self._set_aside(interview)
        self._update(interview, interview.competencies)
        self._rated_on()
        self._before = earlier
        self._wanted = self._on_disk()
        self._known = {self._wanted: interview.answered}

    def save(self, interview: "Interview", *, finished: bool = False) -> bool:
        """Write the answers so far; False, and `problem` says why, when they are in memory only."""
        self._wanted = None
        if interview.touched is not None:
            self.is_changed = True
            self._update(interview, [interview.touched])
        try:
            self._take_in(interview)
            self._wanted = self._text(interview, finished=finished)
            self._known[self._wanted] = interview.answered
            write_whole(self.path, self._wanted)
        except OSError as error:
            self.problem = unreadable(error)
            return False
        self.problem = None
        self._before = self.ratings(interview)
        self._known = {self._wanted: interview.answered}
        return True

    @property
    def is_safe(self) -> bool:
        """Whether the file holds what was to be saved last: looked up, and not remembered."""
        with suppress(OSError):
            return self._wanted is not None and self._on_disk() == self._wanted
        return False

    @property
    def safe(self) -> int:
        """How many answers are on disk, by what stands there."""
        with suppress(OSError):
            return self._known.get(self._on_disk(), 0)
        return 0

    def _text(self, interview: "Interview", *, finished: bool) -> bytes:
        question = None if finished else interview.question
        head = replace(
            self._head,
            unfinished=question.code if question else None,
            rated_on=self._rated_on(whole=not interview.reworded),
            outdated=(*self._head.outdated, *interview.given_way),
        )
        text = ratings_text(head, self._catalogue, list(self._parts.values()))
        return text.encode("utf-8", "backslashreplace")

    def _on_disk(self) -> bytes | None:
        """Return what stands in the file; raises OSError where it is not the file that was taken any more."""
        if os.path.realpath(self.path) != self._real:
            raise not_there(msg("a link was put in its place"))
        try:
            return content(self.path)
        except FileNotFoundError:
            return None

    def _take_in(self, interview: "Interview") -> None:
        """Take over what somebody else wrote in the file meanwhile; what clashes stays as it is in a file beside it."""
        now = self._on_disk()
        if now is None or now in self._known:
            return
        kept, _ = read_kept(self.path, self._catalogue, files=Files({self.path: now}))
        outdated = (*self._head.outdated, *interview.given_way)
        apart = not kept.is_sound or self._is_other(kept.ratings) or kept.date != self._head.date
        apart = apart or any(one not in outdated for one in kept.ratings.outdated)
        if not apart:
            changes, apart = merge(self._before, kept.ratings, self.ratings(interview))
            interview.take_in(changes)
            self.earlier = kept.reconciled
            self._set_aside(interview)
            self._update(interview, interview.competencies)
            self.said.append(msg("{path} was changed by somebody else; that is taken over", path=self.path))
        if apart:
            beside = next(place for place in _beside(self.path) if not os.path.lexists(place))
            write_whole(beside, now)
            self.said.append(msg("what was changed there and cannot be taken over is kept in {path}", path=beside))
        self._known = {now: kept.answers}

    def ratings(self, interview: "Interview") -> Ratings:
        """Return the answers so far as ratings."""
        rated = interview.rated()
        earlier = self.earlier.ratings if self.earlier is not None else Ratings({})
        rest = {identifier: earlier.rated[identifier] for identifier in self._not_asked}
        remarks = {code: remark for code, remark in earlier.remarks.items() if code.split(".")[0] in rest}
        for identifier in rated:
            remarks |= interview.remarks_of(identifier)
        return replace(self._head, rated={**rated, **rest}, remarks=remarks)

    def close(self) -> None:
        """Let the file go."""
        self._lock.release()

    def _set_aside(self, interview: "Interview") -> None:
        """Keep what the file has and nobody is asked about now."""
        earlier = self.earlier.ratings if self.earlier is not None else Ratings({})
        texts = {**self._texts, **interview.reworded}
        self._not_asked = {
            identifier: competency_yaml(identifier, rated, earlier.remarks, self._catalogue, texts)
            for identifier, rated in earlier.rated.items()
            if identifier not in interview.competencies
        }

    def _update(self, interview: "Interview", competencies: list[str]) -> None:
        """Write the lines of some competencies anew; the others are kept as they were."""
        order = interview.competencies
        for identifier in competencies:
            rated = interview.rated_of(identifier)
            if rated is None:
                self._parts.pop(identifier, None)
            else:
                remarks = interview.remarks_of(identifier)
                self._parts[identifier] = competency_yaml(
                    identifier, rated, remarks, self._catalogue, {**self._texts, **interview.reworded}
                )
        asked = {identifier: self._parts[identifier] for identifier in order if identifier in self._parts}
        self._parts = {**asked, **self._not_asked}

    def _rated_on(self, *, whole: bool = True) -> tuple[str, str | None]:
        """Return the catalogue's version and, if that is the `whole` basis, a fingerprint, worked out once per set."""
        rated = tuple(self._parts)
        if rated not in self._fingerprints:
            self._fingerprints = {rated: fingerprint(self._catalogue, rated)}
        return self._catalogue.version, self._fingerprints[rated] if whole else None

    def _own_file(self) -> Path:
        """Return the file to go on with, when one was left or is of today, else a new one."""
        folder = self._session.ratings_folder()
        private_folder(folder, _ELSEWHERE)
        heads = (self._head, *(replace(self._head, profile=old) for old in self._formerly))
        for latest in (file for head in heads for file in files_of(head, folder)):
            kept, _ = read_kept(latest, self._catalogue)
            is_left = kept.unfinished and not self._of_day
            if kept.is_sound and (is_left or kept.date == self._head.date):
                return latest
            if not self._of_day:
                break
        own = file_of(self._head, folder)
        if own.is_symlink():  # its name can be foreseen, and reading follows none that leads out
            raise not_written(own, not_there(msg("a link has this name")), _ELSEWHERE)
        return own

    def _refuse_names(self) -> None:
        """Refuse names that a ratings file cannot hold before anything is asked."""
        text = ratings_text(self._head, self._catalogue, [])
        _, findings = read_ratings(text, shown(self.path), self._catalogue)
        if has_errors(findings):
            raise FindingsError(findings)

    def _take(self) -> None:
        if not self.path.is_file():
            refuse_target(self.path)
        try:
            refuse_link(self.path)
        except OSError as error:
            raise not_written(self.path, error, _ELSEWHERE) from None
        try:
            self._lock.take(dt.datetime.now().astimezone().strftime("%H:%M"))
            remove_left(Path(self._real))
        except HeldError as error:
            raise is_held(self.path, error) from None
        except OSError as error:
            raise self._not_taken(error) from None
        if not self._lock.is_known:
            self._session.tell(
                self._session.words(
                    "warning: this drive has no locks; do not fill in {path} in two places at once", path=self.path
                )
            )

    def _read(self) -> "Reconciled | None":
        """Read what the file holds already; it must be of the same person, profile and rater."""
        if not self.path.exists():
            return None
        kept, findings = read_kept(self.path, self._catalogue)
        if not kept.is_sound:
            self.close()
            if self._named:  # whatever it is, it is no ratings file of ours
                refuse_target(self.path)
            raise FindingsError(findings)
        held, wanted = kept.ratings, self._head
        if self._is_other(held):
            self.close()
            raise UsageError(
                msg("{path} holds ratings of somebody else, by somebody else, or for another profile", path=self.path),
                msg("give the name of another file"),
            )
        self._head = replace(wanted, person=held.person, rater=held.rater, date=held.date)
        return kept.reconciled

    def _is_other(self, held: Ratings) -> bool:
        """Tell whether ratings are of somebody else, by somebody else, or for another profile."""
        wanted = self._head
        names = [(held.person, wanted.person), (held.rater, wanted.rater)]
        same = all(same_name(name or "") == same_name(other or "") for name, other in names)
        profiles = {wanted.profile, *self._formerly}
        return not same or held.profile not in profiles or held.relation != wanted.relation

    def _not_taken(self, error: OSError) -> UsageError:
        if not os.path.lexists(self._lock.path):
            return not_written(self.path, error, _ELSEWHERE)
        return UsageError(
            msg("the lock {path} cannot be used: {reason}", path=self._lock.path, reason=unreadable(error)),
            msg("remove it, when nobody is filling in {path}", path=self.path),
        )


def _beside(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.stem} (conflict {number}){path.suffix}") for number in count(1))
