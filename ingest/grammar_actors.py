"""Who a rule binds: the actor as written, reduced to its head and to one of the bodies that this field knows."""

from __future__ import annotations

import re

# Order matters: the first that matches the beginning of the noun phrase is taken.
ACTOR_NAMES: tuple[tuple[str, str], ...] = (
    ("ontario_health_at_home", r"ontario health at ?home|santé à domicile ontario|service organi[sz]ation"),
    ("oht", r"ontario health teams?|ohts?\b|équipes? santé ontario|éso\b|designated teams?"),
    ("ontario_health", r"ontario health\b|santé ontario|(?-i:Agency)\b|(?-i:Agence)\b"),
    (
        "lhin",
        r"lhins?\b|rliss\b|local health integration networks?|réseaux? loc(?:al|aux) d['’]intégration",
    ),
    ("hsp/hospital", r"(?:(?:public|private) )?hospitals?\b|hôpita(?:l|ux)\b"),
    (
        "hsp/long_term_care_home",
        r"long-term care homes?|operators? of (?:a )?long-term care homes?|foyers? de soins de longue durée",
    ),
    (
        "hsp/ccac",
        r"ccacs?\b|casc\b|community care access (?:corporation|centre)s?|sociétés? d['’]accès aux soins",
    ),
    ("hsp/family_health_team", r"family health teams?|équipes? de santé familiale"),
    ("hsp/community_health_centre", r"community health centres?|centres? de santé communautaire"),
    ("hsp/hospice", r"hospices?\b|maisons? de soins palliatifs"),
    (
        "hsp",
        r"hsps?\b|fss\b|health service providers?|service providers?|providers?\b|fournisseurs?(?: de services de santé)?\b",
    ),
    (
        "lieutenant_governor_in_council",
        r"lieutenant governor in council|lgic\b|cabinet\b|lieutenant-gouverneure? en conseil",
    ),
    ("minister", r"ministers?\b|ministres?\b"),
    ("ministry", r"ministry\b|ministère\b|government\b|gouvernement\b"),
    ("supervisor", r"supervisors?\b|superviseure?s?\b"),
    ("investigator", r"(?:lhin )?investigators?\b|enquêteurs?\b"),
    ("court", r"(?:superior )?courts?\b|cour\b|judges?\b|juges?\b"),
    ("planning_entity", r"(?:french language health )?planning entit(?:y|ies)|entités? de planification"),
    ("person", r"(?:persons? or entit(?:y|ies)|persons?|personnes?(?: ou (?:l['’])?entités?)?)\b"),
)
KNOWN = tuple((name, re.compile(pattern, re.I)) for name, pattern in ACTOR_NAMES)
CLASSES = tuple(name for name, _ in ACTOR_NAMES)

EVERYBODY = re.compile(
    r"(?:anyone|anybody|everyone|everybody|nobody|no one|someone|quiconque|nul(?:le)?|personne(?!\s+(?:ou|qui|visée|touchée|à))|on)\b",
    re.I,
)
DETERMINER = re.compile(
    r"(?:à(?= chaque| tout| quiconque)\s+)?(?:(?:the|an?|each|every|any|no|all|both|either|neither|such|this|that|these|those|its|their|his|her|our|one or more|at least one|two|three|four|deux|trois|quatre|"
    r"les?|la|l['’]|une?|des|du|chaque|tou(?:t|te|s|tes)(?: les?)?|aucune?|ni|cette?|ces|son|sa|ses|leurs?|notre|nos|au|aux|à la|à l['’]|d['’]|"
    r"de la|de l['’])(?:\s+|(?<=['’])))+",
    re.I,
)
# Where the head of a noun phrase ends and what describes it begins.
AFTER_HEAD = re.compile(
    r",|\s(?:of|in|to|for|from|who|whom|whose|that|which|with|without|under|on|at|by|against|before|after|within|referred|described|"
    r"appointed|authorized|sentenced|receiving|relying|planning|seeking|having|making|given|affected|concerned|issued|made|"
    r"so\s+\w+ed|he or she|he|she|they|it|\w+ing\s+(?:the|an?|any|such|its|a)|\w+ed\s+(?:under|by|in|to|for|from)|"
    r"du|de|des|d['’]|qui|que|dont|visée?s?|touchée?s?|à|au|aux|en|sous|pour|par|selon)\b",
    re.I,
)

# Where the doer of a passive ends: "by the operator | to the agency", "par l'exploitant | dans les 30 jours".
AFTER_AGENT = re.compile(
    r"\s(?:to|within|at|no later|not later|for|from|under|during|in (?:the|an?|accordance)|on|au|aux|à|dans|avant|pour|sous|selon|en vertu)\b",
    re.I,
)


def normal_actor(written: str) -> str:
    """The field's name for an actor, "" when it is none of those known.

    >>> normal_actor("each LHIN"), normal_actor("the Lieutenant Governor in Council"), normal_actor("The chair")
    ('lhin', 'lieutenant_governor_in_council', '')
    """
    if EVERYBODY.match(written.strip()):
        return "person"
    bare = without_determiner(written)
    return next((name for name, pattern in KNOWN if pattern.match(bare)), "")


def normal_actors(written: str) -> tuple[str, ...]:
    """The field's names for every actor of a coordination, in order.

    >>> normal_actors("Ontario Health, every HSP and every OHT")
    ('ontario_health', 'hsp', 'oht')
    """
    found: list[str] = []
    for piece in re.split(r",\s*|\s+(?:and|or|nor|et|ou|ni)\s+", written):
        found.append(normal_actor(piece) if piece.strip() else "")
        if AFTER_HEAD.search(without_determiner(piece)):  # what follows describes this actor
            break
    return tuple(dict.fromkeys(name for name in found if name))


def without_determiner(written: str) -> str:
    """A noun phrase without the articles that open it."""
    found = DETERMINER.match(written.strip())
    return written.strip()[found.end() if found else 0 :].strip()


def head(written: str) -> str:
    """The head of a noun phrase in lower case, e.g. "person" for "A person who receives a notice"."""
    if EVERYBODY.match(written.strip()):
        return "person"
    bare = without_determiner(written)
    found = AFTER_HEAD.search(bare)
    reduced = bare[: found.start() if found else None].strip(" ,;:—").lower()
    return "person" if reduced in ("personne", "personnes", "persons") else reduced


def same_actor(first: str, second: str) -> bool:
    """Whether two ways to write an actor mean the same: the same known body, or the same head."""
    if not first or not second:
        return first == second
    known = normal_actor(first)
    return head(first) == head(second) or bool(known and known == normal_actor(second) and known != "person")
