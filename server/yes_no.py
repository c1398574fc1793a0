"""Whether a question is to be answered yes or no, in which form it stands alone, and what it takes for granted."""

from __future__ import annotations

import re

COURTESY = r"(?:and|so|but|then|also|et|alors|mais|ok|okay|please|hello|hi|bonjour|svp|s'il vous plaît|quick question|petite question)"
# "Is it true that ...", "Pouvez-vous confirmer que ...": what follows is the question.
FRAME = re.compile(
    rf"^\W*(?:{COURTESY}\b[\s,:!-]*)*"
    r"(?:(?:is it|would it be) (?:true|right|correct|accurate|so|the case|fair to say|right to say) (?:that\s+|to say (?:that\s+)?)?|"
    r"am i (?:right|correct) (?:that|in (?:thinking|saying) (?:that)?)\s+|"
    r"(?:can|could|would|will) you (?:please )?(?:confirm|tell (?:me|us)|say)(?: to (?:me|us))? (?:that|if|whether)\s+|please confirm (?:that|if|whether)\s+|"
    r"(?:do you know|i(?:'d| would) like to know|i want to know|we(?:'d| would) like to know|i need to know|i(?:'m| am) wondering|i wonder|just checking) (?:if|whether)\s+|"
    r"i (?:understand|believe|think|assume) (?:that\s+)?|"
    r"(?:est-il|serait-il) (?:vrai|exact|juste|correct) (?:de dire )?qu(?:e\s+|')|est-ce (?:vrai|exact) qu(?:e\s+|')|"
    r"(?:pouvez-vous|pourriez-vous|peux-tu) (?:me |nous )?(?:confirmer|dire) (?:qu(?:e\s+|')|si\s+)|"
    r"(?:j'aimerais|je voudrais|nous aimerions|nous voudrions) savoir si\s+|savez-vous si\s+|"
    r"je (?:comprends|crois|pense) qu(?:e\s+|'))",
    re.IGNORECASE,
)
TAG = re.compile(
    r"[,;]?\s*(?:right|correct|is that (?:right|correct|so)|isn't it|true or false|yes or no|n'est-ce pas|c'est (?:bien )?ça|"
    r"c'est exact|est-ce exact|exact|vrai|oui ou non)\s*\?*\s*$",
    re.IGNORECASE,
)
ENGLISH_START = re.compile(
    rf"^\W*(?:{COURTESY}\b[\s,:!-]*)*(?:is|are|was|were|am|does|do|did|must|may|might|can|could|should|shall|will|would|has|have|had)\b(?!n't)",
    re.IGNORECASE,
)
# "Back in 2012, did we ...", "After the amendments, were hospices ...": a clause before the question.
AFTER_CLAUSE = re.compile(
    r"^\W*(?:after|before|since|if|when|under|in|back in|for|once|according to|with|at|during|as|on|from|by|given)\b[^,?;:]*,\s*"
    r"(?:is|are|was|were|does|do|did|must|may|might|can|could|should|shall|will|would|has|have|had)\b(?!n't)",
    re.IGNORECASE,
)
FRENCH_START = re.compile(rf"^\W*(?:{COURTESY}\b[\s,:!-]*)*est-ce qu(?:e\s|')", re.IGNORECASE)
INVERTED = re.compile(r"\w-(?:t-)?(?:il|elle|ils|elles|on|nous|vous|je|ce)\b", re.IGNORECASE)
ASKED_WORD = re.compile(
    r"\b(?:quoi|quels?|quelles?|quand|comment|combien|pourquoi|lequel|laquelle|lesquel(?:le)?s|auquel|duquel)\b|"
    r"^\W*(?:et |mais |alors )*(?:(?:à|de|par|pour|avec|chez|contre|d') ?)?(?:qui|que|où|qu')\b|\b(?:à|de|par|pour|avec) qui\b",
    re.IGNORECASE,
)
# A second question behind the first: "..., and who pays?". A yes would leave it open what it is said to.
COMPOUND = re.compile(
    r"(?:,|;)? (?:and|but|et|mais) (?:if so,? |si oui,? )?(?:(?:by|to|for|from|in|on|under|à|de|par|pour|en|dans|sur) )?"
    r"(?:who|whom|what|when|where|which|why|how|qui|quoi|quel(?:le)?s?|quand|où|pourquoi|comment|combien)\b|\?\s+\S",
    re.IGNORECASE,
)
# A question that takes for granted that something is so: without its first word it asks whether it is.
PREMISE = re.compile(
    rf"^\W*(?:{COURTESY}\b[\s,:!-]*)*"
    r"(?:why|when|how|on (?:what|which) (?:day|date)|in (?:what|which) year|for what reason|since when|"
    r"pourquoi|quand|comment|en quelle année|à quelle date|depuis quand|pour quelle raison)\s+(?:est-ce qu(?:e\s+|'))?(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)


def asked_form(text: str) -> str:
    """The yes/no question that a text asks, without what frames it; "" for any other question and for several at once.

    >>> asked_form("Can you confirm that LHINs had to publish a plan?")
    'LHINs had to publish a plan?'
    >>> asked_form("Faut-il donner un avis?")
    'Faut-il donner un avis?'
    >>> asked_form("When did LHINs end?")
    ''
    """
    text = text.replace("’", "'").strip()
    bare = FRAME.sub("", text)
    untagged = TAG.sub("?", bare)
    if COMPOUND.search(untagged):
        return ""
    if _asks(untagged):
        return untagged.strip()
    return untagged.strip() if (bare != text or untagged != bare) and ":" not in untagged else ""


def _asks(text: str) -> bool:
    if any(pattern.match(text) for pattern in (ENGLISH_START, AFTER_CLAUSE, FRENCH_START)):
        return True
    verb = INVERTED.search(text)
    return verb is not None and ASKED_WORD.search(text[: verb.start() + 1]) is None


def premise_of(text: str) -> str:
    """What a question takes for granted, as a yes/no question; "" when it asks for something else than why, when or how.

    >>> premise_of("Why did the LHIN approve the merger?")
    'did the LHIN approve the merger?'
    """
    match = PREMISE.match(text.replace("’", "'").strip())
    return match["rest"].strip() if match and _asks(match["rest"]) else ""
