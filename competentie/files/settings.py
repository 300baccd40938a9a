"""The settings of a project: `[tool.competentie]` in pyproject.toml, or the same at the top of competentie.toml.

The nearest of these files at or above the catalogue's folder counts, and competentie.toml before pyproject.toml; a
pyproject.toml without that table is passed over. What is wrong in it is wrong use: it raises ConfigError.
"""

import re
from fnmatch import fnmatchcase
from os.path import abspath
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

from pydantic import Field, PlainValidator, PrivateAttr, ValidationError
from pydantic_core import PydanticCustomError

from competentie.core import CODES, Message, Retention, Severity, WrongUseError, msg, parse_retention, suggest
from competentie.files.places import is_foreign, shown
from competentie.files.shape import FileModel

OWN_FILE: Final = "competentie.toml"
SHARED_FILE: Final = "pyproject.toml"
MAX_BYTES: Final = 2**20
PEERS_MINIMUM: Final = "peers-minimum"
FEWEST: Final = 4
"""The default of `peers-minimum`: how many peers (or direct reports) it takes before they are shown, as a group."""

_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)$")  # how tomllib ends what it says


class ConfigError(WrongUseError):
    """The settings cannot be used."""


def _codes(value: object) -> frozenset[str]:
    """Return the codes that a list of codes and names stands for, as far as they can be ignored."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise PydanticCustomError("no_codes", "codes expected")
    codes: set[str] = set()
    for given in value:
        meant = [code for code, (name, _) in CODES.items() if given in {code, name}]  # several share a name
        ignorable = [code for code in meant if CODES[code][1] is not Severity.ERROR]
        if not ignorable:
            raise PydanticCustomError("an_error" if meant else "no_rule", "a code to ignore expected", {"code": given})
        codes.update(ignorable)
    return frozenset(codes)


def _term(value: object) -> Retention:
    term = parse_retention(value) if isinstance(value, str) else None
    if term is None:
        raise PydanticCustomError("no_term", "a term expected")
    return term


Codes: TypeAlias = Annotated[frozenset[str], PlainValidator(_codes)]


class Config(FileModel):
    """The settings of a project, those that were not given at their defaults."""

    ignored: Codes = Field(default=frozenset(), alias="ignore")
    """The codes that are not reported anywhere."""
    ignored_in: dict[str, Codes] = Field(default_factory=dict, alias="per-file-ignores")
    """The codes that are not reported in some files, by a pattern for the path from where the settings stand."""
    peers_minimum: int = Field(default=FEWEST, ge=1, alias=PEERS_MINIMUM)
    """The least number of raters that a group of peers is shown of."""
    retention: Annotated[Retention, PlainValidator(_term)] | None = None
    """How long ratings are kept; None when nobody has said so."""
    _folder: Path = PrivateAttr(default_factory=Path)

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - as pydantic has it
        """Keep where the settings stand."""
        self._folder = context or Path()

    def ignores(self, code: str, path: Path) -> bool:
        """Tell whether findings with a code are not to be reported in a file.

        In a pattern `*` stands for anything, also for folders.
        """
        if code in self.ignored:
            return True
        patterns = [pattern for pattern, codes in self.ignored_in.items() if code in codes]
        if not patterns:
            return False
        try:
            name = Path(abspath(path)).relative_to(self._folder).as_posix()  # noqa: PTH100 - links stay as they were named
        except ValueError:
            return False  # the file does not lie below the settings
        return any(fnmatchcase(name, pattern) for pattern in patterns)


def load_config(catalogue: Path) -> Config:
    """Return the settings for a catalogue (the file need not exist); raises ConfigError."""
    for folder in catalogue.absolute().parents:
        for file in (folder / OWN_FILE, folder / SHARED_FILE):
            table = _table(file)
            if table is not None:
                if is_foreign(file, catalogue.parent):
                    raise ConfigError(
                        msg("{path} belongs to somebody else than the catalogue", path=file),
                        msg("put a {name} of your own beside the catalogue", name=OWN_FILE),
                    )
                return _config(table, file)
    return Config()


def _config(table: dict[str, Any], file: Path) -> Config:
    try:
        return Config.model_validate(table, context=file.parent)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
    key, code = ".".join(map(str, wrong["loc"])), wrong.get("ctx", {}).get("code", "")
    message, advice = _SAID.get(wrong["type"], _NO_NUMBER)
    if wrong["type"] == "extra_forbidden":
        advice = suggest(key, [one.alias or name for name, one in Config.model_fields.items()])
    elif wrong["type"] == "no_rule":
        advice = suggest(code, [*CODES, *(name for name, _ in CODES.values())])
    raise ConfigError(Message(message.template, {"path": file, "key": key, "code": code}), advice)


# What is said of a setting, by pydantic's name for what is wrong or ours; and what to do.
_SAID: Final[dict[str, tuple[Message, Message | None]]] = {
    "extra_forbidden": (msg("{path}: there is no setting `{key}`"), None),
    "dict_type": (msg("{path}: `{key}` is no table"), msg('write a pattern and a list: "examples/*" = ["D001"]')),
    "no_codes": (
        msg("{path}: `{key}` is no list of codes"),
        msg('write codes or names in quotes: ["B004", "gendered-word"]'),
    ),
    "no_rule": (msg("{path}: there is no rule `{code}`"), None),
    "an_error": (msg("{path}: `{code}` is an error, and cannot be ignored"), msg("only warnings and advice can be")),
    "no_term": (
        msg("{path}: `{key}` is no term"),
        msg('write a number with d, m or y (days, months, years): retention = "2y"'),
    ),
}
_NO_NUMBER: Final = (
    msg("{path}: `{key}` is no whole number of at least 1"),
    msg("write a number without quotes: {key} = {example}", key=PEERS_MINIMUM, example=FEWEST),
)


def _table(file: Path) -> dict[str, Any] | None:
    """Return the settings in a file; None when it holds none, or is not there."""
    if not file.is_file():
        return None
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        from competentie.files.read import unreadable

        raise ConfigError(msg("{path}: {reason}", path=file, reason=unreadable(error))) from error
    if file.name == SHARED_FILE and b"competentie" not in content:
        return None
    if len(content) > MAX_BYTES:
        raise ConfigError(msg("{path} is larger than {limit} MB", path=file, limit=MAX_BYTES // 2**20))
    table: Any = _parse(content, shown(file))
    if file.name == SHARED_FILE:  # by many programs
        tools = table.get("tool")
        table = tools.get("competentie") if isinstance(tools, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise ConfigError(msg("{path}: `{key}` is no table", path=file, key="tool.competentie"))


def _parse(content: bytes, path: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError(msg("{path} is not UTF-8", path=path), msg("save it as UTF-8")) from None
    except RecursionError:
        raise ConfigError(msg("{path} is nested too deep", path=path)) from None
    except ValueError as error:  # tomllib.TOMLDecodeError is one; a number with thousands of digits is another
        message = msg("{path} is not valid TOML", path=path)
        if place := _PLACE.search(str(error)):
            line, column = map(int, place.groups())
            message = msg(
                "{path} is not valid TOML at line {line}, column {column}", path=path, line=line, column=column
            )
        raise ConfigError(message, msg("check the quotes, brackets and equals signs there")) from None
