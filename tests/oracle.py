"""A second opinion on `score`: the rule of docs/domain.md written once more, without a line of the program's own.

    python tests/oracle.py 500 [--seed 1]

Each round makes a handbook by chance (levels that describe nothing, presuppositions, any policy), two profiles, and a
table of people by several raters, wide or long; the program scores it, and every column of every form is compared.
"""

import argparse
import csv
import io
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any, Final

import polars as pl

from competentie.cli import run

SHOWN: Final = ("1", "j", "ja", "Y", "yes", "x", "✓", "true", "waar", "shown", "getoond")
NOT_SHOWN: Final = ("0", "n", "nee", "no", "onwaar", "False", "not_shown", "niet getoond")
NOT_APPLICABLE: Final = ("-", "nvt", "n.v.t.", "n/a", "NA", "not_applicable", "niet van toepassing")
WORDS: Final = {"+": SHOWN, "-": NOT_SHOWN, "x": NOT_APPLICABLE, "?": ("", "?")}
RELATIONS: Final = {"self": "zelf", "manager": "leidinggevende", "peer": "collega", "external": "extern"}
WHO: Final = ("person", "profile", "rater", "relation", "date")
Rated = int | list[str]  # a level for the whole, or signs per level: shown, not shown, not applicable, unrated
Facts = dict[str, Any]


@dataclass(frozen=True)
class Handbook:
    """How many behaviours each level of a competency has (None: only mentioned), what presupposes what, the policy."""

    height: int
    sizes: Mapping[str, Sequence[int] | None]
    presupposes: Mapping[str, Mapping[str, int]]
    attain: str

    def described(self, name: str) -> list[int]:
        """Return the levels that ask something; all, where none describes anything."""
        sizes = self.sizes[name] or []
        return [one for one, size in enumerate(sizes, 1) if size] or list(range(1, self.height + 1))

    def signs(self, name: str, rated: Rated | None) -> list[str]:
        """Return what was said of each behaviour; of none, where a level was given or nothing."""
        return rated if isinstance(rated, list) else ["?" * size for size in self.sizes[name] or [0] * self.height]


def standing(book: Handbook, name: str, rated: Rated | None, presumed: int = 0) -> Facts:
    """Return the statuses of the levels, and what follows from them."""
    described = book.described(name)
    signs, said, attained = book.signs(name, rated), {}, []
    for level in described:
        applicable = [sign for sign in signs[level - 1] if sign != "x"]
        need, shown = ceil(Fraction(Decimal(book.attain)) * len(applicable)), applicable.count("+")
        if isinstance(rated, int):
            said[level] = "attained" if level <= rated else "missed"
        elif applicable and shown >= need:
            said[level] = "attained"
        elif applicable and shown + applicable.count("?") < need:
            said[level] = "missed"
        else:
            said[level] = "presumed" if level <= presumed else "open"
        attained += [level] if said[level] == "attained" else []
    for level in described:
        if said[level] == "open" and attained and max(attained) > level:
            said[level] = "presumed"
    reached = _up_to(described, said, {"attained", "presumed"})
    reached_max = _up_to(described, said, {"attained", "presumed", "open"})
    following = min((level for level in described if level > reached), default=0)
    codes = [
        f"{name}.{following}.{place}"
        for cause in "-?"
        for place, sign in enumerate(signs[following - 1] if following else "", 1)
        if sign == cause
    ]
    return {
        "levels": [said.get(level, "undescribed") for level in range(1, book.height + 1)],
        "reached": reached,
        "reached_max": reached_max,
        "broken": any(said[low] == "missed" for low in described if attained and low < max(attained)),
        "presumed": [level for level in described if said[level] == "presumed"],
        "codes": codes,
        "known": any(set(one) - {"?"} for one in signs) or rated_by_level(rated) or "presumed" in said.values(),
    }


def _up_to(described: Sequence[int], said: Mapping[int, str], wanted: set[str]) -> int:
    return max((at for at in described if all(said[one] in wanted for one in described if one <= at)), default=0)


def rated_by_level(rated: Rated | None) -> bool:
    """Tell whether a level was given."""
    return isinstance(rated, int)


def against(book: Handbook, name: str, found: Facts, norm: int) -> Facts:
    """Hold a standing against a norm."""
    described = book.described(name)
    gaps = [
        sum(one <= found[what] for one in described) - sum(one <= norm for one in described)
        for what in ("reached", "reached_max")
    ]
    status = "above" if gaps[0] > 0 else "meets" if gaps[0] == 0 else "short" if gaps[1] < 0 else "open"
    numbers = {"reached": found["reached"], "reached_max": found["reached_max"], "gap": gaps[0], "gap_max": gaps[1]}
    return {
        "norm": norm,
        **(numbers if found["known"] else dict.fromkeys(numbers)),
        "status": status,
        "broken": found["broken"],
        "presumed": found["presumed"],
        "levels": found["levels"],
    }


def result(book: Handbook, profile: Mapping[str, int], rated: Mapping[str, Rated]) -> Facts:
    """Score one person: rows, what is implied, and what contradicts a presupposition."""
    found = {name: standing(book, name, rated.get(name)) for name in book.sizes}
    below: set[tuple[str, str, int]] = set()
    while True:  # until nothing more follows
        before = json.dumps(found)
        below = set()
        levels: dict[str, int] = {}
        for heavier, edges in book.presupposes.items():
            for lighter, level in edges.items() if found[heavier]["reached"] else ():
                if rated.get(lighter) is None:
                    levels[lighter] = max(level, levels.get(lighter, 0))
                elif against(book, lighter, found[lighter] | {"known": True}, level)["gap_max"] < 0:
                    below.add((heavier, lighter, level))
        found |= {name: standing(book, name, None, level) for name, level in levels.items()}
        if json.dumps(found) == before:
            break
    rows = {}
    for name, norm in profile.items():
        row = against(book, name, found[name], norm)
        short = row["status"] in {"short", "open"}
        rows[name] = row | {"blocking": found[name]["codes"] * short, "next": found[name]["codes"] * (not short)}
    near = concerned(book, profile)
    return {
        "rows": rows,
        "implied": implied(book, profile, found),
        "contradictions": {one for one in below if near.issuperset(one[:2])},
    }


def concerned(book: Handbook, profile: Mapping[str, int]) -> set[str]:
    """Return what a profile asks for, what that presupposes, and whatever presupposes any of these."""
    near = set(profile)
    for heavier in book.sizes:
        near |= set(book.presupposes[heavier]) if heavier in near else set()
    for heavier in reversed(list(book.sizes)):
        near |= {heavier} if near & set(book.presupposes[heavier]) else set()
    return near


def implied(book: Handbook, profile: Mapping[str, int], found: Mapping[str, Facts]) -> Facts:
    """Return the norms that follow from others, for what has no row of its own."""
    asked, rows = list(profile), {}
    for heavier in asked:
        asked += [one for one in book.presupposes.get(heavier, {}) if one not in asked]
    for name in book.sizes:
        edges = {
            one: book.presupposes[one][name] for one in book.sizes if one in asked and name in book.presupposes[one]
        }
        if edges and name not in profile:
            rows[name] = against(book, name, found[name], max(edges.values())) | {"through": list(edges)}
    return rows


def handbook(chance: random.Random) -> Handbook:
    """Make a handbook; a competency presupposes only later ones, so there is no circle."""
    height, count = chance.randint(1, 5), chance.randint(2, 7)
    names = chance.sample(["anker", "boog", "cirkel", "dak", "eik", "fluit", "gras", "hout"], count)
    sizes = {name: [chance.choice((0, 1, 2, 3, 3, 10)) for _ in range(height)] for name in names}
    edges = {
        name: {
            one: chance.randint(1, height)
            for one in chance.sample(names[at + 1 :], chance.randint(0, min(2, count - at - 1)))
        }
        for at, name in enumerate(names)
    }
    attain = chance.choice(("1", "1", "0.75", "0.5", "0.7", "0.28", "0.01"))
    mentioned = {name: None for name in names[2:] if chance.random() < 0.15}
    book = Handbook(height, {**sizes, **mentioned}, edges, attain)
    for lighter in edges.values():  # what is presupposed asks something
        lighter |= {name: max(level, book.described(name)[0]) for name, level in lighter.items()}
    return book


def profiles(book: Handbook, chance: random.Random) -> dict[str, dict[str, int]]:
    """Make two profiles whose norms ask something and contradict nothing."""
    made = {}
    for role in ("rol-a", "rol-b"):
        rows = {one: chance.randint(1, book.height) for one in book.sizes if book.sizes[one] and chance.random() < 0.7}
        rows = {one: max(norm, book.described(one)[0]) for one, norm in rows.items()}
        for heavier in book.sizes:  # in the order in which they presuppose one another
            reach = [heavier] if heavier in rows else []
            for one in reach:
                for lighter, level in book.presupposes[one].items():
                    reach += [lighter]
                    if lighter in rows:
                        rows[lighter] = max(rows[lighter], level)
        made[role] = rows or {next(iter(book.sizes)): book.height}
    return made


def people(roles: Sequence[str], chance: random.Random) -> Iterator[dict[str, str]]:
    """Yield who was rated, by whom and when."""
    for number in range(chance.randint(1, 12)):
        for at in range(chance.choice((1, 1, 1, 2, 3))):
            relation = chance.choice(list(RELATIONS))
            who = {"person": f"P{number}", "profile": chance.choice(roles), "rater": f"R{at}", "relation": relation}
            yield who | {"date": f"2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"}


def rate(book: Handbook, by_level: Mapping[str, bool], chance: random.Random) -> dict[str, Rated]:
    """Say something of most competencies; often much of one kind, so that levels are attained."""
    rated: dict[str, Rated] = {}
    for name, whole in by_level.items():
        signs = chance.choice(("+", "+++-", "++?", "+-x?", "?", "x", "xx+?", "-", "?-"))
        if whole and chance.random() < 0.8:
            rated[name] = chance.randint(0, book.height)
        elif not whole:
            levels = ["".join(chance.choice(signs) for _ in range(size)) for size in book.sizes[name] or ()]
            if set("".join(levels)) - {"?"}:
                rated[name] = levels
    return rated


def written(rated: Mapping[str, Rated], chance: random.Random) -> dict[str, str]:
    """Return the cells, by code."""
    cells = {}
    for name, one in rated.items():
        if isinstance(one, int):
            cells[name] = chance.choice((f"{one}", f"{one}.0", f"{one},0", f"niveau {one}"))
        else:
            codes = {
                f"{name}.{level}.{n}": sign for level, signs in enumerate(one, 1) for n, sign in enumerate(signs, 1)
            }
            cells |= {code: chance.choice(WORDS[sign]) for code, sign in codes.items()}
    return cells


def make_project(folder: Path, book: Handbook, made: Mapping[str, Mapping[str, int]]) -> None:
    """Write the handbook and its profiles."""
    competencies = {
        name: {
            "label": name.title(),
            "definition": f"Wat {name} is",
            **({"presupposes": book.presupposes[name]} if book.presupposes[name] else {}),
            **(
                {}
                if sizes is None
                else {
                    "levels": {
                        str(n): [f"Toont {name} {n} {i}" for i in range(size)] for n, size in enumerate(sizes, 1)
                    }
                }
            ),
        }
        for name, sizes in book.sizes.items()
    }
    names = [f"Trap {level}" for level in range(1, book.height + 1)]
    head = {"competentie": 1, "title": "Proef", "language": "nl", "version": "1", "source": "toeval", "levels": names}
    policy = {"policy": {"attain": float(book.attain)}}
    (folder / "profiles").mkdir(parents=True)
    text = json.dumps(head | policy | {"competencies": competencies}, ensure_ascii=False)
    for one in range(1, book.height + 1):
        text = text.replace(f'"{one}": [', f"{one}: [")  # levels are numbers, which JSON has not for names
    (folder / "catalog.yaml").write_text(text, encoding="utf-8")
    for role, rows in made.items():
        asked = {name: {"norm": norm} for name, norm in rows.items()}
        data = {"competentie": 1, "role": role.title(), "version": "1", "generic": asked}
        (folder / "profiles" / f"{role}.yaml").write_text(json.dumps(data), encoding="utf-8")


def write_table(folder: Path, rows: Sequence[Mapping[str, str]], chance: random.Random) -> Path:
    """Write rows of texts in one of the forms that are read."""
    frame = pl.DataFrame([dict(row) for row in rows], infer_schema_length=None)
    form = chance.choice(("csv", "csv", "csv", "parquet", "jsonl", "xlsx"))
    path = folder / f"table.{form}"
    if form == "csv":
        frame.write_csv(path, separator=chance.choice(",;\t|"), include_bom=chance.random() < 0.3)
    elif form == "parquet":
        frame.write_parquet(path)
    elif form == "jsonl":
        frame.write_ndjson(path)
    else:
        frame.write_excel(path)
    return path


def program(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the program in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["--lang", "en", "--catalog", str(folder / "catalog.yaml"), *arguments])
    return code, err.getvalue()


def differences(folder: Path, chance: random.Random) -> list[str]:
    """Make a project and a table, score it, and return where the program and this file differ."""
    book = handbook(chance)
    made = profiles(book, chance)
    make_project(folder, book, made)
    by_level = {name: not any(sizes or ()) or chance.random() < 0.3 for name, sizes in book.sizes.items()}
    by_level = {name: whole for name, whole in by_level.items() if chance.random() < 0.95}
    named = chance.choice((None, "rol-a"))
    given = [(who, rate(book, by_level, chance)) for who in people(list(made), chance)]
    long = chance.random() < 0.5
    given = [one for one in given if one[1]] if long else given
    cells = [written(rated, chance) for _, rated in given]
    codes = list(dict.fromkeys(code for one in cells for code in one))
    if not codes:
        return []
    heads = [{**who, "relation": chance.choice((who["relation"], RELATIONS[who["relation"]]))} for who, _ in given]
    if named:
        heads = [{key: value for key, value in one.items() if key != "profile"} for one in heads]
    wide = [{**head, **{code: one.get(code, "") for code in codes}} for head, one in zip(heads, cells, strict=True)]
    table = [{**h, "item": code, "rating": one[code]} for h, one in zip(heads, cells, strict=True) for code in one]
    chance.shuffle(table)
    order = {tuple(one[key] for key in heads[0] if key != "relation"): None for one in (table if long else heads)}
    place = {key: at for at, key in enumerate(order)}
    given.sort(key=lambda one: place[tuple(one[0][key] for key in heads[0] if key != "relation")])
    path = write_table(folder, table if long else wide, chance)
    expected = []
    for who, rated in given:
        role = named or who["profile"]
        expected.append(({**who, "profile": role}, result(book, made[role], rated)))
    return list(_compared(folder, path, ["--profile", named] if named else [], expected))


def _compared(
    folder: Path, path: Path, options: list[str], expected: list[tuple[dict[str, str], Facts]]
) -> Iterator[str]:
    files = {"csv": ["--layout", "long"], "wide.csv": ["--layout", "wide"], "json": [], "parquet": []}
    for ending, more in files.items():
        code, said = program(folder, "score", str(path), *options, *more, "-o", str(folder / f"out.{ending}"))
        if code:
            yield f"{ending}: exit {code}\n{said}"
            return
    long = list(csv.DictReader(io.StringIO((folder / "out.csv").read_text(encoding="utf-8"))))
    parquet = pl.read_parquet(folder / "out.parquet").rows(named=True)
    rows = [
        {**who, "competency": name, **row, "blocking": " ".join(row["blocking"]), "next": " ".join(row["next"])}
        for who, one in expected
        for name, row in one["rows"].items()
    ]
    rows = [{key: value for key, value in row.items() if key not in {"levels", "presumed"}} for row in rows]
    yield from _differ("parquet", parquet, rows)
    yield from _differ("long", long, [{key: _text(value) for key, value in row.items()} for row in rows])
    wide = list(csv.DictReader(io.StringIO((folder / "out.wide.csv").read_text(encoding="utf-8"))))
    columns = dict.fromkeys(name for _, one in expected for name in one["rows"])
    facts = ("reached", "reached_max", "gap", "gap_max", "status")
    cells = [
        who | {f"{name}.{fact}": _text(one["rows"].get(name, {}).get(fact)) for name in columns for fact in facts}
        for who, one in expected
    ]
    yield from _differ("wide", wide, cells)
    data = json.loads((folder / "out.json").read_text(encoding="utf-8"))["results"]
    yield from _differ("json", [_from_json(one) for one in data], [{**who, **one} for who, one in expected])


def _from_json(one: Facts) -> Facts:
    rest = {"id", "label", "group"}
    named = {
        part: {row["id"]: {key: value for key, value in row.items() if key not in rest} for row in one[part]}
        for part in ("competencies", "implied")
    }
    below = {(row["heavier"], row["lighter"], row["level"]) for row in one["contradictions"]}
    who = {key: one[key] for key in WHO}
    return {**who, "rows": named["competencies"], "implied": named["implied"], "contradictions": below}


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _differ(form: str, found: Sequence[Facts], expected: Sequence[Facts]) -> Iterator[str]:
    if len(found) != len(expected):
        yield f"{form}: {len(found)} rows, not {len(expected)}"
    for number, (one, other) in enumerate(zip(found, expected, strict=False), 1):
        for key in one.keys() | other.keys():
            if one.get(key, "absent") != other.get(key, "absent"):
                yield f"{form}, row {number}, {key}: {one.get(key, 'absent')!r}, not {other.get(key, 'absent')!r}"


def main() -> int:
    """Compare as many rounds as were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong = 0
    for number in range(options.seed, options.seed + options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            found = differences(Path(folder), random.Random(number))
        wrong += bool(found)
        sys.stdout.write("".join(f"seed {number}: {one}\n" for one in found[:3]))
        sys.stdout.flush()
    sys.stdout.write(f"{options.rounds} tables, {wrong} with a difference\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
