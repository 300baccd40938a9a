"""Dutch and English: which one is spoken, and that nothing is left untranslated."""

import ast
import io
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from support import ROOT, process

from competentie.core import msg
from competentie.page.language import LOCALES, Words, choose

PO = LOCALES / "nl" / "LC_MESSAGES" / "competentie.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "msg": None,
    "words": None,
    "_words": None,
    "plural": (1, 2),
}


def dutch() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="nl")


def extracted() -> set[object]:
    found = extract_from_dir(ROOT / "competentie", keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def test_every_message_is_translated_and_none_is_left_over() -> None:
    translated = {message.id for message in dutch() if message.id and all(_strings(message.string))}
    assert {_key(one) for one in extracted()} == {_key(one) for one in translated}


def test_no_message_hides_in_an_f_string() -> None:
    # Before Python 3.12 an f-string is one token, in which no message is found.
    found = [
        (path.name, call.lineno)
        for path, tree in _trees()
        for whole in ast.walk(tree)
        if isinstance(whole, ast.JoinedStr)
        for call in _calls(whole)
    ]
    assert not found


def test_words_is_the_translator_and_nothing_else() -> None:
    # Babel takes the name for a call before any bracket.
    found = [
        (path.name, node.lineno)
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and _name(node.value) in KEYWORDS
    ]
    assert not found


def test_no_message_hides_in_the_brackets_of_another() -> None:
    # Babel 2.19 loses a call in square or curly brackets within a call: give what it returns a name.
    found = [
        (path.name, inner.lineno)
        for path, tree in _trees()
        for outer in _calls(tree)
        for argument in [*outer.args, *(one.value for one in outer.keywords)]
        for brackets in ast.walk(argument)
        if isinstance(brackets, ast.List | ast.ListComp | ast.Set | ast.SetComp | ast.Dict | ast.DictComp)
        for inner in _calls(brackets)
    ]
    assert not found


def test_translations_have_the_same_places() -> None:
    for message in dutch():
        if message.id:
            wanted = {_places(one) for one in _strings(message.id)}
            assert {_places(one) for one in _strings(message.string)} == wanted, message.id


def test_no_translation_is_fuzzy() -> None:
    assert not [message.id for message in dutch() if message.fuzzy and message.id]


def test_the_compiled_catalogue_is_current() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, dutch())
    with PO.with_suffix(".mo").open("rb") as file:
        shipped = read_mo(file)
    compiled.seek(0)
    fresh = read_mo(compiled)
    wordings = [{_key(one.id): _strings(one.string) for one in each if one.id} for each in (shipped, fresh)]
    assert wordings[0] == wordings[1]


# The calls that put words before a person; a sentence that goes in must have come through a translation.
SPEAKING = {"tell", "note", "_tell", "_ask", "add_column", "Line", "UsageError", "Option", "Argument"}


@pytest.mark.parametrize("path", sorted((ROOT / "competentie").rglob("*.py")), ids=lambda path: path.stem)
def test_no_sentence_goes_around_the_translations(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name not in SPEAKING:
            continue
        spoken = [*call.args, *(one.value for one in call.keywords if one.arg == "help")]
        for argument in spoken:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                text = argument.value
                assert " " not in text.strip(), f"{path.name}:{call.lineno}: {text!r} is not translated"


@pytest.mark.parametrize(
    ("option", "env", "catalogue", "expected"),
    [
        ("nl", {"COMPETENTIE_LANG": "en", "LANG": "en_US.UTF-8"}, "en", "nl"),
        (None, {"COMPETENTIE_LANG": "en", "LANG": "nl_NL.UTF-8"}, "nl", "en"),
        (None, {"LANG": "nl_BE.UTF-8"}, "en", "nl"),
        (None, {"LANG": "en_GB"}, "nl", "en"),
        (None, {"LC_ALL": "nl_NL", "LANG": "en_GB"}, "en", "nl"),
        (None, {"LC_MESSAGES": "en_GB", "LANG": "nl_NL"}, "nl", "en"),
        (None, {"LANG": "C.UTF-8"}, "nl", "nl"),
        (None, {"LANG": "de_DE"}, "nl-BE", "nl"),
        (None, {}, "en", "en"),
        (None, {}, "fr", "en"),
        (None, {}, None, "en"),
    ],
)
def test_which_language(
    option: str | None, env: dict[str, str], catalogue: str | None, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.yaml"
    if catalogue is not None:
        path.write_text(f"competentie: 1\nlanguage: {catalogue}\n", encoding="utf-8")
    assert choose(option, env, path) == expected


def test_a_broken_catalogue_is_reported_in_its_own_language(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text('language: "nl"\na: b: c\n', encoding="utf-8")
    ran = process("validate", cwd=tmp_path, env={"LC_ALL": "C"})
    assert "een tweede `: ` op deze regel" in ran.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "dutch_words"),
    [
        (["--help"], ["Gebruik: ", "Opties:", "Opdrachten:", "Laat deze uitleg zien", "[standaard: auto]"]),
        (["score", "--help"], ["Gebruik: ", "Argumenten:", "[verplicht]", "[standaard: long]"]),
        (["nothing"], ["fout: er is geen opdracht `nothing`", "kies uit: assess, score"]),
        (["valdate"], ["misschien is `validate` bedoeld"]),
        (["score"], ["fout: FILE ontbreekt", "legt het gebruik uit"]),
        (["score", "x", "--nothing"], ["fout: er is geen optie --nothing"]),
        (["score", "x", "--profil", "y"], ["misschien is `--profile` bedoeld"]),
        (["score", "x", "--profile"], ["fout: --profile heeft een waarde nodig"]),
        (["score", "x", "--excel=1"], ["fout: --excel heeft geen waarde"]),
        (["show", "a", "b"], ["fout: er is een argument te veel: b"]),
        (["--color", "blue", "show"], ["`blue` is geen waarde van --color", "kies uit: auto, always, never"]),
        (["--nothing"], ["fout: er is geen optie --nothing"]),
        (["assess"], ["`assess` stelt de vragen in een terminal"]),
    ],
)
def test_what_typer_says_is_translated_too(arguments: list[str], dutch_words: list[str]) -> None:
    ran = process(*arguments, env={"COMPETENTIE_LANG": "nl"})
    said = (ran.stdout + ran.stderr).decode()
    for one in dutch_words:
        assert one in said
    for english in ("Usage", "Options", "Error", "No such", "Missing", "requires", "Try '", "Did you mean"):
        assert english not in said
    assert ran.returncode == (0 if "--help" in arguments else 2)


def test_a_path_is_shown_as_people_know_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Words("en")(msg("in {path}", path=tmp_path / "a" / "b\x1b.yaml")) == "in a/b\\x1b.yaml"
    assert Words("en")(msg("in {path}", path=tmp_path.parent)) == f"in {tmp_path.parent}"


def test_data_is_never_read_as_a_template() -> None:
    words = Words("nl")
    assert words(msg("`{value}` is not a level", value="{value} {0} %s")) == "`{value} {0} %s` is geen niveau"


def test_data_is_made_safe_to_print() -> None:
    assert Words("en")(msg("{said}", said="a\x1b[31m\nb\u202ec")) == r"a\x1b[31m b\u202ec"


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in (ROOT / "competentie").rglob("*.py"):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls in which the extractor looks for a message."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and _name(node.func) in KEYWORDS
            and isinstance((*node.args, None)[0], ast.Constant)
        ):
            yield node


def _name(node: ast.expr) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def _strings(value: object) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [str(value)]


def _key(value: object) -> tuple[str, ...]:
    return tuple(_strings(value))


def _places(text: str) -> frozenset[str]:
    return frozenset(name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name)
