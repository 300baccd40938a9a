"""Competency handbooks as validated YAML: the cumulative rule, and the gap it shows.

The public API is small and works on plain values::

    project = competentie.load("catalog.yaml")
    result = competentie.assess(project, "opleidingscoordinator", {"samenwerken": 2})

Names are imported when they are first used, so that `import competentie` costs nothing.
"""

import sys
from types import ModuleType

TYPE_CHECKING = False  # `typing` is not imported for it: `--version` needs nothing else
if TYPE_CHECKING:
    from competentie.api import InvalidDataError, assess, load, score
    from competentie.version import __version__

__all__ = ["InvalidDataError", "__version__", "assess", "load", "score"]


class _Api(ModuleType):
    """A package in which the room `assess`, once imported, does not take the place of the function of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Api


def __getattr__(name: str) -> object:
    """Import a name of the public API on first use (PEP 562)."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    if name == "__version__":
        from competentie.version import __version__

        return __version__
    from competentie import api

    return getattr(api, name)
