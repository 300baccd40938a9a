"""The JSON Schemas of the files, made from the models; `competentie/schemas/` holds them as shipped.

`python -m competentie.validate.schema` writes them anew; a test holds the shipped ones current.
"""

from pathlib import Path
from typing import Any, Final

from competentie.choosing.model import Choices
from competentie.files.places import SCHEMAS
from competentie.files.shape import FileModel
from competentie.handbook.models import CatalogueFile, ProfileFile
from competentie.page.data import json_text
from competentie.page.language import LANGUAGES, Words
from competentie.plan.model import PlanFile
from competentie.ratings.models import RatingsFile

MODELS: Final[dict[str, type[FileModel]]] = {
    one.KIND: one for one in (CatalogueFile, ProfileFile, RatingsFile, PlanFile, Choices)
}


def schema_text(kind: str, words: Words) -> str:
    """Return the schema of one kind of file, its descriptions in one language."""
    schema = _translated(MODELS[kind].model_json_schema(), words)
    return json_text({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def write_schemas(folder: Path = SCHEMAS) -> None:
    """Write every schema in every language."""
    for kind in MODELS:
        for language in LANGUAGES:
            (folder / f"{kind}.{language}.json").write_text(schema_text(kind, Words(language)), encoding="utf-8")


def _translated(node: Any, words: Words) -> Any:  # noqa: ANN401 - any part of a schema
    """Translate descriptions, and leave out what is for programmers or what our files do not allow (null)."""
    if isinstance(node, list):
        return [_translated(item, words) for item in node if item != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in _named(node).items() if not _is_noise(key, value, node)}
    return {
        key: words(value) if key == "description" and isinstance(value, str) else _translated(value, words)
        for key, value in kept.items()
    }


def _named(node: dict[str, Any]) -> dict[str, Any]:
    """Say what a mapping's keys look like apart from its values: editors complete and check both only then."""
    patterns = node.get("patternProperties")
    if not isinstance(patterns, dict) or len(patterns) != 1 or "properties" in node:
        return node
    ((pattern, values),) = patterns.items()
    rest = {key: value for key, value in node.items() if key not in {"patternProperties", "additionalProperties"}}
    return {**rest, "propertyNames": {"pattern": pattern}, "additionalProperties": values}


def _is_noise(key: str, value: object, node: dict[str, Any]) -> bool:
    """Tell whether this is a title, a docstring of a model, or a default of null."""
    is_model = node.get("type") == "object" and "properties" in node
    return (
        (key == "title" and isinstance(value, str))
        or (key == "description" and is_model)
        or (key == "default" and value is None)
    )


if __name__ == "__main__":
    write_schemas()
