"""What changed in meaning, and the step it asks for: old and new text → kinds and steps; versions → verdicts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from time import process_time

import pytest
import support
from hypothesis import given
from hypothesis import strategies as st
from support import PROFILE, ROOT

from competentie.core import Behaviour, Catalogue, Competency, Group, Profile, Row, Text, msg
from competentie.diff.compare import compare, moved
from competentie.diff.page import sentence, whole_sentence
from competentie.diff.terms import Change, HandbookComparison, Step, Subject, Verb
from competentie.diff.versions import judge, raised
from competentie.handbook.load import Project, load_project
from competentie.handbook.texts import Texts, WordList, align, likeness
from competentie.page.language import Words

Edits = Sequence[tuple[str, str]]
Found = list[tuple[str, str]]

CATALOGUE = support.CATALOGUE.replace("Nods at pauses", "Nods")  # a text of one word


def edited(text: str, edits: Edits) -> str:
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def handbook(folder: Path, catalogue: str = CATALOGUE, profiles: Mapping[str, str] | None = None) -> Project:
    (folder / "profiles").mkdir(parents=True)
    (folder / "catalog.yaml").write_text(catalogue, encoding="utf-8")
    for name, text in (profiles if profiles is not None else {"adviser": PROFILE}).items():
        (folder / "profiles" / f"{name}.yaml").write_text(text, encoding="utf-8")
    project, found = load_project(folder / "catalog.yaml")
    assert project is not None, found
    return project


def kinds(comparison: HandbookComparison) -> Found:
    return [(change.kind, change.step.word) for change in comparison.changes]


LISTENING_1 = "1: [Looks up, Nods]"
ADVISING_2 = "2: [Weighs options, Names risks]"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("title: Handbook", "title: Our handbook")], [("title-reworded", "patch")]),
        ([("title: Handbook", "title: {en: Handbook}")], []),
        ([("title: Handbook", "title: {en: Handbook, nl: Handboek}")], [("title-translation-added", "patch")]),
        ([("language: en", "language: nl")], [("language-changed", "patch")]),
        ([("source: a test", "source: two tests")], [("source-reworded", "patch")]),
        ([("license: all rights reserved\n", "")], [("license-removed", "patch")]),
        ([("license: all rights reserved", "license: CC BY 4.0")], [("license-reworded", "patch")]),
        ([('version: "1"', 'version: "2"')], []),
        ([("levels: [One", "policy: {attain: 0.75}\nlevels: [One")], [("attain-lowered", "major")]),
        ([("levels: [One, Two, Three]", "levels: [First, Two, Three]")], [("level-reworded", "patch")]),
        ([("levels: [One, Two, Three]", "levels: [One, Two, Three, Four]")], [("level-added", "minor")]),
        (
            [("levels: [One, Two, Three]", "levels: [Two, One, Three]")],
            [("level-reordered", "major"), ("level-reordered", "major")],
        ),
        ([("work: Work", "work: Our work")], [("cluster-reworded", "patch")]),
        ([("work: Work", "work: Work\n  rest: Rest")], [("cluster-added", "patch")]),
        ([("license: all", "policy: {attain: 1}\nlicense: all")], []),
    ],
)
def test_the_catalogue_as_a_whole(edits: Edits, expected: Found, tmp_path: Path) -> None:
    old, new = handbook(tmp_path / "old"), handbook(tmp_path / "new", edited(CATALOGUE, edits))
    assert kinds(compare(old, new)) == expected


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        # added at the end of a level
        ([(LISTENING_1, "1: [Looks up, Nods, Waits]")], [("behaviour-added", "major")]),  # below the norm of 2
        ([(ADVISING_2, "2: [Weighs options, Names risks, Waits]")], [("behaviour-added", "major")]),  # at the norm
        ([("3: [Changes minds]", "3: [Changes minds, Waits]")], [("behaviour-added", "minor")]),  # above it
        ([("3: []", "3: [Waits]")], [("behaviour-added", "minor")]),
        # the same behaviour in other words
        ([(LISTENING_1, "1: [Looks up, Nod]")], [("behaviour-reworded", "patch")]),
        ([("[Sums up]", "[Sums it up]")], [("behaviour-reworded", "patch")]),
        ([("[Sums up]", "[Sums up.]")], [("behaviour-respelled", "patch")]),
        ([("[Sums up]", '[{en: Sums up, nl: "Vat samen"}]')], [("behaviour-translation-added", "patch")]),
        ([("[Sums up]", "[{en: Sums up}]")], []),
        # another behaviour under the same code
        ([("[Sums up]", "[Asks for more]")], [("behaviour-removed", "major"), ("behaviour-added", "major")]),
        (
            [("[Changes minds]", "[Writes it all down]")],
            [("behaviour-removed", "major"), ("behaviour-added", "minor")],
        ),
        # gone, moved, renumbered
        ([("[Changes minds]", "[]")], [("behaviour-removed", "major")]),
        ([(LISTENING_1, "1: [Nods, Looks up]")], [("behaviour-reordered", "major")] * 2),
        ([(LISTENING_1, "1: [Nods]")], [("behaviour-removed", "major"), ("behaviour-reordered", "major")]),
        (
            [(LISTENING_1, "1: [Nods]"), ("[Sums up]", "[Sums up, Looks up]")],
            [("behaviour-reordered", "major"), ("behaviour-moved", "major")],
        ),
        (
            [(LISTENING_1, "1: [Nods]"), ("[Sums up]", "[Sums up, Looks upward]")],
            [("behaviour-reordered", "major"), ("behaviour-moved", "major")],
        ),
        (
            [(LISTENING_1, "1: [Waits, Looks up, Nods]")],
            [("behaviour-added", "major"), ("behaviour-reordered", "major"), ("behaviour-reordered", "major")],
        ),
    ],
)
def test_behaviours(edits: Edits, expected: Found, tmp_path: Path) -> None:
    old, new = handbook(tmp_path / "old"), handbook(tmp_path / "new", edited(CATALOGUE, edits))
    assert kinds(compare(old, new)) == expected


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("label: Patience", "label: Calm")], [("label-reworded", "patch")]),
        ([("definition: Waiting well", "definition: Waiting very well")], [("definition-reworded", "patch")]),
        ([("definition: Waiting well", "definition: Never being late")], [("definition-replaced", "major")]),
        ([("label: Patience", "label: Patience\n    cluster: work")], [("cluster-changed", "patch")]),
        ([("  patience:\n    label: Patience\n    definition: Waiting well\n", "")], [("competency-removed", "major")]),
        (
            [
                (
                    "definition: Waiting well",
                    "definition: Waiting well\n  haste: {label: Haste, definition: Being quick}",
                )
            ],
            [("competency-added", "minor")],
        ),
        (
            [("definition: Waiting well", "definition: Waiting well\n    levels: {1: [Waits], 2: [], 3: []}")],
            [("competency-described", "minor"), ("behaviour-added", "minor")],
        ),
        (
            [("definition: Waiting well", "definition: Waiting well\n    contrast: {listening: Is it time?}")],
            [("contrast-added", "patch")],
        ),
        (
            [("definition: Waiting well", "definition: Waiting well\n    links: {esco: x}")],
            [("link-added", "patch")],
        ),
        ([("presupposes: {listening: 2}", "presupposes: {listening: 1}")], [("presupposes-lowered", "minor")]),
        ([("    presupposes: {listening: 2}\n", "")], [("presupposes-removed", "minor")]),
        # the profile has a norm of its own that asks for as much
        (
            [("presupposes: {listening: 2}", "presupposes: {listening: 2, patience: 1}")],
            [("presupposes-added", "major"), ("implied-norm-added", "major")],
        ),
        (
            [("definition: Waiting well", "definition: Waiting well\n    presupposes: [listening]")],
            [("presupposes-added", "minor")],  # no profile asks for patience
        ),
    ],
)
def test_competencies(edits: Edits, expected: Found, tmp_path: Path) -> None:
    old, new = handbook(tmp_path / "old"), handbook(tmp_path / "new", edited(CATALOGUE, edits))
    assert kinds(compare(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("policy: {attain: 0.5}", "policy: {attain: 0.75}", [("attain-raised", "major")]),
        ("clusters: {a: A, b: B}", "clusters: {b: B, a: A}", [("cluster-reordered", "patch")]),
        ("clusters: {a: A, b: B}", "clusters: {b: B}", [("cluster-removed", "patch")]),
    ],
)
def test_what_the_catalogue_may_also_have(old: str, new: str, expected: Found, tmp_path: Path) -> None:
    bare = CATALOGUE.replace("clusters:\n  work: Work\n", "").replace("    cluster: work\n", "")
    one, other = (
        handbook(tmp_path / name, bare.replace("levels: [One", f"{text}\nlevels: [One"), {})
        for name, text in (("old", old), ("new", new))
    )
    assert kinds(compare(one, other)) == expected


def test_a_competency_that_is_left_without_levels(tmp_path: Path) -> None:
    levels = "    levels: {1: [Waits], 2: [], 3: []}\n"
    old, new = handbook(tmp_path / "old", CATALOGUE + levels), handbook(tmp_path / "new")
    assert kinds(compare(old, new)) == [("competency-undescribed", "major"), ("behaviour-removed", "major")]


def test_the_order_of_rows_is_display(tmp_path: Path) -> None:
    rows = ["  listening: {norm: 2}\n", "  advising: {norm: 2}\n"]
    head = PROFILE.partition("  listening")[0]
    old = handbook(tmp_path / "old", profiles={"adviser": head + rows[0] + rows[1]})
    new = handbook(tmp_path / "new", profiles={"adviser": head + rows[1] + rows[0]})
    assert kinds(compare(old, new)) == [("norm-reordered", "patch")]


def test_of_very_many_behaviours_only_those_under_the_same_code_are_compared() -> None:
    def listed(texts: Iterable[str]) -> list[Behaviour]:
        return [Behaviour("c", 1, number, Text({"": text})) for number, text in enumerate(texts, 1)]

    texts = [" ".join(f"{letter}{number}" for letter in "abcdef") for number in range(102)]
    old, new = listed(texts), listed(f"{text} more" for text in [texts[0], *reversed(texts[1:])])
    found = align(old, new, Texts("en", "en"))
    assert [(one.code, other.code) for one, other in found.pairs] == [("c.1.1", "c.1.1"), ("c.1.52", "c.1.52")]


def test_the_order_of_competencies_is_display(tmp_path: Path) -> None:
    head, patience = CATALOGUE.split("  patience:")
    new = head.replace("competencies:\n", "competencies:\n  patience:" + patience)
    comparison = compare(handbook(tmp_path / "old"), handbook(tmp_path / "new", new))
    assert kinds(comparison) == [("competency-reordered", "patch")]
    assert (comparison.changes[0].competency, comparison.changes[0].old, comparison.changes[0].new) == (
        "patience",
        3,
        1,
    )


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("role: Adviser", "role: Counsellor")], [("role-reworded", "patch")]),
        ([("advising: {norm: 2,", "advising: {norm: 3,")], [("norm-raised", "major")]),
        ([("advising: {norm: 2,", "advising: {norm: 1,")], [("norm-lowered", "minor")]),
        ([("It is the job", "It is the whole job")], [("rationale-reworded", "patch")]),
        ([(", rationale: It is the job", "")], [("rationale-removed", "patch")]),
        (
            [("specific:\n  advising", "  advising")],
            [("group-changed", "patch")],
        ),
        # listening is still implied, at the level that its own norm had
        ([("generic:\n  listening: {norm: 2}\n", "")], [("norm-removed", "minor")]),
        # without advising nothing implies listening; it has a norm of its own
        ([("specific:\n  advising: {norm: 2, rationale: It is the job}\n", "")], [("norm-removed", "minor")]),
    ],
)
def test_profiles(edits: Edits, expected: Found, tmp_path: Path) -> None:
    old = handbook(tmp_path / "old")
    new = handbook(tmp_path / "new", profiles={"adviser": edited(PROFILE, edits)})
    assert kinds(compare(old, new)) == expected


ONLY_ADVISING = 'competentie: 1\nrole: Adviser\nversion: "1"\nspecific:\n  advising: {norm: 2}\n'
ONLY_LISTENING = 'competentie: 1\nrole: Adviser\nversion: "1"\nspecific:\n  listening: {norm: 1}\n'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            ONLY_LISTENING,
            ONLY_ADVISING,
            [("norm-added", "major"), ("norm-removed", "minor"), ("implied-norm-added", "major")],
        ),
        (ONLY_ADVISING, ONLY_LISTENING, [("norm-added", "major"), ("norm-removed", "minor")]),
        (
            ONLY_ADVISING,
            ONLY_ADVISING.partition("specific")[0],
            [("norm-removed", "minor"), ("implied-norm-removed", "minor")],
        ),
    ],
)
def test_implied_norms_that_a_profiles_own_rows_change_are_its_own(
    old: str, new: str, expected: Found, tmp_path: Path
) -> None:
    comparison = compare(
        handbook(tmp_path / "old", profiles={"adviser": old}), handbook(tmp_path / "new", profiles={"adviser": new})
    )
    assert kinds(comparison) == expected
    assert {change.owner for change in comparison.changes} == {"adviser"}


@pytest.mark.parametrize(("level", "verb"), [(1, "lowered"), (3, "raised")])
def test_implied_norms_that_the_catalogue_changes_are_the_catalogues(level: int, verb: str, tmp_path: Path) -> None:
    profiles = {"adviser": ONLY_ADVISING}
    catalogue = edited(CATALOGUE, [("{listening: 2}", f"{{listening: {level}}}")])
    comparison = compare(
        handbook(tmp_path / "old", profiles=profiles), handbook(tmp_path / "new", catalogue, profiles=profiles)
    )
    assert [change.kind for change in comparison.changes] == [f"presupposes-{verb}", f"implied-norm-{verb}"]
    assert {change.owner for change in comparison.changes} == {None}


def test_a_behaviour_is_asked_for_by_an_implied_norm_too(tmp_path: Path) -> None:
    profiles = {"adviser": ONLY_ADVISING}
    catalogue = edited(CATALOGUE, [("[Sums up]", "[Sums up, Waits]")])
    comparison = compare(
        handbook(tmp_path / "old", profiles=profiles), handbook(tmp_path / "new", catalogue, profiles=profiles)
    )
    assert kinds(comparison) == [("behaviour-added", "major")]
    assert Words("en")(comparison.changes[0].reason) == "norm 2 of `adviser` asks for it"


def test_a_profile_that_comes_or_goes(tmp_path: Path) -> None:
    one, other = handbook(tmp_path / "old"), handbook(tmp_path / "new", profiles={"helper": PROFILE})
    assert kinds(compare(one, other)) == [("profile-removed", "major"), ("profile-added", "minor")]


def test_what_a_base_asks_its_heirs_ask_too(tmp_path: Path) -> None:
    heir = 'competentie: 1\nrole: Heir\nversion: "1"\nextends: adviser\n'
    raised_norm = edited(PROFILE, [("advising: {norm: 2,", "advising: {norm: 3,")])
    old = handbook(tmp_path / "old", profiles={"adviser": PROFILE, "heir": heir})
    new = handbook(tmp_path / "new", profiles={"adviser": raised_norm, "heir": heir})
    assert [(change.owner, change.kind) for change in compare(old, new).changes] == [
        ("adviser", "norm-raised"),
        ("heir", "norm-raised"),
    ]


def test_fewer_levels_and_the_behaviours_on_them(tmp_path: Path) -> None:
    new = edited(
        CATALOGUE, [("One, Two, Three", "One, Two"), ("      3: []\n", ""), ("      3: [Changes minds]\n", "")]
    )
    found = kinds(compare(handbook(tmp_path / "old"), handbook(tmp_path / "new", new)))
    assert found == [("level-removed", "major"), ("behaviour-removed", "major")]


def test_two_texts_that_change_places_and_words_are_followed(tmp_path: Path) -> None:
    first, second = "Shares what is known with colleagues", "Shares what is known with customers"
    old = edited(CATALOGUE, [("[Sums up]", f"[{first}, {second}]")])
    new = edited(CATALOGUE, [("[Sums up]", f"[{second} daily, {first} daily]")])
    comparison = compare(handbook(tmp_path / "old", old), handbook(tmp_path / "new", new))
    assert [(change.old_code, change.new_code) for change in comparison.changes] == [
        ("listening.2.2", "listening.2.1"),
        ("listening.2.1", "listening.2.2"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ("Luistert naar anderen", "Luisterd naar anderen", True),
        ("Werkt zorgvuldig met oog voor detail", "Werkt nauwkeurig met oog voor detail", True),
        ("Nods", "Nods.", True),
        ("Offers help", "Offers advice", False),
        ("Kijkt rond", "Kijkt op", False),
        ("Ziet de kern en mogelijke oplossingen", "Ontwikkelt een systeem om fouten te voorkomen", False),
    ],
)
def test_likeness(old: str, new: str, *, alike: bool) -> None:
    assert bool(likeness(WordList.of(old), WordList.of(new))) is alike


def test_no_two_behaviours_of_a_competency_of_the_handbook_are_alike() -> None:
    project, _ = load_project(ROOT / "catalog.yaml")
    assert project is not None
    for competency in project.catalogue.competencies.values():
        words = [WordList.of(one.text.in_language("")) for one in competency.behaviours()]
        assert not [pair for pair in combinations(words, 2) if likeness(*pair)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", []),
        ("abc", "cab", [("c", 3, 1)]),
        ("abc", "bca", [("a", 1, 3)]),
        ("abc", "xaybzc", []),
        ("abcd", "db", [("d", 2, 1)]),
        ("", "a", []),
    ],
)
def test_order_says_as_little_as_possible(old: str, new: str, expected: list[tuple[str, int, int]]) -> None:
    assert moved(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "step", "enough", "at_least"),
    [
        ("2023.10", "2023.10", Step.NONE, True, None),
        ("2023.10", "2023.10", Step.PATCH, False, "2023.10.1"),
        ("2023.10", "2023.10.1", Step.PATCH, True, None),
        ("2023.10", "2023.10.1", Step.MINOR, False, "2023.11"),
        ("2023.10", "2023.11", Step.MINOR, True, None),
        ("2023.10", "2023.11", Step.MAJOR, False, "2024.0"),
        ("2023.10", "2024.1", Step.MAJOR, True, None),
        ("2023.10", "2024", Step.MAJOR, True, None),
        ("2023.10", "2023.9", Step.NONE, False, "2023.10"),
        ("2023.10", "2023.9.5", Step.PATCH, False, "2023.10.1"),
        ("1", "1", Step.MINOR, False, "1.1"),
        ("1", "1.0", Step.PATCH, False, "1.0.1"),
        ("1.2.3", "1.2.3", Step.MINOR, False, "1.3.0"),
        ("1.2.3", "1.2.4", Step.PATCH, True, None),
        ("1.2.3.4", "1.2.3.4", Step.PATCH, False, "1.2.3.5"),
        ("1.2.3.4", "1.2.3.5", Step.PATCH, True, None),
        ("1.09", "1.9", Step.PATCH, False, "1.9.1"),
        ("v1", "v1", Step.PATCH, False, None),
        ("v1", "v2", Step.MAJOR, True, None),
        ("v2", "v1", Step.MAJOR, True, None),
        ("v1", "v1", Step.NONE, True, None),
        ("1.0", "draft", Step.MAJOR, True, None),
        ("9" * 5000, "1", Step.MAJOR, True, None),  # no number that Python would read
        ("\u0661", "\u0661", Step.PATCH, False, None),  # a digit, but not one of ours
    ],
)
def test_versions(old: str, new: str, step: Step, *, enough: bool, at_least: str | None) -> None:
    changes = (Change(Subject.TITLE, Verb.REWORDED, msg("why"), step=step),) if step else ()
    verdict = judge(None, old, new, changes)
    assert (verdict.enough, verdict.at_least) == (enough, at_least)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5), st.sampled_from([Step.PATCH, Step.MINOR, Step.MAJOR]))
def test_the_version_that_is_advised_is_enough(numbers: list[int], step: Step) -> None:
    old = ".".join(map(str, numbers))
    change = Change(Subject.TITLE, Verb.REWORDED, msg("why"), step=step)
    assert judge(None, old, str(raised(old, step)), (change,)).enough


TEXTS = st.builds(
    Text, st.dictionaries(st.sampled_from(["", "nl", "en"]), st.text("ab ", min_size=1, max_size=6), min_size=1)
)


@st.composite
def handbooks(draw: st.DrawFn) -> Project:
    competencies = {
        identifier: Competency(
            identifier,
            draw(TEXTS),
            draw(TEXTS),
            presupposes=draw(st.dictionaries(st.sampled_from(["x", "y"]), st.integers(1, 2)))
            if identifier < "x"
            else {},
            levels=tuple(
                tuple(Behaviour(identifier, level, number, text) for number, text in enumerate(texts, 1))
                for level, texts in enumerate(
                    draw(st.tuples(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4))), 1
                )
            ),
        )
        for identifier in ("a", "b", "x", "y")
    }
    level_names = (Text({"": "One"}), Text({"": "Two"}))
    catalogue = Catalogue(
        draw(TEXTS),
        draw(st.sampled_from(["nl", "en"])),
        "1",
        draw(TEXTS),
        None,
        Fraction(1),
        level_names,
        {},
        competencies,
    )
    asked = draw(st.lists(st.sampled_from("abxy"), unique=True))
    rows = tuple(Row(one, draw(st.sampled_from(Group)), draw(st.integers(1, 2))) for one in asked)
    return Project(catalogue, {"p": Profile("p", draw(TEXTS), "1", rows)})


@given(handbooks())
def test_a_handbook_does_not_differ_from_itself(project: Project) -> None:
    assert compare(project, project).changes == ()


@given(handbooks(), handbooks())
def test_any_two_handbooks_can_be_compared_and_said(old: Project, new: Project) -> None:
    comparison = compare(old, new)
    assert comparison == compare(old, new)
    words = Words("en")
    for change in comparison.changes:
        assert words(sentence(change))
        assert words(whole_sentence(change))
        assert words(change.reason)
    there = {one.code for competency in old.catalogue.competencies.values() for one in competency.behaviours()}
    gone = {change.old_code for change in comparison.changes if change.kind == "behaviour-removed"}
    behaviours = [change for change in comparison.changes if change.subject is Subject.BEHAVIOUR]
    kept = [(change.new_code, change.about) for change in behaviours if change.new_code]
    assert gone <= there
    assert len(kept) == len(set(kept))  # no behaviour is told twice of one language


def test_a_large_catalogue_is_compared_quickly() -> None:
    def large(word: str) -> Project:
        competencies = {}
        for number in range(500):
            levels = tuple(
                tuple(
                    Behaviour(f"c{number}", level, place, Text({"": f"Does {word} {number} {level} {place} for all"}))
                    for place in range(1, size + 1)
                )
                for level, size in enumerate((4, 4, 3), 1)
            )
            competencies[f"c{number}"] = Competency(f"c{number}", Text({"": "x"}), Text({"": "y"}), levels=levels)
        names = tuple(Text({"": str(level)}) for level in (1, 2, 3))
        text = Text({"": "t"})
        return Project(Catalogue(text, "en", "1", text, None, Fraction(1), names, {}, competencies))

    old, new = large("this"), large("that")
    start = process_time()
    comparison = compare(old, new)
    assert process_time() - start < 5  # measured: 1 s; texts that are nearly all alike are the slowest
    assert {change.kind for change in comparison.changes} == {"behaviour-reworded"}


def test_the_documents_example_of_json_is_json() -> None:
    text = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8").partition("```json\n")[2].partition("```")[0]
    assert json.loads(text)["version"] == 1
