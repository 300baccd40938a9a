"""The parts of a trend that every rendering for a person shares: heading, sheets, and how to read them."""

from collections.abc import Iterator

from competentie.compare.rater_sheet import Sheet, rater_sheet
from competentie.compare.round_sheet import group_sheet
from competentie.compare.trend import Trend
from competentie.core.scoring import Scorer
from competentie.page.language import Words


def trend_heading(trend: Trend, scorer: Scorer, words: Words) -> list[str]:
    """Return who it is about, and for which role on which handbook."""
    return [
        words("{role}: {person}, over time", role=scorer.profile.role, person=trend.person),
        words("{title} {version}", title=scorer.catalogue.title, version=scorer.catalogue.version),
    ]


def sheets(trend: Trend, scorer: Scorer, words: Words) -> Iterator[Sheet]:
    """Yield what each rater said, then each group."""
    yield from (rater_sheet(line, scorer, words) for line in trend.lines)
    yield from (group_sheet(group, scorer, words) for group in trend.groups)


def closing_lines(trend: Trend, words: Words) -> Iterator[str]:
    """Yield how to read the tables, and how many ratings took no part in them."""
    if any(len(line.points) > 1 for line in trend.lines):
        yield words("After an earlier level stands what changed since then, or ? where that is not certain.")
    if trend.other_profile:
        yield words.plural(
            "{n} file for another profile takes no part; `--profile` chooses one",
            "{n} files for another profile take no part; `--profile` chooses one",
            trend.other_profile,
        )
    if trend.undated:
        yield words.plural(
            "{n} file without a date takes no part", "{n} files without a date take no part", trend.undated
        )
    if trend.replaced:
        yield words.plural(
            "{n} file takes no part: the same rater has a later one of that day",
            "{n} files take no part: the same rater has a later one of that day",
            trend.replaced,
        )
