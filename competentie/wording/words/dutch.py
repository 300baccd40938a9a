"""Dutch, as behaviours are written in it: *Luistert naar de klant*, the verb first, in the third person."""

import re
from typing import Final

from competentie.wording.words import Lexicon, lists

_LISTS: Final = lists("nl")

_PREPOSITIONS: Final = (
    "aan|bij|binnen|door|in|met|naar|om|onder|op|over|tegen|tot|tussen|uit|van|vanuit|via|voor|volgens"
)
# "zijn" is "his" after a preposition, a verb that begins the sentence, or a person; else it is the verb "to be".
_PERSON: Final = (
    r"(?:bewoner|cli[eë]nt|klant|pati[eë]nt|medewerker|werknemer|collega|leerling|student|deelnemer|burger|gast|ander)"
)
_BEFORE_POSSESSIVE: Final = rf"{_PREPOSITIONS}|\A\w+t|{_PERSON}\sen"
_AFTER_VERB: Final = rf"{_PREPOSITIONS}|en|of|als|te|er|dat|die|wat|niet|ge\w+t"
_PRONOMINAL: Final = frozenset(  # erop, daarop, hierop: adverbs that stand for "on it"
    start + end for end in _LISTS.pop("pronominal") for start in ("er", "daar", "hier")
)
_STATE: Final = (
    r"heeft(?!\s(?:(?:regel|dage|weke|maande)\w+\s)?(?:contact|overleg|oogcontact|gesprek))"
    r"|is(?!\s(?:aanwezig|bereikbaar|aanspreekbaar|het|de|een|er|op\stijd)\b)"
    r"|kan|weet|kent|wil|voelt|gelooft|begrijpt|beseft|beschikt|bezit|snapt|hoopt|verlangt|wenst|durft"
    r"|vertrouwt\sop|staat\sopen|bereid|bekend|bewust|in\sstaat"
)
_OPEN: Final = r"(?:waar|wanneer|indien|zo|als)\s(?:dat\s)?(?:nodig|mogelijk|gewenst|wenselijk)"

_LISTS["bases"] |= frozenset(verb[:-1] for verb in _LISTS["verbs"] if verb.endswith("t"))
_LISTS["links"] |= _PRONOMINAL
_LISTS["explains"] |= _PRONOMINAL

DUTCH: Final = Lexicon(
    **_LISTS,
    finite=re.compile(
        r"(?!.*(?:teit|zicht|dacht|dracht|kracht|macht|klacht|tocht|plicht|recht|komst|dienst|winst|lijst|kunst|punt"
        r"|markt|klant|ject|duct|tact|spect|fect|dget|[aei]ment|ocument|itaat|uut|iënt|udent|ocent|alent|agent)$)"
        r"[^\W\d_]{2,}t"
    ),
    infinitive=re.compile(r"[^\W\d_]{2,}en"),
    noun=re.compile(
        r".*(?:ing|heid|teit|schap|isme|[ts]ie|icht|ief|e|en)|kennis|vermogen|respect|begrip|oog|goed|sterk"
    ),
    finite_anywhere=True,
    state=re.compile(
        rf"\W*(?:de\s(?:medewerk|leidinggevend)\w+\s)?((?P<able>kan|is\sin\sstaat|in\sstaat)|{_STATE})\b(?!\sen\s(?!(?:{_STATE})\b))",
        re.IGNORECASE,
    ),
    vague=re.compile(
        r"\b(?:(?:wat|hoe)\s(?:\w+\s){0,3}?(?:goed|vaak|regelmatig)"
        r"|(?P<word>soms|vaak(?!\svoorkom)|regelmatig(?!\sterugker)|meestal|doorgaans|zelden|geregeld|dikwijls|veelal"
        r"|voldoende|genoeg|adequaat|adequate(?!\s(?:voeding|vocht))|goed(?!\s(?:voorbeeld|bestuur|(?:ge|onder|be|ver|door)"
        r"\w+de?\b)|e)|optima(?:al|le)|redelijk|behoorlijk|enigszins|zo\s?veel\smogelijk"
        rf"|af\sen\stoe|nu\sen\sdan)|(?P<open>{_OPEN}))\b",
        re.IGNORECASE,
    ),
    gendered=re.compile(
        r"\b(?:(?:hij|zijn|hem)(?:zelf)?(?:\s?/\s?|\sof\s)(?:zij|ze|haar)(?:zelf)?"
        r"|(?:zij|ze|haar)(?:zelf)?(?:\s?/\s?|\sof\s)(?:hij|zijn|hem)(?:zelf)?"
        r"|(hij|hemzelf|haarzelf|(?:zijn|haar)(?=\seigen\b))"
        rf"|(?:{_BEFORE_POSSESSIVE})\s(zijn|haar)(?=\s\w)(?!\s(?:{_AFTER_VERB})\b))(?!\w)",
        re.IGNORECASE,
    ),
    things=re.compile(
        r"\b(?:organisatie|afdeling|instelling|onderneming|gemeente|school|stichting|vereniging|maatschappij|overheid"
        r"|markt|sector|samenleving|omgeving|dienst|branche|team|bedrijf|project|product|proces|systeem|werk|vak"
        r")\W+(?:\w+\W+){0,2}$",
        re.IGNORECASE,
    ),
    neutral=("diens", "de eigen"),
)
