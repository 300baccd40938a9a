"""D: data about people where it does not belong."""

from typing import Final

from competentie.core.message import msg
from competentie.explain.topic import Page

PAGES: Final[dict[str, Page]] = {
    "D001": Page(
        msg("ratings that may end up in git"),
        msg(
            "This file with ratings lies in a git repository, and git does not ignore it: the next commit may take it "
            "along. Add its folder to `.gitignore`, or keep the file elsewhere."
        ),
        # General Data Protection Regulation, articles 4(1) and 17 (the right to erasure)
        msg(
            "Ratings are personal data. What was committed once stays in the history and in everybody's copy, so it "
            "can no longer be erased for the person who asks for that (GDPR, article 17)."
        ),
    ),
    "D002": Page(
        msg("an e-mail address in a catalogue or profile"),
        msg("A text holds an e-mail address. Remove it; name a department or a role if somebody has to be reached."),
        msg(
            "A handbook is about roles, is read by many and lives for years. An address is personal data, and soon "
            "out of date."
        ),
    ),
    "D003": Page(
        msg("a citizen service number in a catalogue or profile"),
        msg(
            "A number in a text passes the test of the Dutch citizen service number (BSN). Remove it. If it is "
            "something else, it can stay: this is a warning."
        ),
        # Uitvoeringswet Algemene verordening gegevensbescherming, article 46
        msg("The number may only be used for what the law says (UAVG, article 46), and a handbook is not among that."),
    ),
}
