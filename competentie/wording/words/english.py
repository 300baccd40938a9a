"""English, as behaviours are written in it: *Listens to the customer*, the verb first, in the third person."""

import re
from typing import Final

from competentie.wording.words import Lexicon, lists

_LISTS: Final = lists("en")

_BASES: Final = (
    frozenset(  # Listen to others
        word[:-3] + "y" if word.endswith("ies") else word[:-2] if word.endswith(("sses", "ches", "shes")) else word[:-1]
        for word in _LISTS["verbs"] | _LISTS["weak_verbs"]
        if word.endswith("s") and len(word) > len("does")
    )
    - _LISTS.pop("ambiguous")
)
_NOUN: Final = re.compile(  # or an adjective
    r".*(?:[ts]ions?|ity|ness|ships?|isms?|ments?|ances?|ences?|ency|ies|ful|ous|al|able|ible|less|ic|ings?|ills?|ledge)"
    r"|(?:in|fore)sights?|proof|expert\w*|mastery|good|great|excellent|strong|high|deep|broad|clear|solid|sound|team|data"
    r"|pro\w+ive|creative|effective|active|positive|attitudes?|customers?|clients?|people|background|basics?|advanced"
)
_STATE: Final = (
    r"has(?!\s(?:\w+\s)?(?:contact|meetings?|conversations?))|is(?!\s(?:present|available|reachable|on\stime|the|an?)\b)"
    r"|can|knows|feels|believes|wants|understands|likes|enjoys|possesses|wishes|hopes|loves|appreciates|trusts\sin"
    r"|able|aware|willing|familiar|comfortable|confident"
)
_OPEN: Final = r"(?:(?:where|when|if|as)\s(?:necessary|needed|appropriate|required)|(?:where|when|if)\spossible)"

_LISTS["weak_verbs"] |= _BASES
_LISTS["bases"] |= _BASES

ENGLISH: Final = Lexicon(
    **_LISTS,
    finite=re.compile(r"(?:[^\W\d_]+-)?(?!.*(?:ss|us|is|ics|ness|ments|[ts]ions|skills|ings)$)[^\W\d_]{2,}s"),
    infinitive=re.compile(r"[^\W\d_]{2,}(?:ing|ed)"),
    noun=_NOUN,
    finite_anywhere=False,
    state=re.compile(
        rf"\W*(?:the\semployee\s)?((?P<able>can|(?:is\s)?able)|{_STATE})\b(?!\sand\s(?!(?:{_STATE})\b))", re.IGNORECASE
    ),
    vague=re.compile(
        r"\b(?:(?:what|how)\s(?:\w+\s){0,3}?(?:well|often|regularly|frequently)"
        r"|(?P<word>sometimes|often|usually|regularly|occasionally|frequently(?!\sasked)|rarely|generally(?!\s\w+ed\b)|enough"
        r"|(?<!-)sufficient(?:ly)?|adequate(?:ly)?(?!\s(?:nutrition|nourish|hydrat|diet|food|fluid))|properly|optimally"
        r"|appropriately(?!\s\w+ed\b)|reasonably(?!\spracticable)|as\s(?:much|far)\sas\spossible"
        r"|(?<!as\s)well(?!\s(?:as|before|after|aware|being|known|versed|thought|written|spoken|chosen|led|built|\w+ed)\b)(?!-))"
        rf"|(?P<open>{_OPEN}))\b",
        re.IGNORECASE,
    ),
    gendered=re.compile(
        r"\b(?:(?:he|him|his)(?:self)?(?:\s?/\s?|\sor\s)(?:she|her)(?:s|self)?|s/he"
        r"|(?:she|her)(?:s|self)?(?:\s?/\s?|\sor\s)(?:he|him|his)(?:self)?"
        r"|(he|him|his|himself|she|hers?|herself))(?!\w)",
        re.IGNORECASE,
    ),
    things=None,
    neutral=("they", "their"),
)
