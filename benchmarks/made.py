"""Made-up handbooks of any size: many profiles beside the shipped catalogue, and one large catalogue.

The same seed gives the same bytes. The sentences are Dutch and put together from parts, no three of which meet
twice, so that no two behaviours say nearly the same. What is made gives no error and no warning in `validate`.
"""

import random
import shutil
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SEED: Final = 20261123

# What the shipped catalogue describes, and so what a profile beside it can ask for: generic ones first.
_GENERIC: Final = ("eigenaarschap", "samenwerken", "inlevingsvermogen", "zorgvuldigheid")
_SPECIFIC: Final = ("klantpartnerschap", "plannen-en-organiseren", "expertise", "analyseren")


def make_profiles(folder: Path, count: int) -> list[Path]:
    """Write `count` profiles of some 2 kB in `folder`, beside a copy of the shipped catalogue; return their files."""
    (folder / "profiles").mkdir(parents=True)
    shutil.copy(ROOT / "catalog.yaml", folder / "catalog.yaml")
    chance = random.Random(SEED)  # noqa: S311 - examples, not secrets
    files = [folder / "profiles" / f"functie-{number:05}.yaml" for number in range(1, count + 1)]
    for file in files:
        file.write_text(_profile(chance, file.stem), encoding="utf-8")
    return files


def make_catalogue(folder: Path, count: int) -> Path:
    """Write one catalogue of `count` competencies, each of some 2 kB, and return its file."""
    folder.mkdir(parents=True)
    file = folder / "catalog.yaml"
    file.write_text(_catalogue(random.Random(SEED), count), encoding="utf-8")  # noqa: S311 - examples, not secrets
    return file


def _profile(chance: random.Random, identifier: str) -> str:
    number = identifier.rpartition("-")[2]
    kind, field = chance.choice(_ROLES), chance.choice(_FIELDS)
    lines = [
        "# yaml-language-server: $schema=../competentie/schemas/profile.nl.json",
        "competentie: 1",
        f"role: {kind} {field} {number}",
        f'version: "{chance.randint(2019, 2026)}.{chance.randint(1, 12):02}"',
    ]
    for group, competencies in (("generic", _GENERIC), ("specific", _SPECIFIC)):
        lines += ["", f"{group}:"]
        for competency in competencies:
            sentences = " ".join(f"{_duty(chance)}." for _ in range(chance.choice((1, 2, 2, 2))))
            lines += [f"  {competency}:", f"    norm: {chance.randint(1, 3)}", f"    rationale: {sentences}"]
    return "\n".join(lines) + "\n"


def _duty(chance: random.Random) -> str:
    return " ".join(chance.choice(parts) for parts in (_VERBS, _OBJECTS, _WAYS, _PLACES))


def _catalogue(chance: random.Random, count: int) -> str:
    labels = chance.sample([f"{manner} {act}" for manner, act in product(_MANNERS, _ACTS)], count)
    sentences = _sentences(chance)
    competencies = (line for number in range(count) for line in _competency(chance, sentences, labels, number))
    return "\n".join([*_head(), *competencies]) + "\n"


def _head() -> Iterator[str]:
    yield "competentie: 1"
    yield "title: Verzonnen competentiehandboek"
    yield "language: nl"
    yield 'version: "2026.11"'
    yield "source: samengesteld door benchmarks/made.py"
    yield "license: MIT"
    yield "levels: [Niveau 1, Niveau 2, Niveau 3]"
    yield "clusters:"
    yield from (f"  {_slug(label)}: {label}" for label in _CLUSTERS)
    yield "competencies:"


def _competency(chance: random.Random, sentences: Iterator[str], labels: list[str], number: int) -> Iterator[str]:
    """Yield the lines of one competency; it presupposes only earlier ones, so there is no circle."""
    yield f"  {_slug(labels[number])}:"
    yield f"    label: {labels[number]}"
    yield f"    cluster: {_slug(_CLUSTERS[number % len(_CLUSTERS)])}"
    yield f"    definition: Het vermogen om {_aim(chance)}. Wie dit beheerst, weet ook {_aim(chance)}."
    lighter = chance.sample(labels[:number], min(number, chance.choice((0, 1, 1, 2))))
    if lighter and number % 3:
        yield f"    presupposes: [{', '.join(map(_slug, lighter))}]"
    elif lighter:
        yield f"    presupposes: {{{', '.join(f'{_slug(one)}: {chance.randint(1, 3)}' for one in lighter)}}}"
    if not number // 2 % 2 and (number ^ 1) < len(labels):  # half of them are told apart in pairs, from both sides
        other = labels[number ^ 1]
        yield "    contrast:"
        yield f"      {_slug(other)}: Gaat het erom {_aim(chance)}, of erom {_aim(chance)}?"
    yield "    levels:"
    for level in (1, 2, 3):
        yield f"      {level}:"
        yield from (f"        - {next(sentences)}" for _ in range(chance.choice((3, 4, 4))))


def _aim(chance: random.Random) -> str:
    return " ".join(chance.choice(parts) for parts in (_AIMS, _WAYS, _PLACES))


def _sentences(chance: random.Random) -> Iterator[str]:
    """Yield sentences of which no two share three parts."""
    used: set[tuple[tuple[int, str], ...]] = set()
    while True:
        parts = tuple(chance.choice(one) for one in (_VERBS, _OBJECTS, _WAYS, _PLACES))
        threes = set(combinations(enumerate(parts), 3))
        if not used & threes:
            used |= threes
            yield "{} {} {} {}".format(*parts)


def _slug(label: str) -> str:
    return label.lower().replace(" ", "-")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


_ROLES: Final = _lines("""
    Adviseur
    Beheerder
    Beleidsmedewerker
    Coördinator
    Functioneel ontwerper
    Inkoper
    Locatiehoofd
    Medewerker
    Onderzoeker
    Planner
    Projectleider
    Teamleider
""")
_FIELDS: Final = _lines("""
    bedrijfsvoering
    burgerzaken
    financiële administratie
    gegevensbeheer
    huisvesting
    informatievoorziening
    kwaliteit
    leren en ontwikkelen
    maatschappelijke zorg
    openbare ruimte
    personeelszaken
    vastgoed
    verpleging
    vervoer
""")
_CLUSTERS: Final = _lines("""
    Beheer en onderhoud
    Contact met klanten
    Inhoudelijke kennis
    Leiding geven
    Omgaan met verandering
    Resultaten bereiken
    Samen werken
    Verantwoord handelen
    Voorbereiding van besluiten
    Zelf leren
""")
_MANNERS: Final = _lines("""
    Behoedzaam
    Bedachtzaam
    Beknopt
    Constructief
    Creatief
    Doelgericht
    Doortastend
    Eerlijk
    Evenwichtig
    Feitelijk
    Flexibel
    Gestructureerd
    Hoffelijk
    Integer
    Klantgericht
    Kostenbewust
    Kritisch
    Methodisch
    Onafhankelijk
    Onbevangen
    Oplettend
    Stapsgewijs
    Toekomstgericht
    Veilig
    Volhardend
    Zelfstandig
""")
_ACTS: Final = _lines("""
    adviseren
    administreren
    begeleiden
    begroten
    beoordelen
    besluiten
    bemiddelen
    coachen
    communiceren
    delegeren
    documenteren
    innoveren
    inkopen
    leren
    luisteren
    netwerken
    onderhandelen
    onderzoeken
    ontwerpen
    presenteren
    programmeren
    rapporteren
    reflecteren
    signaleren
    toetsen
    verbeteren
""")
_VERBS: Final = _lines("""
    Actualiseert
    Agendeert
    Archiveert
    Beantwoordt
    Begroot
    Beheert
    Berekent
    Bespreekt
    Bewaakt
    Bundelt
    Controleert
    Documenteert
    Evalueert
    Formuleert
    Herschrijft
    Inventariseert
    Verheldert
    Levert
    Meldt
    Onderbouwt
    Onderzoekt
    Ordent
    Overhandigt
    Plant
    Presenteert
    Publiceert
    Registreert
    Rubriceert
    Schetst
    Selecteert
    Signaleert
    Splitst
    Toetst
    Vergelijkt
    Verklaart
    Vernieuwt
    Verspreidt
    Verzamelt
    Verifieert
    Overweegt
""")
_OBJECTS: Final = _lines("""
    aanvragen van inwoners
    afspraken met leveranciers
    afwijkingen van de begroting
    alternatieven voor het voorstel
    argumenten uit het team
    beelden van de opdrachtgever
    belangen van de deelnemers
    berichten over storingen
    bezwaren van omwonenden
    cijfers over het ziekteverzuim
    de aannames achter een raming
    de agenda van het overleg
    de behoefte aan scholing
    de doorlooptijd van dossiers
    de gevolgen van een wetswijziging
    de inhoud van het jaarplan
    de kosten van uitstel
    de planning van het groot onderhoud
    de risico's van een overdracht
    de rolverdeling tijdens een project
    de voortgang per deelproject
    eisen aan toegankelijkheid
    ervaringen van cliënten
    fouten uit de vorige oplevering
    gegevens van drie afdelingen
    het rooster voor de zomer
    het verschil tussen vraag en aanbod
    ideeën van stagiairs
    incidenten met medicatie
    klachten over wachttijden
    knelpunten bij de aanmelding
    lessen uit een mislukte proef
    meldingen van de meldkamer
    mijlpalen voor het komende kwartaal
    onduidelijke werkinstructies
    open vragen uit de raad
    tegenstrijdige adviezen
    uitkomsten van het tevredenheidsonderzoek
    verouderde contracten
    wensen van de ondernemingsraad
""")
_WAYS: Final = _lines("""
    aan de hand van drie voorbeelden
    aan de hand van een checklist
    binnen twee werkdagen
    door bronnen naast elkaar te leggen
    door de kaart erbij te halen
    door een collega te laten meelezen
    door een proefopstelling te bouwen
    door eerst de vraag samen te vatten
    door oorzaken van symptomen te scheiden
    door verbanden te tekenen
    in een tabel van hooguit één bladzijde
    in gewone taal
    in overleg met de eigenaar van het proces
    in volgorde van urgentie
    met behulp van een beslisboom
    met behulp van het klantsysteem
    met een toelichting op elke keuze
    met een vooraf bekendgemaakte planning
    met verwijzing naar de bron
    na een gesprek met alle betrokkenen
    na het raadplegen van een jurist
    onder vermelding van de onzekerheden
    op basis van een steekproef
    op basis van gemeten waarden
    op een vaste dag van de maand
    op verzoek van een ander team
    per e-mail aan het secretariaat
    samen met een ervaren collega
    via een gedeeld document
    volgens de afgesproken norm
    volgens het vierogenprincipe
    volgens het protocol van de instelling
    voordat de opdrachtgever erom vraagt
    voorzien van een kostenraming
    voorzien van een voorstel voor het vervolg
    zonder jargon
    zonder tussenkomst van de leidinggevende
    zonder vertrouwelijke namen te noemen
    tijdens het werkoverleg
    tijdens een rondgang langs de locaties
""")
_PLACES: Final = _lines("""
    bij aanvang van elke nieuwe opdracht
    bij de overdracht aan de nachtdienst
    bij een wisseling van de bezetting
    bij het afsluiten van het boekjaar
    bij het inwerken van nieuwe medewerkers
    binnen de kaders van het privacybeleid
    binnen het samenwerkingsverband van gemeenten
    in de aanloop naar een besluit
    in de weken voor de verkiezingen
    in het contact met ketenpartners
    in opdracht van de stuurgroep
    in situaties waarin partijen elkaar tegenspreken
    met het oog op de langere termijn
    met het oog op de volgende controle
    naar aanleiding van een inspectie
    onder druk van een naderende termijn
    ook wanneer de opdracht halverwege verandert
    ook wanneer een deel van de gegevens ontbreekt
    op het snijvlak van zorg met techniek
    over de grenzen van de eigen afdeling heen
    ten behoeve van de jaarrekening
    ten behoeve van het maandelijkse overleg
    ten dienste van collega's in de wijk
    ter voorbereiding op een aanbesteding
    terwijl de dienstverlening doorgaat
    tot aan de oplevering bij de gebruiker
    tot tevredenheid van de interne klant
    uit naam van de hele organisatie
    vanaf de eerste melding tot het laatste bericht
    vanuit het perspectief van de bewoner
    voor alle vestigingen in de regio
    voor de archivering van het dossier
    voor een publiek zonder voorkennis
    voor leidinggevenden op elk niveau
    voor opdrachtgevers buiten de organisatie
    wanneer een collega plotseling uitvalt
    wanneer het budget halveert
    wanneer nieuwe regelgeving ingaat
    zodra een leverancier in gebreke blijft
    zodra signalen op elkaar gaan lijken
""")
_AIMS: Final = _lines("""
    afspraken na te komen
    belangen af te wegen
    besluiten te onderbouwen
    de aandacht te verdelen
    de eigen mening uit te stellen
    de juiste vraag te stellen
    de kern van een verhaal weer te geven
    de samenhang tussen processen te herkennen
    een gesprek weer op gang te brengen
    een keuze uit te leggen aan wie het er niet mee eens is
    een planning bij te stellen
    een team richting te geven
    fouten bespreekbaar te maken
    gevolgen van tevoren te doordenken
    hulp te vragen voordat het misgaat
    informatie terug te vinden
    kennis over te dragen
    kosten te beheersen
    meningsverschillen uit te praten
    nieuwe werkwijzen uit te proberen
    patronen in gegevens te ontdekken
    prioriteiten te stellen
    regels toe te passen op een nieuw geval
    risico's te benoemen
    ruimte te laten voor een ander
    steun te vinden voor een voorstel
    taken uit handen te geven
    tegenslag te verwerken
    tijd te reserveren voor onderhoud
    van ervaring te leren
    veranderingen aan te kondigen
    vertrouwen op te bouwen
    verwachtingen bij te stellen
    wensen te vertalen naar eisen
""")
