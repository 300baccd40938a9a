"""Dutch and English: which one to speak, and the words for it.

The choice is made before anything else is read, so that a broken catalogue is reported in its own
language too. `Words` is what every renderer gets: it turns messages into sentences.
"""

import gettext
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from competentie.core.findings import Message
from competentie.core.terms import Text
from competentie.core.text import lines_of, printable
from competentie.files.places import shown


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
