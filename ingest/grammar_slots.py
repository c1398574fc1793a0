"""The parts of a rule beside its bearer: action, object, trigger, condition, exception, deadline, consequence, addressee."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.passage import Language

NUMBER = r"(?:\d{1,3}|one|two|three|five|six|seven|ten|fifteen|thirty|sixty|ninety|un|une|deux|trois|cinq|six|sept|dix|quinze|trente|soixante)"
SPAN = rf"{NUMBER}(?:\s+(?:clear|business|calendar|working|juridical))?[\s-]+(?:days?|weeks?|months?|years?|hours?)"
FRENCH_SPAN = rf"{NUMBER}\s+(?:jours?|semaines?|mois|ans?|années?|heures?)(?:\s+(?:francs|ouvrables|civils))?"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
FRENCH_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
REACH = r"(?:[^,;.:]|\.(?!\s+[A-Z]|$))*"

DEADLINE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        rf"\b(?:(?:within|not later than|no later than|at least|not less than|for|on|had|has|have)\s+(?:(?:those|these|the|about|at most|a period of)\s+)?{SPAN}(?:['’]\s*notice)?"
        rf"(?:\s+(?:after|before|of|from|following|to)\s+{REACH})?|"
        rf"(?:no|not)\s+later\s+than\s+{REACH}|(?:by|before|on or before)\s+(?:(?:{MONTHS})\s+\d{{1,2}}|\d{{1,2}}\s+(?:{MONTHS}))(?:,?\s+\d{{4}})?|"
        rf"as soon as (?:practicable|possible|feasible)|without delay|forthwith|immediately|promptly|"
        rf"annually|(?:each|every)\s+(?:year|month|quarter|fiscal year)|at the end of each fiscal year|"
        rf"within\s+(?:a\s+)?(?:week|month|year)\b(?:\s+(?:after|of)\s+{REACH})?|\d+\s+days['’]\s+notice)",
        re.I,
    ),
    "fr": re.compile(
        rf"\b(?:(?:dans|pendant|au plus tard|au moins|avait|ont|a|avaient|sur préavis de)\s+(?:(?:les?|un délai de)\s+)?{FRENCH_SPAN}(?:\s+(?:après|avant|de|d['’]|du|suivant|qui suivent)\s*{REACH})?|"
        rf"au plus tard\s+{REACH}|avant\s+le\s+\d{{1,2}}(?:er)?\s+(?:{FRENCH_MONTHS})(?:\s+\d{{4}})?|sans délai|immédiatement|dès que possible|"
        rf"chaque\s+(?:année|mois|trimestre)|annuellement)",
        re.I,
    ),
}  # fmt: skip

CONDITION: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:only\s+)?(?:if|where|provided that|provided|as long as|in the case of|only where|only if)\b(?:[^,;.]|\.(?!\s+[A-Z]|$))*", re.I),
    "fr": re.compile(r"(?:\bsi\b|\bs['’](?=ils?\b)|\bpourvu que\b|\bà condition\b|\bdans le cas\b|\ben cas\b)(?:[^,;.]|\.(?!\s+[A-Z]|$))*", re.I),
}  # fmt: skip
TRIGGER: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:when|whenever|once|after|upon|on receiving|on receipt|before|on the|following)\b(?:[^,;.]|\.(?!\s+[A-Z]|$))*", re.I),
    "fr": re.compile(r"(?:\blorsque\b|\blorsqu['’]|\bquand\b|\bdès\b|\baprès\b|(?<!l['’])\bavant\b|\bà la réception\b|\bau terme\b)(?:[^,;.]|\.(?!\s+[A-Z]|$))*", re.I),
}  # fmt: skip
EXCEPTION: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:unless|except|other than|subject to|despite|notwithstanding|apart from)\b(?:[^,;.]|\.(?!\s+[A-Z]|$))*", re.I),
    "fr": re.compile(r"(?:\bsauf\b|\bà moins\b|\bsous réserve\b|\bmalgré\b|\bhormis\b|\bà l['’]exception\b)(?:[^,;.]|\.(?!\s+[A-Z]|$))*", re.I),
}  # fmt: skip
CONSEQUENCE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:failing which|otherwise|or else|is guilty of|is liable to|on penalty of)\b[^;.]*", re.I),
    "fr": re.compile(r"(?:\bfaute de quoi\b|\bà défaut\b|\bsous peine\b|\best coupable\b|\best passible\b)[^;.]*", re.I),
}  # fmt: skip
ADDRESSEE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:giv\w*|send\w*|sent|deliver\w*|provid\w*|submit\w*|report|present\w*|hand\w*|furnish\w*|file[ds]?|go|made)\b[^,;.]*?\b"
        r"to\s+(?P<to>(?:the|an?|each|every|all|any|its|their)\s+[\w'’ -]+?|LHINs?|Ontario Health)(?=\s+(?:within|at|by|before|after|in|for|and|under|of|even|on)\b|[,;.]|$)|"
        r"\b(?:notify|notifies|inform|advise|tell|consult|engage)\s+(?P<whom>(?:(?:the|an?|each|every|all|its|their)\s+)?[\w'’-]+(?:\s+(?-i:[A-Z][\w'’-]+))*)|"
        r"\bgiv(?:e|en)\s+(?P<give>(?:the|each|every|its)\s+[\w'’-]+)\s+(?:notice|a copy|advice)",
        re.I,
    ),
    "fr": re.compile(
        r"\b(?:donn\w*|remet\w*|remis\w*|envo\w*|présent\w*|fourni\w*|transm\w*|livr\w*|faire rapport|dépos\w*)\b[^,;.]*?\s(?P<to>(?:au|aux|à la|à l['’]|à)\s*[\w'’-]+(?:\s+(?-i:[A-Z][\w'’-]+))*)|"
        r"\b(?:aviser|informer|consulter)\s+(?P<whom>(?:le|la|les|l['’]|son|chaque)\s*[\w'’-]+(?:\s+(?-i:[A-Z][\w'’-]+))*)",
        re.I,
    ),
}  # fmt: skip
STOPS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[,;:]|\.(?=\s+[A-Z]|$)|\b(?:if|where|when|unless|except|within|not later|no later|before|after|at least|provided|subject to|once|who|which|under LHSIA|under s\.)\b", re.I),
    "fr": re.compile(r"[,;:]|\.(?=\s+[A-Z]|$)|\b(?:si|lorsque|sauf|à moins|dans les|au plus tard|(?<!l['’])avant|après|au moins|pourvu|sous réserve|qui|sans|selon)\b|\b(?:lorsqu|s)['’]", re.I),
}  # fmt: skip
# "may be suspended by ..." acts through the participle; a particle belongs to its verb ("set out").
ACTION: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?:to\s+)?(?P<action>(?:not\s+)?(?:be\s+|have\s+been\s+)?(?:\w+ly\s+)?[\w'’-]+(?:\s+(?:out|up|down|in writing|into|over|back|aside)\b)?)\s*(?P<object>.*)", re.S),
    "fr": re.compile(r"(?:de\s+|d['’])?(?P<action>(?:ne pas\s+)?(?:être\s+|s['’]en?\s*|s['’]y\s+|en\s+|y\s+|se\s+|l['’])?[\w'’-]+)\s*(?P<object>.*)", re.S),
}  # fmt: skip
AGENT_TAIL: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\s*\bby\s+(?:the|an?|each|any)\s.*$", re.I),
    "fr": re.compile(r"\s*\bpar\s+(?:le|la|les|l['’]|une?|toute?)\s*.*$", re.I),
}


@dataclass(frozen=True, slots=True)
class Slots:
    """The parts of a rule as they are written; "" where the rule has none."""

    action: str
    object: str
    trigger: str
    condition: str
    exception: str
    deadline: str
    consequence: str
    addressee: str


def read_slots(clause: str, predicate: str, language: Language, *, whole_object: bool = False) -> Slots:
    """The parts of one rule: its whole clause gives the circumstances, its verb phrase the action and object.

    With `whole_object` the object runs to the end of the phrase: the item of a list, which commas may divide.
    """
    stop = None if whole_object else STOPS[language].search(predicate)
    core = predicate[: stop.start() if stop else None].strip()
    found = ACTION[language].match(core)
    action = found["action"].strip() if found else ""
    thing = " ".join(AGENT_TAIL[language].sub("", found["object"]).split()).strip(" ;,.") if found else ""
    deadline = _first(DEADLINE[language], clause)
    rest = clause.replace(deadline, " ") if deadline else clause
    return Slots(
        action=action,
        object=thing,
        trigger=_first(TRIGGER[language], rest),
        condition=_first(CONDITION[language], rest),
        exception=_first(EXCEPTION[language], rest),
        deadline=deadline,
        consequence=_first(CONSEQUENCE[language], rest),
        addressee=_addressee(predicate, language),
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return " ".join(found[0].split()) if found else ""


def _addressee(predicate: str, language: Language) -> str:
    found = ADDRESSEE[language].search(predicate)
    return next((" ".join(value.split()) for value in found.groups() if value), "") if found else ""
