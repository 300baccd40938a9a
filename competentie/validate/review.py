"""What is looked at besides errors when files are validated: warnings and advice, in the order of their codes."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from competentie.core.findings import Diagnostic
from competentie.files.yaml import Document
from competentie.handbook import checks as catalogue
from competentie.handbook import privacy
from competentie.wording import alike, behaviours, texts

Review: TypeAlias = Callable[[Document], Iterator[Diagnostic]]

CATALOGUE: Final[tuple[Review, ...]] = (
    *catalogue.REVIEWS,
    *alike.CHECKS,
    *texts.CATALOGUE_CHECKS,
    *behaviours.CHECKS,
    *privacy.CHECKS,
)
PROFILE: Final[tuple[Review, ...]] = (*texts.PROFILE_CHECKS, *privacy.CHECKS)
