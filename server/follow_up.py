"""Whether a question takes its subject from what was said before it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.citation import find_references
from index.tokens import tokenize
from server.knowledge import Knowledge
from server.question import detect_language, read_kind
from server.readings import YEAR

# Openings that go on from what was asked: "And for hospitals?", "What about X?", "Et pour ...?", "No, I meant ...".
CONTINUES = re.compile(
    r"^\W*(?:(?:ok|okay|well|hmm|right|great|yes|oui|d'accord|bon|merci|thanks)\W+)*(?:and\b|but\b|what about\b|how about\b|what if\b|same\b|even\b|not\b|why not\b|no,|no (?=i\b|the\b|not\b)|sorry|pardon|"
    r"non,|non (?=je\b|le\b|la\b|pas\b)|et\b|mais\b|qu'en est-il\b|même\b|pas\b|pourquoi pas\b|dans ce cas\b|in (?:that|which) case\b|dans quels? cas\b|i mean|i meant|je veux dire|je voulais dire)",
    re.I,
)
# Openings that may go on from what was asked, and as often begin anew.
RESUMES = re.compile(r"^\W*(?:so|or|then|also|ok|okay|ou|alors|aussi|donc|puis)\b", re.I)
# What stands for a thing named before: "they", "its", "the same", "the second one", "-t-il", "celui-ci".
PRONOUN = re.compile(
    r"\b(?:they|them|their|theirs|he|she|him|his|her|it|its|the same|the latter|the former|the others?|others|else|ones?|"
    r"ils?|elles?|celles?|celui|ceux|cela|ça|leurs?|lui|eux|son|sa|ses|(?:lequel|laquelle|lesquels|lesquelles)(?! d)|le même|la même|les mêmes|"
    r"les autres|l'autre|là-dedans|là-dessus|en (?=a|ont|est|était|avait|fait|fut)|y (?!a\b|en\b|avait\b|aura\b))(?!\w)",
    re.I,
)
# "it" and "il" that stand for nothing ("is it true that", "faut-il", "s'agit-il") or for a noun just said ("les RLISS peuvent-ils");
# "one" that counts; what is somebody's own.
EMPTY = re.compile(
    r"\bwhat does it mean (?:for|to|if|when)\b|\b(?:is|was) it (?:true|possible|necessary|required|enough|right|legal|allowed|permitted)\b|\bit (?:is|was) (?:true|possible|necessary|required|enough)\b|"
    r"\b(?:one of|one another|each other|one (?:payment|hospital|team|body|organization|year|day|month|in)|their own|its own)\b|\b(?:leurs?|son|sa|ses) propres?\b|"
    r"\b(?:le|la|les|l'|un|une|du|chaque|tous les|toutes les) ?[\w’-]+(?: [\w'’-]+){0,6}? \w+-(?:t-)?(?:ils?|elles?)\b|"
    r"\b(?:y a-t-|y avait-|y aurait-|faut-|fallait-|faudra-|s'agit-|suffit-|existe-t-|existait-)il\b|\bil (?:y a|y avait|faut|fallait|s'agit|est (?:vrai|possible|nécessaire))\b|"
    r"\b(?:est|était)-il (?:vrai|possible|nécessaire|permis|obligatoire|exact)\b",
    re.I,
)
# "this", "these", "that decision", "who decides that?", "ce délai", "cette loi", "ces services".
POINTS = re.compile(
    r"\b(?:this|these|those|such)\b|\bthat (?:one|act|law|period|notice|decision|rule|plan|date|body|agency|order|section|report|power|study|time|point|day|year|document|case|meeting|merger|ruling|share|amount|duty)\b|"
    r"(?:\b(?:is|was|are|were|for|with|on|in|by|to|of|about|under|after|before|from|like|did|does|do|be|than|\w+s|decide|say|done)|^\W*(?:and|so|but)) that\W*$|"
    r"\b(?:did|does|do|was|were|is|are|has|had|could|can|must|of|for|by|in|under|with|at|to|on|from|about|into|after|before) that (?!it\b|they\b|the\b|a\b|an\b|we\b|you\b|he\b|she\b|there\b|this\b)[a-z]{3,}|"
    r"\b(?:the|those|these|all|any of the) (?:two|three|four) (?!\w+ (?:of|that|which|who|in|under)\b)\w+|\bles (?:deux|trois|quatre) (?!\w+ (?:d[eu']|des|qui|que|en|à)\b)\w+|"
    r"(?<!-)\b(?:ce|cet|cette|ces) (?!(?:qui|que|qu'|dont|sont|n'|à|soit|fut|sera|était|serait)(?!\w))\w|\w-là\b|\bc'(?:est|était)\b(?! quoi)",
    re.I,
)
# A noun phrase that a pronoun after it may stand for: "a provider", "the LHIN", "hospitals that", "le RLISS", "Ontario Health".
PHRASE = re.compile(
    r"\b(?:a|an|the|each|every|any|its|my|our|two|some|un|une|des|le|la|les|du|au|aux|chaque|tout|notre|nos|mon|ma|mes)\s+(?:\d+\s+)?[^\W\d_]{3,}|\b[ld]'[^\W\d_]{3,}|(?<=\s)[A-ZÀ-Ý][\w-]{2,}",
)
# "the exceptions?", "the last date?", "les pouvoirs?": a known thing with nothing that says whose.
KNOWN_THING = re.compile(
    r"\b(?:the|le|la|les|l'|quels? (?:est|sont|était|étaient)|quelles? (?:est|sont|était|étaient))\s*(?:[\w'-]+ ){0,2}?[^\W\d_]{3,}\W*$",
    re.I,
)
WHOSE = re.compile(
    r"\b(?:of|for|in|on|to|under|by|from|with|between|at|de|du|des|pour|dans|en|sur|à|au|aux|par|selon|entre|chez)\b|\bd'",
    re.I,
)
CAPITALISED = re.compile(r"(?<=[\w,;'’] )[A-ZÀ-Ý][\w'’-]+|(?<=[ld]['’])[A-ZÀ-Ý][\w-]+")
# "For how long?", "To whom?", "À qui?", "Avec quel préavis?": a preposition before the question word.
HANGING = re.compile(
    r"^\W*(?:for|to|by|in|on|at|from|with|before|after|since|under|until|pour|à|de|par|dans|en|sur|avec|avant|après|depuis|jusqu'à)\s+"
    r"(?:how|who|whom|what|which|when|qui|quoi|quel\w*|combien|quand)\b",
    re.I,
)
# What makes a sentence of words that go on: without one of these, "And under the Patients First Act?" is a fragment.
SENTENCE = re.compile(
    r"\b(?:who|whom|whose|what(?! (?:about|if)\b)|when|where|why|how(?! about\b)|which|do|does|did|is|are|was|were|has|have|had|must|may|can|could|should|shall|will|would|"
    r"qui|que|qu'|quoi|quand|où|comment|combien|pourquoi|quel|quels|quelle|quelles|est|sont|était|étaient|doit|doivent|peut|peuvent|faut|a|ont|avait|avaient|"
    r"\w+-(?:t-)?(?:il|elle|on|ils|elles))(?!\w)",
    re.I,
)
# "What is a Health Link?", "Qui était X?", "Tell me about X": a thing is brought in by its name.
INTRODUCES = re.compile(
    r"^\W*(?:what (?:is|are|was|were)|who (?:is|was|are|were)|(?:can you )?(?:tell me|explain)(?: more)?(?: about)?|what does)\s+(?!the\b|its\b|their\b|his\b|her\b|it\b|they\b|he\b|she\b|that\b|this\b|these\b|those\b|your\b|some\b|there\b|other\b)"
    r"|^\W*(?:qu'est-ce qu|c'est quoi|que sont|que veut dire|que signifie)",
    re.I,
)
LONG = 7  # telling words beyond which length says no more
FEATURES = (
    "bias", "continues", "resumes", "pronoun_open", "pronoun_late", "points", "points_late", "known_thing", "introduces", "hanging", "telling_0", "telling_1",
    "telling_2", "telling_3", "telling", "words", "instrument", "term", "reference", "capitalised", "year", "corpus", "shared", "new",
    "whose",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FollowUpModel:
    """A logistic model over the features of a question and what was asked before; depends from `depends_from` on."""

    weights: Mapping[str, float]
    depends_from: float

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability that the question takes its subject from what came before."""
        score = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

    def depends(self, question: str, asked: Sequence[str], knowledge: Knowledge) -> bool:
        """Whether a question leans on the questions asked before it."""
        if is_fragment(question):
            return True
        return self.probability(follow_up_features(question, asked, knowledge)) >= self.depends_from


@cache
def load_follow_up_model() -> FollowUpModel:
    """The model that ships."""
    value = json.loads(resources.files("server").joinpath("data/follow_up.json").read_text(encoding="utf-8"))
    return FollowUpModel(value["weights"], value["depends_from"])


def follow_up_features(question: str, asked: Sequence[str], knowledge: Knowledge) -> dict[str, float]:
    """What tells a question that leans on the ones `asked` before it from one that stands alone."""
    text = question.replace("’", "'")
    language = detect_language(text)
    telling = tokenize(text, language)
    before = {token for earlier in asked for token in tokenize(earlier, language)}
    known = sum(token in before for token in telling)
    pronoun = _first(PRONOUN, EMPTY.sub(lambda empty: " " * len(empty[0]), text))
    pointing = _first(POINTS, text)
    return {
        "bias": 1.0,
        "continues": float(CONTINUES.match(text) is not None),
        "resumes": float(RESUMES.match(text) is not None),
        "pronoun_open": float(pronoun is not None and not PHRASE.search(text[:pronoun])),
        "pronoun_late": float(pronoun is not None and PHRASE.search(text[:pronoun]) is not None),
        "points": float(pointing is not None and not PHRASE.search(text[:pointing])),
        "points_late": float(pointing is not None and PHRASE.search(text[:pointing]) is not None),
        "known_thing": float(KNOWN_THING.search(text) is not None and not WHOSE.search(text)),
        "introduces": float(INTRODUCES.match(text) is not None),
        "hanging": float(HANGING.match(text) is not None),
        **{f"telling_{count}": float(len(telling) == count) for count in range(4)},
        "telling": min(len(telling), LONG) / LONG,
        "words": min(len(text.split()), 2 * LONG) / (2 * LONG),
        "instrument": float(bool(knowledge.instruments.find(text))),
        "term": float(bool(knowledge.terms.find(text))),
        "reference": float(bool(find_references(text))),
        "capitalised": min(len(CAPITALISED.findall(text)), 2) / 2,
        "year": float(YEAR.search(text) is not None),
        "corpus": float(read_kind(text) == "corpus"),
        "shared": known / len(telling) if telling else 0.0,
        "new": min(len(telling) - known, LONG) / LONG,
        "whose": float(WHOSE.search(text) is not None),
    }


def is_fragment(question: str) -> bool:
    """Whether a question goes on from another and is no sentence of its own.

    >>> is_fragment("And under the Patients First Act?"), is_fragment("And who decides?")
    (True, False)
    """
    text = question.replace("’", "'")
    continued = CONTINUES.match(text)
    return continued is not None and not SENTENCE.search(text, continued.end())


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return match.start() if match else None
