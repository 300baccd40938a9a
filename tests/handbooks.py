"""Random handbooks, as data of their files: with all that one may hold, and texts that media stumble over."""

from typing import Any

from hypothesis import strategies as st

LANGUAGES = ("nl", "en", "fr")
HOSTILE = (
    "=cmd|' /C calc'!A0",
    '+1 "quoted", with; a comma\tand a tab',
    "two\nlines",
    "<script>alert(1)</script> & <b>bold</b>",
    'end" . <x:y> <x:z> "',
    "]]> <!ENTITY x 'y'> &x;",
    "\\ back\\nslash \\u0041",
    "a" * 101,
    "\N{PARTY POPPER} \N{FAMILY}",
    "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER BEH} mixed",
    "- 1. not a list",
    "_x0041_ 1.10 2020-01-01 00:00:00",
    "'=quoted",
    "null",
    "1.10",
    "{a: b} # c",
    "Niveau 2",
    " \N{NO-BREAK SPACE}blanks ",
)
WORDS = st.text("abc éß.,;:'\"", min_size=1, max_size=12).filter(str.strip)
PLAIN = st.one_of(st.sampled_from(HOSTILE), WORDS)
IDS = st.sampled_from(["a", "b-2", "levels", "clusters", "nl", "links", "c", "d1", "rows", "label"])


def texts() -> st.SearchStrategy[Any]:
    return st.one_of(PLAIN, st.dictionaries(st.sampled_from(LANGUAGES), PLAIN, min_size=1, max_size=3))


@st.composite
def with_extra(draw: st.DrawFn, *, needed: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = draw(st.fixed_dictionaries(needed, optional=other))
    if draw(st.booleans()):
        data["x-own"] = draw(st.sampled_from(["text", 3, True, {"a": [1, "b"]}, [], None]))
    return data


BEHAVIOURS = st.one_of(
    texts(),
    with_extra(
        needed={"text": texts()},
        other={
            "note": texts(),
            "tags": st.lists(WORDS, unique=True, min_size=1, max_size=2),
            "questions": st.lists(texts(), min_size=1, max_size=2),
        },
    ),
)
LEVELS = st.one_of(
    st.lists(BEHAVIOURS, max_size=3),
    with_extra(needed={}, other={"text": texts(), "behaviours": st.lists(BEHAVIOURS, max_size=2)}),
)


@st.composite
def competencies(draw: st.DrawFn, earlier: list[str], clusters: list[str], height: int) -> dict[str, Any]:
    others = st.sampled_from(earlier or [""])
    between = {
        "presupposes": st.dictionaries(others, st.integers(1, height), max_size=2),
        "contrast": st.dictionaries(others, texts(), max_size=1),
    }
    data: dict[str, Any] = draw(
        with_extra(
            needed={"label": texts(), "definition": texts()},
            other={
                "short": texts(),
                "links": st.dictionaries(st.sampled_from(["esco", "nl"]), st.just("https://example.org/x?a=1&b=2")),
                "levels": st.dictionaries(st.integers(1, height), LEVELS, max_size=3),
                **(between if earlier else {}),
                **({"cluster": st.sampled_from(clusters)} if clusters else {}),
            },
        )
    )
    return data


@st.composite
def handbooks(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return a catalogue and its profiles by id."""
    height = draw(st.sampled_from([1, 2, 3, 5, 38]))
    clusters = draw(st.lists(IDS, unique=True, max_size=3))
    ids = draw(st.lists(IDS, unique=True, min_size=1, max_size=4))
    catalogue = draw(
        with_extra(
            needed={
                "title": texts(),
                "language": st.sampled_from(["nl", "en"]),
                "version": st.sampled_from(["1.10", "2023.10"]),
                "source": texts(),
                "levels": st.lists(
                    st.one_of(texts(), with_extra(needed={"label": texts()}, other={"text": texts()})),
                    min_size=height,
                    max_size=height,
                ),
            },
            other={"license": texts(), "introduction": st.lists(texts(), min_size=1, max_size=2)},
        )
    )
    cluster = st.one_of(texts(), with_extra(needed={"label": texts()}, other={"text": texts()}))
    catalogue["clusters"] = {name: draw(cluster) for name in clusters}
    catalogue["competencies"] = {
        name: draw(competencies(ids[:place], clusters, height)) for place, name in enumerate(ids)
    }
    return {"competentie": 1, **catalogue}, draw(profiles(ids, height))


@st.composite
def profiles(draw: st.DrawFn, ids: list[str], height: int) -> dict[str, dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(["junior", "senior", "Rol met spatie"]), unique=True, max_size=2))
    row = st.fixed_dictionaries({"norm": st.integers(1, height)}, optional={"rationale": texts()})
    made = {}
    for name in names:
        rows = {competency: draw(row) for competency in draw(st.permutations(ids))}
        split = draw(st.integers(0, len(ids)))
        generic, specific = dict(list(rows.items())[:split]), dict(list(rows.items())[split:])
        head = draw(with_extra(needed={"role": texts(), "version": st.just("1.0")}, other={}))
        made[name] = {"competentie": 1, **head, "generic": generic, "specific": specific}
    return made
