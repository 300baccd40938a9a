"""Where the files are: which catalogue, which profile, and how a path is shown."""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

CATALOGUE: Final = "catalog.yaml"
ENDINGS: Final = (".yaml", ".yml")

PLAN_ENDING: Final = ".plan.yaml"  # a development plan lies beside the ratings it was made from
UNNAMED: Final = Path("<stdin>")
"""A text without a name of its own: it lies nowhere, and only its content can tell what it is."""

_PACKAGE: Final = Path(__file__).parents[1]
SCHEMAS: Final = _PACKAGE / "schemas"


def shipped_catalogue() -> Path:
    """Return the handbook that the package ships; in a checkout that is the one at its top."""
    packed = _PACKAGE / "handbook" / CATALOGUE
    return packed if packed.is_file() else _PACKAGE.parent / CATALOGUE


def find_catalogue(option: str | None, environ: Mapping[str, str], folder: Path) -> Path:
    """Return the catalogue to use: as named, else the nearest at or above `folder`, else the shipped one.

    A folder that is named stands for the `catalog.yaml` in it. The file need not exist.
    """
    named = option or environ.get("COMPETENTIE_CATALOG")
    if named:
        path = Path(named)
        return path / CATALOGUE if path.is_dir() else path
    return nearest_catalogue(folder) or shipped_catalogue()


def nearest_catalogue(folder: Path) -> Path | None:
    """Return the nearest `catalog.yaml` at or above a folder."""
    for place in (folder, *folder.parents):
        candidate = place / CATALOGUE
        if candidate.is_file():
            return candidate
    return None


def profiles_folder(catalogue: Path) -> Path:
    """Return the folder that holds a catalogue's profiles."""
    return catalogue.parent / "profiles"


def ratings_folder(catalogue: Path) -> Path:
    """Return the folder that holds ratings given on a catalogue.

    It lies beside the catalogue; for the handbook that is shipped, which may not be written to, in the working folder.
    """
    if catalogue == shipped_catalogue() and nearest_catalogue(Path.cwd()) != catalogue:
        return Path("ratings")
    return catalogue.parent / "ratings"


def yaml_files(folder: Path) -> list[Path]:
    """Return the YAML files in a folder, sorted by name; none when there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if file.suffix in ENDINGS), key=lambda file: file.name)


def passed_over(folder: Path) -> list[Path]:
    """Return what looks like YAML and `yaml_files` leaves out: `X.YAML`, and folders in which YAML files lie."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and _looks_like_yaml(path))


def _looks_like_yaml(path: Path) -> bool:
    if path.suffix in ENDINGS:
        return False
    try:
        return path.suffix.lower() in ENDINGS or (path.is_dir() and bool(yaml_files(path)))
    except OSError:  # a folder that may not be read
        return False


def profile_file(folder: Path, identifier: str) -> Path:
    """Return the file of a profile in a folder; the file need not exist."""
    candidates = [folder / f"{identifier}{ending}" for ending in ENDINGS]
    return next((file for file in candidates if is_there(file)), candidates[0])


def profile_by_id(identifier: str, catalogue: Path) -> Path | None:
    """Return the profile with this id beside the catalogue, now or `formerly`; an id is the name of a file, no path."""
    folder = profiles_folder(catalogue)
    file = profile_file(folder, identifier)
    if Path(identifier).name != identifier or is_there(file):
        return file if Path(identifier).name == identifier else None
    return next((one for one in yaml_files(folder) if identifier in _former_names(one)), None)


def _former_names(profile: Path) -> list[object]:
    from competentie.files.bytes import DISK
    from competentie.files.data import fields

    names = fields(getattr(DISK.read(profile), "data", None)).get("formerly")
    return names if isinstance(names, list) else []


def find_profile(name: str, catalogue: Path) -> Path | None:
    """Return the profile that a person named: by its id, or by the path of its file."""
    if Path(name).name == name and not name.endswith(ENDINGS):
        return profile_by_id(name, catalogue)
    return Path(name) if is_there(Path(name)) else None


def working_folder() -> Path:
    """Return the working folder; a relative one when it was removed under us, for what is named with a whole path."""
    try:
        return Path.cwd()
    except OSError:
        return Path()


def is_there(path: Path) -> bool:
    """Tell whether a path exists, also when the system finds it too long or may not look (Path.exists raises)."""
    return os.path.exists(path)  # noqa: PTH110 - see above


def shown(path: Path) -> str:
    """Return a path as a person knows it: from the working folder where it lies below it."""
    try:
        here = os.getcwd()  # noqa: PTH109 - done for each of thousands of files
    except OSError:
        return str(path)
    return _shown(os.fspath(path), here)


@lru_cache(maxsize=4096)
def _shown(path: str, here: str) -> str:
    whole, start = os.path.abspath(path), os.path.join(here, "")  # noqa: PTH100, PTH118 - links stay as they were named
    return whole[len(start) :] if whole.startswith(start) else path
