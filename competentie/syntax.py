"""What a YAML parser stumbles over, in our own words, with what most often causes it."""

from typing import Final

from competentie.message import Message, msg


def explain_syntax(problem: str, context: str, line: str, column: int) -> tuple[Message, Message]:
    """Say in our own words what the parser stumbled over, and what most often causes it."""
    character = line[column - 1 : column]
    if character == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return msg("a tab cannot be used to indent"), msg("indent with spaces, two per step")
    if "cannot start any token" in problem:
        return msg("a text cannot start with `{character}`", character=character), msg("put the text in quotes")
    said = f"{context} / {problem}"
    return next(((message, advice) for cause, message, advice in _CAUSES if cause in said), _CAUSES[-1][1:])


# What libyaml says (its own words, from its scanner and parser), what it means, what to do; the first that fits.
_CAUSES: Final[tuple[tuple[str, Message, Message], ...]] = (
    (
        "mapping values are not allowed",
        msg("a second `: ` on this line is read as a new field"),
        msg('put the text in quotes: "…: …"'),
    ),
    (
        "escape",
        msg("a backslash in double quotes starts an escape, and this is none"),
        msg("use single quotes, or write the backslash twice"),
    ),
    (
        "quoted scalar",
        msg("a text in quotes is not closed"),
        msg('close it with the same quote; write `\\"` for a quote inside it'),
    ),
    (
        "flow",
        msg("a list or mapping in brackets is not closed here"),
        msg("check the brackets and commas, and put a text with `: ` or `,` in it in quotes"),
    ),
    (
        "could not find expected ':'",
        msg("a colon is missing on this line or the one before"),
        msg("write `name: value`"),
    ),
    (
        "block",
        msg("this line does not fit the lines around it"),
        msg("give lines that belong together the same indentation, and close every quote at the end of its text"),
    ),
    ("", msg("this cannot be read as YAML"), msg("check the indentation, quotes and colons around it")),
)
