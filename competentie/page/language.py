"""Dutch and English: which one to speak, the words for it, and the small phrases that every page shares.

The choice is made before anything else is read, so that a broken catalogue is reported in its own
language too. `Words` is what every renderer gets: it turns messages into sentences.
"""

import gettext
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple

from competentie.core import (
    AGREED,
    Basis,
    Behaviour,
    Catalogue,
    Competency,
    Group,
    Message,
    ProfileMark,
    Rating,
    Result,
    Row,
    Standing,
    Status,
    Text,
    lines_of,
    msg,
    printable,
)
from competentie.files.places import shown
from competentie.page.model import Kind, Part


class Language(NamedTuple):
    """What is to be known of a language besides its words."""

    windows: str
    """How Windows names its locales."""
    decimal: str


LANGUAGES: Final = {"nl": Language("dutch", ","), "en": Language("english", ".")}
"""The languages that are spoken, by their tag."""
DOMAIN: Final = "competentie"
LOCALES: Final = Path(__file__).parents[1] / "locale"
_LANGUAGE_LINE: Final = re.compile(r"""^language:\s*["']?([A-Za-z]{2,3})""", re.MULTILINE)
_HEAD: Final = 4096  # bytes of a catalogue that are searched for its `language:` line
_QUOTED: Final = re.compile(r"`\{(\w+)\}`")
_LONGEST: Final = 60  # characters of a value that is quoted


def _cut(value: object) -> object:
    return f"{value[:_LONGEST]}…" if isinstance(value, str) and len(value) > _LONGEST else value


class Words:
    """The words of one language: translates messages, and picks the wording of a text."""

    def __init__(self, language: str, fallback: str = "", texts: str | None = None) -> None:
        """Speak `language`; texts that lack it are shown in `fallback` (the catalogue's language).

        `texts` is another language for the texts, any that they have; empty for the catalogue's.
        """
        self.language = language
        self.fallback = fallback
        self.texts = texts
        self._catalogue = gettext.translation(DOMAIN, LOCALES, [language], fallback=True)

    def __call__(self, message: Message | str, /, **args: object) -> str:
        """Return the sentence, its facts filled in and made safe to print."""
        if isinstance(message, str):
            message = Message(message, args)
        return self._fill(message)

    def plural(self, one: str, many: str, /, n: int, **args: object) -> str:
        """Return the sentence that fits the number `n`."""
        return self._fill(Message(one, {"n": n, **args}, many))

    @property
    def wanted(self) -> tuple[str, ...]:
        """The languages in which to show a text, the first that it has."""
        return (self.language if self.texts is None else self.texts, "", self.fallback)

    def text(self, text: Text) -> str:
        """Return a text's wording in this language, on one line and safe to print."""
        return printable(text.in_language(*self.wanted))

    def lines(self, text: Text) -> list[str]:
        """Return a text's wording in this language line by line, as it was written, and safe to print."""
        wording = text.in_language(*self.wanted)
        return [printable(line) for line in lines_of(wording) if line.strip()]

    def _fill(self, message: Message) -> str:
        if message.plural:
            number = message.args["n"]
            if not isinstance(number, int):
                raise TypeError
            template = self._catalogue.ngettext(message.template, message.plural, number)
        else:
            template = self._catalogue.gettext(message.template)
        quoted = _QUOTED.findall(template)
        return template.format_map(
            {name: self._argument(value if name not in quoted else _cut(value)) for name, value in message.args.items()}
        )

    def _argument(self, value: object) -> str:
        match value:
            case Message():
                return self._fill(value)
            case Text():
                return self.text(value)
            case Path():
                return printable(shown(value))
            case tuple() | list():
                return ", ".join(self._argument(item) for item in value)
            case _:
                return printable(str(value))


def choose(option: str | None, environ: Mapping[str, str], catalogue: Path | None) -> str:
    """Return one of `LANGUAGES`: the option, else `COMPETENTIE_LANG`, else the locale, else the catalogue's language.

    A catalogue in another language is spoken about in English.
    """
    for wanted in (option, environ.get("COMPETENTIE_LANG")):
        if wanted:
            return _known(wanted) or "en"
    return _known(_locale(environ)) or _known(_language_of(catalogue)) or "en"


def is_asked(option: str | None, environ: Mapping[str, str]) -> bool:
    """Tell whether somebody asked for a language that is spoken; else texts are shown in the catalogue's own."""
    return any(map(_known, filter(None, (option, environ.get("COMPETENTIE_LANG"), _locale(environ)))))


def announce(language: str) -> None:
    """Make Typer's own help texts speak `language` too: they ask the process-wide gettext domain."""
    gettext.bindtextdomain(DOMAIN, str(LOCALES))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def _known(tag: str) -> str:
    head = re.split(r"[-_.@]", tag.lower(), maxsplit=1)[0]
    return next((tag for tag, language in LANGUAGES.items() if head in {tag, language.windows}), "")


def _locale(environ: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):  # POSIX.1-2017, 8.2: the first one set decides
        if environ.get(name):
            return environ[name]
    if os.name == "nt":
        import locale

        return locale.getlocale()[0] or ""
    return ""


def _language_of(catalogue: Path | None) -> str:
    if catalogue is None or not catalogue.is_file():
        return ""
    try:
        with catalogue.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
    found = _LANGUAGE_LINE.search(head)
    return found[1] if found else ""


_STATUS: dict[Status, Message] = {
    Status.ABOVE: msg("above the norm"),
    Status.MEETS: msg("meets the norm"),
    Status.OPEN: msg("still to be rated"),
    Status.SHORT: msg("short"),
}

_RATING: dict[Rating, Message] = {
    Rating.SHOWN: msg("shown"),
    Rating.NOT_SHOWN: msg("not shown"),
    Rating.NOT_APPLICABLE: msg("not applicable"),
    Rating.UNRATED: msg("unrated"),
}

_GROUP: dict[Group, Message] = {
    Group.GENERIC: msg("Generic competencies"),
    Group.SPECIFIC: msg("Specific competencies"),
}

_COUNTED: Final = re.compile(r"(\w*niveau|level)? ?[0-9]+", re.IGNORECASE)

RELATION_WORDS: dict[str, Message] = {
    "self": msg("self"),
    "manager": msg("manager"),
    "peer": msg("peer"),
    "report": msg("direct report"),
    "external": msg("external"),
    "assessor": msg("assessor"),
    "agreed": msg("agreed on"),
}


def status_word(status: Status, words: Words) -> str:
    """Return the word for a status."""
    return words(_STATUS[status])


def rating_word(rating: Rating, words: Words) -> str:
    """Return the word for a rating."""
    return words(_RATING[rating])


def evidence_texts(evidence: "str | Sequence[Mapping[str, str]]") -> list[str]:
    """Return the pieces of evidence, each behind its day and what it is."""
    if isinstance(evidence, str):
        return [printable(evidence)]
    named = [(", ".join(one[name] for name in ("date", "kind") if name in one), one) for one in evidence]
    texts = [f"{head}: {one['text']}" if head else one["text"] for head, one in named]
    links = [f" ({one['link']})" if "link" in one else "" for _, one in named]
    return [printable(text + link) for text, link in zip(texts, links, strict=True)]


def remarked(remark: Mapping[str, Any], words: Words) -> list[Part]:
    """Return what was written beside an answer: the note, and each piece of evidence."""
    texts = [(words("Note"), printable(remark["note"]))] if remark.get("note") else []
    texts += [(words("Evidence"), text) for text in evidence_texts(remark.get("evidence") or ())]
    return [Part(Kind.FIELD, name, value=text) for name, text in texts]


def group_heading(group: Group, words: Words) -> str:
    """Return the heading over a group of competencies."""
    return words(_GROUP[group])


def headings(rows: Sequence[Row], catalogue: Catalogue, words: Words) -> dict[str, str]:
    """Return the heading over each competency of a profile, in the order to show them.

    The two groups head them; where all are of one group, their clusters, if they have any.
    """
    clustered = any(catalogue.competencies[row.competency].cluster in catalogue.clusters for row in rows)
    if len({row.group for row in rows}) > 1 or not clustered:
        return {row.competency: group_heading(row.group, words) for row in rows}
    asked = {row.competency for row in rows}
    return {one.id: heading for heading, ones in by_cluster(catalogue, words) for one in ones if one.id in asked}


def gap_sign(gap: int, gap_max: int | None = None) -> str:
    """Write a gap as a signed number, zero without a sign; as `-1…+1` while it is open whether the norm is met."""
    if gap_max is not None and gap < 0 <= gap_max:
        return f"{gap_sign(gap)}…{gap_sign(gap_max)}"
    return f"{gap:+d}" if gap else "0"


def reached_text(standing: Standing, norm: int) -> str:
    """Write what is reached; as `1–2` while missing ratings leave the answer below the norm open."""
    return interval(standing.reached, standing.reached_max, standing.asked(norm))


def interval(reached: int, reached_max: int, asked: int) -> str:
    """Write a level, or from where to where it may lie, if what is asked lies above what is proved."""
    return f"{reached}–{reached_max}" if reached < min(asked, reached_max) else str(reached)


def level_name(level: int, catalogue: Catalogue, words: Words) -> str:
    """Return what the handbook calls a level, with its number; `level 2` where it only counts them."""
    name = words.text(catalogue.level_names[level - 1])
    if _COUNTED.fullmatch(name):
        return words("level {level}", level=level)
    return name if str(level) in name else words("{name} (level {level})", name=name, level=level)


def level_texts(competency: Competency, level: int, catalogue: Catalogue) -> list[Text]:
    """Return what is said of a level: for every competency, and for this one."""
    texts = (catalogue.level_texts.get(level), competency.level_texts.get(level))
    return [text for text in texts if text is not None]


def coded(behaviour: Behaviour) -> str:
    """Return the code of a behaviour, with the owner's own beside it."""
    return behaviour.code if behaviour.own_code is None else f"{behaviour.code} [{printable(behaviour.own_code)}]"


def beside(behaviour: Behaviour, words: Words) -> list[Part]:
    """Return what the owner says besides the text of a behaviour."""
    texts = [(words("Note"), behaviour.note), *((words("Question"), question) for question in behaviour.questions)]
    said = [Part(Kind.FIELD, name, value=words.text(text)) for name, text in texts if text is not None]
    tags = printable(", ".join(behaviour.tags))
    return [*said, *([Part(Kind.FIELD, words("Tags"), value=tags)] if tags else [])]


def level_list(levels: Sequence[int], catalogue: Catalogue, words: Words) -> str:
    """Write levels as `level 1` or `levels 1, 2`, or by their names."""
    if all(_COUNTED.fullmatch(words.text(catalogue.level_names[level - 1])) for level in levels):
        return words.plural("level {levels}", "levels {levels}", len(levels), levels=list(levels))
    return ", ".join(level_name(level, catalogue, words) for level in levels)


def level_choice(level: int, enough: int, number: int, catalogue: Catalogue, words: Words) -> str:
    """Return which level this is, and how many of so many behaviours will do, if not all."""
    name = level_name(level, catalogue, words)
    if enough == number:
        return name
    return words("{level}: any {enough} of these {n}", level=name, enough=enough, n=number)


def result_heading(result: Result, catalogue: Catalogue, words: Words) -> list[str]:
    """Return whose result this is against which role, and what it rests on."""
    ratings = result.ratings
    role = words.text(result.profile.role)
    first = words("{role}: {person}", role=role, person=ratings.person) if ratings.person else role
    about = [words("{title} {version}", title=catalogue.title, version=catalogue.version)]
    if ratings.relation == AGREED:
        about.append(rater_text(None, AGREED, words))
    elif ratings.rater or ratings.relation:
        about.append(words("rated by {rater}", rater=rater_text(ratings.rater, ratings.relation, words)))
    if ratings.date:
        about.append(words("on {date}", date=ratings.date))
    return [first, "; ".join(about)]


def relation_word(relation: str, words: Words) -> str:
    """Return the word for what a rater is to the person."""
    return words(RELATION_WORDS[relation])


def rater_text(rater: str | None, relation: str | None, words: Words) -> str:
    """Return who rated, and what that is to the person; empty when neither is known."""
    what = words(RELATION_WORDS[relation]) if relation in RELATION_WORDS else relation
    return ", ".join(printable(one) for one in (rater, what) if one)


def age_lines(days: Iterable[str | None], today: str, words: Words, *, apart: bool = False) -> list[str]:
    """Say that ratings are more than two years old, or where they stand side by side more than a year apart."""
    known = sorted(day for day in days if day)
    lines = []
    if known and apart and _years_after(known[0], 1) < known[-1]:
        lines.append(
            words("more than a year lies between these ratings: {first} and {last}", first=known[0], last=known[-1])
        )
    if known and _years_after(known[0], 2) < today:
        lines.append(words("rests on ratings of more than two years ago: {day}", day=known[0]))
    return lines


def day_text(day: str, words: Words) -> str:
    """Write a day such as 2026-11-23 as people do; what is no day, as it is."""
    year, _, rest = day.partition("-")
    month, _, number = rest.partition("-")
    names = words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    if not (year.isdecimal() and number.isdecimal() and month.isdecimal() and 0 < int(month) <= len(names)):
        return printable(day)
    return f"{int(number)} {names[int(month) - 1]} {year}"


def _years_after(day: str, years: int) -> str:
    return f"{int(day[:4]) + years:04}{day[4:]}"


def total_line(result: Result, words: Words) -> str:
    """Return how many norms are met, and how many are still open."""
    statuses = [one.gap.status for one in result.outcomes]
    met = statuses.count(Status.MEETS) + statuses.count(Status.ABOVE)
    line = words.plural("{met} of {n} norm met", "{met} of {n} norms met", len(statuses), met=met)
    still = statuses.count(Status.OPEN)
    return line + (", " + words("{open} still to be rated", open=still) if still else "")


def cluster_name(cluster: str, catalogue: Catalogue, words: Words) -> str:
    """Return the heading of a cluster, behind those in which it stands."""
    outer = catalogue.inside.get(cluster)
    name = words.text(catalogue.clusters[cluster])
    return name if outer is None else f"{cluster_name(outer, catalogue, words)} / {name}"


def by_cluster(catalogue: Catalogue, words: Words) -> Iterator[tuple[str, list[Competency]]]:
    """Yield each cluster's heading with its competencies; those without a cluster come last, the undescribed apart."""
    everything = catalogue.competencies.values()
    loose = [one for one in everything if one.cluster not in catalogue.clusters]
    apart = words("Without a cluster") if catalogue.clusters else ""
    groups = [
        *(
            (cluster_name(id_, catalogue, words), [one for one in everything if one.cluster == id_])
            for id_ in catalogue.clusters
        ),
        (apart, [one for one in loose if one.levels is not None]),
        (words("Mentioned only"), [one for one in loose if one.levels is None]),
    ]
    yield from ((heading, members) for heading, members in groups if members)


_NAMED: Final = 3  # profiles in a line; the data names all
_SHORT: Final = 7  # of the digits of a fingerprint, in a line for a person: to compare at a glance; the data has all


def basis_data(basis: Basis) -> dict[str, Any]:
    """Return the `basis` object of every JSON and YAML output; its shape is a contract."""
    return {
        "program": basis.program,
        "date": basis.made,
        "catalogue": {"version": basis.catalogue_version, "fingerprint": basis.catalogue_fingerprint},
        "policy": {"attain": _number(basis.attain)},
        "profiles": [{"id": one.id, "version": one.version, "fingerprint": one.fingerprint} for one in basis.profiles],
    }


def basis_line(basis: Basis, words: Words) -> str:
    """Return the one line at the end of a table or a report; versions come with the head of their fingerprint."""
    return words(
        "Rests on: handbook {handbook}, {profiles}; {attain}; {date}, competentie {program}",
        handbook=_edition(basis.catalogue_version, basis.catalogue_fingerprint, words),
        profiles=_profiles(basis.profiles, words),
        attain=attain_text(basis.attain, words),
        date=basis.made,
        program=basis.program,
    )


def attain_text(attain: Fraction, words: Words) -> str:
    """Return how much of a level has to be shown, in words."""
    if attain == 1:
        return words("a level counts when every behaviour of it that applies was shown")
    percent = f"{float(attain * 100):g}"
    return words("a level counts when {percent} percent of its behaviours that apply were shown", percent=percent)


def _profiles(profiles: Sequence[ProfileMark], words: Words) -> str:
    if len(profiles) == 1:  # the heading has named it already
        return words("profile {edition}", edition=_edition(profiles[0].version, profiles[0].fingerprint, words))
    if not profiles or len(profiles) > _NAMED:
        return words.plural("{n} profile", "{n} profiles", len(profiles))
    return ", ".join(f"{printable(one.id)} {_edition(one.version, one.fingerprint, words)}" for one in profiles)


def _edition(version: str, fingerprint: str, words: Words) -> str:
    return words("{version} (fingerprint {mark})", version=version, mark=fingerprint[:_SHORT])


def _number(share: Fraction) -> int | float:
    """Return a share as the number that a catalogue writes: it has few decimals, and a float gives them back."""
    return int(share) if share.denominator == 1 else float(share)
