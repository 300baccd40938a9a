"""English, as behaviours are written in it: *Listens to the customer*, the verb first, in the third person."""

import re
from typing import Final

from competentie.wording.words import Lexicon


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FUNCTION: Final = _set("""
    , . - – the a an and or and/or of to in on at by for from with within into onto over under about as is are be been
    being was were it its this that these those their them they own other others who which what when where how if not no
    all any each every than then so also can will may has have through across between during without while both
""")
_VERBS: Final = _set("""
    is has can knows asks gives makes takes keeps listens explains ensures identifies encourages adapts applies builds
    brings chooses collects communicates considers consults contributes coordinates creates decides defines delivers
    demonstrates describes develops discusses distinguishes draws evaluates examines explores expresses facilitates
    follows generates improves informs initiates inspires integrates interprets introduces investigates invites involves
    justifies learns maintains manages motivates negotiates observes obtains organises organizes participates performs
    persuades prepares prevents prioritises prioritizes proposes protects provides pursues reacts receives recognises
    recognizes recommends reduces refers reflects remains reminds resolves responds seeks selects sends solves speaks
    stays stimulates submits suggests summarises summarizes teaches tells understands verifies weighs writes does goes
    acknowledges anticipates assesses assists attends avoids clarifies compares completes confirms engages establishes
    feels believes wants finds fosters gathers happens holds implements includes lets meets operates owns pays promotes
    puts relates reviews says sees shapes treats tries
""")
_WEAK_VERBS: Final = _set("""
    plans reports shares offers supports helps works leads handles sets shows presents delegates checks tests documents
    monitors guides coaches mentors acts aims answers changes controls designs estimates focuses links measures names
    notes orders questions raises records requests stores tracks trains updates uses values looks nods sums runs
    challenges champions drives models influences adjusts advises advocates allocates analyses analyzes articulates
    are be will does do was were has have may must should could doesn't don't isn't can't won't
""")
_BASES: Final = (
    frozenset(  # Listen to others
        word[:-3] + "y" if word.endswith("ies") else word[:-2] if word.endswith(("sses", "ches", "shes")) else word[:-1]
        for word in _VERBS | _WEAK_VERBS
        if word.endswith("s") and len(word) > len("does")
    )
    - _set("plan report test document record request value model order question offer focus coache")
)
_STATE: Final = (
    r"has(?!\s(?:\w+\s)?(?:contact|meetings?|conversations?))|is(?!\s(?:present|available|reachable|on\stime|the|an?)\b)"
    r"|can|knows|feels|believes|wants|understands|likes|enjoys|possesses|wishes|hopes|loves|appreciates|trusts\sin"
    r"|able|aware|willing|familiar|comfortable|confident"
)
_OPEN: Final = r"(?:(?:where|when|if|as)\s(?:necessary|needed|appropriate|required)|(?:where|when|if)\spossible)"

ENGLISH: Final = Lexicon(
    function=_FUNCTION,
    negations=_set("not no never without"),
    scale=_set("""
        own self others team teams colleague colleagues department organisation organization organisational
        organizational organisation-wide sector national international external internal complex simple strategic
        tactical operational independently guidance supervision proactively actively multiple several all short long
        longer always coaches encourages teaches
    """),
    verbs=_VERBS,
    weak_verbs=_WEAK_VERBS | _BASES,
    finite=re.compile(r"(?!.*(?:ss|us|is|ics|ness|ments|[ts]ions|skills|ings)$)[^\W\d_]{2,}s"),
    infinitive=re.compile(r"[^\W\d_]{2,}(?:ing|ed)"),
    not_verbs=_set("""
        this his its always perhaps sometimes besides towards across less yes thus as communications relations skills
        understanding training meeting planning building evening morning nothing something anything everything during
        experienced skilled detailed advanced dedicated motivated committed results customers clients processes systems
        need speed
    """),
    subjects=_set("the a an he she they it this"),
    finite_anywhere=False,
    states=_set("""
        has is can knows feels believes wants understands likes enjoys possesses wishes hopes loves appreciates trusts
        able aware willing familiar comfortable confident the
    """),
    state=re.compile(rf"\W*(?:the\semployee\s)?({_STATE})\b(?!\sand\s(?!(?:{_STATE})\b))", re.IGNORECASE),
    joins=_set("and ,"),
    particles=_set("away back down forward in off on out over up"),
    subordinators=_set("that which who when where if whether how what because while as until unless so why whose"),
    links=_set("it they them this these those that thereby accordingly so thus therefore him her each same such"),
    determiners=_set("""
        the a an their its his her own other others any all each every to with on for how what when why whether new
    """),
    short_forms=_set("e.g eg i.e ie etc incl excl max min no approx vs mr mrs ms dr prof resp st inc ltd"),
    vague_words=_set("""
        sometimes often usually regularly occasionally frequently rarely generally sufficiently sufficient enough
        adequately adequate appropriately properly optimally reasonably well necessary needed possible appropriate
        required
    """),
    vague=re.compile(
        r"\b(?:sometimes|often|usually|regularly|occasionally|frequently|rarely|generally|sufficient(?:ly)?|enough"
        r"|adequate(?:ly)?|appropriately|properly|optimally|reasonably|as\s(?:much|far)\sas\spossible"
        rf"|(?<!as\s)well(?!\s(?:as|before|after|known)\b)(?!-)|(?P<open>{_OPEN}))\b",
        re.IGNORECASE,
    ),
    gendered_words=_set("he him his himself she her hers herself"),
    gendered=re.compile(
        r"\b((?:he|him|his)(?:/|\sor\s)(?:she|hers?)|(?:s/he|she(?:/|\sor\s)he|her(?:/|\sor\s)(?:him|his))"
        r"|he|him|his|himself|she|hers?|herself)(?!\w)",
        re.IGNORECASE,
    ),
    things=None,
    neutral=("they", "their"),
)
