"""English or French, block by block (the only file that imports lingua)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from lingua import Language as Lingua, LanguageDetector, LanguageDetectorBuilder

from corpus.passage import Language

# Below this many letters a text is judged only when the detector is nearly certain: "Contact" is both languages.
SURE_LENGTH = 60
SURE_CONFIDENCE = 0.9
SAMPLE = 300  # texts that are looked at to tell a document's language
BOTH_SHARE = 0.3  # a document is in both languages when each has more than this share of its letters


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(Lingua.ENGLISH, Lingua.FRENCH).build()


def detect(text: str) -> Language | None:
    """The language of a text; None when it is too short, or too odd, to tell."""
    letters = sum(c.isalpha() for c in text)
    if letters < 3:
        return None
    french = _detector().compute_language_confidence(text, Lingua.FRENCH)
    confident = max(french, 1 - french) >= SURE_CONFIDENCE and (len(text.split()) > 1 or letters > 10)
    if letters < SURE_LENGTH and not confident:
        return None
    return "fr" if french > 0.5 else "en"


def main_language(texts: Sequence[str], default: Language = "en") -> Language:
    """The language that most of the text is in, by length; of a text in both, the one that it begins with."""
    weight: dict[Language, int] = {}
    for text in texts[:: max(1, len(texts) // SAMPLE)]:
        language = detect(text)
        if language is not None:
            weight[language] = weight.get(language, 0) + len(text)
    if not weight:
        return default
    if min(weight.values()) > BOTH_SHARE * sum(weight.values()):
        return next(iter(weight))
    return max(weight, key=lambda language: weight[language])


def languages(texts: Sequence[str], default: Language) -> list[Language]:
    """The language of each text; one that cannot be told takes the one before it, or after it at the beginning."""
    found = [detect(text) for text in texts]
    first = next((language for language in found if language is not None), default)
    result: list[Language] = []
    for language in found:
        result.append(language or (result[-1] if result else first))
    return result
