"""Files gone wrong in thousands of ways: never a traceback, always a finding that points inside the file.

`tests/fuzz/` holds what makes them wrong, what must hold, and the long runs. The examples here are the same in
every run, so that a failure is about the change at hand.
"""

import random
from pathlib import Path

import pytest
from fuzz.mutation import ERRORS, KINDS, NASTY, ROOT, Seed, as_input, mutated, seeds
from fuzz.shapes import SHAPES
from fuzz.target import SLOWEST, Project
from hypothesis import given, settings
from hypothesis import strategies as st

SMALL = [one for one in seeds() if one.name.startswith("tests")]
SHIPPED = [one for one in seeds() if one not in SMALL]
CORPUS = sorted((ROOT / "tests" / "fuzz" / "corpus").iterdir())
SIZE = 50_000  # bytes; what is quadratic in the length of a file shows, and the long runs use larger ones
QUICK = 0.5  # seconds of processor time for a file of that size, three times what the slowest takes

steady = settings(derandomize=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("small") / "project", ERRORS / "base")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("shipped") / "project", ROOT)


@settings(steady, max_examples=250)
@given(seed=st.sampled_from(SMALL), chance=st.integers(0, 2**32), times=st.integers(1, 6))
def test_a_mutated_file_gives_findings_inside_it(small: Project, seed: Seed, chance: int, times: int) -> None:
    content = mutated(seed.content, random.Random(chance), times)
    assert small.check(seed.kind, content).seconds < SLOWEST


@settings(steady, max_examples=40)
@given(seed=st.sampled_from(SHIPPED), chance=st.integers(0, 2**32), times=st.integers(1, 6))
def test_a_mutated_file_of_the_handbook_gives_findings_inside_it(
    shipped: Project, seed: Seed, chance: int, times: int
) -> None:
    content = mutated(seed.content, random.Random(chance), times)
    assert shipped.check(seed.kind, content).seconds < SLOWEST


@settings(steady, max_examples=100)
@given(kind=st.sampled_from(KINDS), content=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_give_findings_inside_them(small: Project, kind: str, content: bytes) -> None:
    small.check(kind, content)


@pytest.mark.parametrize("nasty", NASTY, ids=lambda nasty: ascii(nasty[:20]))
def test_a_nasty_value_gives_findings_inside_the_file(small: Project, nasty: str) -> None:
    small.check("profile", f'competentie: 1\nrole: {nasty}\nversion: "1"\ngeneric: {{listening: {{norm: 2}}}}'.encode())


@pytest.mark.parametrize("name", SHAPES)
def test_a_hostile_shape_is_checked_in_bounded_time(small: Project, name: str) -> None:
    content = SHAPES[name].make(SIZE)
    seconds = small.time(SHAPES[name].kind, content)
    assert seconds < QUICK


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.name[:8])
def test_what_a_long_run_found_gives_findings_inside_it(small: Project, file: Path) -> None:
    small.check(*as_input(file.read_bytes()))
