"""Where the files are: which catalogue, which profile, and how a path is shown."""

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from competentie.core import Message, WrongUseError, msg

CATALOGUE: Final = "catalog.yaml"
ENDINGS: Final = (".yaml", ".yml")
CATALOGUE_SCHEMA: Final = "schemas/catalog.json"
PROFILE_SCHEMA: Final = "schemas/profile.json"
"""Where `init` puts what an editor completes these files with, beside the catalogue."""
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
    """Return the nearest `catalog.yaml` at or above a folder.

    Raises WrongUseError where it lies above the working folder, and is somebody else's, who could put anything there.
    """
    for place in (folder, *folder.parents):
        candidate = place / CATALOGUE
        if candidate.is_file():
            if place in working_folder().parents and is_foreign(candidate):
                raise WrongUseError(
                    msg("{path} belongs to somebody else, and lies above this folder", path=candidate),
                    msg("where you trust it, name it: `--catalog {path}`, or COMPETENTIE_CATALOG", path=candidate),
                )
            return candidate
    return None


def is_foreign(file: Path, trusted: Path | None = None) -> bool:
    """Tell whether a file, or the folder that it lies in, is neither ours, nor root's, nor of who has `trusted`."""
    if os.name != "posix":
        return False
    ours = {"0", str(os.geteuid()), os.environ.get("SUDO_UID") if os.geteuid() == 0 else None}
    if trusted is not None and trusted.exists():
        ours.add(str(trusted.stat().st_uid))
    return not {str(file.stat().st_uid), str(file.parent.stat().st_uid)} <= ours


def exposure(folder: Path) -> Message | None:
    """Say who else may look into a folder with ratings; None where nobody can, or the system does not tell."""
    if os.name != "posix" or not folder.is_dir():
        return None
    status = folder.stat()
    if status.st_uid != os.geteuid():
        return msg("warning: {path} belongs to somebody else, who sees whose ratings lie in it", path=folder)
    if status.st_mode & 0o077:
        return msg("warning: others on this machine may look into {path}: `chmod 700 {path}`", path=folder)
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
    """Return the YAML files in a folder, sorted by name, without hidden ones; none when there is no such folder."""
    if not folder.is_dir():
        return []
    files = (file for file in folder.iterdir() if file.suffix in ENDINGS and not file.name.startswith("."))
    return sorted(files, key=lambda file: (file.stem, file.suffix))  # `x` before `x 2`


def copy_of(file: Path) -> Path | None:
    """Return the file beside this one that it is a copy of, as systems and shared drives name copies."""
    name = _COPY.fullmatch(file.stem)
    original = file.with_name((name["of"] or name["name"]) + file.suffix) if name else None
    return original if original is not None and is_there(original) else None


_COPY: Final = re.compile(
    r"(?:copy(?: \(\d+\))? of|kopie(?: \(\d+\))? van) (?P<of>.+)"
    r"|(?P<name>.+?)(?: ?\(\d+\)| \([^()]*(?:conflict|copy|kopie)[^()]*\)|[ _–—-]+(?:copy|kopie)(?: \d+| \(\d+\))?"
    r"|[ ._-](?:sync-)?conflict[ _-]?[0-9a-z-]+)",
    re.IGNORECASE,
)


def passed_over(folder: Path) -> list[Path]:
    """Return what looks like YAML and `yaml_files` leaves out: `X.YAML`, hidden files, and folders with YAML files.

    What macOS sets beside a file (`._X.yaml`, AppleDouble) nobody can mean.
    """
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("._") and _looks_like_yaml(path))


def _looks_like_yaml(path: Path) -> bool:
    if path.name.startswith(".") or path.suffix in ENDINGS:
        return path.name.startswith(".") and path.suffix in ENDINGS
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
    from competentie.files.read import DISK, fields

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
