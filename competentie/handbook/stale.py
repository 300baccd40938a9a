"""Whether a file was written on other texts than those of the catalogue at hand."""

from collections.abc import Iterable, Mapping
from typing import Any

from competentie.core.terms import Catalogue


def changed_texts(mark: Mapping[str, Any], catalogue: Catalogue, competencies: Iterable[str]) -> tuple[str, str] | None:
    """Return which field of a file's `catalogue` mark no longer fits the texts, and what it would be now.

    None when it fits. Without a fingerprint, only the version can tell.
    """
    from competentie.core.basis import fingerprint

    field, now = "version", catalogue.version
    if "fingerprint" in mark:
        field, now = "fingerprint", fingerprint(catalogue, competencies)
    return None if mark.get(field) == now else (field, now)
