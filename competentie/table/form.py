"""A form for one rater as one HTML file: it works from disk, by keyboard alone, and asks nothing of any network.

The only script is its own (`form.js`), allowed by its hash. What is filled in leaves the page as a file that the rater
saves: JSON, which is YAML, in the shape of a ratings file. Without scripts it can be read and printed.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from competentie import page
from competentie.core import AGREED, RELATIONS, Behaviour, Competency, Message, Rating, msg
from competentie.page.language import Words, level_name, relation_word
from competentie.page.markup import Safe, joined, tag
from competentie.ratings.write import texts_read
from competentie.table.template import Template

_HERE: Final = Path(__file__).parent
_STYLES: Final = (Path(str(page.__file__)).parent / "page.css", _HERE / "form.css")
_SCRIPT: Final = _HERE / "form.js"
_ANSWERS: Final = (
    (Rating.SHOWN.value, msg("yes")),
    (Rating.NOT_SHOWN.value, msg("no")),
    (Rating.NOT_APPLICABLE.value, msg("n/a")),
)
_SAID: Final[dict[str, Message]] = {
    "count": msg("{n} of {all} rated"),
    "file": msg("Rating"),
    "missing": msg("Not saved yet: fill in “{what}”."),
    "saved": msg("Saved in your downloads: {n} of {all} rated. Send the file back as was agreed."),
    "unreadable": msg("This is no file that was saved by such a form."),
    "other": msg("This file is for another role: “{role}”."),
    "opened": msg("{n} answers were read."),
    "lost": msg("{n} answers are not here: their texts have changed, or this form does not ask for them."),
}

_OPEN: Final = {name: f"{{{name}}}" for name in ("n", "all", "what", "role")}  # the script fills these in


def form_html(template: Template, relation: str, words: Words) -> str:
    """Return the form; what is known of the person and the relation stands in it already."""
    style, script = ("\n" + "\n".join(one.read_text(encoding="utf-8") for one in some) for some in (_STYLES, [_SCRIPT]))
    policy = (
        f"default-src 'none'; style-src {_allowed(style)}; script-src {_allowed(script)}; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
    role = words("{role} {version}", role=template.profile.role, version=template.profile.version)
    title = words("Rating: {role}", role=template.profile.role)
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        Safe(f"<style>{style}</style>"),
    )
    handbook = words("{title} {version}", title=template.catalogue.title, version=template.catalogue.version)
    about = (
        tag("p", words("Confidential"), class_="confidential"),
        tag("h1", title),
        tag("p", f"{role} · {handbook}", class_="about"),
    )
    body = (
        tag("a", words("To the questions"), class_="skip", href="#questions"),
        tag("header", joined(about)),
        tag("main", joined((*_who(template, relation, words), *_questions(template, words)))),
        Safe(f'<script type="application/json" id="meta">{_facts(template, words)}</script>'),
        Safe(f"<script>{script}</script>"),
    )
    whole = tag("html", joined((tag("head", joined(head)), tag("body", joined(body)))), lang=words.language)
    return f"<!doctype html>\n{whole}\n"


def _allowed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _facts(template: Template, words: Words) -> Safe:
    """Return what the script knows: the head of the file that it saves, the texts that are read, and what it says."""
    catalogue, language = template.catalogue, words.wanted[0]
    read = any(language in one.definition.by_language for one in catalogue.competencies.values())
    language = language if read else catalogue.language
    texts = texts_read(catalogue, language)
    facts: dict[str, Any] = {
        "profile": template.profile.id,
        "version": catalogue.version,
        "language": language,
        "texts": {code: texts[code] for code, _ in template.items()},
        "words": {name: words(Message(said.template, _OPEN)) for name, said in _SAID.items()},
    }
    return Safe(json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c"))


def _who(template: Template, relation: str, words: Words) -> Iterator[Safe]:
    """Yield what is asked first, how it is filled in, and how far it is."""
    choices = [tag("option", label=words("choose …"))]
    choices += [
        tag("option", relation_word(one, words), value=one, selected=one == relation)
        for one in RELATIONS
        if one != AGREED
    ]
    fields = (
        ("person", words("Who is rated"), tag("input", id="person", value=next(iter(template.people), ""))),
        ("rater", words("Who rates"), tag("input", id="rater", autocomplete="off")),
        ("relation", words("What you are to this person"), tag("select", joined(choices), id="relation")),
        ("date", words("Date"), tag("input", id="date", type="date")),
    )
    yield tag(
        "div", joined(joined((tag("label", label, for_=name), field)) for name, label, field in fields), class_="who"
    )
    keys = words("y yes, n no, - not applicable, . later")
    if template.by_level:
        keys = words("{digits} the level, . later", digits=f"0–{min(template.catalogue.height, 9)}")
    pressed = [
        joined((tag("kbd", key), meaning)) for key, _, meaning in (one.partition(" ") for one in keys.split(", "))
    ]
    yield tag("p", words("Rate what you saw yourself. A level counts only on top of all lower ones."), class_="about")
    yield tag("p", joined((words("On a question these keys answer too:"), *pressed)), class_="about js", hidden=True)
    yield tag("p", words("What you fill in stays on this computer, in the file that you save."), class_="about")
    yield tag(
        "p",
        words("Scripts do not run here, so nothing can be saved. Save this file, and open it in a browser."),
        id="nojs",
        class_="err",
    )
    bar = (
        tag("progress", value="0", max=str(len(list(template.items()))), aria_labelledby="count"),
        tag("span", id="count"),
        tag("button", words("Save file"), id="save", type="button"),
        tag("label", joined((tag("input", id="open", type="file", class_="hidden"), words("Go on with a saved file")))),
        tag("p", id="status", role="status"),
    )
    yield tag("div", joined(bar), class_="bar js", role="region", aria_label=words("Progress"), hidden=True)


def _questions(template: Template, words: Words) -> Iterator[Safe]:
    sections = []
    for competency, behaviours in template.asked():
        inside = [tag("h2", words.text(competency.title)), tag("p", words.text(competency.definition))]
        if behaviours:
            for level, some in enumerate(competency.levels or (), 1):
                asked = [one for one in some if one in behaviours]
                inside += [tag("h3", level_name(level, template.catalogue, words))] if asked else []
                inside += [_behaviour(one, template, words) for one in asked]
        else:
            inside.append(_level(competency, template, words))
        sections.append(tag("section", joined(inside)))
    yield tag("div", joined(sections), id="questions", tabindex="-1")


def _behaviour(behaviour: Behaviour, template: Template, words: Words) -> Safe:
    code = behaviour.code
    legend = Safe(f"{tag('span', words.text(behaviour.text))} {tag('small', code)}")
    answers = [(value, words(said)) for value, said in _ANSWERS]
    said = [tag("p", line, class_="about") for line in template.beside(code, words)]
    return _question(code, legend, answers, words, *said)


def _level(competency: Competency, template: Template, words: Words) -> Safe:
    """Ask for one level; what each of them is stands with it."""
    levels = []
    for level, texts in enumerate(template.levels(competency), 1):
        lines = tag("ul", joined(tag("li", words.text(one)) for one in texts)) if texts else Safe()
        levels += [tag("h3", level_name(level, template.catalogue, words)), lines]
    answers = [(str(level), str(level)) for level in range(template.catalogue.height + 1)]
    legend = words("{competency}: the highest level up to which all is shown", competency=competency.title)
    return joined((*levels, _question(competency.id, legend, answers, words)))


def _question(code: str, legend: str, answers: Sequence[tuple[str, str]], words: Words, *more: Safe) -> Safe:
    choices = joined(
        tag(
            "label",
            joined((tag("input", type="radio", name=code, value=value or "later", checked=not value), said)),
            class_=value or "later",
        )
        for value, said in (*answers, ("", words("later")))
    )
    evidence = words("Evidence: what did you see, where and when?")
    note = (
        tag("summary", words("Note or evidence")),
        tag("label", joined((words("Note"), tag("textarea", class_="note", rows="2")))),
        tag("label", joined((evidence, tag("textarea", class_="evidence", rows="2")))),
    )
    inside = (tag("legend", legend), tag("div", choices, class_="answers"), *more, tag("details", joined(note)))
    return tag("fieldset", joined(inside), data_code=code)
