"""The room for what handbooks hold besides competencies and behaviours: kept, checked, shown, and left out of the rule."""

from pathlib import Path

from support import Program

from competentie.api import load

ROOM = Path(__file__).parent / "data" / "room" / "catalog.yaml"


def test_a_handbook_with_everything_in_it_is_sound(competentie: Program) -> None:
    ran = competentie("validate", "--strict", ROOM.parent)
    assert (ran.code, ran.err) == (0, "4 files checked, nothing wrong\n")


def test_everything_has_its_place() -> None:
    project = load(ROOM)
    catalogue = project.catalogue
    assert [text.in_language("es", "") for text in catalogue.introduction] == [
        "# Over dit handboek",
        "Esto es un comienzo.",
    ]
    assert catalogue.level_texts[1].in_language("") == "Doet het met hulp"
    assert catalogue.inside == {"zoeken": "informatie", "delen": "informatie"}
    found = catalogue.competencies["zoeken-op-het-web"]
    assert (found.own_code, found.extra) == ("1.1", {None: {"x-owner": "L&O"}})
    assert found.level_texts[2].in_language("") == "Zelfstandig"
    behaviour = (found.levels or ())[1][1]
    assert (behaviour.code, behaviour.own_code) == ("zoeken-op-het-web.2.2", "CS1.1.01")
    assert (behaviour.tags, behaviour.extra) == (("houding",), {"x-weight": 1.5})
    senior = project.profiles["senior"].extra
    assert senior == {None: {"x-family": "web"}, "zoeken-op-het-web": {"x-source": "team"}}


def test_a_field_that_is_mistyped_beside_others_is_named(competentie: Program, tmp_path: Path) -> None:
    text = ROOM.read_text(encoding="utf-8").replace("note: Bij", "notes: Bij")
    (tmp_path / "catalog.yaml").write_text(text, encoding="utf-8")
    ran = competentie("validate", tmp_path)
    assert ran.code == 1
    assert "there is no field `notes` here" in ran.out
    assert "did you mean `note`?" in ran.out
