"""What is said of each code, read from `texts.<language>.md`.

`# P: Profiles` begins a family, `## P005 a competency in both groups` a code. Below it stand two paragraphs: what it
is and what to do, and what goes wrong without it. A test holds the headings of each file equal to `CODES`.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from competentie.core import CODES


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is said of one code: the problem in a few words, what it is and what to do, and why it matters."""

    title: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Family:
    """The codes that begin with one letter."""

    title: str
    codes: dict[str, Explanation] = field(default_factory=dict)


@cache
def families(language: str) -> dict[str, Family]:
    """Return what is said in a language, by the letter of the codes; in order."""
    text = (Path(__file__).parent / f"texts.{language}.md").read_text(encoding="utf-8")
    found: dict[str, Family] = {}
    for part in f"\n{text}".split("\n# ")[1:]:
        heading, *sections = part.split("\n## ")
        letter, title = heading.strip().split(": ", 1)
        found[letter] = Family(title)
        for section in sections:
            name, what, why = section.strip().split("\n\n")
            code, title = name.split(" ", 1)
            found[letter].codes[code] = Explanation(title, what, why)
    return found


def explanation(code: str, language: str) -> Explanation:
    """Return what is said of a code."""
    return families(language)[code[0]].codes[code]


def find(wanted: str) -> list[str]:
    """Return the codes that a person means, by code or by name, in any case; a name can belong to several."""
    word = "-".join(wanted.casefold().replace("_", "-").split())
    return [code for code, (name, _) in CODES.items() if word in {code.casefold(), name}]
