"""How often `evidence` cries wolf, misses one, and has the truth in its intervals: simulated teams with fixed seeds.

People differ in how able they are, behaviours in how hard (two-parameter logistic, 4 + 4 + 3 behaviours on three
levels), as in the cases that R answered. Each kind of handbook is drawn for teams of five sizes; what is said of it is
counted. Where managers differ in severity, they are clusters. The truth that an interval should hold is H of 200,000
people drawn alike. Run it: `python benchmarks/evidence_teams.py [--teams 200]`; its table stands in
`benchmarks/evidence_teams.md`.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import exp
from random import Random
from typing import Final

import polars as pl

from competentie.core import Competency, Text
from competentie.evidence.answers import WEIGHT, Answers, Item
from competentie.evidence.intervals import wilson
from competentie.evidence.ladder import RATER, Ladder
from competentie.evidence.presupposed import ALSO, TOGETHER
from competentie.evidence.verdict import Finding
from competentie.table.packing import BASE

SIZES: Final = (12, 30, 100, 250, 500)
LEVELS: Final = (1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3)
SOUND: Final = (-1.2, -1.0, -0.8, -1.0, -0.2, 0.0, 0.2, 0.0, 0.8, 1.0, 1.2)
STEEP: Final = 1.7
KINDS: Final = {
    "a sound ladder": SOUND,
    "levels 1 and 2 swapped": (*SOUND[4:8], *SOUND[:4], *SOUND[8:]),
    "1.2 as hard as level 3": (SOUND[0], 1.0, *SOUND[2:]),
    "levels equally hard": (-0.2, 0.0, 0.2, 0.0, -0.2, 0.0, 0.2, 0.0, -0.2, 0.0, 0.2),
    "nothing in common": SOUND,
}
SAID: Final = ("ladder", "no_ladder", "undecided", "E003", "E004", "E005", "E006", "E006 1.2", "E007", "E009")
TRUTH: Final = 200_000
NUMBER: Final = [LEVELS[:at].count(level) for at, level in enumerate(LEVELS)]
ITEMS: Final = [
    Item(f"x.{level}.{NUMBER[at] + 1}", level, f"x.{level}", BASE ** NUMBER[at]) for at, level in enumerate(LEVELS)
]


def drawn_by(seed: str) -> Random:
    """Return what draws the same each time."""
    return Random(seed)  # noqa: S311 - it makes examples, not secrets


def people(random: Random, n: int, hard: Sequence[float], raters: int, steep: float) -> pl.DataFrame:
    """Draw people, packed; each has one of so many raters who differ in severity, or where there are none their own."""
    severity = [0.8 * random.gauss(0, 1) for _ in range(raters)]
    columns: dict[str, list[int]] = {f"x.{level}": [] for level in (1, 2, 3)}
    for person in range(n):
        able = random.gauss(0, 1) + (severity[person % raters] if raters else 0.0)
        packed = dict.fromkeys(columns, 0)
        for item, difficulty in zip(ITEMS, hard, strict=True):
            chance = 1 / (1 + exp(-(STEEP * (able - difficulty) if steep else -1.2 * difficulty)))
            packed[item.column] += (1 + (random.random() < chance)) * item.weight
        for name, value in packed.items():
            columns[name].append(value)
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.UInt8) for name, values in columns.items()})
    clusters = [pl.Series(RATER, [person % raters for person in range(n)])] if raters else []
    return frame.with_columns(pl.lit(1, pl.Int64).alias(WEIGHT), *clusters)


def finding(frame: pl.DataFrame) -> Finding:
    """Return what is found on people."""
    answers = Answers(frame, ITEMS, [RATER] if RATER in frame.columns else [])
    empty = Competency("x", Text({"": "x"}), Text({"": "x"}))
    return Finding(empty, Ladder(answers, {1: 4, 2: 4, 3: 3}, Fraction(1)))


def said(kind: str, teams: int) -> None:
    """Print what is said of one kind of handbook, in percent of teams, per size."""
    for n in SIZES:
        counted: Counter[str] = Counter()
        for team in range(teams):
            found = finding(people(drawn_by(f"{kind} {n} {team}"), n, KINDS[kind], 0, kind != "nothing in common"))
            counted[found.verdict.value] += 1
            counted.update({one.advice.value for one in found.advice})
            counted["E006 1.2"] += any(one.facts.get("behaviour") == "x.1.2" for one in found.advice)
        print(
            f"| {kind} | {n} | " + " | ".join(f"{100 * counted[name] / teams:.0f}" for name in SAID) + " |", flush=True
        )


def covered(teams: int, *, raters: bool) -> None:
    """Print how often intervals hold the truth."""
    truth = finding(people(drawn_by("truth"), TRUTH, SOUND, TRUTH if raters else 0, steep=1).with_columns()).ladder
    h = Answers(truth.answers.frame.drop(RATER, strict=False), ITEMS)
    true_h, step = h.coherence(h.across()), truth.steps[0].difference
    assert true_h is not None and step is not None  # noqa: S101, PT018 - of so many people
    for n in SIZES:
        inside, usable = [0, 0], 0
        clusters = max(8, min(40, n // 6)) if raters else 0
        for team in range(max(5, 400 // n) * teams):  # small ones are quick, and what matters
            ladder = finding(people(drawn_by(f"cover {raters} {n} {team}"), n, SOUND, clusters, steep=1)).ladder
            own, difference = ladder.answers.coherence(ladder.answers.across()), ladder.steps[0].difference
            if own is None or difference is None:
                continue
            usable += 1
            inside[0] += own.interval[0] <= true_h.h <= own.interval[1]
            low, high = difference.interval()
            inside[1] += low <= step.value <= high
        shares = " | ".join(f"{100 * one / usable:.1f}" for one in inside)
        print(
            f"| {'managers of differing severity' if raters else 'a rater each'} | {n} | {clusters or n} | {shares} |",
            flush=True,
        )


def edges(teams: int) -> None:
    """Print how often one of two competencies seems to presuppose the other, which it does or does not."""
    for claim in (False, True):
        for n in SIZES[3:]:
            found = 0
            for team in range(teams):
                random = drawn_by(f"edge {claim} {n} {team}")
                heavy, light = [], []
                for _ in range(n):
                    able = random.gauss(0, 1)
                    light.append(1 + (random.random() < 1 / (1 + exp(-STEEP * (able + 0.8)))))
                    has = light[-1] == 2 and random.random() < 0.5  # noqa: PLR2004
                    free = random.random() < 1 / (1 + exp(-STEEP * (able - 0.4)))
                    heavy.append(1 + (has if claim and random.random() > 0.02 else free))  # noqa: PLR2004
                frame = pl.DataFrame({"a": pl.Series(light, dtype=pl.UInt8), "b": pl.Series(heavy, dtype=pl.UInt8)})
                answers = Answers(
                    frame.with_columns(pl.lit(1, pl.Int64).alias(WEIGHT)), [Item("a", 0, "a", 1), Item("b", 1, "b", 1)]
                )
                pair, h = answers.pairs[0, 1], answers.coherence(answers.across())
                also = wilson(pair.both, pair.other)
                found += bool(also and h and also[0] >= ALSO and h.interval[0] >= TOGETHER)
            print(f"| {'presupposes' if claim else 'is able at both'} | {n} | {100 * found / teams:.1f} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Simulate teams.")
    parser.add_argument("--teams", type=int, default=200)
    teams = parser.parse_args().teams
    print(f"Of {teams} teams each, in percent.\n")
    print(f"| handbook | people | {' | '.join(SAID)} |\n|---|---:|{'---:|' * len(SAID)}")
    for kind in KINDS:
        said(kind, teams)
    print("\n| raters | people | raters | H across levels covered | step covered |\n|---|---:|---:|---:|---:|")
    for raters in (False, True):
        covered(teams, raters=raters)
    print("\n| two competencies: who has the one | people | suggested |\n|---|---:|---:|")
    edges(teams)


if __name__ == "__main__":
    main()
