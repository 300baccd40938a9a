"""Dutch, as behaviours are written in it: *Luistert naar de klant*, the verb first, in the third person."""

import re
from typing import Final

from competentie.wording.words import Lexicon


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FUNCTION: Final = _set("""
    , . - – de het een en of of/en en/of van in op aan met voor bij te tot om die dat dit deze is zijn was wordt worden
    naar over door uit als ook er zich hun hen hem haar wat welke waar waarin waarbij waarmee wie ander andere anderen
    vanuit zo hier hierop hierover hierbij hiervan hiermee daar daarin daarbij daarmee daarvan ervan erover ermee eraan
    mee niet geen naast tegen per via heeft hebben kan kunnen zoals zodat maar dan toe af elkaar iets ter ten
""")
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
    start + end
    for start in ("er", "daar", "hier")
    for end in _set("aan achter af bij door in mee na naar naast om onder op over tegen toe tussen uit van voor")
)
_VERBS: Final = _set("""
    is heeft kan wil weet kent mag moet zal gaat doet ziet staat laat slaat vat zet let biedt houdt vindt wordt durft
    komt neemt geeft maakt stelt brengt draagt legt krijgt leert werkt helpt vraagt zegt spreekt schrijft leest luistert
    hoort kijkt denkt deelt leidt stuurt toont toetst treft volgt voert zoekt zorgt bespreekt begrijpt begeleidt
    behandelt behoudt bekijkt benadert benoemt benut bepaalt bereidt bereikt beslist betrekt bevordert bevraagt
    bewaakt beziet bezoekt bouwt checkt coacht controleert corrigeert daagt doorziet erkent evalueert ervaart formuleert
    gebruikt handelt hanteert haakt herkent herleidt herziet heroverweegt informeert inspireert kiest levert lost meldt
    merkt monitort motiveert nodigt noteert observeert onderbouwt onderhoudt onderkent onderneemt onderscheidt
    ondersteunt onderzoekt ontleedt ontsluit ontwerpt ontwikkelt oefent opent overlegt overtuigt overziet pakt past
    plaatst praat presenteert probeert rapporteert reageert realiseert redeneert reflecteert registreert rekent schakelt
    schat schept signaleert sluit speelt spoort stemt stimuleert straalt structureert traint treedt vergelijkt verdeelt
    verantwoordt verbetert verbindt verdiept verleent vermijdt verplaatst vertaalt vertelt vertoont vertrouwt verwerkt
    verwoordt verzamelt voelt voldoet voorkomt voorziet vormt waardeert weegt wekt werft wijst wijzigt wisselt
    complimenteert coördineert creëert delegeert faciliteert initieert instrueert introduceert inventariseert
    organiseert participeert prioriteert respecteert adviseert analyseert anticipeert activeert assisteert
    bemiddelt beheert belegt bedenkt beantwoordt bewerkt
""")
_NOT_VERBS: Final = _set("""
    het met dat wat dit uit niet tot want vast juist laatst eerst best meest minst bewust gericht beperkt kort groot
    groet slecht echt direct indirect concreet abstract compleet alert expert exact correct consistent efficiënt
    consequent transparant relevant constant patiënt internet bericht context tekst contract contact angst lust rust
    gunst inzet specialist jurist post rest net wet kant start test format resultaat hart kaart soort poort sport
    aandacht nacht bocht lucht vrucht voorraad omzet intellect instinct conflict bezit verzet verlet pakket loket ticket
    jongst oudst hoogst laagst naast langst kortst grootst gewenst vereist verplicht geschikt ongeschikt fit debat
    apparaat kandidaat mandaat formaat maat minst resultaatgericht klantgericht doelgericht vraaggericht
    toekomstgericht mensgericht oplossingsgericht procesgericht servicegericht praktijkgericht kwaliteitsgericht
    mensen anderen klanten cliënten patiënten systemen processen taken zaken producten diensten projecten contacten
    belangen doelen talenten computers kernwaarden vaardigheden eigenschappen competenties kwaliteiten kanten termen
    een geen vermogen binnen buiten tegen samen tussen boven beneden eigen open even tijdens wegen talen
""")
_STATE: Final = (
    r"heeft(?!\s(?:(?:regel|dage|weke|maande)\w+\s)?(?:contact|overleg|oogcontact|gesprek))"
    r"|is(?!\s(?:aanwezig|bereikbaar|aanspreekbaar|het|de|een|er|op\stijd)\b)"
    r"|kan|weet|kent|wil|voelt|gelooft|begrijpt|beseft|beschikt|bezit|snapt|hoopt|verlangt|wenst|durft"
    r"|vertrouwt\sop|staat\sopen|bereid|bekend|bewust|in\sstaat"
)
_OPEN: Final = r"(?:waar|wanneer|indien|zo|als)\s(?:dat\s)?(?:nodig|mogelijk|gewenst|wenselijk)"

DUTCH: Final = Lexicon(
    function=_FUNCTION,
    negations=_set("niet geen nooit zonder"),
    scale=_set("""
        zelf zichzelf eigen team teams teamleden afdeling afdelingen organisatie organisaties organisatiebreed collega
        collega's anderen andermans externe interne extern intern regionaal landelijk internationaal keten branche
        eenvoudige eenvoudig complexe complex strategisch strategische tactisch tactische operationeel operationele
        zelfstandig begeleiding proactief actief ongevraagd alle enkele meerdere verschillende diverse korte lange
        langere middellange hogere altijd stimuleert coacht leert
    """),
    verbs=_VERBS,
    weak_verbs=_set("doen gaan staan slaan zien test start uit"),
    finite=re.compile(
        r"(?!.*(?:teit|zicht|dacht|dracht|kracht|macht|klacht|tocht|plicht|recht|komst|dienst|winst|lijst|kunst|punt"
        r"|markt|klant|ject|duct|tact|spect|fect|dget|[aei]ment|ocument|itaat|uut|iënt|udent|ocent|alent|agent)$)"
        r"[^\W\d_]{2,}t"
    ),
    infinitive=re.compile(r"[^\W\d_]{2,}en"),
    not_verbs=_NOT_VERBS,
    subjects=_set("de het een hij zij men deze"),
    finite_anywhere=True,
    states=_set("""
        heeft is kan weet kent wil voelt gelooft begrijpt beseft beschikt bezit snapt hoopt verlangt wenst durft
        vertrouwt staat bereid bekend bewust in de
    """),
    state=re.compile(
        rf"\W*(?:de\s(?:medewerk|leidinggevend)\w+\s)?({_STATE})\b(?!\sen\s(?!(?:{_STATE})\b))", re.IGNORECASE
    ),
    joins=_set("en ,"),
    particles=_set("aan af bij door in mee na om op terug toe uit voor"),
    subordinators=_set("""
        die dat of wat welke wie waar waarin waarbij waarmee waarop waardoor als wanneer zodat omdat doordat hoe terwijl
        zodra totdat voordat nadat tenzij hoewel opdat
    """),
    links=_PRONOMINAL
    | _set("deze dit die hen hem hun zij ze haar elkaar zo zodoende dus daar hier dezelfde desgewenst"),
    determiners=frozenset(),
    short_forms=_set("""
        bijv bv d.w.z dwz e.d ed e.a ea enz etc evt incl excl max min m.b.t mbt m.n mn nr o.a oa resp t.a.v tav t.b.v
        tbv t.o.v tov vgl i.p.v ipv n.a.v nav a.d.h.v i.o i.s.m d.m.v c.q dhr mevr mw dr drs ir ing prof mr ca
    """),
    vague_words=_set("""
        soms vaak regelmatig meestal doorgaans zelden geregeld dikwijls veelal voldoende genoeg adequaat adequate goed
        optimaal optimale redelijk behoorlijk enigszins nodig mogelijk gewenst wenselijk toe dan
    """),
    vague=re.compile(
        r"\b(?:soms|vaak|regelmatig(?!\sterugker)|meestal|doorgaans|zelden|geregeld|dikwijls|veelal|voldoende|genoeg"
        r"|adequate?|adequaat|goed(?!\svoorbeeld|e)|optima(?:al|le)|redelijk|behoorlijk|enigszins|zo\s?veel\smogelijk"
        rf"|af\sen\stoe|nu\sen\sdan|(?P<open>{_OPEN}))\b",
        re.IGNORECASE,
    ),
    gendered_words=_set("hij hem haar zijn hemzelf haarzelf"),
    gendered=re.compile(
        r"\b(?:((?:hij|zijn|hem)(?:/|\sof\s)(?:zij|ze|haar)|(?:zij|ze|haar)(?:/|\sof\s)(?:hij|zijn|hem))"
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
