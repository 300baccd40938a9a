"""What time it is, for whatever an output says of when it was made; the core gets it as a value.

`SOURCE_DATE_EPOCH` takes the clock's place, so that the same input gives the same bytes
(reproducible-builds.org/specs/source-date-epoch).
"""

import datetime as dt
import os
from typing import TYPE_CHECKING, Final

from competentie.cli.exits import UsageError
from competentie.core.findings import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from competentie.core.basis import Basis
    from competentie.core.terms import Catalogue, Profile

VARIABLE: Final = "SOURCE_DATE_EPOCH"


def today() -> dt.date:
    """Return the day it is here; in UTC when `SOURCE_DATE_EPOCH` says when it is. Raises UsageError."""
    return (_wanted() or dt.datetime.now().astimezone()).date()


def now() -> dt.datetime:
    """Return the moment it is, in UTC. Raises UsageError when `SOURCE_DATE_EPOCH` is no time."""
    return _wanted() or dt.datetime.now(dt.UTC)


def basis_today(catalogue: "Catalogue", profiles: "Iterable[Profile]") -> "Basis":
    """Return what results against these profiles rest on when they are made now. Raises UsageError."""
    from competentie.core.basis import basis

    return basis(catalogue, profiles, today().isoformat())


def _wanted() -> dt.datetime | None:
    """Return the moment that `SOURCE_DATE_EPOCH` names; a malformed one is an error, as its specification asks."""
    value = os.environ.get(VARIABLE)
    if not value:
        return None
    try:
        return dt.datetime.fromtimestamp(int(value), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            msg("SOURCE_DATE_EPOCH is `{value}`, which is no time", value=value),
            msg("give the seconds since 1970, or leave it out"),
        ) from None
