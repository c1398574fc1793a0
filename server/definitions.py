"""Questions that ask no more than what an acronym stands for or means: "What is an HSP?", "Que veut dire RLISS?", "OHT?"."""

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
ELIDED = re.compile(r"\b(?:l|d|qu)'(?=\w)")
WORD = re.compile(r"[\w'-]+")


def term_asked(question: str, knowledge: Knowledge) -> str:
    """The id of the glossary term whose acronym is all that a question is about; "" when there is none.

    >>> from server.knowledge import shipped_knowledge
    >>> term_asked("What does HSP stand for?", shipped_knowledge())
    'hsp'
    >>> term_asked("What must an HSP do?", shipped_knowledge())
    ''
    """
    left = WORD.findall(AROUND.sub(" ", ELIDED.sub(" ", fold(question))))
    if len(left) != 1:
        return ""
    for term in knowledge.glossary:
        names = {fold(name) for name in (*term.short_en, *term.short_fr)}
        if left[0] in names or left[0].removesuffix("s") in names:
            return term.id
    return ""
