"""The settings that commands about people ask for; below the default minimum of a group, each run says so."""

from competentie.cli.session import Session


def peers_minimum(session: Session) -> int:
    """Return how many raters a group takes to be shown (see `raters.views`), with a warning where it is lowered."""
    from competentie.files.settings import FEWEST, PEERS_MINIMUM, load_config

    fewest = load_config(session.catalogue_path).peers_minimum
    if fewest < FEWEST:
        session.tell(
            session.words(
                "warning: `{key}` is {fewest}, below {default}: what one rater in a group said may be guessed",
                key=PEERS_MINIMUM,
                fewest=fewest,
                default=FEWEST,
            )
        )
    return fewest
