"""Circles in a graph: found in one walk, and gone without the edges that lead back."""

from graphlib import TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competentie.core import circles, edges_back


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": ["b"], "b": []}, []),
        ({"a": ["a"]}, [["a", "a"]]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, [["a", "b", "c", "a"]]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [["a", "b", "a"], ["c", "d", "c"]]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, [["b", "c", "b"]]),
        ({"a": ["nowhere"]}, []),
    ],
)
def test_circles_are_found(graph: dict[str, list[str]], found: list[list[str]]) -> None:
    assert list(circles(graph)) == found


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefg"), max_size=4)))
def test_without_the_edges_that_lead_back_no_circle_is_left(graph: dict[str, list[str]]) -> None:
    for heavier, lighter in edges_back(graph):
        graph[heavier] = [one for one in graph[heavier] if one != lighter]
    TopologicalSorter(graph).prepare()
