"""Surveys to send: LimeSurvey's tab-separated structure, and Moodle's Feedback as XML; a question per behaviour.

A question names the code of its behaviour, so that answers come back through `score` and `assess --scores`.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Final

from competentie.exchange.data import Facts, built
from competentie.exchange.formats import Options
from competentie.exchange.ledger import Handbook, Path, Proposal

_ANSWERS: Final = {
    "nl": ("Getoond", "Niet getoond", "Niet van toepassing"),
    "en": ("Shown", "Not shown", "Not applicable"),
}
_CODES: Final = ("shown", "notshown", "na")
_COLUMNS: Final = (
    *("class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other"),
    *("default", "same_default"),
)
_ENTITIES: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "\n": "<br />", "\r": "&#13;", "\t": "&#9;"})
_CODE: Final = re.compile(r"([a-z0-9][a-z0-9-]*)\.([0-9]+)\.([0-9]+): (.*)", re.DOTALL)


def write(handbook: Handbook, ending: str, options: Options) -> dict[str, bytes]:  # noqa: ARG001 - as every writer
    """Return the survey that the ending means: LimeSurvey's for `.txt`, Feedback for `.xml`."""
    language = str(handbook.catalogue["language"])
    return {"": (_feedback if ending == ".xml" else _limesurvey)(handbook, language).encode("utf-8")}


def _limesurvey(handbook: Handbook, language: str) -> str:
    """Return a group per competency, in it an array of its behaviours."""
    title = _markup(_said(handbook.catalogue["title"], language))
    rows: list[tuple[str, ...]] = [("S", "", "language", "", language)]
    rows.append(("SL", "", "surveyls_title", "", title, "", language))
    for number, (label, definition, behaviours) in enumerate(_groups(handbook, language), 1):
        rows.append(("G", "", label, "1", definition, "", language))
        rows.append(("Q", "F", f"q{number}", "1", label, "", language, "", "N", "N"))
        for place, (code, text) in enumerate(behaviours, 1):
            rows.append(("SQ", "0", f"b{place}", "1", f"{code}: {text}", "", language))
        for code, answer in zip(_CODES, _answers(language), strict=True):
            rows.append(("A", "0", code, "", answer, "", language))
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter="\t", lineterminator="\n")
    writer.writerows([_COLUMNS, *([*row, *[""] * (len(_COLUMNS) - len(row))] for row in rows)])
    return target.getvalue()


def _feedback(handbook: Handbook, language: str) -> str:
    """Return a label per competency, and a choice per behaviour that has its code as label."""
    answers = "|".join(_answers(language))
    items: list[str] = []
    for label, definition, behaviours in _groups(handbook, language):
        items.append(_item(len(items) + 1, "label", "", "", f"<h4>{label}</h4><p>{definition}</p>"))
        for code, text in behaviours:
            items.append(_item(len(items) + 1, "multichoice", code, text, f"r>>>>>{answers}"))
    head = f'<?xml version="1.0" encoding="UTF-8" ?>\n<FEEDBACK VERSION="200701" COMMENT="language: {language}">\n'
    return f"{head}<ITEMS>\n{''.join(items)}</ITEMS>\n</FEEDBACK>\n"


def _answers(language: str) -> tuple[str, ...]:
    return _ANSWERS.get(language, _ANSWERS["en"])


def _item(number: int, kind: str, code: str, name: str, shown: str) -> str:
    fields = {"ITEMID": str(number), "ITEMTEXT": name, "ITEMLABEL": code, "PRESENTATION": shown}
    fields |= {"OPTIONS": "", "DEPENDITEM": "0", "DEPENDVALUE": ""}
    inside = "".join(f"<{field}><![CDATA[{value}]]></{field}>\n" for field, value in fields.items())
    return f'<ITEM TYPE="{kind}" REQUIRED="0">\n{inside}</ITEM>\n'


def _markup(text: str) -> str:
    """Write a text as HTML that says just that: no tag, no expression of LimeSurvey, no character that XML forbids."""
    allowed = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\N{REPLACEMENT CHARACTER}", text)
    return escape(allowed, quote=False).translate(_ENTITIES)


def _said(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or next(iter(text.values()))


def _groups(handbook: Handbook, language: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield the label, the definition and the behaviours of each competency that has any, as the profiles ask them."""
    for name, data in handbook.catalogue["competencies"].items():
        behaviours = [
            (f"{name}.{level}.{number}", _markup(_said(one["text"], language)))
            for level in sorted(data.get("levels", {}), key=int)
            for number, one in enumerate(data["levels"][level]["behaviours"], 1)
        ]
        if behaviours:
            yield _markup(_said(data["label"], language)), _markup(_said(data["definition"], language)), behaviours


def read(content: bytes, name: str, beside: Mapping[str, bytes]) -> Proposal:  # noqa: ARG001 - as every reader
    """Return what a survey that was written here says: to know what it could not keep."""
    text = content.decode("utf-8")
    found: Facts = {}
    language = ""
    above = ("", "")
    rows = list(_told(text)) if text.startswith("<?xml") else list(csv.reader(io.StringIO(text), delimiter="\t"))
    for row in rows:
        kind, label, said = row[0], row[2], row[4]
        if kind == "S":
            language = said
            found["catalogue", "language"] = said
        elif kind == "SL":
            found["catalogue", "title", language] = _meant(said)
        elif kind == "G":
            above = (label, said)
        elif kind == "SQ" and (code := _CODE.fullmatch(said)):
            base: Path = ("catalogue", "competencies", code[1])
            found[*base, "label", language], found[*base, "definition", language] = map(_meant, above)
            found[*base, "levels", code[2], "behaviours", int(code[3]) - 1, "text", language] = _meant(code[4])
    return Proposal(dict(built(found).catalogue))


def _told(xml: str) -> Iterator[tuple[str, ...]]:
    """Yield the items of Feedback as rows of LimeSurvey."""
    language = re.search(r'COMMENT="language: ([^"]*)"', xml)
    yield "S", "", "", "", language[1] if language else ""
    for kind, inside in re.findall(r'<ITEM TYPE="(\w+)"[^>]*>(.*?)</ITEM>', xml, re.DOTALL):
        fields = dict(re.findall(r"<(\w+)><!\[CDATA\[(.*?)\]\]></\1>", inside, re.DOTALL))
        if kind == "label":
            label, _, definition = fields["PRESENTATION"].removeprefix("<h4>").partition("</h4><p>")
            yield "G", "", label, "", definition.removesuffix("</p>")
        else:
            yield "SQ", "", "", "", f"{fields['ITEMLABEL']}: {fields['ITEMTEXT']}"


def _meant(markup: str) -> str:
    return unescape(markup.replace("<br />", "\n"))
