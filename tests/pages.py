"""Pages to draw: what each command is called with, a page of each block, and what a browser makes of HTML."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from competentie.page.figures import Edge, Moment, Rung, Seen, graph, ladder, ladder_key, raters, stacked, trend
from competentie.page.language import Words
from competentie.page.model import (
    Cell,
    Code,
    CodeLine,
    Columns,
    Edit,
    Edits,
    Fields,
    Forms,
    Kind,
    Page,
    Part,
    Row,
    Table,
    Tone,
    items,
    lines,
    section,
)

PAGE: Final = ("markdown", "html")
PERSON: Final = "Noor Bakker"
ASSESS: Final = ("assess", "--scores", "ratings/file-000.yaml")
COMMANDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...], bool]]] = {
    "assess": (ASSESS, ("table", *PAGE, "json", "csv"), True),
    "plan": (("plan", PERSON, "--relation", "manager"), ("table", *PAGE), True),
    "compare": (("compare", PERSON), ("table", *PAGE, "json", "csv"), True),
    "trend": (("trend", PERSON), ("table", *PAGE, "json", "csv"), True),
    "ratings list": (("ratings", "list"), ("table", *PAGE, "json", "csv"), True),
    "ratings show": (("ratings", "show", PERSON), ("table", *PAGE), True),
    "show": (("show",), ("text", *PAGE, "json"), False),
    "show a competency": (("show", "advising"), ("text", *PAGE, "json"), False),
    "show a behaviour": (("show", "advising.2.1"), ("text", *PAGE, "json"), False),
    "show a profile": (("show", "adviser"), ("text", *PAGE, "json"), False),
    "profile compare": (("profile", "compare", "adviser", "adviser"), ("table", *PAGE, "json"), False),
    "profile compare people": (("profile", "compare", "lead"), ("table", *PAGE, "json"), True),
    "matrix": (("matrix",), ("table", *PAGE, "json", "csv"), False),
    "score": (("score", "team.csv", "--profile", "adviser"), ("table", *PAGE, "json", "csv"), True),
    "evidence": (("evidence", "team.csv"), ("table", *PAGE, "json", "csv"), True),
    "match": (("match", "team.csv"), ("table", *PAGE, "json", "csv"), True),
    "match a role": (("match", "team.csv", "--profile", "adviser"), ("table", *PAGE, "json", "csv"), True),
    "report person": (("report", "person", PERSON), ("table", *PAGE), True),
    "report team": (("report", "team", "team.csv", "--profile", "adviser"), ("table", *PAGE), True),
    "report team named": (("report", "team", "team.csv", "--profile", "adviser", "--names"), ("table", *PAGE), True),
    "report handbook": (("report", "handbook"), ("table", *PAGE), False),
    "explain": (("explain",), ("text", *PAGE, "json"), False),
    "explain a code": (("explain", "L003"), ("text", *PAGE, "json"), False),
    "diff": (("diff", "old", "."), ("text", *PAGE, "json"), False),
}
"""What each command is called with, the forms it writes, and whether they are about people."""


class Tags(HTMLParser):
    """Collects elements with the attributes that a browser acts on, and the words between them."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element."""
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "svg":
            self.texts.append(dict(attrs).get("aria-label") or "")
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """See that elements nest."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take a text that is shown."""
        if not {"style", "title", "fieldset", "svg"} & set(self.open) and self.open[-1:] != ["a"]:
            self.texts.append(data)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text)) - {"_"}


PAGES: Final = {
    "parts": Page(
        "Title",
        ["About it"],
        [
            *lines(["First line", "Second line"]),
            Part(Kind.FACT, "A fact"),
            *section("Section", [Part(Kind.PART, "Part", [Part(Kind.ASIDE, "Why"), *items(["Item"])])]),
            *section(
                "To do", [Part(Kind.TO_DO, "This", [Part(Kind.FIELD, "who", value="Me")]), Part(Kind.DONE, "That")]
            ),
            Part(Kind.GROUP, "Group", list(section("Inside", lines(["Deep"])))),
            Part(Kind.LINE, "Valued", value="so much", tone=Tone.FAR),
        ],
        "Total",
        "Basis",
    ),
    "tables": Page(
        "Title",
        blocks=[
            Forms(
                [
                    [
                        Table(
                            ("Head", "One"),
                            (Row(("a", "1"), "Group", Tone.NEAR), Row(("b", "2"), "Group", depth=1)),
                            "Group",
                        )
                    ]
                ]
            ),
            Table(("", ""), (Row(("c", Cell("x (y)", ("x", "y")))),), bare=True, numbers=frozenset({1})),
            Page("Another", ["Below it"], lines(["Within"]), "Inner total", "Inner basis"),
        ],
    ),
    "code": Page(
        "Title",
        blocks=[
            Part(Kind.SECTION, "Wrong", [Code([CodeLine("$ run"), CodeLine("key: ```", marked=True)], Tone.FAR)]),
        ],
    ),
    "edits": Page(
        "Title",
        blocks=[
            Edits(
                ("Step", "Change", "Old", "New"),
                [Edit("major", Tone.FAR, "`a.1.1` replaced", [("same", False), ("old", True)], [("new", True)])],
            )
        ],
        verdict=[Part(Kind.VERDICT, "Verdict"), *items(["so"])],
    ),
}


WORDS: Final = Words("en")
TALK: Final = Page(
    "Noor Bakker",
    ["Adviser"],
    [
        *section(
            "Where things stand",
            [
                Table(
                    ("Competency", "Level", "Gap", "Verdict"),
                    (
                        Row(
                            (
                                Cell("Advising", to="advising", aside="advising.2.1"),
                                ladder([Rung.PRESUMED, Rung.PROVEN, Rung.MISSED], 2, Tone.NEAR, WORDS),
                                "-1",
                                "short",
                            ),
                            "Specific",
                            Tone.NEAR,
                        ),
                        Row(("Manager: not seen", "", "", ""), "Specific", depth=1),
                    ),
                    numbers=frozenset({2}),
                    toned=frozenset({3}),
                    key=ladder_key([[Rung.PROVEN]], WORDS),
                ),
                Table(
                    ("Group", "Advising", "Listening"),
                    (Row(("Home care", Cell("67%", share=0.67), Cell("0–2", tone=Tone.OPEN))),),
                    heat=True,
                ),
            ],
        ),
        Part(
            Kind.SECTION,
            "To agree",
            [
                Part(
                    Kind.PART,
                    "Advising",
                    [
                        Part(
                            Kind.TO_DO,
                            "Weighs options",
                            [Part(Kind.SAID, "Manager", value="not yet")],
                            aside="advising.2.1",
                            address="advising.2.1",
                        ),
                        Columns(
                            [
                                [raters([Seen("Self", "self", {(1, 2): 1})], 2, 3, WORDS, "What raters see")],
                                [trend([Moment(0, "May", 1, 1), Moment(9, "June", 2, 2)], 2, 3, WORDS)],
                            ]
                        ),
                        Columns([lines(["Lowest"]), lines(["Highest"])], stair=True),
                        Fields([("Agreement", ""), ("With whom", "Ann")]),
                    ],
                    value="short",
                    tone=Tone.NEAR,
                    number="1",
                    address="advising",
                ),
                graph({"a": "Asking", "b": "Advising"}, [Edge("a", "b", "2")], WORDS),
                stacked({Tone.ABOVE: 3, Tone.OPEN: 1}, WORDS),
                Fields([("Employee", ""), ("Manager", "")], signed=True),
            ],
            leaf=True,
            address="agree",
        ),
    ],
    "",
    "Basis",
    verdict=[Part(Kind.VERDICT, "1 of 2 met", [Part(Kind.ITEM, "1 short", tone=Tone.NEAR)])],
    confidential=True,
    contents=True,
)
"""A page with every block that is drawn."""


HOSTILE: Final = "=cmd|'/c x'!A1 </svg></style><script>x</script> #let x = 1 $x$ {{x}} %s \u202e *b* [x](javascript:y) "


def hostile(folder: Path) -> None:
    """Write a project that is as large and as hostile as one may be, with ratings of one person."""
    label = (HOSTILE + "Langewoordenzonderblanco" * 20)[:340]
    competencies = {
        f"c{number}": {
            "label": f"{number} {label}",
            "definition": label,
            "levels": {level: [f"{level} {label}"] for level in range(1, 39)},
        }
        for number in range(60)
    }
    head = {"competentie": 1, "title": label, "language": "en", "version": "1", "source": "x", "license": "x"}
    catalogue = {**head, "levels": [f"L{level}" for level in range(1, 39)], "competencies": competencies}
    (folder / "profiles").mkdir()
    (folder / "catalog.yaml").write_text(json.dumps(catalogue), encoding="utf-8")
    profile = {
        "competentie": 1,
        "role": label,
        "version": "1",
        "generic": {name: {"norm": 20} for name in competencies},
    }
    (folder / "profiles" / "all.yaml").write_text(json.dumps(profile), encoding="utf-8")
    ratings: dict[str, dict[str, Any]] = {
        name: {f"{level}.1": "shown" for level in range(1, 19)} for name in competencies
    }
    ratings["c0"] |= {"19.1": {"rating": "not_shown", "note": HOSTILE.replace("\u202e", "")}}
    person = {"competentie": 1, "profile": "all", "person": "Noor", "ratings": ratings}
    (folder / "r.yaml").write_text(json.dumps(person), encoding="utf-8")
