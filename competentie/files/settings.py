"""The settings of a project: `[tool.competentie]` in pyproject.toml, or the same at the top of competentie.toml.

The nearest of these files at or above the catalogue's folder counts, and competentie.toml before pyproject.toml; a
pyproject.toml without that table is passed over. What is wrong in it is wrong use: it raises ConfigError.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from os.path import abspath
from pathlib import Path
from typing import Any, Final

from competentie.core.findings import CODES, Severity
from competentie.core.message import WrongUseError, msg
from competentie.core.retention import Retention, parse_retention
from competentie.core.suggest import suggest
from competentie.files.places import shown

OWN_FILE: Final = "competentie.toml"
SHARED_FILE: Final = "pyproject.toml"
MAX_BYTES: Final = 2**20

IGNORE: Final = "ignore"
PER_FILE: Final = "per-file-ignores"
PEERS_MINIMUM: Final = "peers-minimum"
FEWEST: Final = 4
"""The default of `peers-minimum`: how many peers (or direct reports) it takes before they are shown, as a group."""
RETENTION: Final = "retention"
KEYS: Final = (PEERS_MINIMUM, RETENTION, IGNORE, PER_FILE)

_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)$")  # how tomllib ends what it says


class ConfigError(WrongUseError):
    """The settings cannot be used."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project, those that were not given at their defaults."""

    ignored: frozenset[str] = frozenset()
    """The codes that are not reported anywhere."""
    ignored_in: tuple[tuple[str, frozenset[str]], ...] = ()
    """The codes that are not reported in some files: a pattern for the path from `folder`, and codes."""
    folder: Path = Path()
    """Where the settings stand."""
    peers_minimum: int = FEWEST
    """The least number of raters that a group of peers is shown of."""
    retention: Retention | None = None
    """How long ratings are kept; None when nobody has said so."""

    def ignores(self, code: str, path: Path) -> bool:
        """Tell whether findings with a code are not to be reported in a file.

        In a pattern `*` stands for anything, also for folders.
        """
        if code in self.ignored:
            return True
        patterns = [pattern for pattern, codes in self.ignored_in if code in codes]
        if not patterns:
            return False
        try:
            name = Path(abspath(path)).relative_to(self.folder).as_posix()  # noqa: PTH100 - links stay as they were named
        except ValueError:
            return False  # the file does not lie below the settings
        return any(fnmatchcase(name, pattern) for pattern in patterns)


def load_config(catalogue: Path) -> Config:
    """Return the settings for a catalogue (the file need not exist); raises ConfigError."""
    for folder in catalogue.absolute().parents:
        for file in (folder / OWN_FILE, folder / SHARED_FILE):
            table = _table(file)
            if table is not None:
                return _config(table, file)
    return Config()


def _config(table: dict[str, Any], file: Path) -> Config:
    for key in table:
        if key not in KEYS:
            raise ConfigError(msg("{path}: there is no setting `{key}`", path=shown(file), key=key), suggest(key, KEYS))
    per_file = table.get(PER_FILE, {})
    if not isinstance(per_file, dict):
        example = msg('write a pattern and a list: "examples/*" = ["D001"]')
        raise ConfigError(msg("{path}: `{key}` is no table", path=shown(file), key=PER_FILE), example)
    ignored_in = tuple((pattern, _codes(codes, f"{PER_FILE}.{pattern}", file)) for pattern, codes in per_file.items())
    fewest = _count(table.get(PEERS_MINIMUM, FEWEST), PEERS_MINIMUM, file)
    return Config(
        _codes(table.get(IGNORE, []), IGNORE, file),
        ignored_in,
        file.parent,
        peers_minimum=fewest,
        retention=_retention(table.get(RETENTION), file),
    )


def _count(value: object, key: str, file: Path) -> int:
    """Return a number of at least one."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        message = msg("{path}: `{key}` is no whole number of at least 1", path=shown(file), key=key)
        raise ConfigError(message, msg("write a number without quotes: {key} = {example}", key=key, example=FEWEST))
    return value


def _retention(value: object, file: Path) -> Retention | None:
    """Return how long ratings are kept, if that is set."""
    if value is None:
        return None
    term = parse_retention(value) if isinstance(value, str) else None
    if term is None:
        message = msg("{path}: `{key}` is no term", path=shown(file), key=RETENTION)
        raise ConfigError(message, msg('write a number with d, m or y (days, months, years): retention = "2y"'))
    return term


def _codes(value: object, key: str, file: Path) -> frozenset[str]:
    """Return the codes that a list of codes and names stands for."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        example = msg('write codes or names in quotes: ["B004", "gendered-word"]')
        raise ConfigError(msg("{path}: `{key}` is no list of codes", path=shown(file), key=key), example)
    return frozenset(code for one in value for code in _meant(one, file))


def _meant(given: str, file: Path) -> list[str]:
    """Return the codes that a code or a name stands for, as far as they can be ignored: several may share a name."""
    meant = [code for code, (name, _) in CODES.items() if given in {code, name}]
    ignorable = [code for code in meant if CODES[code][1] is not Severity.ERROR]
    if ignorable:
        return ignorable
    if meant:
        message = msg("{path}: `{code}` is an error, and cannot be ignored", path=shown(file), code=given)
        raise ConfigError(message, msg("only warnings and advice can be"))
    known = [*CODES, *(name for name, _ in CODES.values())]
    raise ConfigError(msg("{path}: there is no rule `{code}`", path=shown(file), code=given), suggest(given, known))


def _table(file: Path) -> dict[str, Any] | None:
    """Return the settings in a file; None when it holds none, or is not there."""
    if not file.is_file():
        return None
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        from competentie.files.bytes import unreadable

        raise ConfigError(msg("{path}: {reason}", path=shown(file), reason=unreadable(error))) from error
    if file.name == SHARED_FILE and b"competentie" not in content:
        return None
    if len(content) > MAX_BYTES:
        raise ConfigError(msg("{path} is larger than {limit} MB", path=shown(file), limit=MAX_BYTES // 2**20))
    data = _parse(content, file)
    return data if file.name == OWN_FILE else _inside(data, file)


def _inside(data: dict[str, Any], file: Path) -> dict[str, Any] | None:
    """Return the table for this program in a file that many programs share."""
    tools = data.get("tool")
    table = tools.get("competentie") if isinstance(tools, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise ConfigError(msg("{path}: `{key}` is no table", path=shown(file), key="tool.competentie"))


def _parse(content: bytes, file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(msg("{path} is not UTF-8", path=shown(file)), msg("save it as UTF-8")) from error
    except RecursionError as error:
        raise ConfigError(msg("{path} is nested too deep", path=shown(file))) from error
    except ValueError as error:  # tomllib.TOMLDecodeError is one; a number with thousands of digits is another
        place = _PLACE.search(str(error))
        if place is None:
            message = msg("{path} is not valid TOML", path=shown(file))
        else:
            message = msg(
                "{path} is not valid TOML at line {line}, column {column}",
                path=shown(file),
                line=int(place[1]),
                column=int(place[2]),
            )
        raise ConfigError(message, msg("check the quotes, brackets and equals signs there")) from error
