"""The kinds of report that `validate --report KIND=FILE` can write, by name."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from competentie.validate.document import document
from competentie.validate.gitlab import gitlab
from competentie.validate.junit import junit
from competentie.validate.sarif import sarif
from competentie.validate.setting import Setting

if TYPE_CHECKING:
    from competentie.validate.validator import Report

REPORTS: Final[Mapping[str, Callable[["Report", Setting], str]]] = {
    "sarif": sarif,
    "junit": junit,
    "json": document,
    "gitlab": gitlab,
}
