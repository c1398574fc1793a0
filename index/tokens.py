"""Words for the full-text search: folded, stemmed, section numbers kept whole, French elisions cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import snowballstemmer

from corpus.citation import find_references
from corpus.passage import Language

# A word, or a number with its decimals; "27(3)" is read by find_references before.
WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
# "l'avis", "d'un", "qu'il": the part before the apostrophe carries no meaning in search.
ELISION = re.compile(r"^(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.I)
ENGLISH = snowballstemmer.stemmer("english")
FRENCH = snowballstemmer.stemmer("french")

STOP_WORDS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        (
            "a an and are as at be been being but by can could did do does done for from had has have having he "
            "her his how i if in into is it its itself me my no nor not of on or our ours shall she should so "
            "some such than that the their them then there these they this those to too us was we were what when "
            "where which while who whom whose why will with would you your yours under about any all also more "
            "most other only own same very s t"
        ).split()
    ),
    "fr": frozenset(
        (
            "a à afin ai ainsi alors au aucun aussi autre aux avec avoir c ce cela celle celui ces cet cette ceux "
            "comme d dans de des donc dont du elle elles en encore entre est et été être eu fait font il ils je l "
            "la le les leur leurs lors lui m ma mais me même mes mon n ne ni nos notre nous on ont ou où par pas "
            "peut peuvent plus pour qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si son "
            "sont sous sur t ta te tes ton tous tout toute toutes tu un une vos votre vous y"
        ).split()
    ),
}
STOP_FOLDED: dict[Language, frozenset[str]] = {}


def fold(word: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()


STOP_FOLDED.update({language: frozenset(map(fold, words)) for language, words in STOP_WORDS.items()})


@lru_cache(maxsize=200_000)
def _stem(word: str, language: Language) -> str:
    stemmer = FRENCH if language == "fr" else ENGLISH
    return fold(str(stemmer.stemWord(word))).replace(" ", "")  # a few Arabic ligatures fold to one


@lru_cache(maxsize=200_000)
def word_token(word: str, language: Language) -> str:
    """The token of one word; "" for a stop word.

    >>> word_token("l'avis", "fr")
    'avis'
    """
    plain = ELISION.sub("", word.lower().replace("’", "'")).removesuffix("'s")
    return "" if not plain or fold(plain) in STOP_FOLDED[language] else _stem(plain, language)


def tokenize(text: str, language: Language) -> list[str]:
    """Tokens of a text or a question, stop words left out, in order.

    >>> tokenize("Under s. 27 (3), notices", "en")
    ['§27', '§27.3', 'notic']
    """
    references = find_references(text)
    tokens = []
    for reference in references:
        tokens += _reference_tokens(reference.address, reference.regulation)
    remaining = text
    for reference in references:
        remaining = remaining.replace(reference.text, " ")
    for match in WORD.finditer(remaining):
        if token := word_token(match[0], language):
            tokens.append(token)
    return tokens


def question_tokens(text: str, languages: Sequence[Language]) -> tuple[list[str], list[str]]:
    """A question's own tokens, and what they are in the other languages held; each token once.

    The question's language is the one with more of its stop words in the text, the first of `languages` when none is.

    >>> question_tokens("What must the notice say?", ("en", "fr"))
    (['must', 'notic', 'say'], [])
    """
    words = [fold(word) for word in WORD.findall(text.replace("’", "'"))]
    own = max(languages, key=lambda language: sum(word in STOP_FOLDED[language] for word in words))
    tokens = list(dict.fromkeys(tokenize(text, own)))
    others: dict[str, None] = {}
    for language in languages:
        if language != own:
            left = " ".join(
                word for word in text.split() if fold(word).strip("?!,.;:") not in STOP_FOLDED[own]
            )
            others |= dict.fromkeys(token for token in tokenize(left, language) if token not in tokens)
    return tokens, list(others)


def _reference_tokens(address: str, regulation: str) -> list[str]:
    """ "s. 27 (3) (a)" -> §27, §27.3, §27.3.a: a search for the section also finds its parts."""
    if regulation:
        return ["§" + regulation.lower().replace(" ", "")]
    if not address.startswith("s. "):
        return ["§" + address.lower().replace(" ", "")]
    parts = re.findall(r"[\w.]+", address[3:])
    return ["§" + ".".join(parts[: depth + 1]) for depth in range(len(parts))]
