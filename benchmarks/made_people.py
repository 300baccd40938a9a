"""Made-up ratings of any number of people on the shipped handbook: levels, or behaviours; wide, or long.

The same size gives the same bytes, from a hash of the person's number: no file is held in memory, and a part of a
file is the same as that part made by itself. People differ in how able they are, so that patterns are as uneven as
among real people; `even` draws every answer alone instead, which is the worst case for anything that counts on
patterns coming back. Run it: `python benchmarks/made_people.py FILE [--people N] [--kind levels|behaviours] [--long]
[--even]`.
"""

import argparse
from pathlib import Path
from typing import Final

import polars as pl

from competentie.api import load
from competentie.core.terms import Catalogue, Profile

SEED: Final = 20261124
_PART: Final = 100_000
_UNIT: Final = float(1 << 53)


def make_people(file: Path, people: int, kind: str = "levels", *, long: bool = False, even: bool = False) -> int:
    """Write ratings of people on the profile that ships; return the number of rows."""
    project = load()
    profile = project.profiles["opleidingscoordinator"]
    items = _items(project.catalogue, profile, kind)
    with file.open("wb") as target:
        header = "person,item,rating" if long else ",".join(["person", *items])
        target.write(f"{header}\n".encode())
        for start in range(0, people, _PART):
            frame = _part(start, min(_PART, people - start), items, project.catalogue.height, even=even)
            if long:
                frame = frame.unpivot(index=["person", "order"], variable_name="item", value_name="rating")
                places = pl.DataFrame({"item": items, "place": range(len(items))})
                frame = frame.join(places, on="item").sort("order", "place").select("person", "item", "rating")
            else:
                frame = frame.drop("order")
            frame.write_csv(target, include_header=False)
    return people * (len(items) if long else 1)


def _items(catalogue: Catalogue, profile: Profile, kind: str) -> list[str]:
    """Return the columns: the competencies of the profile, or the first 50 behaviours of the handbook."""
    if kind == "levels":
        return [row.competency for row in profile.rows]
    return [one.code for each in catalogue.competencies.values() for one in each.behaviours()][:50]


def _part(start: int, count: int, items: list[str], height: int, *, even: bool) -> pl.DataFrame:
    """Make some people, from a number on."""
    numbers = pl.int_range(start, start + count, dtype=pl.UInt64, eager=True).alias("order")
    able = _chance(numbers, 0)
    columns = [pl.Series("person", [f"p{number:09}" for number in range(start, start + count)]), numbers]
    for place, item in enumerate(items, 1):
        own = _chance(numbers, place)
        mixed = own if even else (2 * able + own) / 3
        if "." in item:
            level = int(item.split(".")[1])
            columns.append((mixed > (1 / 2 if even else level / (height + 1))).cast(pl.Int8).alias(item))
        else:
            columns.append((mixed * (height + 1)).floor().clip(0, height).cast(pl.Int8).alias(item))
    return pl.DataFrame(columns)


def _chance(numbers: pl.Series, place: int) -> pl.Series:
    """Return a number from 0 to 1 for each person and place, by SplitMix64 (Steele, Lea, Flood; OOPSLA 2014)."""
    one = (numbers + (SEED + place * 1_000_003)) * 0x9E3779B97F4A7C15  # wraps at 64 bits, as it must
    one = (one ^ (one // (1 << 30))) * 0xBF58476D1CE4E5B9
    one = (one ^ (one // (1 << 27))) * 0x94D049BB133111EB
    return (one ^ (one // (1 << 31))) // (1 << 11) / _UNIT


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description="Make ratings of people on the shipped handbook.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--kind", choices=["levels", "behaviours"], default="levels")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--even", action="store_true")
    given = parser.parse_args()
    rows = make_people(given.file, given.people, given.kind, long=given.long, even=given.even)
    print(f"{rows:,} rows in {given.file}")


if __name__ == "__main__":
    main()
