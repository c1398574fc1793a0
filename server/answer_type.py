"""What kind of thing a question asks for, and whether a fact offers it: a sum, a share, a count, a name, a reason, a sanction.

A fact may be about the very subject of a question and still not hold the one thing that is asked. The kinds follow the
answer types of question answering (Li and Roth, "Learning Question Classifiers", COLING 2002), cut to this field. A fact
offers a kind when its text has the form of it, or when one of the questions it is known to answer asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from corpus.passage import Language, Passage
from index.tokens import tokenize
from server.knowledge import fold
from server.question import Question
from server.readings import YEAR
from server.wording import NUMBER_WORDS

# The forms of a figure, a time and a doer, by which a text fits the one kind that a question is read to be of.
FIGURE = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)\b", re.I)  # fmt: skip
SPAN = re.compile(r"\b\d+\s*(?:days?|months?|years?|weeks?|jours?|mois|ans?|semaines?)\b|\b(?:until|within|deadline|jusqu|délai)\b", re.I)  # fmt: skip
ACTOR = re.compile(r"\b(?:LHINs?|RLISS|Minist(?:er|re)|Ontario Health|Santé Ontario|HSPs?|FSS|providers?|fournisseurs?|OHTs?|ESO|Cabinet|board|conseil|court|committee|comité)\b")  # fmt: skip

FIT = (
    "kinds_unmet", "things_unmet", "reason_unmet", "manner_unmet", "name_unmet", "count_unmet", "count_met", "year_missing",
    "ordinal_missing", "focus_missing", "list_short",
)  # fmt: skip

FOLDED_NUMBERS = {fold(word): value for word, value in NUMBER_WORDS.items()}
COUNTS = "|".join(sorted(map(re.escape, FOLDED_NUMBERS), key=len, reverse=True))
NUMBER = re.compile(rf"\b(?!(?:19|20)\d\d\b)(?:\d[\d,. ]*|(?:{COUNTS})\b)")
REACH = 45  # characters after a number in which the thing counted is named

# What each kind is asked with, in folded English and French.
ASKED = {
    "money": r"how much (?:money|funding|did .* cost|does .* cost|(?:was|is) .* paid)|\bcosts?\b|\bbudgets?\b|\bfees?\b|\bpaid\b|"
    r"\bsalar\w+|\bprice\w*|\bdollars?\b|\$|\bspen[dt]\w*|\bamount\b|\bsavings?\b|\bfunding\b.*\bhow much|how much .*\bfunding|"
    r"\bcoute?s?\b|combien d'argent|\bmontants?\b|\bfrais\b|\bdepens\w*|\bdroits? de depot|\bpayer\b|\bsomme\b|\beconomies\b",
    "share": r"\bpercent\w*|\bper cent\b|\bshare\b|\bproportion\b|\bfraction\b|\brates?\b|%|\bpourcentage|\bpour cent\b|quelle part\b|\btaux\b",
    "count": r"\bhow many\b|\bnumber of\b|\bcombien (?:d(?:e\b|')|y\b)|\bnombre d",
    "who": r"\bwho(?:m|se)?\b|\b(?:a |par )?qui\b",
    "name": r"\bnames?\b|\blist\b|\bwhich (?:ones?|people|persons?|members?|hospitals?|providers?|agencies|organi[sz]ations?|teams?|lhins?|municipalit\w+|groups?|doctors?)\b|"
    r"\bnomme\w*|\bnoms?\b|\bs'appel\w+|\bquels (?:organismes|hopitaux|membres|fournisseurs|medecins)|\blesquel\w+",
    "day": r"\bwhen\b|\bdates?\b|\b(?:what|which)(?: \w+)? (?:day|year|month)\b|\bquand\b|\bquel(?:le)? (?:annee|jour|mois)",
    "span": r"\bhow long\b|\bhow many (?:days|weeks|months|years)\b|\bdeadline\b|\bterm\b|\bcombien de (?:temps|jours|semaines|mois|annees|ans)\b|\bdelai\b|\bduree\b",
    "often": r"\bhow (?:often|frequent\w*)\b|\btimes a (?:year|month)\b|\bcombien de fois|\bfrequence\b",
    "where": r"\bwhere\b|\b(?:which|what) (?:city|town|place|building)|\baddress\b|^ou\b|\bou (?=se |est |a |ont |sont |le |la |les |etait |peut |doit )|\bquelle ville|\badresse\b",
    "reason": r"\bwhy\b|\breasons?\b|\bground\b|\brationale\b|\bpourquoi\b|\braisons?\b|\bmotifs?\b",
    "manner": r"\bhow (?:do|does|did|can|is|was|are|were|should|to)\b|\bprocess\b|\bsteps?\b|\bcomment\b",
    "sanction": r"\bpenalt\w+|\bfines?\b|\bsanctions?\b|\bpunish\w*|\bconsequences?\b|\boffence|\bamendes?\b|\bpeines?\b",
    "appeal": r"\bappeal\w*|\bcontest\w*|\bchallenge\w*|\bappels?\b|\brecours\b",
    "vote": r"\bvot(?:e|es|ed|ing)\b|\bdissent\w*|\bunanim\w*",
    "form": r"\bforms?\b|\btemplates?\b|\bformulaires?\b|\bmodele de\b",
    "recommendation": r"\brecommend\w*|\brecommand\w*",
    "meaning": r"\bmean(?:s|ing)?\b|\bdefin\w+|\bwhat is an?\b|\bsignifie\b|\bqu'est-ce qu|\bveut dire",
    "result": r"\bresult\w*|\boutcomes?\b|\bimpacts?\b|\beff?e(?:ct|t)s?\b|\bworked?\b|\bachiev\w+|\bconclu\w+|\bfind(?:ings?)?\b|\bfound\b",
    "difference": r"\bdiffer\w*|\bcompar\w+|\bversus\b|\bchang\w+|\bmodifi\w+",
}  # fmt: skip
# What a text has that offers one of the kinds that show in the words; nobody is told a sum without a number and its unit.
OFFERED = {
    "money": r"\$|\bdollars?\b|\bmillions?\b|\bbillions?\b|\bmilliards?\b",
    "share": r"%|\bper ?cent\b|\bpour cent\b|\bhal(?:f|ves)\b|\bthirds?\b|\bquarters?\b|\bmoitie\b|\btiers\b|\bquarts?\b|\bone in\b|\bun sur\b",
    "span": r"\b(?:days?|weeks?|months?|years?|jours?|semaines?|mois|ans?|annees?)\b",
    "often": r"\b(?:every|each|annual\w*|yearly|month\w*|quarter\w*|once|twice|times|chaque|tous les|par an|annuel\w*|mensuel\w*|trimestr\w*|fois)\b",
    "sanction": ASKED["sanction"] + r"|\bcourt order|\bordonnance",
    **{kind: ASKED[kind] for kind in ("appeal", "vote", "form", "recommendation")},
}
KINDS = {kind: re.compile(pattern) for kind, pattern in ASKED.items()}
THINGS = {kind: re.compile(pattern) for kind, pattern in OFFERED.items()}
HOW_MANY = re.compile(
    r"\b(?:how many|number of|combien d(?:e |')|nombre d(?:e |'))\s*(?:the |les |des )?((?:\w+[\s-]){0,3}\w+)"
)
VERB = re.compile(
    r"\b(?:did|do|does|is|are|was|were|has|have|had|can|may|must|a|ont|sont|est|etaient|avait|doivent|peuvent)\b"
)
ORDINAL = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|deuxieme|troisieme|quatrieme|cinquieme|sixieme|last|derni(?:er|ere))\b"
)

# What is asked for stands behind the question word: "what conclusions did ...", "quelles ont été les conclusions ...".
FOCUS = re.compile(
    r"\b(?:what|which|whose|how many|how much|number of|name of|quels?|quelles?|lesquel\w+|combien d(?:e\b|')|nombre d(?:e\b|'))\s+"
    r"(?:(?:is|are|was|were|did|does|do|has|have|had|the|an?|of|full|exact|exacte|est|sont|etait|etaient|fut|furent|ont ete|a ete|"
    r"le|la|les|l'|une?|des|du|de|d')\s+)*([^?.,;()]{3,80})"
)
FOCUS_WORDS = 2
# A list of so many things: "which four teams", "can you give me all seven", "quelles sont les dix populations".
LIST_OF = re.compile(
    r"\b(?:which|what (?:are|were)|who (?:are|were)|list|name|(?<!for )(?<!of )(?<!by )(?<!to )(?<!in )all|the other|quell?e?s|quels|lesquel\w+|nomme\w*|enumer\w+|tou(?:te)?s)\s+"
    rf"(?:(?:are|were|sont|etaient|the|les|other|autres)\s+)*(\d{{1,2}}|{COUNTS})\b"
    r"(?![ -]?(?:%|\$|days?|weeks?|months?|years?|hours?|jours?|semaines?|mois|ans?|annees?|heures?|per ?cent|pour cent|millions?)\b)"
)
SHORTEST_LIST = 3
JOINS = re.compile(r"[,;]|\b(?:and|or|et|ou)\b")
# Who or which ones, by name.
NAMES = re.compile(
    r"\bby name\b|\bnames? of\b|\b(?:their|the) names\b|\bname (?:them|the|each|all|its|every)\b|\bnommez\b|\bles noms\b|\bs'appel\w+|"
    r"\bwho (?:else )?(?:are|were|sat|served|else|was|is)\b|\bqui (?:siege\w*|etaient|sont|en (?:etaient|sont)|faisait partie)|"
    r"\b(?:which|quell?e?s|quels) (?:\w+ )?(?:hospitals?|providers?|agencies|organi[sz]ations?|teams?|lhins?|bodies|members|projects?|"
    r"pilots?|communities|companies|firms?|people|physicians|organismes|hopitaux|membres|fournisseurs|equipes|projets|entites|"
    r"personnes|rliss)\b|\blist (?:of|the|them|all)\b|\bthe (?:full )?list\b|\bla liste\b|\bidentit\w+|"
    r"\bother (?:members|partners|authors|agencies|hospitals)\b|\bautres (?:membres|partenaires|auteurs)"
)


@lru_cache(maxsize=65536)
def kinds(question: str) -> frozenset[str]:
    """The kinds of thing that a question asks for.

    >>> sorted(kinds("How much did the first year cost, and who paid?"))
    ['money', 'who']
    """
    folded = fold(question)
    return frozenset(kind for kind, pattern in KINDS.items() if pattern.search(folded))


def fit_features(question: Question, passage: Passage, held: Collection[str]) -> dict[str, float]:
    """How well a passage fits what is asked for, by the names of FIT; `held` are the tokens of all that belongs to it.

    `kinds_unmet` is the share of the kinds asked for that the fact's own questions do not ask for, `things_unmet` the number
    of those that its text does not offer either; a passage without questions is judged by its text alone. `focus_missing` is
    the number of words behind the question word that the passage has not; `list_short` is 1 where a list of so many is
    asked for and the passage does not list them.
    """
    asked, met, known = kinds(question.asked), _answers(passage), bool(passage.questions)
    unmet = sum(kind in THINGS and not _offers(passage, kind) for kind in asked - met)
    counts, wanted = _counts(question, passage), _list_length(question.asked)
    return {
        "kinds_unmet": len(asked - met) / max(1, len(asked)) if known else float(unmet > 0),
        "things_unmet": float(unmet),
        "reason_unmet": float(known and "reason" in asked - met),
        "manner_unmet": float(known and "manner" in asked - met),
        "name_unmet": float(known and "name" in asked - met),
        "count_unmet": float(counts is False),
        "count_met": float(counts is True),
        "year_missing": float(_lacks_year(question, passage)),
        "ordinal_missing": float(_lacks_ordinal(question, passage)),
        "focus_missing": float(
            sum(token not in held for token in _focus(question.asked, question.search_language))
        ),
        "list_short": float(wanted > 0 and _listed(passage) < wanted - 1),
    }


def asks_names(question: Question) -> bool:
    """Whether it is to be said who or which ones, one by one."""
    return NAMES.search(fold(question.asked)) is not None


@lru_cache(maxsize=65536)
def _focus(question: str, language: Language) -> tuple[str, ...]:
    """The first telling words of each thing that is asked for."""
    found = (tokenize(match[1], language)[:FOCUS_WORDS] for match in FOCUS.finditer(fold(question)))
    return tuple(token for tokens in found for token in tokens)


@lru_cache(maxsize=65536)
def _list_length(question: str) -> int:
    """How many things are to be listed; 0 where no number of SHORTEST_LIST and more is given."""
    match = LIST_OF.search(fold(question))
    if match is None:
        return 0
    number = int(match[1]) if match[1].isdigit() else FOLDED_NUMBERS[match[1]]
    return number if number >= SHORTEST_LIST else 0


def _listed(passage: Passage) -> int:
    """How many things a passage lists, at most."""
    return len(passage.items) or len(JOINS.findall(passage.text))


def _answers(passage: Passage) -> frozenset[str]:
    """The kinds that the passage's own questions ask for."""
    return frozenset[str]().union(*map(kinds, passage.questions))


def _offers(passage: Passage, kind: str) -> bool:
    return THINGS[kind].search(fold(passage.text)) is not None


def _counts(question: Question, passage: Passage) -> bool | None:
    """Whether the passage counts what is to be counted; None where nothing is."""
    counted = _counted(question.asked, question.search_language)
    if not counted:
        return None
    text = fold(passage.text)
    behind = (text[number.end() : number.end() + REACH] for number in NUMBER.finditer(text))
    told = (frozenset(tokenize(words, passage.language)) for words in behind)
    asked = (_counted(own, passage.language) for own in passage.questions)
    return any(counted & words for words in (*told, *asked))


@lru_cache(maxsize=65536)
def _counted(question: str, language: Language) -> frozenset[str]:
    """The first two telling words after "how many": what is to be counted."""
    match = HOW_MANY.search(fold(question))
    return frozenset(tokenize(VERB.split(match[1])[0], language)[:2]) if match else frozenset()


def _lacks_year(question: Question, passage: Passage) -> bool:
    """Whether the question names a year, and the passage only others; law that holds on the day asked about needs none."""
    if passage.is_law() and passage.validity.holds_on(question.as_of):
        return False
    told = set(YEAR.findall(_whole(passage)))
    return bool(told) and any(year not in told for year in YEAR.findall(question.asked))


def _lacks_ordinal(question: Question, passage: Passage) -> bool:
    asked = set(ORDINAL.findall(fold(question.asked)))
    return bool(asked) and not asked <= set(ORDINAL.findall(fold(_whole(passage))))


def _whole(passage: Passage) -> str:
    return " ".join((passage.text, passage.context, *passage.questions))


def has_shape(question: Question, passage: Passage) -> bool:
    """Whether the passage has the shape that the kind of question asks for: a figure, a date, an actor, a list."""
    match question.kind:
        case "figure":
            return FIGURE.search(passage.text) is not None
        case "when":
            return YEAR.search(passage.text) is not None
        case "deadline":
            return SPAN.search(passage.text) is not None
        case "who":
            return ACTOR.search(passage.text) is not None
        case "list":
            return bool(passage.items) or passage.text.count(",") + passage.text.count(";") >= 3
        case _:
            return False
