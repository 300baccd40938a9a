"""Made-up ratings of any number of people on the shipped handbook: levels, or behaviours; wide, or long.

The same size gives the same bytes, from a hash of the person's number: no file is held in memory, and a part of a
file is the same as that part made by itself. People differ in how able they are, so that patterns are as uneven as
among real people; `even` draws every answer alone instead, which is the worst case for anything that counts on
patterns coming back; `gaps` leaves one answer in ten out, and makes one in fifty not applicable. Run it: `python
benchmarks/made_people.py FILE [--people N] [--kind levels|behaviours|described|all] [--long] [--even] [--gaps]`.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from competentie.api import load
from competentie.core import Catalogue, Profile

SEED: Final = 20261124
_PART: Final = 100_000
_COMPETENCIES: Final = 262
_BEHAVIOURS: Final = 1_547
_UNIT: Final = float(1 << 53)


@dataclass(frozen=True, slots=True)
class Making:
    """What is made: levels, 50 behaviours, all that are described, or a large handbook; how, and how answers fall."""

    kind: str = "levels"
    long: bool = False
    even: bool = False
    gaps: bool = False


def make_people(file: Path, people: int, making: Making) -> int:
    """Write ratings of people on a handbook; return the number of rows. A large handbook is made beside the file."""
    project = load(make_handbook(file.with_name("handbook")) if making.kind == "all" else None)
    items, long = _items(project.catalogue, next(iter(project.profiles.values())), making.kind), making.long
    with file.open("wb") as target:
        header = "person,item,rating" if long else ",".join(["person", *items])
        target.write(f"{header}\n".encode())
        for start in range(0, people, _PART):
            frame = _part(start, min(_PART, people - start), items, project.catalogue.height, making)
            if long:
                frame = frame.unpivot(index=["person", "order"], variable_name="item", value_name="rating")
                places = pl.DataFrame({"item": items, "place": range(len(items))})
                frame = frame.join(places, on="item").sort("order", "place").select("person", "item", "rating")
            else:
                frame = frame.drop("order")
            frame.write_csv(target, include_header=False)
    return people * (len(items) if long else 1)


def make_handbook(folder: Path) -> Path:
    """Write a handbook of 262 competencies and 1,547 behaviours, and a profile that asks all; return the catalogue."""
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    lines = ["competentie: 1", "title: Large", "language: en", "version: '1'", "source: made", "levels: [A, B, C]"]
    lines.append("competencies:")
    for number in range(_COMPETENCIES):
        size = _BEHAVIOURS // _COMPETENCIES + (number < _BEHAVIOURS % _COMPETENCIES)
        lines += [f"  c{number}:", f"    label: Label {number}", f"    definition: Doing {number} well", "    levels:"]
        for level in (1, 2, 3):
            texts = (f"Does {number} at {level} in way {one}" for one in range(level, size + 1, 3))
            lines.append(f"      {level}: [{', '.join(texts)}]")
    norms = [f"  c{number}: {{norm: 2}}" for number in range(_COMPETENCIES)]
    profile = ["competentie: 1", "role: Everything", "version: '1'", "generic:", *norms]
    (folder / "profiles" / "everything.yaml").write_text("\n".join(profile) + "\n", encoding="utf-8")
    (folder / "catalog.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "catalog.yaml"


def _items(catalogue: Catalogue, profile: Profile, kind: str) -> list[str]:
    """Return the columns: the competencies of the profile, the first 50 behaviours of the handbook, or all of them."""
    if kind == "levels":
        return [row.competency for row in profile.rows]
    codes = [one.code for each in catalogue.competencies.values() for one in each.behaviours()]
    return codes[:50] if kind == "behaviours" else codes


def _part(start: int, count: int, items: list[str], height: int, making: Making) -> pl.DataFrame:
    """Make some people, from a number on."""
    numbers = pl.int_range(start, start + count, dtype=pl.UInt64, eager=True).alias("order")
    able = _chance(numbers, 0)
    columns = [pl.Series("person", [f"p{number:09}" for number in range(start, start + count)]), numbers]
    for place, item in enumerate(items, 1):
        own = _chance(numbers, place)
        mixed = own if making.even else (2 * able + own) / 3
        if "." in item:
            level = int(item.split(".")[1])
            answer = (mixed > (1 / 2 if making.even else level / (height + 1))).cast(pl.Int8)
        else:
            answer = (mixed * (height + 1)).floor().clip(0, height).cast(pl.Int8)
        columns.append((_with_gaps(answer, _chance(numbers, -place)) if making.gaps else answer).alias(item))
    return pl.DataFrame(columns)


def _with_gaps(answers: pl.Series, chance: pl.Series) -> pl.Series:
    """Leave one answer in ten out, and make one in fifty not applicable."""
    texts = pl.when(chance < 0.1).then(pl.lit(None, pl.String)).when(chance < 0.12).then(pl.lit("nvt"))  # noqa: PLR2004
    return pl.select(texts.otherwise(answers.cast(pl.String))).to_series()


def _chance(numbers: pl.Series, place: int) -> pl.Series:
    """Return a number from 0 to 1 for each person and place, by SplitMix64 (Steele, Lea, Flood; OOPSLA 2014)."""
    one = (numbers + (SEED + place * 1_000_003) % (1 << 64)) * 0x9E3779B97F4A7C15  # wraps at 64 bits, as it must
    one = (one ^ (one // (1 << 30))) * 0xBF58476D1CE4E5B9
    one = (one ^ (one // (1 << 27))) * 0x94D049BB133111EB
    return (one ^ (one // (1 << 31))) // (1 << 11) / _UNIT


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description="Make ratings of people on the shipped handbook.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--kind", choices=["levels", "behaviours", "described", "all"], default="levels")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--even", action="store_true")
    parser.add_argument("--gaps", action="store_true")
    given = parser.parse_args()
    making = Making(given.kind, given.long, given.even, given.gaps)
    rows = make_people(given.file, given.people, making)
    print(f"{rows:,} rows in {given.file}")


if __name__ == "__main__":
    main()
