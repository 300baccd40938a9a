"""Advice that is no noise: what is left alone, and what is said all the same, per kind of sentence."""

import json
from collections import Counter

import pytest
from support import SHARED

from competentie.core import Diagnostic
from competentie.files.read import Context
from competentie.files.yaml import Document
from competentie.page.language import Words
from competentie.validate.review import REVIEWS


def a_catalogue(language: str, **levels: list[object]) -> Document:
    """Return a catalogue with these behaviours per competency and level: `a1` is level 1 of `a`."""
    competencies: dict[str, dict[str, dict[str, object]]] = {}
    for name, texts in levels.items():
        competencies.setdefault(name[0], {"levels": {}})["levels"][name[1]] = texts
    data = {"language": language, "competencies": competencies}
    return Document("catalog.yaml", json.dumps(data, indent=1, ensure_ascii=False))


def advice(document: Document, code: str = "") -> list[Diagnostic]:
    found = (one for check in REVIEWS["catalogue"] for one in check(document, Context()))
    return [one for one in found if one.code.startswith(code)]


def said(found: list[Diagnostic]) -> list[str]:
    return [Words("en")(one.message) for one in found]


def places(found: list[Diagnostic]) -> list[str]:
    return [str(one.message.args["code"]) for one in found]


# B001: a bare verb is a verb

ORDERS: list[object] = [
    "Use the scheduler to queue work",
    "Run parallel jobs on two nodes",
    "Determine bottlenecks by measuring",
    "Appraise sources before citing them",
    "**Craft** tests that fail for one reason",
    "Calibrate sensors before each run",
    "With a colleague, profile old scripts",
    "Proactively surface risks to the sponsor",
]


def test_bare_verbs_are_learnt_where_behaviours_begin_with_them() -> None:
    nouns = ["Knowledge of schedulers", "Good command of spreadsheets", "Strong communication skills"]
    assert places(advice(a_catalogue("en", a1=[*ORDERS, *nouns]), "B001")) == ["a.1.9", "a.1.10", "a.1.11"]


def test_an_unknown_bare_verb_is_known_by_the_article_behind_it() -> None:
    texts = ["Unpick the old script", "Unpick tangled scripts", "Old scripts and tools", "Knowledge of the market"]
    found = advice(a_catalogue("en", a1=[*texts, *(["Listens to customers"] * 9)]), "B001")
    assert places(found) == ["a.1.3", "a.1.4"]


@pytest.mark.parametrize(
    ("language", "text", "verb"),
    [
        ("en", "Made minor upgrades to libraries", True),
        ("en", "Top-grades applicants in an interview", True),
        ("en", "You use your network to open doors", True),
        ("en", "We craft stories for visitors", True),
        ("en", "_Craft_ stories for visitors", True),
        ("en", "Top-level insight into markets", False),
        ("en", "Sound understanding of file systems", False),
        ("nl", "Gebruik de checklist bij elke intake", True),
        ("nl", "Knutsel een prototype in elkaar", True),
        ("nl", "Jij staat klanten te woord", True),
        ("nl", "Kennis van de markt", False),
        ("nl", "Goede beheersing van Excel", False),
    ],
)
def test_a_first_word_that_says_there_is_a_verb(language: str, text: str, *, verb: bool) -> None:
    assert bool(advice(a_catalogue(language, a1=[text]), "B001")) is not verb


# B002: what somebody could do


@pytest.mark.parametrize(
    ("language", "text", "begin"),
    [
        ("en", "Can explain the process", True),
        ("en", "Able to lead a team of ten", True),
        ("en", "Is able to plan a week", True),
        ("en", "Has insight into markets", False),
        ("nl", "Kan een planning maken", True),
        ("nl", "Is in staat om een team te leiden", True),
        ("nl", "Staat open voor feedback", False),
    ],
)
def test_an_ability_is_mended_by_beginning_with_the_act(language: str, text: str, *, begin: bool) -> None:
    [found] = advice(a_catalogue(language, a1=[text]), "B002")
    assert found.help is not None
    assert Words("en")(found.help).startswith("begin with the act") is begin


# B003: a sentence that explains the one before it


@pytest.mark.parametrize(
    ("language", "text", "two"),
    [
        ("en", "Changes how teams work. Some examples include pairing and demos", False),
        ("en", "Shares context. E.g. by writing it down", False),
        ("en", "Changes how teams work. This includes pairing", False),
        ("en", "Changes how teams work. For example, they pair. Listens to others", True),
        ("en", "Changes how teams work. Listens to others", True),
        ("nl", "Geeft een advies. Dit advies beschrijft de risico's", False),
        ("nl", "Deelt kennis. Bijvoorbeeld in een presentatie", False),
        ("nl", "Deelt kennis. Luistert naar anderen", True),
    ],
)
def test_a_sentence_that_explains_is_no_second_behaviour(language: str, text: str, *, two: bool) -> None:
    assert bool(advice(a_catalogue(language, a1=[text]), "B003")) is two


# B004: words that are vague by themselves, not in every company


@pytest.mark.parametrize(
    ("language", "text", "vague"),
    [
        ("en", "Records a well defined plan", ""),
        ("en", "Shows to be well versed in protocols", ""),
        ("en", "Confirms that the approach is well thought out", ""),
        ("en", "Gives appropriately timed feedback", ""),
        ("en", "Ensures adequate nutrition and fluids", ""),
        ("en", "Discusses what works well and what does not", ""),
        ("en", "Asks how often the pain occurs", ""),
        ("en", "Builds self-sufficient teams", ""),
        ("en", "Explains what works well, and often follows up", "often"),
        ("en", "Uses styles appropriately", "appropriately"),
        ("en", "Provides adequate answers", "adequate"),
        ("en", "Collaborates well with others", "well"),
        ("nl", "Bespreekt wat goed gaat en wat beter kan", ""),
        ("nl", "Vraagt wat er goed ging", ""),
        ("nl", "Vraagt hoe vaak de pijn optreedt", ""),
        ("nl", "Schrijft een goed onderbouwde nota", ""),
        ("nl", "Zorgt voor adequate voeding", ""),
        ("nl", "Werkt goed samen met anderen", "goed"),
    ],
)
def test_a_vague_word_in_good_company(language: str, text: str, vague: str) -> None:
    found = advice(a_catalogue(language, a1=[text]), "B004")
    assert said(found) == [f"`a.1.1` says `{vague}`, which everyone measures differently"] * bool(vague)


# B005: a pair names both


@pytest.mark.parametrize(
    ("language", "text", "one_gender"),
    [
        ("en", "Reflects on his/her own work", False),
        ("en", "Supports patients in his or her own home", False),
        ("en", "Asks whether she/he agrees", False),
        ("en", "Names her / his strengths", False),
        ("en", "Reflects on his work, and his or her plans", True),
        ("nl", "Vraagt de cliënt wat hij/zij nodig heeft", False),
        ("nl", "Werkt in zijn/haar eigen tempo", False),
        ("nl", "Helpt de klant met zijn of haar vraag", False),
        ("nl", "Helpt de klant met zijn vraag", True),
    ],
)
def test_a_pair_of_words_is_not_about_one_gender(language: str, text: str, *, one_gender: bool) -> None:
    assert bool(advice(a_catalogue(language, a1=[text]), "B005")) is one_gender


# C011: parallel sentences, ladders, other competencies

RISKS = "Identifies and assesses {} risks of the product with the team"


@pytest.mark.parametrize(
    "texts",
    [
        {"a1": [RISKS.format("security"), RISKS.format("privacy")]},
        {"a1": [RISKS.format("security")], "b1": [RISKS.format("privacy")]},
        {"a1": ["Adds Perl endpoints using layered architecture", "Adds Ruby endpoints using modular architecture"]},
        {
            "a1": ["Uses proven approaches for meeting the needs for care with hygiene and the care of skin"],
            "b1": ["Uses proven approaches for meeting the needs for care with mobility and the prevention of falls"],
        },
        {
            "a1": ["Solves complex problems in the field with limited help from experts"],
            "a2": ["Solves highly complex problems in the field with limited help from experts"],
        },
        {
            "a1": ["Collects and analyses figures about visitors in the region"],
            "a2": ["Collects and presents figures about visitors in the region"],
        },
        {
            "a1": ["Plans the release of the product with customers and suppliers"],
            "b1": ["Chairs the board and plans the release of the product with customers and suppliers"],
        },
    ],
    ids=["within", "across", "two places", "care", "ladder", "another act", "another clause"],
)
def test_the_same_said_of_another_object_is_no_repetition(texts: dict[str, list[object]]) -> None:
    assert not advice(a_catalogue("en", **texts), "C011")


@pytest.mark.parametrize(
    "texts",
    [
        {
            "a1": ["Identifies and solves systemic problems with current architecture"],
            "b1": ["Identifies and solved systemic problems with current architecture"],
        },
        {
            "a1": ["Pioneers interface migrations that reduce the burden on testers"],
            "b1": ["Pioneers interface migration strategies that reduce the burden on testers"],
        },
        {
            "a1": ["Reviews code of colleagues for faults and reports them within a day"],
            "a2": ["Reviews the code of colleagues for faults and reports within a day"],
        },
    ],
    ids=["another form", "a word more", "two levels"],
)
def test_the_same_said_of_the_same_object_is_a_repetition(texts: dict[str, list[object]]) -> None:
    assert len(advice(a_catalogue("en", **texts), "C011")) == 1


# C009: one cause, one finding


def test_a_text_that_stands_in_many_places_is_one_finding_with_all_of_them() -> None:
    text: list[object] = ["Writes a test for each function"]
    document = a_catalogue("en", a1=text, b1=text, c1=text, d1=text)
    [found] = advice(document, "C009")
    assert said([found]) == ["`b.1.1` says the same as `a.1.1`, and again in `c.1.1`, `d.1.1`"]
    lines = [one.span.line for one in found.related]
    assert [document.line(line).strip() for line in lines] == ['"Writes a test for each function"'] * 3
    assert len({found.span.line, *lines}) == 4


# One finding per statement, with its languages


def test_what_is_wrong_in_two_languages_is_said_once() -> None:
    texts: list[object] = [
        {"nl": "Vraagt soms door", "en": "Sometimes asks on", "fr": "Demande parfois"},
        {"nl": "Vraagt door", "en": "Often asks on"},
        {"nl": "Vraagt soms waarom", "en": "Asks why"},
    ]
    document = a_catalogue("nl", a1=texts)
    found = sorted(advice(document, "B004"), key=lambda one: one.span)
    assert said(found) == [
        "`a.1.1` says `soms`, which everyone measures differently (in nl, en)",
        "`a.1.2` says `Often`, which everyone measures differently",
        "`a.1.3` says `soms`, which everyone measures differently",
    ]
    [other] = found[0].related
    assert document.line(other.span.line)[other.span.column - 1 : other.span.end_column - 1] == "Sometimes"


def test_a_text_repeated_in_two_languages_is_one_finding() -> None:
    text = {"nl": "Leest de stukken vooraf", "en": "Reads the papers beforehand"}
    assert said(advice(a_catalogue("nl", a1=[text], b1=[text]))) == ["`b.1.1` says the same as `a.1.1` (in nl, en)"]
    [found] = advice(a_catalogue("nl", a1=[text], b1=[text], c1=[text]))
    assert said([found]) == ["`b.1.1` says the same as `a.1.1`, and again in `c.1.1` (in nl, en)"]


# Public handbooks, beside the repository: each finding was read and judged; what was noise may not come back


@pytest.mark.parametrize(
    ("edition", "counts", "noise"),
    [
        ("mews/2022.6", {"B003": 23, "B004": 10, "B006": 4}, {"leadership.4.1"}),
        ("mews/2022.7", {"B003": 36, "B004": 12, "B006": 5}, {"communication.3.1", "domain-expertise.5.2"}),
        ("snowflake/1", {"C009": 1, "C011": 2, "B003": 14, "B004": 10}, {"servers.1.2", "foundations.2.1"}),
        ("snowflake/2", {"C009": 1, "C011": 2, "B003": 14, "B004": 10}, {"servers.1.2", "recruiting.4.3"}),
    ],
)
def test_public_handbooks_get_the_advice_that_was_judged(edition: str, counts: dict[str, int], noise: set[str]) -> None:
    path = SHARED / "frameworks" / edition / "catalog.yaml"
    if not path.exists():
        pytest.skip("the public handbooks are not beside the repository")
    found = advice(Document("catalog.yaml", path.read_text(encoding="utf-8")))
    assert Counter(one.code for one in found) == counts
    assert noise.isdisjoint(places([one for one in found if one.code != "B006"]))
