"""The settings of a project: where they are found, what they switch off, and what is wrong with them."""

from pathlib import Path

import pytest

from competentie.files.settings import Config, ConfigError, load_config
from competentie.page.language import Words


def written(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def config(folder: Path, text: str | bytes) -> Config:
    """Return the settings in a competentie.toml."""
    written(folder / "competentie.toml", text)
    return load_config(folder / "catalog.yaml")


def test_without_a_file_nothing_is_ignored(tmp_path: Path) -> None:
    assert load_config(tmp_path / "catalog.yaml") == Config()
    assert not Config().ignores("B004", tmp_path / "catalog.yaml")


def test_codes_and_names_are_ignored(tmp_path: Path) -> None:
    settings = config(tmp_path, 'ignore = ["B004", "gendered-word"]')
    assert settings.ignored == {"B004", "B005"}
    assert settings.ignores("B004", Path("anywhere"))
    assert not settings.ignores("B003", Path("anywhere"))


def test_a_name_that_several_share_stands_for_those_that_can_be_ignored(tmp_path: Path) -> None:
    assert config(tmp_path, 'ignore = ["stale-texts", "unknown-profile"]').ignored >= {"P009", "R004", "R005"}


@pytest.mark.parametrize(
    ("pattern", "file", "ignored"),
    [
        ("examples/*", "examples/a.yaml", True),
        ("examples/*", "examples/deep/a.yaml", True),
        ("examples/*", "other/examples/a.yaml", False),
        ("*/examples/*", "other/examples/a.yaml", True),
        ("catalog.yaml", "catalog.yaml", True),
        ("catalog.yaml", "x/catalog.yaml", False),
        ("x/../catalog.yaml", "catalog.yaml", False),
        ("*", "../a.yaml", False),  # not below the settings
    ],
)
def test_codes_are_ignored_in_files(tmp_path: Path, pattern: str, file: str, *, ignored: bool) -> None:
    folder = tmp_path / "project"
    settings = config(folder, f'[per-file-ignores]\n"{pattern}" = ["D001"]')
    assert settings.ignores("D001", folder / file) is ignored
    assert not settings.ignores("D002", folder / file)


def test_a_path_from_the_working_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config(tmp_path, 'per-file-ignores = {"examples/*" = ["D001"]}')
    (tmp_path / "examples").mkdir()
    monkeypatch.chdir(tmp_path / "examples")
    assert settings.ignores("D001", Path("a.yaml"))
    assert not settings.ignores("D001", Path("../a.yaml"))


def test_the_nearest_file_counts_and_the_own_one_first(tmp_path: Path) -> None:
    written(tmp_path / "competentie.toml", 'ignore = ["B001"]')
    assert load_config(tmp_path / "a/b/catalog.yaml").ignored == {"B001"}
    written(tmp_path / "a/pyproject.toml", '[tool.competentie]\nignore = ["B002"]')
    assert load_config(tmp_path / "a/b/catalog.yaml").ignored == {"B002"}
    written(tmp_path / "a/competentie.toml", 'ignore = ["B003"]')
    assert load_config(tmp_path / "a/b/catalog.yaml").ignored == {"B003"}


@pytest.mark.parametrize(
    "text", ["[tool.other]", "not TOML at all", '[project]\nname = "competentie"', '[tool]\nx = "competentie"', b"\xff"]
)
def test_a_pyproject_without_the_table_is_passed_over(tmp_path: Path, text: str | bytes) -> None:
    written(tmp_path / "competentie.toml", 'ignore = ["B001"]')
    written(tmp_path / "a/pyproject.toml", text)
    assert load_config(tmp_path / "a/catalog.yaml").ignored == {"B001"}


def test_an_empty_table_ends_the_search(tmp_path: Path) -> None:
    written(tmp_path / "competentie.toml", 'ignore = ["B001"]')
    written(tmp_path / "a/pyproject.toml", "[tool.competentie]")
    assert load_config(tmp_path / "a/catalog.yaml").ignored == set()


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert config(tmp_path, b'\xef\xbb\xbfignore = ["B001"]\r\n').ignored == {"B001"}


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        ("ignor = []", "there is no setting `ignor`", "did you mean `ignore`?"),
        (
            'ignore = "B004"',
            "`ignore` is no list of codes",
            'write codes or names in quotes: ["B004", "gendered-word"]',
        ),
        ("ignore = [4]", "`ignore` is no list of codes", 'write codes or names in quotes: ["B004", "gendered-word"]'),
        ('ignore = ["B04"]', "there is no rule `B04`", "did you mean `B004`?"),
        ('ignore = ["vague-words"]', "there is no rule `vague-words`", "did you mean `vague-word`?"),
        ('ignore = ["P001"]', "`P001` is an error, and cannot be ignored", "only warnings and advice can be"),
        ('ignore = ["syntax"]', "`syntax` is an error, and cannot be ignored", "only warnings and advice can be"),
        (
            "per-file-ignores = []",
            "`per-file-ignores` is no table",
            'write a pattern and a list: "examples/*" = ["D001"]',
        ),
        (
            'per-file-ignores = {"*" = "D001"}',
            "`per-file-ignores.*` is no list of codes",
            'write codes or names in quotes: ["B004", "gendered-word"]',
        ),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, message: str, advice: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, text)
    words = Words("en")
    assert words(caught.value.message) == f"{tmp_path / 'competentie.toml'}: {message}"
    assert caught.value.help
    assert words(caught.value.help) == advice


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignore = [\n  B004\n]", "is not valid TOML at line 2, column 3"),
        ("ignore = [", "is not valid TOML"),
        ("a = " + "9" * 5000, "is not valid TOML"),
        ("a = " + "[" * 20000, "is nested too deep"),
        (b"a = '\xff'", "is not UTF-8"),
        ("#" * (2**20 + 1), "is larger than 1 MB"),
    ],
    ids=["a word", "an end", "a number", "brackets", "bytes", "size"],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, text)
    assert Words("en")(caught.value.message) == f"{tmp_path / 'competentie.toml'} {message}"


def test_a_table_that_is_none_is_said(tmp_path: Path) -> None:
    written(tmp_path / "pyproject.toml", "[tool]\ncompetentie = 3")
    with pytest.raises(ConfigError, match="is no table"):
        load_config(tmp_path / "catalog.yaml")


def test_a_file_that_may_not_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    written(tmp_path / "competentie.toml", "")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "catalog.yaml")
    assert "may not be opened" in Words("en")(caught.value.message)
