"""A form for one rater as a workbook: sentences, lists, and only the cells to fill in unlocked; it needs no macros.

A template in the long layout stays beside it: a bare table of many people with their numbers and departments, for whom
analyses. This is a page for whom rates one person; the profile and the marks of the texts stand on a sheet that is not
seen, and `sources.form` makes a table of it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from competentie.core import Competency, Message, msg
from competentie.page.language import Words, level_name
from competentie.table.report import LINE, lines_of
from competentie.table.sources.form import HIDDEN, KIND
from competentie.table.template import ANSWERS, DAY, Template, answer_list, head_of, relation_list, workbook

_WIDTHS: Final = (20, 74, 14, 40, 40)
_HEAD: Final = 7  # the row of the header, from 0
_HOW: Final[tuple[Message, ...]] = (
    msg("Fill in the yellow cells only. Tab goes to the next one, Alt and the arrow down open its list."),
    *ANSWERS,
    msg("Rate what you saw yourself: a level counts only on top of all lower ones, so each competency begins there."),
    msg("Save the file, and send it back as was agreed. It is about a person: keep no copy."),
)
_FREE: Final = {"border": 1, "border_color": "#1F5FA8", "bg_color": "#FFFBE6", "locked": False}
_BOX: Final = {"border": 1, "border_color": "#C9D0D9"}
_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True, "font_size": 18, "font_color": "#0B3C78", "text_wrap": False},
    "label": {"bold": True, "text_wrap": False},
    "head": {**_BOX, "bold": True, "bg_color": "#E3ECF7"},
    "competency": {"bold": True, "font_size": 13, "font_color": "#0B3C78", "top": 2},
    "definition": {"italic": True, "font_color": "#444444"},
    "level": {"bold": True, "bg_color": "#EEF1F5"},
    "text": _BOX,
    "code": {**_BOX, "font_color": "#556070", "font_size": 9},
    "who": {**_FREE, "num_format": "@"},
    "day": {**_FREE, "num_format": "yyyy-mm-dd", "align": "left"},
    "answer": {**_FREE, "align": "center"},
    "said": {**_FREE, "num_format": "@"},
    "yes": {"bg_color": "#CFE1F5", "font_color": "#0B3C78"},
    "no": {"bg_color": "#F7C9A6", "font_color": "#5A2300"},
}


def form_workbook(template: Template, relation: str, words: Words) -> bytes:
    """Return the form; what is known of the person and the relation stands in it already."""

    def fill(book: Any, template: Template, words: Words) -> None:  # noqa: ANN401 - XlsxWriter has no types
        sheet = book.add_worksheet(words("Rating"))
        styles = {
            name: book.add_format({"text_wrap": True, "valign": "top", **style}) for name, style in _STYLES.items()
        }
        _Form(sheet, styles, template, words).write(relation)
        _hide(book.add_worksheet(HIDDEN), template)
        sheet.activate()

    return workbook(template, words, fill, _HOW)


def _hide(sheet: Any, template: Template) -> None:  # noqa: ANN401 - XlsxWriter has no types
    marks = [(one.id, template.mark(one.id)) for one, _ in template.asked()]
    for place, row in enumerate((KIND, ("profile", template.profile.id), *marks)):
        for column, text in enumerate(row):
            sheet.write_string(place, column, text)
    sheet.very_hidden()


@dataclass(slots=True)
class _Form:
    """The sheet to fill in, from its top down."""

    sheet: Any
    styles: Mapping[str, Any]
    template: Template
    words: Words
    height: int = _HEAD + 1
    rated: list[int] = field(default_factory=list)

    def write(self, relation: str) -> None:
        asked = list(self.template.asked())
        said = any(behaviours for _, behaviours in asked)
        columns = ("code", "text", "shown" if said else "rating", "note", "evidence")
        names = {"code": self.words("Code"), "shown": self.words("Shown?")}
        for place, column in enumerate(columns):
            name = names.get(column) or head_of(column, self.words)
            self.sheet.write_string(_HEAD, place, name[:1].upper() + name[1:], self.styles["head"])
            self.sheet.set_column(place, place, _WIDTHS[place])
        for competency, behaviours in asked:
            self._heading(competency, columns)
            first = self.height
            if behaviours:
                for level, some in enumerate(competency.levels or (), 1):
                    if any(one in behaviours for one in some):
                        self._row("", level_name(level, self.template.catalogue, self.words), "level", columns)
                        for one in some:
                            self._question(one.code, self.words.text(one.text), columns)
            else:
                self._levels(competency, columns)
            rule = answer_list(self.template, self.words, by_level=not behaviours)
            self.sheet.data_validation(first, 2, self.height - 1, 2, rule)
        self._who(relation)
        self._finish()

    def _heading(self, competency: Competency, columns: Sequence[str]) -> None:
        self._row("", self.words.text(competency.title), "competency", columns)
        self._row("", self.words.text(competency.definition), "definition")

    def _levels(self, competency: Competency, columns: Sequence[str]) -> None:
        """Show what each level is, and ask for one."""
        for level, texts in enumerate(self.template.levels(competency), 1):
            self._row("", level_name(level, self.template.catalogue, self.words), "level", columns)
            for one in texts:
                self._row("", self.words.text(one), "text")
        asked = self.words("{competency}: the highest level up to which all is shown", competency=competency.title)
        self._row("", asked, "definition")
        self._question(competency.id, self.words.text(competency.title), columns)

    def _question(self, code: str, text: str, columns: Sequence[str]) -> None:
        self.rated.append(self.height)
        for place, column in enumerate(columns[2:], 2):
            style = "said" if column in {"note", "evidence"} else "answer"
            self.sheet.write_blank(self.height, place, None, self.styles[style])
        if said := self.template.beside(code, self.words):
            self.sheet.write_comment(self.height, 1, "\n".join(said), {"x_scale": 3})
        self._row(code, text, "text")

    def _row(self, code: str, text: str, style: str, columns: Sequence[str] = ()) -> None:
        """Write a code and a text; a heading goes on over all columns."""
        self.sheet.set_row(self.height, LINE * lines_of(text, _WIDTHS[1]) + (3 if style == "competency" else 0))
        for place in range(len(columns)):
            self.sheet.write_blank(self.height, place, None, self.styles[style])
        if code:
            self.sheet.write_string(self.height, 0, code, self.styles["code"])
        self.sheet.write_string(self.height, 1, text, self.styles[style])
        self.height += 1

    def _who(self, relation: str) -> None:
        """Write what is asked above: who, by whom, when; and how far it is."""
        words, sheet = self.words, self.sheet
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, words("Rating: {role}", role=self.template.profile.role), self.styles["title"])
        person = next(iter(self.template.people), "")
        asked = [(words("Who is rated"), person), (words("Who rates"), "")]
        asked += [(head_of(one, words).capitalize(), known) for one, known in (("relation", relation), ("date", ""))]
        for row, (label, known) in enumerate(asked, 1):
            sheet.write_string(row, 0, label, self.styles["label"])
            style = self.styles["day" if row == len(asked) else "who"]
            if known:
                sheet.write_string(row, 1, known, style)
            else:
                sheet.write_blank(row, 1, None, style)
        sheet.data_validation(3, 1, 3, 1, relation_list(words))
        sheet.data_validation(4, 1, 4, 1, DAY)
        sheet.write_string(5, 0, words("Progress"), self.styles["label"])
        done, last = words("of {n} rated", n=len(self.rated)), self.height
        sheet.write_formula(5, 1, f'=COUNTA(C{_HEAD + 2}:C{last})&" {done}"', None, f"0 {done}")

    def _finish(self) -> None:
        sheet = self.sheet
        for word in ("yes", "no"):
            rule = {"type": "cell", "criteria": "==", "value": f'"{self.words(word)}"', "format": self.styles[word]}
            sheet.conditional_format(_HEAD + 1, 2, self.height - 1, 2, rule)
        sheet.freeze_panes(_HEAD + 1, 0)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD)
        sheet.set_footer("&R&P / &N")
        sheet.set_selection(1, 1, 1, 1)
        sheet.protect("", {"format_columns": True, "format_rows": True})
