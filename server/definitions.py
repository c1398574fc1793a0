"""Questions about the words themselves: what an acronym stands for or means ("What is an HSP?", "OHT?"), how a term is said in French."""

from __future__ import annotations

import re

from server.knowledge import Knowledge, fold

# What may stand around the acronym, folded.
AROUND = re.compile(
    r"\b(?:what(?:'s|s)?|is|are|was|were|does|an?|the|means?|meaning|stands?|for|short|refers?|to|of|define|definition|acronym|"
    r"abbreviation|term|in full|spell(?:ed)? out|exactly|please|explain|"
    r"que|qu'est-ce(?: que?)?|est-ce|c'est|quoi|veut|veulent|dire|signifie(?:nt)?|un|une|le|la|les|de|du|des|acronyme|sigle|"
    r"abreviation|terme|au long|au juste|en toutes lettres|definir|definissez|expliquez|svp|can you|could you|tell me|hi|hello|bonjour|pouvez-vous|me dire|ce que?|and|et)(?!\w)"
)
# Asking for a name in the other language, folded: "the French title of", "how do we write X in a French letter?".
IN_THE_OTHER = re.compile(
    r"\bhow (?:do|does|would|should|can|to) (?:\w+ )?(?:say|write|call|put|translate|render)\b.*\b(?:french|english)\b|\btranslating\b|"
    r"\b(?:official|proper|correct) (?:french|english)\b|\b(?:french|english) (?:\w+ )?(?:name|title|term|words?|form|equivalent|acronym)\b|"
    r"\b(?:name|title|term|acronym|called|equivalent)\b.{0,60}\bin (?:french|english)\b|"
    r"\bcomment (?:dit|ecrit|traduit|appelle|se dit|s'ecrit|s'appelle|se traduit)\b.*\ben (?:anglais|francais)\b|\btradui(?:re|sons|sant)\b|"
    r"\b(?:nom|titre|terme|mot|sigle|acronyme|equivalent|appellation)\b.{0,60}\b(?:anglais|francais)e?\b"
)
# Asking about that name instead: who chose it, when, why, what else was considered.
ABOUT_THE_NAME = re.compile(
    r"^\W*(?:who|when(?! translating)|why|how much|what year|which (?!is\b|french|english)|qui|quand|pourquoi|combien|what .* rules)\b|\bsince when\b|\breason\b|\bconsidered\b|\benvisage"
)
# What stands before the term that is to be said: "French for ...", "comment dit-on ...", a quotation mark; or nothing.
BEFORE = re.compile(
    r"(?:^|\b(?:for|of|say|write|put|calls?|translate|pour|de|du|d'|dit-on|ecrit-on|traduit-on|traduire|s'appelle|se dit))\W*(?:the |an? |le |la |les |l'|une? )?\W*$"
)
QUOTED = re.compile(r"[\"«“‘](?P<words>[^\"»”’]+)[\"»”’]|(?<!\w)'(?P<more>[^']+)'(?!\w)")
ELIDED = re.compile(r"\b(?:l|d|qu)'(?=\w)")
WORD = re.compile(r"[\w'-]+")


def term_asked(question: str, knowledge: Knowledge) -> str:
    """The id of the glossary term whose words a question is about; "" when there is none.

    They are where an acronym is all that the question names, or a name in the other language is asked for, of one term.

    >>> from server.knowledge import shipped_knowledge
    >>> term_asked("What does HSP stand for?", shipped_knowledge())
    'hsp'
    >>> term_asked("What must an HSP do?", shipped_knowledge())
    ''
    >>> term_asked("What is the French title of the Connecting Care Act, 2019?", shipped_knowledge())
    'cca'
    """
    folded = fold(question)
    if IN_THE_OTHER.search(folded) and not ABOUT_THE_NAME.search(folded):
        named = _to_be_said(question, knowledge)
        return named.pop() if len(named) == 1 else ""
    return _explained(question, knowledge)


def _to_be_said(question: str, knowledge: Knowledge) -> set[str]:
    """The terms in quotation marks, if there are any marks, or else those that stand where the term to be said does."""
    quoted = [match["words"] or match["more"] for match in QUOTED.finditer(question)]
    if quoted:
        return {mention.key for words in quoted for mention in knowledge.terms.find(words)}
    folded = fold(question)
    return {m.key for m in knowledge.terms.find(question) if BEFORE.search(folded[: m.start])}


def _explained(question: str, knowledge: Knowledge) -> str:
    """The term whose acronym is all that a question names."""
    left = WORD.findall(AROUND.sub(" ", ELIDED.sub(" ", fold(question))))
    if len(left) != 1:
        return ""
    for term in knowledge.glossary:
        names = {fold(name) for name in (*term.short_en, *term.short_fr)}
        if left[0] in names or left[0].removesuffix("s") in names:
            return term.id
    return ""
