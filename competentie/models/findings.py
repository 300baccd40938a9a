"""From pydantic's errors to our findings: the right place, and words that help.

Pydantic says *where in the data*; the document says where in the file. What is allowed at a place (for
did-you-mean, and to say what a missing field is for) is read from the shipped JSON Schema; its English
descriptions are the messages that `locale` translates.
"""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from competentie.diagnostics import Diagnostic
from competentie.domain import RELATIONS
from competentie.message import Message, msg
from competentie.models.base import FileModel
from competentie.places import SCHEMAS
from competentie.source import DataPath, Document, Refused
from competentie.suggest import suggest

_KEY: Final = "[key]"  # pydantic's mark for "the key itself is wrong"
_YAML_1_1: Final = frozenset({"yes", "no", "on", "off"})  # what YAML 1.1 took for true and false


def findings(model: type[FileModel], error: ValidationError, document: Document) -> Iterator[Diagnostic]:
    """Turn everything that pydantic found wrong with a document into findings, one by one."""
    schema = json.loads((SCHEMAS / f"{model.KIND}.en.json").read_text(encoding="utf-8"))
    for detail in error.errors(include_url=False):
        if isinstance(detail["input"], Refused) or detail["type"] == "refused":
            continue  # source.py has reported it
        yield _finding(detail, document, schema)


def _finding(detail: Any, document: Document, schema: dict[str, Any]) -> Diagnostic:  # noqa: ANN401 - pydantic's ErrorDetails
    context = detail.get("ctx") or {}
    at = _data_path((*detail["loc"], context["inside"]) if "inside" in context else detail["loc"])
    value, kind = detail["input"], detail["type"]
    if "inside" in context and isinstance(value, dict):
        value = value[context["inside"]]
    if kind == "missing":
        *parent, field = at
        purpose = _properties(schema, tuple(parent)).get(str(field), {}).get("description")
        help_text = msg("add it: {purpose}", purpose=Message(purpose)) if purpose else None
        message = _inside(tuple(parent), msg("`{field}` is missing", field=field))
        return document.at("S002", tuple(parent), message, help_text, key=True)
    if kind == "extra_forbidden":
        known = _properties(schema, at[:-1])
        message = _inside(at[:-1], msg("there is no field `{field}` here", field=at[-1]))
        return document.at("S001", at, message, suggest(str(at[-1]), known), key=True)
    on_key = _KEY in detail["loc"] or bool(context.get("on_key"))
    code, message, help_text = _explain(kind, value, at, context, document, on_key=on_key)
    return document.at(code, at, _inside(at, message), help_text, key=on_key)


def _explain(
    kind: str,
    value: object,
    at: DataPath,
    context: dict[str, Any],
    document: Document,
    *,
    on_key: bool,
) -> tuple[str, Message, Message | None]:
    if kind == "string_pattern_mismatch":
        return ("S004", *_pattern(context["pattern"], at[-1] if on_key else value))
    if kind in _EXPECTED:
        expected = _special(at) or _EXPECTED[kind]
        found = _describe(value, at, document)
        wrong = msg("expected {expected}, found {found}", expected=expected, found=found)
        return "S003", wrong, _how_to_write(kind, value, at, document)
    message, help_text = _VALUES.get(kind, _other)(value, at, context)
    return "S004", message, help_text


def _special(at: DataPath) -> Message | None:
    """Say what is expected where a short form is what people write."""
    if at and at[-1] == "presupposes":
        return msg("a list of ids, or a level per id")
    if len(at) == len(("ratings", "competency", "behaviour")) and at[0] == "ratings":
        return msg("shown, not_shown or not_applicable")
    return None


def _how_to_write(kind: str, value: object, at: DataPath, document: Document) -> Message | None:
    match kind, value:
        case "string_type" | "text_type", bool() | int() | Decimal():
            return msg('put it in quotes: "{raw}"', raw=_raw(at, document))
        case "int_type", str():
            return _as_number(value)
        case "int_type", Decimal():
            return msg("write it without decimals")
        case "decimal_type" | "is_instance_of", _:
            return msg("write it with a point, such as 0.75, without quotes")
    return None


MAX_DIGITS: Final = 18  # longer numbers are read as text (source.py)


def _as_number(word: str) -> Message:
    if word.lower() in _YAML_1_1:
        return msg("write a number; YAML reads `{word}` as text", word=word)
    digits = word.strip().lstrip("0")
    if digits.isdigit() and len(digits) <= MAX_DIGITS:
        return msg("write it without quotes or leading zeros: {number}", number=digits)
    return msg("write a number in figures")


_EXPECTED: Final[dict[str, Message]] = {
    "string_type": msg("text"),
    "text_type": msg("text, or a text per language"),
    "int_type": msg("a whole number"),
    "decimal_type": msg("a number"),
    "is_instance_of": msg("a number"),
    "dict_type": msg("fields (`name: value`, one per line)"),
    "model_type": msg("fields (`name: value`, one per line)"),
    "list_type": msg("a list (`- item`, one per line)"),
    "date_type": msg("a date such as 2026-11-23"),
    "union_tag_not_found": msg("a level in figures, or a rating per behaviour (`1.1: shown`)"),
    "union_tag_invalid": msg("a level in figures, or a rating per behaviour (`1.1: shown`)"),
}


def _minimum(value: object, at: DataPath, context: dict[str, Any]) -> tuple[Message, Message | None]:
    least = context.get("ge", context.get("gt"))
    if at and at[-1] == "norm":
        return (
            msg("a norm of {value} asks for nothing; the lowest norm is 1", value=value),
            msg("leave the competency out if the role does not ask for it"),
        )
    if "gt" in context:
        return msg("{value} is too low: it must be above {least}", value=value, least=least), None
    return msg("{value} is too low: the lowest is {least}", value=value, least=least), None


def _maximum(value: object, _at: DataPath, context: dict[str, Any]) -> tuple[Message, Message | None]:
    return msg("{value} is too high: the highest is {most}", value=value, most=context["le"]), None


def _literal(value: object, at: DataPath, _context: dict[str, Any]) -> tuple[Message, Message | None]:
    if at == ("competentie",):
        return msg("format version {value} is not known", value=str(value)), msg(
            "this program reads version 1: `competentie: 1`"
        )
    known = RELATIONS if at[-1] == "relation" else ("shown", "not_shown", "not_applicable")
    return msg("`{value}` is not one of the words that can stand here", value=str(value)), msg(
        "choose one of: {names}", names=known
    )


def _too_short(_value: object, _at: DataPath, _context: dict[str, Any]) -> tuple[Message, Message | None]:
    return msg("this is empty"), msg("fill it in, or remove the line")


def _twice(_value: object, _at: DataPath, context: dict[str, Any]) -> tuple[Message, Message | None]:
    return msg("`{item}` stands twice in this list", item=context["item"]), msg("remove one of the two")


def _language_tag(_value: object, at: DataPath, _context: dict[str, Any]) -> tuple[Message, Message | None]:
    return msg("`{value}` is not a language", value=at[-1]), msg("use a tag such as nl, en or nl-BE")


def _decimals(_value: object, _at: DataPath, context: dict[str, Any]) -> tuple[Message, Message | None]:
    return msg("this number has more than {most} decimals", most=context["decimal_places"]), msg("round it")


def _other(_value: object, _at: DataPath, _context: dict[str, Any]) -> tuple[Message, Message | None]:
    return msg("this value cannot stand here"), msg("see `competentie schema` for what can")


_Explanation = Callable[[object, DataPath, dict[str, Any]], tuple[Message, Message | None]]
_VALUES: Final[dict[str, _Explanation]] = {
    "greater_than": _minimum,
    "greater_than_equal": _minimum,
    "less_than_equal": _maximum,
    "literal_error": _literal,
    "too_short": _too_short,
    "string_too_short": _too_short,
    "blank_text": _too_short,
    "twice": _twice,
    "language_tag": _language_tag,
    "decimal_max_places": _decimals,
}


def _pattern(pattern: str, value: object) -> tuple[Message, Message | None]:
    """Say what a text should look like, by the pattern that it does not match."""
    if pattern.startswith("^[a-z0-9]"):
        return (
            msg("`{value}` is not an id", value=value),
            msg("use lower-case letters, digits and hyphens only, such as `plannen-en-organiseren`"),
        )
    if r"\." in pattern:
        return msg("`{value}` is not the number of a behaviour", value=value), msg("write level.number, such as 1.2")
    if pattern.startswith("^[1-9]"):
        return msg("`{value}` is not a level", value=value), msg("number the levels 1, 2, 3, …")
    if pattern.startswith("^[A-Za-z]"):
        return msg("`{value}` is not a language", value=value), msg("use a tag such as nl, en or nl-BE")
    if pattern == r"\S":
        return msg("this is empty"), msg("fill it in, or remove the line")
    return msg("`{value}` is not the name of a profile", value=value), msg(
        "give its file name, without folder and ending"
    )


def _describe(value: object, at: DataPath, document: Document) -> Message:
    match value:
        case bool():
            return msg("`{raw}` (true or false)", raw=_raw(at, document))
        case int() | Decimal():
            return msg("the number `{raw}`", raw=_raw(at, document))
        case str():
            return msg("the text `{raw}`", raw=value if len(value) <= _LONG else value[:_LONG] + "…")
        case list():
            return msg("a list")
        case _:
            return msg("fields (`name: value`, one per line)")


_LONG: Final = 40  # characters of a wrong text that are shown


def _raw(at: DataPath, document: Document) -> str:
    span = document.span(*at)
    line = document.text.splitlines()[span.line - 1]
    return line[span.column - 1 : span.end_column - 1]


def _inside(at: DataPath, message: Message) -> Message:
    return msg("in `{place}`: {message}", place=dotted(at), message=message) if at else message


def dotted(at: DataPath) -> str:
    """Write a path in data as people do: `competencies.expertise.levels.1[2]` (list items count from 1)."""
    text = ""
    for step in at:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _data_path(loc: tuple[str | int, ...]) -> DataPath:
    """Drop what pydantic adds to a path: the names of union branches, and its mark for keys."""
    return tuple(step for step in loc if step not in {_KEY, "<level>", "<behaviours>"})


def _properties(schema: dict[str, Any], at: DataPath) -> dict[str, Any]:
    """Return the fields that a model allows at a path, with their schemas."""
    node: dict[str, Any] = schema
    for step in at:
        node = _resolve(schema, node)
        by_pattern = next(iter(node.get("patternProperties", {}).values()), None)
        inside = by_pattern or node.get("additionalProperties") or node.get("items") or {}
        node = node.get("properties", {}).get(step) or inside
        if not isinstance(node, dict):
            return {}
    properties: dict[str, Any] = _resolve(schema, node).get("properties", {})
    return properties


def _resolve(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and of alternatives take the one that has fields."""
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    for branch in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        resolved = _resolve(schema, branch)
        if resolved.keys() & {"properties", "patternProperties", "additionalProperties"}:
            return resolved
    return node
