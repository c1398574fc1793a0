"""The words that carry a rule's force, in English and French: numbers, days, units, negation, modality, actors."""

from __future__ import annotations

import re

EN_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
FR_NUMBERS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt"
).split()
TENS = {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
    "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "soixante-dix": 70, "quatre-vingts": 80,
    "quatre-vingt": 80, "quatre-vingt-dix": 90, "cent": 100,
}  # fmt: skip
# "one" and "un" are left out: they are articles and pronouns more often than numbers.
NUMBER_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(EN_NUMBERS) if value != 1},
    **{word: value for value, word in enumerate(FR_NUMBERS) if value != 1},
    **TENS,
    **{
        f"{ten}-{unit}": TENS[ten] + value
        for ten in list(TENS)[:7]
        for value, unit in enumerate(EN_NUMBERS[1:10], 1)
    },
    **{f"twenty-{unit}": 20 + value for value, unit in enumerate(EN_NUMBERS[1:10], 1)},
    **{f"vingt-{unit}": 20 + value for value, unit in enumerate(FR_NUMBERS[1:10], 1)},
}

MONTH_NAMES = {
    1: ("january", "jan", "janvier"), 2: ("february", "feb", "février"), 3: ("march", "mar", "mars"),
    4: ("april", "apr", "avril"), 5: ("may", "mai"), 6: ("june", "jun", "juin"), 7: ("july", "jul", "juillet"),
    8: ("august", "aug", "août"), 9: ("september", "sept", "sep", "septembre"), 10: ("october", "oct", "octobre"),
    11: ("november", "nov", "novembre"), 12: ("december", "dec", "décembre"),
}  # fmt: skip
MONTHS = {name: number for number, names in MONTH_NAMES.items() for name in names}
MONTH = rf"(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er)?"
YEAR = r"(?P<y>\d{4})\b"
# Each finds a day or a month; the names of groups say what they hold.
DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b",
        rf"\b{DAY}\s+{MONTH},?\s+{YEAR}",
        rf"\b{MONTH}\s+{DAY},?\s+{YEAR}",
        rf"\b{MONTH},?\s+{YEAR}",
        rf"\b{DAY}\s+{MONTH}(?!\w)",
        rf"\b{MONTH}\s+{DAY}(?![\w,.]?\d)",
    )
)

UNITS = {
    "day": r"(?:calendar |business |working |clear )?days?\b|jours?\b",
    "week": r"weeks?\b|semaines?\b",
    "month": r"months?\b|mois\b",
    "year": r"years?\b|ans?\b|années?\b",
    "hour": r"hours?\b|heures?\b",
    "percent": r"%|per ?cent\b|pour cent\b",
    "million": r"(?:\$ ?)?millions?\b",
    "billion": r"billions?\b|milliards?\b",
}

NEGATION = re.compile(
    r"\b(?:not|no|never|nor|neither|cannot|without|none|nothing|nobody|ne|aucune?s?|jamais|ni|sans|non)\b|n't\b|\bn'",
    re.IGNORECASE,
)
OBLIGE = re.compile(
    r"\b(?:must|shall|ha(?:s|ve|d) to|requir\w*|oblig\w*|dut(?:y|ies)|needs? to|mandatory|bound to|"
    r"doi(?:t|vent)|dev(?:ait|aient|ra|ront|rait|raient|ons|ez)|tenue?s? (?:de|d'|à)|il fa(?:ut|llait)|exig\w*)(?!\w)",
    re.IGNORECASE,
)
PERMIT = re.compile(
    r"\b(?:may|might|can|could|allow\w*|permit\w*|authori[sz]\w*|entitle\w*|powers? to|optional|voluntar\w*|"
    r"peu(?:t|vent)|pouv(?:ait|aient|ons|ez|oirs?)|pourr\w+|permet\w*|permis\w*|autoris\w*|volontaire\w*)\b",
    re.IGNORECASE,
)

# Who acts: each with the names it goes by in both languages.
ACTORS: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
    for name, pattern in {
        "lhin": r"LHINs?|local health integration networks?|RLISS|réseaux? locaux? d'intégration des services de santé|réseau local d'intégration\b[\w ]*",
        "minister": r"(?:the )?Ministers?|Ministres?",
        "ministry": r"Ministry|Ministère|MOHLTC|MSSLD",
        "ontario health": r"Ontario Health(?! ?at ?home| teams?)|Santé Ontario|(?:the )?Agency|l'Agence",
        "athome": r"Ontario Health at ?home|Santé à domicile Ontario",
        "oht": r"Ontario Health Teams?|OHTs?|équipes? Santé Ontario|ESO",
        "provider": r"(?:health )?(?:service )?providers?|HSPs?|fournisseurs?(?: de services(?: de santé)?)?|FSS",
        "hospital": r"hospitals?|hôpita(?:l|ux)",
        "ccac": r"CCACs?|community care access cent(?:re|er)s?|CASC|centres? d'accès aux soins communautaires",
        "cabinet": r"Lieutenant Governor(?: in Council)?|Cabinet|lieutenant-gouverneur(?: en conseil)?",
        "board": r"boards?(?: of directors)?|conseils?(?: d'administration)?",
        "court": r"courts?|tribuna(?:l|ux)|cour",
        "public": r"(?:the )?public|residents?|le public|résidents?",
        "union": r"(?:trade )?unions?|bargaining agents?|syndicats?|agents? négociateurs?",
        "physician": r"physicians?|doctors?|médecins?",
        "municipality": r"municipalit(?:y|ies)|municipalités?",
        "auditor": r"Auditor General|vérificat(?:eur|rice) général\w*",
        "ombudsman": r"Ombudsman",
        "supervisor": r"supervisors?|superviseurs?",
        "investigator": r"investigators?|enquêteurs?",
    }.items()
}
