"""What a person is told: what is wrong, where it is, and what to do about it; in sentences without a language yet.

The core speaks in `Message`s: an English template and the facts that fill it. `language.Words` translates and fills
them when they are shown. The extractor of translations looks for calls of `msg`, `words` and `N_` (CONTRIBUTING.md,
"Words"). A `Diagnostic` carries facts only. Its code is stable: scripts and people refer to it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple


class Message(NamedTuple):
    """An English template with `{named}` places, and what goes in them.

    With `plural` set, `args["n"]` chooses between the two templates.
    An argument may be a `Message` itself; other arguments are data and are never read as a template.
    """

    template: str
    args: Mapping[str, object] = {}
    plural: str = ""


class WrongUseError(Exception):
    """What was asked for cannot be done; says why, and what to do. It ends a command, which says so."""

    def __init__(self, message: Message, help: Message | None = None) -> None:
        """Carry the two sentences."""
        super().__init__(message.template)
        self.message = message
        self.help = help


def msg(template: str, /, **args: object) -> Message:
    """Build a message from an English template and its facts."""
    return Message(template, args)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text that is translated later
    """Mark a text for the extractor, where it can be no `Message`."""
    return text


class Severity(StrEnum):
    """How much a finding matters: an error stops the work, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Span(NamedTuple):
    """A stretch of a file; lines and columns count from 1, in code points; the end is exclusive."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Related(NamedTuple):
    """A second place that belongs to a finding, and what it has to do with it."""

    message: Message
    path: str
    span: Span


class Edit(NamedTuple):
    """A part of what mends a finding: the text that belongs in the place of a span, which may have no width."""

    span: Span
    text: str


def made(line: str, edits: Iterable[Edit]) -> str:
    """Return a line with the edits made that lie in it; none may overlap."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        line = line[: edit.span.column - 1] + edit.text + line[edit.span.end_column - 1 :]
    return line


class Diagnostic(NamedTuple):
    """One finding: a code, a place, one sentence that says what is wrong, one that says what to do."""

    code: str
    path: str
    span: Span
    message: Message
    help: Message | None = None
    related: tuple[Related, ...] = ()
    fix: tuple[Edit, ...] = ()
    """What mends it, when there is one right answer."""

    @property
    def name(self) -> str:
        """The readable name of the code."""
        return CODES[self.code][0]

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return CODES[self.code][1]


_E: Final = Severity.ERROR
_W: Final = Severity.WARNING
_A: Final = Severity.ADVICE

CODES: Final[dict[str, tuple[str, Severity]]] = {
    # Y, the file as YAML
    "Y001": ("unreadable-file", _E),
    "Y002": ("not-utf-8", _E),
    "Y003": ("too-large", _E),
    "Y004": ("empty-file", _E),
    "Y005": ("syntax", _E),
    "Y006": ("duplicate-key", _E),
    "Y007": ("alias", _E),
    "Y008": ("tag", _E),
    "Y009": ("too-deep", _E),
    "Y010": ("second-document", _E),
    "Y011": ("key-not-text", _E),
    "Y012": ("forbidden-character", _E),
    "Y013": ("no-value", _E),
    "Y014": ("merge-key", _E),
    "Y015": ("utf-16", _E),
    "Y016": ("not-a-file", _E),
    "Y017": ("link-loop", _E),
    "Y018": ("byte-order-mark", _A),
    "Y019": ("line-separator", _E),
    "Y020": ("tab", _E),
    "Y021": ("colon-in-text", _E),
    "Y022": ("first-character", _E),
    "Y023": ("open-quote", _E),
    "Y024": ("open-bracket", _E),
    "Y025": ("bad-escape", _E),
    "Y026": ("missing-colon", _E),
    "Y027": ("wrong-indentation", _E),
    "Y028": ("text-after-quote", _E),
    "Y029": ("git-conflict", _E),
    "Y030": ("text-after-hash", _W),
    "Y031": ("comma-in-list", _W),
    "Y032": ("curly-quotes", _W),
    "Y033": ("mark-before-text", _A),
    "Y034": ("odd-blank", _A),
    "Y035": ("invisible-character", _W),
    # S, the shape of a file
    "S001": ("unknown-field", _E),
    "S002": ("missing-field", _E),
    "S003": ("wrong-type", _E),
    "S004": ("wrong-value", _E),
    "S005": ("unknown-kind", _E),
    "S006": ("too-many-findings", _A),  # what it stands for decides whether the run fails
    "S007": ("unquoted-number", _E),
    "S008": ("yes-or-no", _E),
    "S009": ("leading-zero", _E),
    "S010": ("clock-time", _E),
    "S011": ("number-notation", _E),
    "S012": ("wrong-date", _E),
    "S013": ("not-an-id", _E),
    "S014": ("not-a-level", _E),
    "S015": ("empty-text", _E),
    "S016": ("twice-in-a-list", _E),
    # C, the catalogue in itself
    "C001": ("unknown-competency", _E),
    "C002": ("unknown-cluster", _E),
    "C003": ("presupposition-cycle", _E),
    "C004": ("level-out-of-range", _E),
    "C005": ("level-without-list", _W),
    "C006": ("no-license", _A),
    "C007": ("one-sided-contrast", _W),
    "C008": ("unused-cluster", _W),
    "C009": ("duplicate-behaviour", _W),
    "C010": ("levels-do-not-ascend", _W),
    "C011": ("near-duplicate-behaviour", _A),
    "C012": ("duplicate-label", _W),
    "C013": ("one-word-text", _A),
    "C014": ("presupposes-empty-level", _W),
    "C015": ("presupposes-nothing", _E),
    "C016": ("former-id-in-use", _E),
    "C017": ("code-twice", _E),
    "C018": ("cluster-cycle", _E),
    "C019": ("unknown-role", _W),
    # B, the texts of behaviours: what the handbook itself asks of them
    "B001": ("no-verb", _A),
    "B002": ("inner-state", _A),
    "B003": ("two-behaviours", _A),
    "B004": ("vague-word", _A),
    "B005": ("gendered-word", _A),
    "B006": ("long-text", _A),
    # P, profiles
    "P001": ("unknown-competency", _E),
    "P002": ("norm-out-of-range", _E),
    "P003": ("undescribed-competency", _E),
    "P004": ("norm-below-implied", _E),
    "P005": ("competency-twice", _E),
    "P006": ("unknown-base", _E),
    "P007": ("extends-cycle", _E),
    "P008": ("base-in-error", _E),
    "P009": ("stale-texts", _W),
    "P010": ("norm-on-empty-level", _W),
    "P011": ("norm-asks-nothing", _E),
    "P012": ("former-name-in-use", _E),
    "P013": ("role-twice", _W),
    # R, ratings
    "R001": ("unknown-competency", _E),
    "R002": ("unknown-behaviour", _E),
    "R003": ("level-out-of-range", _E),
    "R004": ("stale-texts", _W),
    "R005": ("unknown-profile", _W),
    "R006": ("ratings-twice", _W),
    "R007": ("control-character", _E),
    "R008": ("day-to-come", _W),
    "R009": ("look-alike", _W),
    "R012": ("agreed-without-reason", _E),
    "R013": ("level-and-behaviours", _E),
    # L, development plans
    "L001": ("unknown-behaviour", _E),
    "L002": ("unknown-profile", _W),
    "L003": ("changed-text", _W),
    # D, data about people where it does not belong
    "D001": ("ratings-in-git", _W),
    "D002": ("e-mail-address", _W),
    "D003": ("citizen-service-number", _W),
    # T, ratings as a table
    "T001": ("no-header", _E),
    "T002": ("unknown-column", _E),
    "T003": ("duplicate-column", _E),
    "T004": ("level-and-behaviours", _E),
    "T005": ("wrong-cell-count", _E),
    "T006": ("wrong-cell", _E),
    "T007": ("no-person", _E),
    "T008": ("person-twice", _E),
    "T009": ("unknown-profile", _E),
    "T010": ("unknown-item", _E),
    "T011": ("item-twice", _E),
    "T012": ("broken-quote", _E),
    "T013": ("broken-table", _E),
    "T014": ("wrong-json-line", _E),
    "T015": ("other-texts", _E),
    # V, versions
    "V001": ("version-not-moved", _E),
    "V002": ("version-moved-back", _E),
}


LIMIT: Final = 500  # findings of one kind in one file: nobody reads more, and a hostile file could have a million
TOO_MANY: Final = msg("there are more than {n} findings of this kind in this file", n=LIMIT)
MEND_FIRST: Final = msg("mend these first")


def some(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Take findings as they are made, up to the limit; beyond it, one finding says that there are more."""
    taken = list(islice(findings, LIMIT + 1))
    if len(taken) > LIMIT:
        last = taken[LIMIT - 1]
        taken[LIMIT:] = [Diagnostic("S006", last.path, last.span, TOO_MANY, MEND_FIRST)]
    return taken


def in_order(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort findings by file, position and code, so that the same input gives the same report."""
    return sorted(findings, key=lambda finding: (finding.path, finding.span, finding.code))


def has_errors(findings: Iterable[Diagnostic]) -> bool:
    """Tell whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


MAX_NAMES = 12  # a longer list helps nobody


def nearest(found: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `found`, ignoring case and spaces, if any comes near."""
    import difflib

    plain = {_plain(name): name for name in known}
    word = _plain(found)
    close = difflib.get_close_matches(word, plain, n=1, cutoff=0.6)
    if not close or (close[0][:1] != word[:1] and not difflib.get_close_matches(word, close, cutoff=0.75)):
        return None  # who mistypes a word mostly begins it well
    return plain[close[0]]


def nearest_name(found: str, known: Iterable[str], labels: Mapping[str, str] | None = None) -> str | None:
    """Return the known name that is most like `found`, or whose label is."""
    names = dict.fromkeys(known)
    by_label = {label: name for name, label in (labels or {}).items() if name in names}
    close = nearest(found, [*names, *by_label])
    return by_label.get(close, close) if close is not None else None


def suggest(found: str, known: Iterable[str], labels: Mapping[str, str] | None = None) -> Message | None:
    """Say which known name was probably meant (also when its label was given), or which ones there are."""
    known = list(known)
    close = nearest_name(found, known, labels)
    if close is not None:
        return msg("did you mean `{name}`?", name=close)
    if known and len(known) <= MAX_NAMES:
        return msg("choose one of: {names}", names=known)
    return None


class Suggestions:
    """Suggestions for what many findings name: only for the first of them, since each takes time."""

    def __init__(self, known: Iterable[str], labels: Mapping[str, str] | None = None) -> None:
        """Suggest from these names, and from their labels."""
        self._known = list(islice(known, MOST_KNOWN))
        self._labels = labels
        self._left = MOST

    def __call__(self, found: str) -> Message | None:
        """Say which known name was probably meant, or which ones there are."""
        self._left -= 1
        return suggest(found, self._known, self._labels) if self._left >= 0 else None


MOST: Final = 20  # findings of one check in one file that get a suggestion
MOST_KNOWN: Final = 5_000  # names that are looked at


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "-").replace("_", "-")
