"""The kinds of report that `validate --report KIND=FILE` can write, by name."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from competentie.render.report.document import document
from competentie.render.report.gitlab import gitlab
from competentie.render.report.junit import junit
from competentie.render.report.sarif import sarif
from competentie.render.report.setting import Setting

if TYPE_CHECKING:
    from competentie.validation import Report

REPORTS: Final[Mapping[str, Callable[["Report", Setting], str]]] = {
    "sarif": sarif,
    "junit": junit,
    "json": document,
    "gitlab": gitlab,
}
