"""Why a change asks for its step: the phrases that several rules share. The rules themselves have the rest."""

from typing import Final

from competentie.core.message import msg

ONLY_WORDING: Final = msg("only the wording changes")
ONLY_ORDER: Final = msg("only the order of display changes")
ONLY_HEADING: Final = msg("only a heading changes")
EXPLAINS: Final = msg("it explains, and asks nothing")
NOTHING_BY_ITSELF: Final = msg("by itself it asks nothing")
LESS: Final = msg("less is asked")
MORE: Final = msg("more is asked")
NO_RATINGS: Final = msg("ratings of it have nothing left to refer to")
