"""From pydantic's errors to our findings: the right place, and words that help.

Pydantic says *where in the data*; the document says where in the file. What is allowed at a place (for
did-you-mean, and to say what a missing field is for) is read from the shipped JSON Schema; its English
descriptions are the messages that `locale` translates.
"""

import json
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from competentie.core import LIMIT, RELATIONS, Diagnostic, Message, msg, nearest_name, plain_name, suggest
from competentie.files.faults import LEVEL_FORM
from competentie.files.places import SCHEMAS
from competentie.files.read import is_competency
from competentie.files.shape import FileModel
from competentie.files.yaml import TIGHT, DataPath, Document, Refused, without_space

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_KEY: Final = "[key]"  # pydantic's mark for "the key itself is wrong"
_FORMS: Final = (
    "<level>",
    "<behaviours>",
    "<whole>",
    "<short>",
    "<fields>",
    "<text>",
    "<pieces>",
)  # ours, for the forms of one value


def findings(model: type[FileModel], error: ValidationError, document: Document) -> Iterator[Diagnostic]:
    """Turn everything that pydantic found wrong with a document into findings, one by one.

    A field under a wrong name is one mistake: it is reported as unknown, and not as missing too.
    """
    schema = json.loads((SCHEMAS / f"{model.KIND}.en.json").read_text(encoding="utf-8"))
    details = [detail for detail in error.errors(include_url=False)[: 2 * LIMIT] if not _is_reported(detail)]
    missing = {_data_path(detail["loc"]) for detail in details if detail["type"] == "missing"}
    unknown = [detail for detail in details if detail["type"] == "extra_forbidden"] if missing else []
    meant = {_meant(detail, schema, missing) for detail in unknown}
    for detail in details:
        if detail["type"] != "missing" or _data_path(detail["loc"]) not in meant:
            yield _finding(detail, document, schema)


def _is_reported(detail: "ErrorDetails") -> bool:
    """Tell whether `yaml.py` has reported this already."""
    return isinstance(detail["input"], Refused) or detail["type"] == "refused"


def _meant(detail: "ErrorDetails", schema: dict[str, Any], missing: Collection[DataPath]) -> DataPath | None:
    """Return the missing field that was probably meant by an unknown one."""
    *parent, field = _data_path(detail["loc"])
    known = [name for name in _properties(schema, tuple(parent)) if (*parent, name) in missing]
    close = nearest_name(str(field), known, _DUTCH)
    return (*parent, close) if close else None


def _as_competency(at: DataPath, value: object) -> Message | None:
    """Say where a competency belongs that a wrong indentation put elsewhere."""
    if not is_competency(value):
        return None
    match at:
        case (_,):
            return msg("this is a competency: put it below `competencies`, and indent it")
        case ("competencies", other, _):
            return msg("this is a competency: indent it as far as `{other}`", other=other)
    return None


def _finding(detail: "ErrorDetails", document: Document, schema: dict[str, Any]) -> Diagnostic:
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
        help_text = _as_competency(at, value) or suggest(str(at[-1]), known, _DUTCH)
        return document.at("S001", at, message, help_text, key=True)
    if kind == "language_tag" and len(detail["input"]) == 1 and (" " in str(at[-1]) or isinstance(at[-2], int)):
        message = msg("the `: ` in this text makes a field of it")  # `- Offers help: also unasked`
        return document.at("Y021", at, _inside(at[:-1], message), msg('put the text in quotes: "…: …"'), key=True)
    if kind in {"dict_type", "model_type"} and isinstance(value, str) and (tight := TIGHT.fullmatch(value)):
        certain = not document.diagnostics  # else what was read may not be what stands there
        return without_space(document.path, document.span(*at), tight, certain=certain)
    on_key = _KEY in detail["loc"] or bool(context.get("on_key"))
    code, message, help_text = _explain(kind, value, at, context, document, on_key=on_key)
    return document.at(code, at, _inside(at, message), help_text, key=on_key)


# The Dutch words for our fields (docs/domain.md), which people write of themselves.
_DUTCH: Final = {
    "title": "titel",
    "language": "taal",
    "version": "versie",
    "source": "bron",
    "license": "licentie",
    "policy": "beleid",
    "introduction": "inleiding",
    "clusters": "clusters",
    "behaviours": "gedragsvoorbeelden",
    "questions": "vragen",
    "short": "kort",
    "profiles": "profielen",
    "levels": "niveaus",
    "competencies": "competenties",
    "definition": "definitie",
    "presupposes": "veronderstelt",
    "contrast": "onderscheid",
    "links": "verwijzingen",
    "formerly": "voorheen",
    "role": "rol",
    "generic": "generiek",
    "specific": "specifiek",
    "rationale": "toelichting",
    "profile": "profiel",
    "catalogue": "catalogus",
    "person": "persoon",
    "rater": "beoordelaar",
    "name": "naam",
    "relation": "relatie",
    "date": "datum",
    "rating": "score",
    "note": "opmerking",
    "evidence": "bewijs",
    "steps": "stappen",
    "text": "tekst",
    "action": "actie",
    "who": "wie",
    "when": "wanneer",
}


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
        return _pattern(context["pattern"], at[-1] if on_key else value)
    if kind in _EXPECTED:
        expected = _special(at) or _EXPECTED[kind]
        wrong = msg("expected {expected}, found {found}", expected=expected, found=_describe(value, at, document))
        code, advice = _trap(kind, value, at, document)
        return code, wrong, advice
    if kind == "literal_error":
        return "S004", *_literal(value, at)
    if kind.startswith("greater_than") and at and at[-1] == "norm":
        message = msg("a norm of {value} asks for nothing; the lowest norm is 1", value=value)
        return "S004", message, msg("leave the competency out if the role does not ask for it")
    code, message, advice = _VALUES.get(kind, _OTHER)
    facts = {
        "value": at[-1] if kind == "language_tag" else value,
        "least": context.get("ge", context.get("gt")),
        "most": context.get("le", context.get("decimal_places")),
        "item": context.get("item"),
    }
    named = {name: fact for name, fact in facts.items() if f"{{{name}}}" in message.template}
    return code, Message(message.template, named), advice


def _special(at: DataPath) -> Message | None:
    """Say what is expected where a short form is what people write."""
    if at and at[-1] == "presupposes":
        return msg("a list of ids, or a level per id")
    if len(at) == len(("ratings", "competency", "behaviour")) and at[0] == "ratings":
        return msg("shown, not_shown or not_applicable")
    return None


def _trap(kind: str, value: object, at: DataPath, document: Document) -> tuple[str, Message | None]:
    """Name the code for a value of the wrong type, and say how it is written: YAML reads more than people write."""
    if kind == "date_type":
        return "S012", msg("write a date that exists as year-month-day: 2026-11-23")
    if kind in {"string_type", "text_type"} and isinstance(value, int | Decimal):
        code = "S008" if isinstance(value, bool) else "S007"
        return code, msg('put it in quotes: "{raw}"', raw=_raw(at, document))
    if kind in {"decimal_type", "is_instance_of"}:
        code = "S008" if isinstance(value, bool) else notation(value)[0] if isinstance(value, str) else "S003"
        return code, msg("write it with a point, such as 0.75, without quotes")
    if kind in {"int_type", "union_tag_not_found"}:
        return _number_trap(value)
    return ("S008" if isinstance(value, bool) else "S003"), _short_form(value, at) or _SHAPES.get(kind)


def _short_form(value: object, at: DataPath) -> Message | None:
    """Say how a mapping is written that stands there in a shorter form."""
    match at:
        case ("generic" | "specific", identifier) if isinstance(value, int) and not isinstance(value, bool):
            return msg("write `{id}: {{norm: {norm}}}`", id=identifier, norm=value)
        case ("competencies", _, "levels") if isinstance(value, list):
            return LEVEL_FORM
    return None


_SHAPES: Final[dict[str, Message]] = {
    "string_type": msg("write one text"),
    "text_type": msg("write one text, or one per language: {{nl: …, en: …}}"),
    "dict_type": msg("write its fields on lines of their own below it, indented: `name: value`"),
    "model_type": msg("write its fields on lines of their own below it, indented: `name: value`"),
    "list_type": msg("write each item on a line of its own below it, with `- ` before it"),
}


def _number_trap(value: object) -> tuple[str, Message | None]:
    match value:
        case bool():
            return "S008", msg("write a number; `{word}` is yes or no", word=str(value).lower())
        case Decimal():
            return "S003", msg("write it without decimals")
        case str():
            return notation(value)
    return "S003", msg("write a number in figures")


def notation(word: str) -> tuple[str, Message]:
    """Say how a number is written that stands there as text: the notations that other YAML programs read otherwise.

    Source: YAML 1.1, the types bool, int and float (yaml.org/type), which YAML 1.2 core does not have.
    """
    word = word.strip()
    if word.lower() in _YES_NO:
        return "S008", msg("write a number; `{word}` is yes or no", word=word)
    if _CLOCK.fullmatch(word):
        return "S010", msg("write one number, without a colon")
    if _ZERO_FIRST.fullmatch(word):
        return "S009", msg("write it without leading zeros: {number}", number=word.lstrip("0"))
    if word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS:
        return "S003", msg("write it without quotes: {number}", number=word)
    if _NOTATION.fullmatch(word):
        return "S011", msg("write it in plain figures, without separators, decimals or letters")
    return "S003", msg("write a number in figures")


_YES_NO: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "ja", "nee"})
_CLOCK: Final = re.compile(r"[-+]?[0-9]+(:[0-9]{1,2})+")
_ZERO_FIRST: Final = re.compile(r"0+[1-9][0-9]{0,17}")
_NOTATION: Final = re.compile(r"[-+]?(?=[0-9.,])[0-9_.,']*(?:[eE][-+]?[0-9]+|(?<=0)[xX][0-9a-fA-F]+|(?<=0)[ob][0-9]+)?")
MAX_DIGITS: Final = 18  # longer numbers are read as text (`yaml.py`)

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


def _literal(value: object, at: DataPath) -> tuple[Message, Message | None]:
    if at == ("competentie",):
        return msg("format version {value} is not known", value=str(value)), msg(
            "this program reads version 1: `competentie: 1`"
        )
    wrong = msg("`{value}` is not one of the words that can stand here", value=str(value))
    known, meant = RELATIONS if at[-1] == "relation" else _RATINGS, _SAID.get(str(value).lower())
    return wrong, msg("did you mean `{name}`?", name=meant) if meant in known else suggest(str(value), known)


_RATINGS: Final = ("shown", "not_shown", "not_applicable")
_DUTCH_RELATIONS: Final = (
    *("zelf", "leidinggevende", "collega", "medewerker", "extern"),
    *("onafhankelijk", "overeengekomen"),
)
_SAID: Final = {  # what people say for a rating, in Dutch and English
    **dict.fromkeys(("ja", "yes", "true", "waar", "x", "getoond", "1"), "shown"),
    **dict.fromkeys(("nee", "no", "false", "onwaar", "niet getoond", "0"), "not_shown"),
    **dict.fromkeys(("nvt", "n.v.t.", "n/a", "na", "niet van toepassing"), "not_applicable"),
    **dict(zip(_DUTCH_RELATIONS, RELATIONS, strict=True)),
}


_EMPTY: Final = (msg("this is empty"), msg("fill it in, or remove the line"))
# By pydantic's name for what is wrong, or ours; `least` and `most` are the bound that it tells.
_VALUES: Final[dict[str, tuple[str, Message, Message | None]]] = {
    "greater_than": ("S004", msg("{value} is too low: it must be above {least}"), None),
    "greater_than_equal": ("S004", msg("{value} is too low: the lowest is {least}"), None),
    "less_than_equal": ("S004", msg("{value} is too high: the highest is {most}"), None),
    "too_short": ("S004", *_EMPTY),
    "string_too_short": ("S015", *_EMPTY),
    "blank_text": ("S015", *_EMPTY),
    "twice": ("S016", msg("`{item}` stands twice in this list"), msg("remove one of the two")),
    "no_rating": (
        "S002",
        msg("no rating, note or evidence stands here"),
        msg("write shown, not_shown or not_applicable"),
    ),
    "language_tag": ("S004", msg("`{value}` is not a language"), msg("use a tag such as nl, en or nl-BE")),
    "decimal_max_places": ("S004", msg("this number has more than {most} decimals"), msg("round it")),
}
_OTHER: Final = ("S004", msg("this value cannot stand here"), msg("see `competentie schema` for what can"))


def _pattern(pattern: str, value: object) -> tuple[str, Message, Message | None]:
    """Say what a text should look like, by the pattern that it does not match."""
    _, code, message, advice = next((facts for facts in _PATTERNS if facts[0] in pattern), _NO_PROFILE)
    if code == "S013" and (identifier := plain_name(str(value)[:_LONGEST_ID])):
        advice = msg("write it as `{id}`: lower-case letters, digits and hyphens only", id=identifier)
    return code, Message(message.template, {"value": value}), advice


_LONGEST_ID: Final = 80  # characters of a wrong id that a suggestion is made of

_NO_PROFILE: Final = (
    "",
    "S004",
    msg("`{value}` is not the name of a profile"),
    msg("give its file name, without folder and ending"),
)
# What a pattern of the models holds, the first that fits; and what is said of a text that does not match it.
_PATTERNS: Final[tuple[tuple[str, str, Message, Message], ...]] = (
    (
        r"(\.[1-9]",
        "S004",
        msg("`{value}` is not the code of a behaviour or a competency"),
        msg("write it as `samenwerken.2.3`, or as `samenwerken`"),
    ),
    (
        "^[a-z0-9]",
        "S013",
        msg("`{value}` is not an id"),
        msg("use lower-case letters, digits and hyphens only, such as `plannen-en-organiseren`"),
    ),
    (r"\.", "S014", msg("`{value}` is not the number of a behaviour"), msg("write level.number, such as 1.2")),
    ("^[1-9]", "S014", msg("`{value}` is not a level"), msg("number the levels 1, 2, 3, …")),
    ("^[A-Za-z]", "S004", msg("`{value}` is not a language"), msg("use a tag such as nl, en or nl-BE")),
    (r"\S", "S015", msg("this is empty"), msg("fill it in, or remove the line")),
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
    return document.line(span.line)[span.column - 1 : span.end_column - 1]


def _inside(at: DataPath, message: Message) -> Message:
    return msg("in `{place}`: {message}", place=dotted(at), message=message) if at else message


def dotted(at: DataPath) -> str:
    """Write a path in data as people do: a behaviour by its code, else steps with list items counted from 1."""
    match at:
        case ("competencies", str(competency), "levels", str(level), int(index)) | (
            "competencies",
            str(competency),
            "levels",
            str(level),
            "behaviours",
            int(index),
        ):
            return f"{competency}.{level}.{index + 1}"
    text = ""
    for step in at:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _data_path(loc: tuple[str | int, ...]) -> DataPath:
    """Drop what pydantic adds to a path: the names of union branches, and its mark for keys."""
    return tuple(step for step in loc if step not in {_KEY, *_FORMS})


def _properties(schema: dict[str, Any], at: DataPath) -> dict[str, Any]:
    """Return the fields that a model allows at a path, with their schemas."""
    node: dict[str, Any] = schema
    for step in at:
        node = _resolve(schema, node, "items" if isinstance(step, int) else "properties")
        by_pattern = next(iter(node.get("patternProperties", {}).values()), None)
        inside = by_pattern or node.get("additionalProperties") or node.get("items") or {}
        node = node.get("properties", {}).get(step) or inside
        if not isinstance(node, dict):
            return {}
    properties: dict[str, Any] = _resolve(schema, node).get("properties", {})
    return properties


def _resolve(schema: dict[str, Any], node: dict[str, Any], wanted: str = "properties") -> dict[str, Any]:
    """Follow references, and of alternatives take the one that has what is wanted, or else keys of any kind."""
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    branches = [_resolve(schema, branch, wanted) for branch in (*node.get("anyOf", ()), *node.get("oneOf", ()))]
    fitting = (one for keys in ({wanted}, _MAPPING) for one in branches if one.keys() & keys)
    return next(fitting, node)


_MAPPING: Final = frozenset({"properties", "patternProperties", "additionalProperties"})
