"""Earlier turns to one question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.citation import find_references
from index.tokens import tokenize
from server.answer import Turn
from server.knowledge import Knowledge
from server.question import Standalone, detect_language, read_kind

# Openings that continue what was asked: "And for hospitals?", "What about X?", "Et pour ...?", "No, I meant ...".
CONTINUES = re.compile(
    r"^\W*(?:and\b|but\b|or\b|so\b|then\b|also\b|what about\b|how about\b|same for\b|no,|non,|et\b|mais\b|ou\b|alors\b|aussi\b|"
    r"qu'en est-il\b|dans ce cas\b|in that case\b|i mean|i meant|je veux dire|je voulais dire|ok\b|okay\b|why\b\W*$|pourquoi\b\W*$)",
    re.I,
)
# Words that point back: a pronoun or "this deadline", "that Act". "It is", "is it true that" point at nothing.
POINTS_BACK = re.compile(
    r"\b(?:they|them|their|theirs|he|she|him|his|her|those|these|such|the same|the latter|the former|there|"
    r"it(?! (?:true|possible|necessary|required|enough|is|was))|its|this|that (?:one|act|law|period|notice|decision|rule|plan|date|body|agency|order)|"
    r"ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|celui-là|cela|ça|leurs?|lui|y|en (?:a|ont|avait|fait)|"
    r"ce (?:délai|plan|rapport|projet|programme|modèle|pouvoir)|cette (?:loi|décision|période|règle|date|entité|étude)|ces \w+|cet (?:avis|organisme|article|arrêté))\b",
    re.I,
)
IN_LANGUAGE = re.compile(
    r"^\W*(?:and |et |can you say (?:that|it) |say (?:that|it) |(?:now |please )+)*(?:in|en) (french|english|français|anglais)\W*(?:please|s'il vous plaît|svp)?\W*$",
    re.I,
)
# A question of this many telling words or fewer that names nothing of the field leans on what came before.
SHORT = 2
CORRECTION = re.compile(
    r"^\W*(?:no|non),?\s+(?:i mean(?:t)?|je (?:veux|voulais) dire|rather|plutôt|the|le|la)?\s*", re.I
)


def make_standalone(question: str, history: Sequence[Turn], knowledge: Knowledge) -> Standalone:
    """The question with what it takes from the conversation; unchanged when it stands alone already."""
    asked = [turn.content.strip() for turn in history if turn.role == "user" and turn.content.strip()]
    if not asked:
        return Standalone(question, question)
    earlier = _subject(asked, knowledge)
    if switch := IN_LANGUAGE.match(question):
        return Standalone(earlier, earlier, "", "fr" if switch[1].lower() in ("french", "français") else "en")
    if not depends_on_history(question, knowledge):
        return Standalone(question, question)
    current = CORRECTION.sub("", question).strip() or question
    return Standalone(f"{current.rstrip()} ({earlier.rstrip(' ?.')})", current, earlier)


def _subject(asked: Sequence[str], knowledge: Knowledge) -> str:
    """What the conversation is about: the last question, with the one before it when that leans on it too."""
    last = asked[-1]
    if len(asked) > 1 and depends_on_history(last, knowledge):
        return f"{last.rstrip(' ?.')}: {asked[-2]}"
    return last


def is_unclear(question: str, knowledge: Knowledge) -> bool:
    """Whether a question with nothing before it leaves open what it is about: "How long do they have?", "Deadline?"."""
    if (
        knowledge.instruments.find(question)
        or knowledge.terms.find(question)
        or find_references(question)
        or read_kind(question) == "corpus"
    ):
        return False
    leans = CONTINUES.match(question) or POINTS_BACK.search(question.replace("’", "'"))
    telling = tokenize(question, detect_language(question))
    return len(telling) <= (SHORT if leans else 1)


def depends_on_history(question: str, knowledge: Knowledge) -> bool:
    """Whether a question takes its subject from what came before."""
    if CONTINUES.match(question) or POINTS_BACK.search(question.replace("’", "'")):
        return True
    if (
        knowledge.instruments.find(question)
        or knowledge.terms.find(question)
        or read_kind(question) == "corpus"
    ):
        return False
    return 0 < len(tokenize(question, detect_language(question))) <= SHORT
