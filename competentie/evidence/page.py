"""Evidence in words: a row per competency, what the answers advise, and behind it, where asked for, every number."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from competentie.core import Basis, Catalogue, Message, Rating, Text, msg
from competentie.evidence.answers import Coherence
from competentie.evidence.intervals import Estimate, wilson
from competentie.evidence.ladder import SMALLEST, Step
from competentie.evidence.presupposed import Presupposition
from competentie.evidence.raters import SelfAndManager
from competentie.evidence.report import Evidence
from competentie.evidence.verdict import THRESHOLDS, Advice, Ascent, Finding, Verdict, h_of_item
from competentie.page.figures import Stair, staircase
from competentie.page.language import LANGUAGES, Words, basis_line, relation_word
from competentie.page.model import (
    Block,
    Figure,
    Forms,
    Kind,
    Page,
    Part,
    Row,
    Table,
    Tone,
    section,
)

_VERDICTS: Final[dict[Verdict, Message]] = {
    Verdict.LADDER: msg("a ladder"),
    Verdict.NO_LADDER: msg("no ladder"),
    Verdict.UNDECIDED: msg("undecided"),
    Verdict.NOT_TESTABLE: msg("cannot be tested: rating stopped after a level that was missed"),
    Verdict.ONE_LEVEL: msg("one level, so no ladder"),
}
_TONES: Final = {Verdict.LADDER: Tone.GOOD, Verdict.NO_LADDER: Tone.FAR, Verdict.UNDECIDED: Tone.OPEN}
_ASCENTS: Final[dict[Ascent, Message]] = {Ascent.YES: msg("yes"), Ascent.NO: msg("no"), Ascent.REVERSED: msg("REV")}
_STRENGTHS: Final = ((0.5, msg("strong")), (0.4, msg("fair")), (0.3, msg("weak")))
_SAYS: Final[dict[Advice, Message]] = {
    Advice.NOT_TESTABLE: msg("rate everybody on level {higher} too, also who misses level {lower}"),
    Advice.TOO_FEW: msg("wait for more ratings: of {needed} people, by {by} raters, or one for each person"),
    Advice.APART: msg("these behaviours do not belong together on one ladder"),
    Advice.REVERSED: msg("levels {lower} and {higher} are the other way round"),
    Advice.EQUAL: msg("levels {lower} and {higher} are equally hard"),
    Advice.MOVE: msg("{behaviour} belongs to level {to}"),
    Advice.REDUNDANT: msg("{behaviour} and {other} ask the same"),
    Advice.SAYS_NOTHING: msg("{behaviour} tells nobody from anybody"),
    Advice.SPLIT: msg("these behaviours are {n} scales rather than one"),
    Advice.PRESUPPOSES: msg("may presuppose {lighter}"),
    Advice.NO_PRESUPPOSITION: msg("does not seem to presuppose {lighter}"),
}
_BECAUSE: Final[dict[Advice, Message]] = {
    Advice.NOT_TESTABLE: msg(
        "rated on level {higher}: {of_missed} who miss level {lower}, and {of_attained} who attain it"
    ),
    Advice.APART: msg("coherence {H} ({low} to {high}); a ladder has {least} at least"),
    Advice.REVERSED: msg("shown of level {lower}: {low}; of level {higher}: {high}"),
    Advice.EQUAL: msg("shown of level {lower}: {low}; of level {higher}: {high}"),
    Advice.MOVE: msg("shown: {shown}; other behaviour of level {level}: {here}, and of level {to}: {there}"),
    Advice.REDUNDANT: msg("the same answer to both: {equal}"),
    Advice.SAYS_NOTHING: msg("shown: {shown}"),
    Advice.PRESUPPOSES: msg("of who has it, {both} have {lighter} too; of all, {all}"),
    Advice.NO_PRESUPPOSITION: msg("of who has it, {both} have {lighter} too; of all, {all}"),
}
_HARDER: Final = {Ascent.REVERSED: Tone.FAR, Ascent.NO: Tone.NEAR}


_OVERVIEW: Final = (
    *(msg("Competency"), msg("People"), msg("Shown per level"), msg("Ascends"), msg("Order"), msg("Coherence")),
    msg("Verdict"),
)
_STEPS: Final = (
    msg("Step"),
    msg("People"),
    msg("Less is shown by"),
    msg("The higher without the lower"),
    msg("By chance"),
)
_BEHAVIOURS: Final = (msg("Behaviour"), msg("Shown"), msg("Share"), Message("H"), msg("Nearest level"), msg("Text"))
_EDGES: Final = (msg("Heavier"), msg("Lighter"), msg("Of who has the heavier"), msg("Of all"), msg("Coherence"))
_AGREEMENT: Final = (msg("Competency"), msg("Agreement (alpha)"), msg("Coherence within raters"), msg("Between raters"))
_SEVERITY: Final = (msg("Rater"), msg("People"), msg("More shown than others say of the same"))


class EvidencePage:
    """Makes the page of a run."""

    def __init__(self, found: Evidence, catalogue: Catalogue, words: Words, *, detail: bool) -> None:
        """Take what was found, and whether every number is wanted."""
        self._found = found
        self._words = words
        self._detail = detail
        self._texts = {
            one.code: words.text(one.text) for each in catalogue.competencies.values() for one in each.behaviours()
        }
        self._labels = {one.id: words.text(one.label) for one in catalogue.competencies.values()}

    def page(self, basis: Basis) -> Page:
        """Return all of it."""
        words = self._words
        tables = Forms([[self._overview(wide=wide)] for wide in (True, False)])
        nothing = Part(Kind.LINE, words("nothing to test: no behaviour was rated"))
        blocks: list[Block] = [tables if self._found.findings else nothing]
        blocks += section(words("What the answers advise"), self._advice())
        if self._detail:
            for finding in self._found.findings.values():
                blocks.append(Part(Kind.SECTION, self._labels[finding.competency.id], [*self._finding(finding)]))
        blocks += section(words("What presupposes what"), self._presupposed())
        blocks += section(words("Between raters"), self._raters())
        blocks += [Part(Kind.NOTE, text) for text in self._notes()]
        return Page(words("Is every competency a ladder?"), self._about(), blocks, basis=basis_line(basis, words))

    def _about(self) -> list[str]:
        words, found = self._words, self._found
        answers = found.answers
        asked = sum(answers.values())
        parts = [words.plural("{n} person", "{n} people", found.collected.number)]
        if found.collected.raters is not None:
            parts.append(words.plural("{n} rater", "{n} raters", found.collected.raters))
        known = answers[Rating.SHOWN] + answers[Rating.NOT_SHOWN]
        left = {"unrated": Rating.UNRATED, "na": Rating.NOT_APPLICABLE}
        shares = {name: _percent(answers[one], asked) for name, one in left.items()}
        parts.append(words("{n} answers ({unrated} unrated, {na} not applicable)", n=known, **shares))
        relations = [relation_word(one, words) if one else "?" for one in found.collected.relations]
        if any(found.collected.relations):
            parts.append(words("rated by: {names}", names=relations))
        raw = words("Raw answers, before the cumulative rule. In brackets: where it lies, with a certainty of 95%.")
        return [", ".join(parts), raw]

    def _overview(self, *, wide: bool) -> Table:
        kept = range(len(_OVERVIEW)) if wide else (0, 3, 6)
        rows = []
        for one in self._found.findings.values():
            levels = " · ".join(_percent(each.shown, each.rated) for each in one.ladder.levels)
            ascents = " · ".join(self._words(_ASCENTS[each]) if each in _ASCENTS else "·" for each in one.ascents)
            cells = [self._labels[one.competency.id], _few(one.people), levels, ascents]
            cells += [self._order(one), self._h(one.coherence), self._verdict(one)]
            rows.append(Row(tuple(cells[at] for at in kept), tone=_TONES.get(one.verdict, Tone.NONE)))
        last = len(kept) - 1
        table = self._table([_OVERVIEW[at] for at in kept], rows, numbers={1} if wide else ())
        return table._replace(toned=frozenset({last}), whole=frozenset(range(1, last)))

    def _table(self, heads: Sequence[Message], rows: Iterable[Row], numbers: Iterable[int] = ()) -> Table:
        return Table(tuple(map(self._words, heads)), tuple(rows), numbers=frozenset(numbers))

    def _order(self, finding: Finding) -> str:
        order = finding.ladder.order
        if finding.people < SMALLEST:
            return ""
        if not finding.enough("verdict"):
            return f"{order.with_ladder} : {order.against_ladder}"
        return _percent(order.with_ladder, order.with_ladder + order.against_ladder)

    def _h(self, h: Coherence | None) -> str:
        if h is None:
            return ""
        strength = next((self._words(word) for least, word in _STRENGTHS if h.h >= least), "")
        return f"{self._number(h.h)} ({self._number(h.interval[0])}–{self._number(h.interval[1])}) {strength}".rstrip()

    def _verdict(self, finding: Finding) -> str:
        words, least = self._words, THRESHOLDS["verdict"]["people"]
        if finding.verdict is Verdict.FEW_PEOPLE:
            return words("too few people ({n} of {least})", n=_few(finding.people), least=least)
        if finding.verdict is Verdict.FEW_RATERS:
            return words.plural("holds for this rater only", "holds for these {n} raters only", finding.raters or 0)
        for step, ascent in zip(finding.ladder.steps, finding.ascents, strict=True):
            if ascent is Ascent.REVERSED:
                return words(Message(_SAYS[Advice.REVERSED].template, {"lower": step.lower, "higher": step.higher}))
        return words(_VERDICTS[finding.verdict])

    def _advice(self) -> Iterator[Part]:
        for one in self._found.advice:
            facts = {name: self._fact(value) for name, value in one.facts.items()}
            codes = [value for value in one.facts.values() if isinstance(value, str) and value in self._texts]
            why = [f"{_short(code)}  {self._texts[code]}" for code in codes]
            why += [", ".join(map(_short, each)) for each in one.facts.get("scales", ())]
            why += [self._words(Message(_BECAUSE[one.advice].template, facts))] if one.advice in _BECAUSE else []
            text = self._words(Message(_SAYS[one.advice].template, facts))
            label = self._labels[one.competency]
            yield Part(Kind.ITEM, f"{one.advice.value} {label}: {text}", [Part(Kind.LINE, each) for each in why])

    def _fact(self, value: object) -> object:
        match value:
            case float():
                return self._number(value)
            case (int() as n, int() as of):
                return self._words("{n} of {of} ({percent})", n=n, of=of, percent=_percent(n, of))
            case str():
                return self._labels.get(value) or _short(value)
        return value

    def _finding(self, finding: Finding) -> Iterator[Block]:
        yield self._figure(finding)
        if finding.ladder.steps:
            yield self._steps(finding)
        yield self._behaviours(finding)

    def _figure(self, finding: Finding) -> Figure:
        words, stairs = self._words, []
        for at, one in enumerate(finding.ladder.levels):
            tone = _HARDER.get(finding.ascents[at - 1], Tone.NONE) if at else Tone.NONE
            share = one.shown / one.rated if one.rated else 0.0
            label = words("level {level}", level=one.level)
            stairs.append(Stair(label, share, _percent(one.shown, one.rated), tone))
        said = msg("{label}, shown per level: {shares}. {verdict}")
        shares = ", ".join(f"{one.label} {one.value}" for one in stairs)
        facts = {"label": self._labels[finding.competency.id], "shares": shares, "verdict": self._verdict(finding)}
        return staircase(stairs, words(Message(said.template, facts)))

    def _steps(self, finding: Finding) -> Table:
        rows = []
        for one in finding.ladder.steps:
            difference = self._difference(one.difference if one.people >= SMALLEST else None)
            rows.append(Row((f"{one.lower}→{one.higher}", _few(one.people), difference, *self._without(one))))
        return self._table(_STEPS, rows, {1, 4})

    def _without(self, step: Step) -> tuple[str, str]:
        if step.is_few:
            return self._words("withheld: fewer than {n}", n=SMALLEST), ""
        chance = "" if step.by_chance is None else self._number(step.by_chance, 1)
        return self._words("{n} of {of}", n=step.only_higher, of=step.both + step.only_higher), chance

    def _difference(self, one: Estimate | None) -> str:
        if one is None:
            return ""
        value, low, high = (f"{100 * each:.0f}" for each in (one.value, *one.interval()))
        return self._words("{value} points ({low} to {high})", value=value, low=low, high=high)

    def _behaviours(self, finding: Finding) -> Table:
        answers, rows = finding.ladder.answers, []
        for at, item in enumerate(answers.items):
            shown, of = answers.shown(at)
            h = h_of_item(finding, at) if finding.enough("verdict") and at not in answers.constant else None
            placed = finding.placements.get(at)
            cells = [_short(item.code), self._words("{n} of {of}", n=shown, of=of), self._share(shown, of)]
            cells += ["" if h is None else self._number(h), str(placed.nearest) if placed else ""]
            rows.append(Row((*cells, self._texts[item.code])))
        return self._table(_BEHAVIOURS, rows, {3, 4})._replace(whole=frozenset(range(5)))

    def _share(self, shown: int, of: int) -> str:
        interval = wilson(shown, of)
        return f"{_percent(shown, of)} ({_percent(interval[0], 1)}–{_percent(interval[1], 1)})" if interval else ""

    def _presupposed(self) -> Iterator[Block]:
        claimed = [one for one in self._found.presuppositions if one.claimed]
        if claimed:
            yield self._table(_EDGES, map(self._edge, claimed))

    def _edge(self, edge: Presupposition) -> Row:
        words, pair, heavier = self._words, edge.pair, self._labels[edge.heavier]
        lighter = words("{label}, level {level}", label=self._labels[edge.lighter], level=edge.level)
        if edge.is_few:
            return Row((heavier, lighter, words("withheld: fewer than {n}", n=SMALLEST), "", ""))
        also = words("{n} of {of}", n=pair.both, of=pair.other) + ": " + self._share(pair.both, pair.other)
        return Row((heavier, lighter, also, _percent(pair.one, pair.n), self._h(edge.coherence)))

    def _raters(self) -> Iterator[Block]:
        raters, rows = self._found.raters, []
        for name, one in raters.agreement.items():
            both = raters.within.get(name)
            inside = [self._number(each) for each in (both.within, both.between)] if both else ["", ""]
            alpha = "" if one.alpha is None else self._number(float(one.alpha))
            rows.append(Row((self._labels[name], alpha, *inside)))
        if rows:
            yield self._table(_AGREEMENT, rows, {1, 2, 3})
        if raters.self_and_manager:
            yield from self._self_and_manager(raters.self_and_manager)
        if raters.severity:
            named = ((self._words.text(Text({"": one.rater})), one) for one in raters.severity)
            severe = [Row((name, str(one.people), self._difference(one.difference))) for name, one in named]
            yield self._table(_SEVERITY, severe, {1})

    def _self_and_manager(self, both: SelfAndManager) -> Iterator[Part]:
        words, n, difference = self._words, both.people, self._difference(both.difference)
        said = msg("{n} people rated themselves too, and say {difference} more often than managers that they show it")
        yield Part(Kind.LINE, words(Message(said.template, {"n": n, "difference": difference})))
        said = msg("{code}: {one} by themselves only, {other} by their manager only. {text}")
        for one in both.behaviours:
            facts = {"code": _short(one.code), "one": one.self_only, "other": one.manager_only}
            if one.differs:
                yield Part(Kind.ITEM, words(Message(said.template, facts | {"text": self._texts[one.code]})))

    def _notes(self) -> Iterator[str]:
        words, collected = self._words, self._found.collected
        if collected.raters is None:
            yield words("Nobody says who rated: intervals take it that each person has a rater of their own.")
        if self._found.direct:
            yield words.plural(
                "{n} rating of a whole competency is left out: it tells nothing of behaviours.",
                "{n} ratings of a whole competency are left out: they tell nothing of behaviours.",
                self._found.direct,
            )
        if collected.few:
            names = [relation_word(one, words) if one else "?" for one in collected.few]
            yield words("Left out, because they rated fewer than {n} people: {names}", n=SMALLEST, names=names)
        if collected.withheld:
            yield words(
                "Withheld, because fewer than {n} people were rated on it: {codes}",
                n=SMALLEST,
                codes=list(collected.withheld),
            )

    def _number(self, value: float, decimals: int = 2) -> str:
        text = f"{value:.{decimals}f}".replace(".", LANGUAGES[self._words.language].decimal)
        return text.replace("-", "\N{MINUS SIGN}")


def _percent(part: float, of: float) -> str:
    return f"{100 * part / of:.0f}%" if of else "–"


def _few(number: int) -> str:
    return f"<{SMALLEST}" if 0 < number < SMALLEST else str(number)


def _short(code: str) -> str:
    return code.partition(".")[2]
