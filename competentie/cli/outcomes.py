"""What every run over a table says of its outcome, besides what it is for."""

from competentie.cli.session import Session
from competentie.core.message import Message
from competentie.table.run import Outcome


def tell_refused(session: Session, outcome: Outcome, advice: Message) -> None:
    """Say that nothing was written, and what to do about it."""
    session.tell(
        session.words.plural(
            "{n} person has errors; nothing was written",
            "{n} people have errors; nothing was written",
            outcome.rejected,
        )
    )
    session.tell("  = " + session.words(advice))


def tell_broken(session: Session, outcome: Outcome) -> None:
    """Say how many people contradict the order of the levels."""
    if outcome.tally.broken:
        session.note(
            session.words.plural(
                "{n} person misses a level below one that is attained (`broken`)",
                "{n} people miss a level below one that is attained (`broken`)",
                outcome.tally.broken,
            )
        )
