"""What was named is not what is needed: one sentence says what it is, and what to do, in the reader's language."""

import os
from pathlib import Path

import pytest
from support import Program

SCORE = ("--profile", "adviser")


@pytest.mark.parametrize(
    ("command", "lang", "code", "says"),
    [
        (["score", "t.csv", "--relation", "baas", *SCORE], "nl", 2, "kies uit: zelf, leidinggevende, collega"),
        (["assess", "adviser", "--relation", "boss"], "en", 2, "choose one of: self, manager, peer"),
        (["score", "team.csv", *SCORE], "en", 2, "did you mean `teams.csv`?"),
        (["score", "elsewhere/q.csv", *SCORE], "en", 2, "`competentie template PROFILE -o FILE.csv` makes one"),
        (["assess", "adviser", "--scores", "team.csv", "--person", "A"], "en", 2, "did you mean `teams.csv`?"),
        (["score", "profiles", *SCORE], "en", 1, "adviser.yaml:1:1"),
        (["match", "profiles"], "nl", 1, "dit is een profiel, en er staan geen scores in"),
        (["score", "catalog.yaml", *SCORE], "en", 1, "this is a catalogue, and holds no ratings"),
        (["assess", "adviser", "--scores", "compose.yaml"], "en", 1, "this is another kind of file"),
        (["score", "teams.csv", *SCORE, "-o", "no/o.csv"], "en", 2, "error: there is no folder no"),
        (["score", "mine.yaml", *SCORE], "en", 1, "this is a development plan"),
    ],
)
def test_what_was_named_is_said_in_one_sentence(
    command: list[str], lang: str, code: int, says: str, project: Path, competentie: Program
) -> None:
    (project / "teams.csv").write_text("person,listening\nA,1\n", encoding="utf-8")
    (project / "compose.yaml").write_text("services: {web: {image: x}}\n", encoding="utf-8")
    (project / "mine.yaml").write_text("competentie: 1\nplan: adviser\nperson: A\n", encoding="utf-8")
    ran = competentie(*command, lang=lang, cwd=project)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert ran.err.count("[S") <= 1


def test_a_relation_in_a_ratings_file_is_advised_by_its_word(project: Path, competentie: Program) -> None:
    text = "competentie: 1\nprofile: adviser\nperson: A\nrater: {relation: leidinggevende}\nratings: {listening: 2}\n"
    (project / "ratings").mkdir(mode=0o700)
    (project / "ratings" / "a.yaml").write_text(text, encoding="utf-8")
    assert "did you mean `manager`?" in competentie("validate", cwd=project).out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes and devices with names")
@pytest.mark.parametrize("name", ["/dev/zero", "pipe.yaml"])
def test_a_device_is_refused_at_once(name: str, project: Path, competentie: Program) -> None:
    os.mkfifo(project / "pipe.yaml")
    ran = competentie("score", name, *SCORE, cwd=project)
    assert (ran.code, "is no ordinary file; a file with ratings is needed" in ran.err) == (2, True)
