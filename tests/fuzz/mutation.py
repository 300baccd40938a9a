"""Files gone wrong: what careless people, editors and attackers make of a handbook's files.

A seed is a file of the project as it should be (or as a case of `tests/errors` has it wrong already); a mutation
takes its bytes and a source of chance, and returns other bytes. The same chance makes the same mutation.
"""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent.parent
ERRORS: Final = ROOT / "tests" / "errors"
KINDS: Final = ("catalogue", "profile", "ratings")
DEEPEST: Final = 100
LARGEST: Final = 1_000_000  # bytes of a mutated file: what is larger says nothing new about speed

Mutation: TypeAlias = Callable[[bytes, random.Random], bytes]

NASTY: Final[tuple[str, ...]] = (
    *(
        "yes",
        "no",
        "on",
        "Off",
        "y",
        "n",
        "ja",
        "true",
        "TRUE",
        "null",
        "~",
        "",
        "=",
        "-",
        "?",
        ".",
        "..",
        "---",
        "...",
    ),
    *("010", "08", "0o17", "0x1F", "0b11", "+1", "-0", "1_000", "12:30", "12:30:45", "1.10", "1.", ".5", "3,5", "1e3"),
    *("1e999999999", ".inf", "-.INF", ".nan", "9" * 19, "9" * 5000, "-" + "9" * 400, "0." + "1" * 5000, "1" * 309),
    *("2024-01-01", "2024-02-30", "2024-1-1", "0000-00-00", "2024-01-01T12:00:00Z", "2024-01-01 12:00:00 +1"),
    *("<<", "<<: {a: 1}", "*a", "&a", "&a b", "&a [*a]", "!", "!!", "!x y", "!!str 1", "!!binary aGFsbG8=", "!!null"),
    *("!!python/object:os.system", "!!python/object/apply:os.system [id]", "!<tag:yaml.org,2002:int> 1", "!!set {a}"),
    *("- ", ": ", ":", "a: b: c", "#", "# x", "a #b", "a#b", ",", "[", "]", "{", "}", "[]", "{}", "[,]", "{,}", "[[]]"),
    *(
        "{a: 1, a: 2}",
        "{? [a] : b}",
        "? a",
        "{a}",
        "[a: b]",
        "{1: a, 1.0: b, true: c}",
        "[{}, [], '']",
        "[1, [2, [3]]]",
    ),
    *("'", '"', "''", '""', "'a", '"a', "'a'b", '"\\"', '"\\q"', '"\\x1b[31mred"', '"\\e]0;title\\a"', '"\\0"', '" "'),
    *(
        '"\\ud800"',
        '"\\udc00\\ud800"',
        '"\\u2028"',
        '"\\u202e"',
        '"\\ufeff"',
        '"\\U0010ffff"',
        '"\\U00110000"',
        '"\\N"',
    ),
    *(
        "a\u2028b",
        "a\u0085b",
        "a\u202eb",
        "\ufeff",
        "a\x00b",
        "a\x1b[31mb",
        "a\x7fb",
        "\u200b",
        "e\u0301" * 40,
        "\U0001f469\u200d\U0001f52c",
    ),
    *("|", ">", "|+", "|9", "|0", ">-\n  a\n b", "|\n\ta", "a\n b\n  c", "a\n\n\nb", "a\tb", "\t", "a\rb", "a\r\nb"),
    *(
        "%",
        "@a",
        "`a`",
        "%YAML 1.1",
        "%TAG ! x",
        "{x}",
        "{0}",
        "{}{}",
        "%s",
        "%(x)s",
        "[bold]a[/]",
        "\\",
        "../../etc/passwd",
    ),
    *("[" * 40, "[" * 5000, "{a: " * 5000, "- " * 5000, "? " * 1000, "[" * 33 + "]" * 33, "{a: " * 31 + "1" + "}" * 31),
    *("x" * 10_000, "woord " * 5000, "[" + "a, " * 20_000 + "]", "{" + "a: 1, " * 2000 + "}", "a" * 70_000 + ": b"),
    *(
        "jan@example.org",
        "BSN 111222333",
        "hij en zij",
        "soms goed, vaak voldoende",
        "a.b",
        "1.1",
        "1.10",
        "a b",
        "A-b",
        "é",
    ),
    *(
        "analyseren",
        "listening",
        "self",
        "shown",
        "not_shown",
        "{rating: shown, note: 1}",
        "{norm: 0}",
        "{norm: 99999}",
    ),
)
"""What stands where a value or a name should stand."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A file to begin with, and what kind it is."""

    name: str
    kind: str
    content: bytes


def seeds() -> list[Seed]:
    """Return the shipped files and every file of the cases in `tests/errors`, smallest first."""
    shipped = [ROOT / "catalog.yaml", *(ROOT / "profiles").glob("*.yaml"), ROOT / "examples" / "ratings.yaml"]
    found = [
        Seed(str(file.relative_to(ROOT)), kind_of(file), file.read_bytes())
        for file in (*shipped, *ERRORS.rglob("*.y*ml"))
        if file.is_file()
    ]
    return sorted(found, key=lambda one: (len(one.content), one.name))


def kind_of(file: Path) -> str:
    """Tell a file's kind by its folder and name, as `validate` does."""
    if "ratings" in {file.parent.name, file.stem}:
        return "ratings"
    return "profile" if file.parent.name == "profiles" else "catalogue"


def as_input(data: bytes) -> tuple[str, bytes]:
    """Return the kind and the content that a file of the corpus stands for: its first byte chooses the kind."""
    return (KINDS[data[0] % len(KINDS)], data[1:]) if data else (KINDS[0], b"")


def mutated(content: bytes, chance: random.Random, times: int) -> bytes:
    """Apply some mutations one after the other."""
    for _ in range(times):
        content = chance.choice(MUTATIONS)(content, chance)[:LARGEST]
    return content


def flip_byte(content: bytes, chance: random.Random) -> bytes:
    """Replace one byte by any other."""
    at = _place(content, chance)
    return content[:at] + chance.randbytes(1) + content[at + 1 :]


def insert_bytes(content: bytes, chance: random.Random) -> bytes:
    """Put in some bytes, more often those that mean something in YAML."""
    at = _place(content, chance)
    some = chance.choice((b"\t", b"\n", b" ", b": ", b"- ", b"#", b"'", b'"', b"\r", b"\x00", b"\xef\xbb\xbf", b"\xe9"))
    return content[:at] + (some if chance.random() < 0.7 else chance.randbytes(chance.randint(1, 8))) + content[at:]


def delete_bytes(content: bytes, chance: random.Random) -> bytes:
    """Take out some bytes."""
    at = _place(content, chance)
    return content[:at] + content[at + chance.choice((1, 1, 1, 2, 10, 500)) :]


def repeat_bytes(content: bytes, chance: random.Random) -> bytes:
    """Copy a stretch of the file to another place in it, once or often."""
    begin, at = _place(content, chance), _place(content, chance)
    part = content[begin : begin + chance.choice((1, 2, 8, 64, 512))]
    return content[:at] + part * chance.choice((1, 1, 2, 50)) + content[at:]


def delete_line(content: bytes, chance: random.Random) -> bytes:
    """Lose a line."""
    lines = content.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def duplicate_line(content: bytes, chance: random.Random) -> bytes:
    """Paste a line a second time, beside the first or elsewhere."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    lines.insert(at if chance.random() < 0.5 else chance.randrange(len(lines)), lines[at])
    return b"\n".join(lines)


def swap_lines(content: bytes, chance: random.Random) -> bytes:
    """Let two lines change places."""
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def change_indentation(content: bytes, chance: random.Random) -> bytes:
    """Move a line, or the lines from there on, to the left or the right."""
    lines = content.split(b"\n")
    first = chance.randrange(len(lines))
    for at in range(first, min(len(lines), first + chance.choice((1, 1, 3, 1000)))):
        lines[at] = lines[at][2:] if first % 2 else chance.choice((b" ", b"  ", b"\t")) + lines[at]
    return b"\n".join(lines)


def change_encoding(content: bytes, chance: random.Random) -> bytes:
    """Save the file as another program would."""
    text = content.decode("utf-8", "replace")
    changed: bytes = chance.choice(
        (
            text.encode("utf-16"),
            text.encode("utf-16-be"),
            text.encode("cp1252", "replace"),
            text.encode("utf-8-sig"),
            text.replace("\n", "\r\n").encode(),
            text.replace("\n", "\r").encode(),
            text.replace("\n", "\u2028").encode(),
        )
    )
    return changed


def replace_value(content: bytes, chance: random.Random) -> bytes:
    """Put something nasty where a value stands on its line."""
    lines = content.split(b"\n")
    mark = chance.choice((b": ", b"- ", b"[", b", "))
    at = chance.choice([number for number, line in enumerate(lines) if mark in line] or [0])
    head, _, tail = lines[at].partition(mark)
    rest = b"," + tail.partition(b",")[2] if b"," in tail and chance.random() < 0.5 else b""
    lines[at] = head + mark + _nasty(chance) + rest
    return b"\n".join(lines)


def replace_key(content: bytes, chance: random.Random) -> bytes:
    """Put something nasty where a name stands, before its colon."""
    lines = content.split(b"\n")
    at = chance.choice([number for number, line in enumerate(lines) if b":" in line] or [0])
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines[at] = indent + _nasty(chance) + b":" + lines[at].partition(b":")[2]
    return b"\n".join(lines)


def add_document(content: bytes, chance: random.Random) -> bytes:
    """Add what ends a document, or begins another."""
    return content + chance.choice(
        (b"---\n", b"...\n", b"\n---\na: 1\n", b"... x", b"--- |\n x\n", b"%YAML 1.2\n---\n")
    )


def change_structure(content: bytes, chance: random.Random) -> bytes:
    """Drop, double, rename, move or wrap a part of the data, and write it out again."""
    node = _composed(content)
    parts = _parts(node)
    if not parts:
        return replace_value(content, chance)
    for _ in range(chance.choice((1, 1, 2, 4))):
        _change(chance.choice(parts), chance.choice(parts), chance)
    try:
        text = yaml.serialize(node, Dumper=yaml.CSafeDumper, allow_unicode=True, width=chance.choice((40, 10**6)))
    except yaml.YAMLError:
        return delete_line(content, chance)
    return str(text).encode("utf-8", "replace")


MUTATIONS: Final[tuple[Mutation, ...]] = (
    flip_byte,
    insert_bytes,
    delete_bytes,
    repeat_bytes,
    delete_line,
    duplicate_line,
    swap_lines,
    change_indentation,
    change_encoding,
    add_document,
    *(replace_value, replace_value, replace_value),
    *(replace_key, replace_key),
    *(change_structure, change_structure, change_structure),
)


def _place(content: bytes, chance: random.Random) -> int:
    return chance.randint(0, len(content))


def _nasty(chance: random.Random) -> bytes:
    return chance.choice(NASTY).encode()


def _composed(content: bytes) -> yaml.Node | None:
    """Return the parts of a file; none where it does not parse, or nests deeper than libyaml's composer survives."""
    depth = 0
    try:
        for event in yaml.parse(content, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                return None
        return yaml.compose(content, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return None


def _parts(node: yaml.Node | None) -> list[yaml.CollectionNode]:
    """Return every list and mapping with something in it, each once, however many aliases lead to it."""
    waiting, found, seen = [node], [], set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, yaml.CollectionNode) and one.value and id(one) not in seen:
            seen.add(id(one))
            found.append(one)
            pairs = one.value if isinstance(one, yaml.MappingNode) else [(item,) for item in one.value]
            waiting += [part for pair in pairs for part in pair]
    return found


def _change(part: yaml.CollectionNode, other: yaml.CollectionNode, chance: random.Random) -> None:
    if not part.value:
        return
    at = chance.randrange(len(part.value))
    match chance.randrange(7):
        case 0:
            del part.value[at]
        case 1:
            part.value.insert(chance.randrange(len(part.value)), copy.deepcopy(part.value[at]))
        case 2:
            chance.shuffle(part.value)
        case 3:
            part.value *= chance.choice((2, 2, 30))
        case 4 if type(part) is type(other) and other.value:
            part.value[at] = chance.choice(other.value)
        case 5:
            part.flow_style = not part.flow_style
        case _:
            part.value[at] = _with(part.value[at], chance)


def _with(item: object, chance: random.Random) -> object:
    """Return an item of a list, or a pair of a mapping, with another name or value."""
    new = yaml.ScalarNode(
        "tag:yaml.org,2002:str", chance.choice(NASTY), style=chance.choice((None, "'", '"', "|", ">"))
    )
    if not isinstance(item, tuple):
        return chance.choice((new, yaml.SequenceNode("tag:yaml.org,2002:seq", [item])))
    key, value = item
    wrapped = yaml.MappingNode("tag:yaml.org,2002:map", [(new, value)])
    return chance.choice(((new, value), (key, new), (key, wrapped), (value, key)))
