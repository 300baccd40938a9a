"""Circles in a graph of what presupposes what. One walk, depth first, whose cost grows with the edges alone."""

from collections.abc import Iterable, Iterator, Mapping


def circles(graph: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield circles, each from one node along the edges back to it: one for each edge that leads back."""
    for path, node in _walk(graph):
        walked = list(path)
        yield [*walked[walked.index(node) :], node]


def edges_back(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return edges without which no circle is left."""
    return [(next(reversed(path)), node) for path, node in _walk(graph)]


def _walk(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[dict[str, Iterator[str]], str]]:
    """Yield the path walked, in order, with each node on it that its last node leads back to."""
    done: set[str] = set()
    for start in graph:
        path: dict[str, Iterator[str]] = {}
        waiting = [iter((start,))]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
                if path:
                    done.add(path.popitem()[0])
            elif node in path:
                yield path, node
            elif node not in done and node in graph:
                path[node] = iter(graph[node])
                waiting.append(path[node])
