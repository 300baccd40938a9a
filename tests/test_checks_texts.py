"""What the checks say of a catalogue's texts: duplicates, labels, words, and behaviours that nobody can observe."""

import json
import time
from collections import Counter
from itertools import islice

import pytest
from support import CATALOGUE, ROOT

from competentie.core import Diagnostic
from competentie.files.read import Context
from competentie.files.yaml import Document
from competentie.page.language import Words
from competentie.validate.review import REVIEWS
from competentie.wording.texts import profile_texts_are_sentences


def a_catalogue(*texts: object, language: str = "nl", **more: object) -> Document:
    """Return a catalogue with one competency that has these behaviours at level 1; `more` are further competencies."""
    competencies = {"a": {"label": "A", "definition": "een twee", "levels": {"1": list(texts)}}, **more}
    return Document(
        "catalog.yaml", json.dumps({"language": language, "competencies": competencies}, indent=1, ensure_ascii=False)
    )


def reviewed(document: Document) -> list[Diagnostic]:
    return [one for check in REVIEWS["catalogue"] for one in check(document, Context())]


def said(document: Document, *codes: str) -> list[str]:
    """Return the findings with these codes, as a person reads them."""
    words = Words("en")
    return [words(one.message) for one in reviewed(document) if one.code in codes]


def marked(document: Document, code: str) -> list[str]:
    """Return what the findings with a code point at."""
    spans = [one.span for one in reviewed(document) if one.code == code]
    return [document.line(span.line)[span.column - 1 : span.end_column - 1] for span in spans]


def test_the_small_catalogue_of_the_tests_gets_no_advice() -> None:
    document = Document("catalog.yaml", CATALOGUE.replace("Nods]", "Nods at pauses]"))
    assert not [one for one in reviewed(document) if one.code != "C013"]


# C007, C008, C012, C013


def test_a_contrast_that_one_side_states_is_marked_at_its_key() -> None:
    document = Document("c", "competencies:\n  a:\n    contrast: {b: which one}\n  b:\n    label: B\n")
    assert said(document, "C007") == ["`a` is told apart from `b`, but not the other way round"]
    assert marked(document, "C007") == ["b"]


@pytest.mark.parametrize("there", ["contrast: {a: why}", "contrast: [a]", "contrast: 3", "contrast: {a: 3}"])
def test_a_contrast_that_both_state_or_that_has_a_wrong_shape_is_left_alone(there: str) -> None:
    assert not said(Document("c", f"competencies:\n  a:\n    contrast: {{b: which}}\n  b:\n    {there}\n"), "C007")


def test_a_contrast_with_itself_or_with_what_does_not_exist_is_not_one_sided() -> None:
    assert not said(Document("c", "competencies:\n  a:\n    contrast: {a: which, x: which}\n"), "C007")


def test_an_unused_cluster_is_marked_at_its_key() -> None:
    document = Document("c", "clusters: {x: X, y: Y}\ncompetencies:\n  a: {cluster: x}\n  b: {label: B}\n")
    assert said(document, "C008") == ["no competency stands in the cluster `y`"]
    assert marked(document, "C008") == ["y"]


@pytest.mark.parametrize("cluster", ["z", "[x]", "3"])
def test_a_cluster_is_not_called_unused_while_one_is_misspelt(cluster: str) -> None:
    document = Document("c", f"clusters: {{x: X, y: Y}}\ncompetencies:\n  a: {{cluster: {cluster}}}\n")
    assert not said(document, "C008")


def test_the_same_label_twice_is_marked_at_the_second() -> None:
    document = Document("c", "language: nl\ncompetencies:\n  a: {label: Samen werken}\n  b: {label: 'samen  WERKEN'}\n")
    assert said(document, "C012") == ["`b` has the same label as `a`: `samen WERKEN`"]
    assert [one.related[0].span.line for one in reviewed(document) if one.code == "C012"] == [3]


def test_the_same_label_in_another_language_is_no_duplicate() -> None:
    labels = "{label: {nl: Plan, en: Design}}", "{label: {nl: Ontwerp, en: Plan}}"
    document = Document("c", "language: nl\ncompetencies:\n  a: {}\n  b: {}\n".format(*labels))
    assert not said(document, "C012")


def test_a_label_is_held_against_those_with_the_tag_of_the_catalogue() -> None:
    document = Document("c", "language: nl\ncompetencies:\n  a: {label: Plan}\n  b: {label: {nl: Plan, en: Map}}\n")
    assert said(document, "C012") == ["`b` has the same label as `a`: `Plan`"]


def test_texts_of_one_word_are_named() -> None:
    more = {
        "definition": " Samen. ",
        "contrast": {"a": "waarom?"},
        "levels": {"2": [{"nl": "Luistert", "en": "One two"}]},
    }
    assert said(a_catalogue("Doet", "Doet mee", b=more), "C013") == [
        "the definition of `b` is one word",
        "what tells `b` apart from `a` is one word",
        "`a.1.1` is one word",
        "`b.2.1` is one word",
    ]


def test_a_language_without_blanks_has_no_one_word_texts() -> None:
    assert not said(a_catalogue("傾聴する", language="ja"), "C013")


def test_a_rationale_of_one_word_is_named() -> None:
    document = Document("p", "generic:\n  a: {norm: 1, rationale: Nodig}\n  b: {norm: 1, rationale: Heel nodig}\n")
    found = list(profile_texts_are_sentences(document, Context()))
    assert [(one.code, Words("en")(one.message)) for one in found] == [("C013", "the rationale of `a` is one word")]


# C009, C010, C011


def test_the_same_text_twice_in_a_level_is_a_duplicate() -> None:
    document = a_catalogue("Stelt vragen", "stelt  VRAGEN.", "Stelt eisen")
    assert said(document, "C009", "C010", "C011") == ["`a.1.2` says the same as `a.1.1`"]
    assert [one.related[0].span.line for one in reviewed(document)] == [9]


def test_the_same_text_in_two_competencies_is_a_duplicate() -> None:
    document = a_catalogue("Stelt vragen", b={"levels": {"3": ["Stelt vragen"]}})
    assert said(document, "C009", "C010") == ["`b.3.1` says the same as `a.1.1`"]


def test_the_same_text_at_two_levels_means_that_they_do_not_ascend() -> None:
    document = a_catalogue("Vat samen", b={"levels": {"1": ["Vat samen"], "2": ["Vat samen"]}})
    assert said(document, "C009", "C010") == [
        "`b.1.1` says the same as `a.1.1`",
        "`b.2.1` says the same as `b.1.1`: these levels do not ascend",
    ]


def test_texts_are_compared_per_language() -> None:
    assert not said(a_catalogue({"nl": "Plan A", "en": "Plan B"}, {"nl": "Plan C", "en": "Plan A"}), "C009")
    assert said(a_catalogue("Plan A", {"nl": "Plan A", "fr": "Plan A"}), "C009") == ["`a.1.2` says the same as `a.1.1`"]


def test_variants_of_one_language_in_one_behaviour_are_no_duplicates() -> None:
    assert not said(a_catalogue({"nl": "Plan A", "nl-BE": "Plan A"}), "C009", "C011")


SENTENCE = "Maakt duidelijke afspraken met collega's over taken en planning"


@pytest.mark.parametrize(
    "other",
    [
        "Maakt duidelijke afspraken met collega's over taken en resultaten",
        "Maakt met collega's duidelijke afspraken over planning en taken",
        "Bewaakt de planning en maakt duidelijke afspraken met collega's over taken",
    ],
)
def test_texts_that_say_nearly_the_same_are_found(other: str) -> None:
    assert said(a_catalogue(SENTENCE, other), "C011") == ["`a.1.2` says nearly the same as `a.1.1`"]


@pytest.mark.parametrize(
    "other",
    [
        "Evalueert duidelijke afspraken met collega's over taken en planning",  # another act
        "Maakt geen duidelijke afspraken met collega's over taken en planning",  # the contrary
        "Maakt 3 duidelijke afspraken met collega's over taken en planning",  # another number
        "Maakt duidelijke verslagen",
        "Maakt duidelijke keuzes met oog voor kosten, risico's en planning",
    ],
)
def test_texts_that_differ_are_left_alone(other: str) -> None:
    assert not said(a_catalogue(SENTENCE, other), "C009", "C010", "C011")


def test_levels_that_hardly_differ_hardly_ascend() -> None:
    other = SENTENCE.replace("planning", "resultaten")
    document = a_catalogue("x y", b={"levels": {"1": [SENTENCE], "2": [other]}})
    assert said(document, "C011") == ["`b.2.1` says nearly the same as `b.1.1`: these levels hardly ascend"]


def test_levels_that_differ_in_weight_ascend() -> None:
    other = SENTENCE.replace("met collega's", "binnen de hele organisatie")
    assert not said(a_catalogue("x y", b={"levels": {"1": [SENTENCE], "2": [other]}}), "C011")


def test_texts_that_differ_in_a_number_are_not_alike() -> None:
    texts = [f"Behaviour {n} of level {m} of competency 17 does something useful" for n in range(9) for m in range(9)]
    assert not said(a_catalogue(*texts, language="en"), "C009", "C010", "C011")


def test_alike_texts_in_an_unknown_language_are_found_too() -> None:
    texts = "Hört anderen aufmerksam und geduldig zu im Gespräch", "Hört anderen aufmerksam und geduldig zu im Team"
    assert said(a_catalogue(*texts, language="de"), "C011") == ["`a.1.2` says nearly the same as `a.1.1`"]


# B001–B006: language, text, what is marked; nothing when the text is as it should be


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Kennis van de markt", "Kennis van de"),
        ("nl", "Goede beheersing van Excel", "Goede beheersing van"),
        ("nl", "Resultaatgericht en flexibel", "Resultaatgericht en flexibel"),
        ("nl", "Luistert naar de klant", ""),
        ("nl", "Luisteren naar de klant", ""),
        ("nl", "Feedback geven aan collega's", ""),
        ("nl", "De medewerker inspecteert het materiaal", ""),
        ("nl", "Bij klachten belt de medewerker terug", ""),
        ("nl", "Bereid tot overleg", ""),  # a state: B002
        ("nl-BE", "Kennis van de markt", "Kennis van de"),
        ("en", "Good knowledge of markets", "Good knowledge of"),
        ("en", "Team player", "Team player"),
        ("en", "Listens to customers", ""),
        ("en", "Listen to customers", ""),
        ("en", "Listening to customers", ""),
        ("en", "The employee inspects the tools", ""),
        ("en", "Doesn’t blame others", ""),
        ("de", "Gute Kenntnisse", ""),
    ],
)
def test_a_behaviour_without_a_verb(language: str, text: str, words: str) -> None:
    assert "".join(marked(a_catalogue(text, language=language), "B001")) == words


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Heeft inzicht in werkprocessen", "Heeft inzicht in"),
        ("nl", "Is zich bewust van risico's", "Is zich bewust"),
        ("nl", "Is erop gericht fouten te voorkomen", "Is erop gericht"),
        ("nl", "Voelt zich verantwoordelijk", "Voelt zich verantwoordelijk"),
        ("nl", "Kent eigen talenten en schakelt hulp in", "Kent eigen talenten"),
        ("nl", "In staat om door te vragen", "In staat om"),
        ("nl", "De medewerker heeft aandacht voor veiligheid", "heeft aandacht voor"),
        ("nl", "Begrijpt en erkent emoties", ""),  # one act shows the other
        ("nl", "Heeft en gebruikt een checklist", ""),
        ("nl", "Heeft wekelijks contact met familie", ""),
        ("nl", "Is op tijd aanwezig", ""),
        ("nl", "Herkent emoties", ""),
        ("nl", "Vraagt wat iemand wil", ""),
        ("en", "Knows the rules", "Knows the rules"),
        ("en", "Able to follow a script", "Able to follow"),
        ("en", "Understands and applies the rules", ""),
        ("en", "Is available for questions", ""),
        ("en", "Shows that others can rely on agreements", ""),
    ],
)
def test_a_state_instead_of_an_act(language: str, text: str, words: str) -> None:
    assert "".join(marked(a_catalogue(text, language=language), "B002")) == words


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Verdeelt werkzaamheden en maakt afspraken met betrokkenen", "maakt afspraken met"),
        ("nl", "Vraagt door. Vat de antwoorden samen", "Vat de antwoorden"),
        ("nl", "Leidt het overleg, bewaakt de tijd en maakt een verslag", "bewaakt de tijd"),
        ("nl", "Begrijpt en erkent motieven, laat merken belangen te zien", "laat merken belangen"),
        ("nl", "Begrijpt en erkent motieven van anderen", ""),
        ("nl", "Plant, organiseert en bewaakt projecten", ""),
        ("nl", "Herkent patronen en toetst deze", ""),
        ("nl", "Signaleert problemen en spreekt anderen hierop aan", ""),
        ("nl", "Ziet wanneer hulp nodig is en biedt ook ongevraagd hulp aan", ""),
        ("nl", "Zorgt dat het werk op tijd af is en voldoet aan de eisen", ""),
        ("nl", "Weet wat er speelt en vraagt om advies", ""),  # B002 says it: without the state, one act is left
        ("nl", "Houdt rekening met waarden e.d. Zoals in de gedragscode", ""),
        ("nl", "Gebruikt checklists en sjablonen", ""),
        ("nl", "Brengt in kaart welke informatie er is en welke mist", ""),
        ("en", "Listens to others and asks questions", "asks questions"),
        ("en", "Raises issues and reports the outcome", "reports the outcome"),
        ("en", "Plans and reports on progress", ""),
        ("en", "Writes plans and reports for the board", ""),
        ("en", "Seeks out and gives feedback", ""),
        ("en", "Coaches, mentors, develops, and influences others", ""),
        ("en", "Listens to customers and acts on it", ""),
        ("en", "Ensures that work is done on time and meets the standard", ""),
    ],
)
def test_two_behaviours_in_one(language: str, text: str, words: str) -> None:
    # What a catalogue's other behaviours begin with are verbs: *reports* is learnt here.
    document = a_catalogue(text, "Reports on progress" if language == "en" else "Herhaalt de vraag", language=language)
    assert "".join(marked(document, "B003")) == words


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Vraagt soms door", "soms"),
        ("nl", "Werkt Goed samen", "Goed"),
        ("nl", "Schakelt waar nodig hulp in", "waar nodig"),
        ("nl", "Stemt zoveel mogelijk af", "zoveel mogelijk"),
        ("nl", "Pakt knelpunten adequaat op", "adequaat"),
        ("nl", "Geeft het goede voorbeeld", ""),
        ("nl", "Blijft nauwkeurig bij regelmatig terugkerende werkzaamheden", ""),
        ("nl", "Signaleert wat nodig is", ""),
        ("nl", "Bespreekt mogelijke oplossingen", ""),
        ("en", "Works well with others", "well"),
        ("en", "Asks questions where necessary", "where necessary"),
        ("en", "Treats colleagues as well as customers with respect", ""),
        ("en", "Tests as early as possible", ""),
        ("fr", "Demande souvent de l'aide", ""),
    ],
)
def test_a_word_that_nobody_can_observe(language: str, text: str, words: str) -> None:
    assert "".join(marked(a_catalogue(text, language=language), "B004")) == words


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Helpt de klant bij het formuleren van zijn vraag", "zijn"),
        ("nl", "Stelt grenzen vanuit zijn professie", "zijn"),
        ("nl", "Deelt zijn kennis met collega's", "zijn"),
        ("nl", "Helpt de bewoner en zijn familie", "zijn"),
        ("nl", "Vraagt de cliënt wat hij nodig heeft", "hij"),
        ("nl", "Werkt in zijn/haar eigen tempo", ""),
        ("nl", "Checkt of de werkzaamheden zijn uitgevoerd", ""),
        ("nl", "Weet wat ieders talenten zijn, en benut die", ""),
        ("nl", "Onderzoekt welke ideeën bruikbaar zijn binnen het team", ""),
        ("nl", "Benoemt welke fouten er in zijn gemaakt", ""),
        ("nl", "Vertaalt de doelen van de organisatie naar haar omgeving", ""),
        ("nl", "Vraagt collega's wat zij nodig hebben", ""),
        ("nl", "Knipt haar volgens de wens van de klant", ""),
        ("en", "Explains his decisions", "his"),
        ("en", "Asks what he or she needs", ""),
        ("en", "Shares their ideas", ""),
    ],
)
def test_a_word_for_one_gender(language: str, text: str, words: str) -> None:
    assert "".join(marked(a_catalogue(text, language=language), "B005")) == words


def words_of(number: int) -> str:
    return " ".join(["Maakt", *("plannen" for _ in range(number - 1))])


@pytest.mark.parametrize(
    ("lengths", "long"),
    [
        ((25, 12, 12, 12, 12), 25),
        ((25, 13, 13, 13, 13), 0),  # not twice as long
        ((24, 5, 5, 5, 5), 0),  # not long in itself
        ((25, 5, 5, 5), 0),  # too few to compare with
    ],
)
def test_a_text_much_longer_than_its_neighbours(lengths: tuple[int, ...], long: int) -> None:
    document = a_catalogue(*map(words_of, lengths))
    assert marked(document, "B006") == [json.dumps(words_of(long))] * bool(long)


def test_a_finding_marks_the_whole_text_where_it_cannot_point_at_a_word() -> None:
    folded = "language: nl\ncompetencies:\n  a:\n    levels:\n      1:\n        - Vraagt\n          soms door\n"
    document = Document("c", folded)
    assert [one.span.line for one in reviewed(document) if one.code == "B004"] == [6]


def test_odd_shapes_are_passed_over() -> None:
    for data in ("3", "competencies: 3", "competencies: {a: 3, b: {levels: [x], contrast: 1, label: {nl: 3}}}"):
        assert not reviewed(Document("c", data))
    odd = "language: [nl]\nclusters: [x]\ncompetencies:\n  a:\n    levels: {x: [Soms], '1': {a: b}, '2': [3, [x], ' ']}"
    assert not reviewed(Document("c", odd))


HANDBOOK = {
    "C011": ["expertise.2.3", "expertise.2.4"],
    "B002": [
        *("expertise.1.1", "expertise.3.1", "zorgvuldigheid.1.4", "eigenaarschap.1.2", "eigenaarschap.1.3"),
        *("eigenaarschap.1.4", "eigenaarschap.2.4", "eigenaarschap.3.1", "eigenaarschap.3.4", "inlevingsvermogen.1.4"),
        *("samenwerken.2.1", "samenwerken.2.2"),
    ],
    "B003": [
        *("analyseren.1.2", "analyseren.2.4", "eigenaarschap.2.2", "eigenaarschap.3.3", "plannen-en-organiseren.1.2"),
        *("plannen-en-organiseren.1.3", "plannen-en-organiseren.1.4", "plannen-en-organiseren.2.1"),
        *(
            "plannen-en-organiseren.2.4",
            "inlevingsvermogen.1.3",
            "inlevingsvermogen.1.4",
            "inlevingsvermogen.3.2",
            "klantpartnerschap.1.1",
        ),
        *("klantpartnerschap.1.4", "klantpartnerschap.2.1", "klantpartnerschap.3.3", "samenwerken.1.1"),
        *("samenwerken.2.1", "samenwerken.2.3", "samenwerken.2.4"),
    ],
    "B004": [
        *("analyseren.1.4", "eigenaarschap.1.4", "eigenaarschap.2.3", "eigenaarschap.3.4"),
        "plannen-en-organiseren.1.2",
    ],
    "B005": ["eigenaarschap.2.2", "klantpartnerschap.1.1", "klantpartnerschap.1.3"],
    "B006": ["analyseren.3.2"],
}


def test_the_handbook_that_ships_gets_the_advice_that_was_judged_useful() -> None:
    document = Document("catalog.yaml", (ROOT / "catalog.yaml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for one in reviewed(document):
        found.setdefault(one.code, []).append(str(one.message.args["code"]))
    assert {code: sorted(at) for code, at in found.items()} == {code: sorted(at) for code, at in HANDBOOK.items()}


@pytest.mark.parametrize(
    "texts",
    [
        [f"Werkt samen met collega {'x' * n} aan een plan voor de afdeling" for n in range(3000)],
        ["Werkt samen met anderen aan een plan"] * 20000,
        ["Werkt " + "luistert naar en soms zijn werk, " * 30000],
        ["x" * 10**6, "van zijn " * 10**5, ". A" * 10**5, "en , " * 10**5],
    ],
    ids=["nearly equal", "equal", "a long text", "odd texts"],
)
def test_hostile_texts_take_no_long_time(texts: list[str]) -> None:
    document = a_catalogue(*texts)
    start = time.process_time()
    checks = REVIEWS["catalogue"]
    counts = Counter(one.code for check in checks for one in islice(check(document, Context()), 501))
    assert time.process_time() - start < 5
    assert all(count <= 501 for count in counts.values())
