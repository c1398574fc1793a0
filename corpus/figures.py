"""The figures of a sentence, written alike in English and French, so that a translation can be checked against it."""

from __future__ import annotations

import re
from collections import Counter

from corpus.passage import Language

SPACES = "\u00a0\u202f "
NUMBER = re.compile(r"\d+(?:\.\d+)*")
YEARS = re.compile(r"\b((?:19|20)\d\d)[-–/](\d\d)(?!\d|-)")
# The year in an Act's name, which each language may give or leave out: "Connecting Care Act", "Loi de 2019 pour ...".
NAME_YEARS = {
    "en": re.compile(r"(?<=Act, )(?:19|20)\d\d\b"),
    "fr": re.compile(r"(?<=[Ll]oi de )(?:19|20)\d\d\b"),
}
THOUSANDS = {
    "en": re.compile(r"\b\d{1,3}(?:,\d{3})+(?![\d])"),
    "fr": re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d)"),
}
FRENCH_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
# Numbers in words, from zero; "/" parts the forms of one number.
WORDS = {
    "en": "zero one/first two/second three/third four/fourth five/fifth six/sixth seven/seventh eight/eighth "
    "nine/ninth ten/tenth eleven/eleventh twelve/twelfth thirteen fourteen fifteen sixteen",
    "fr": "zéro un/une/premier/première deux/deuxième/second/seconde trois/troisième quatre/quatrième "
    "cinq/cinquième six/sixième sept/septième huit/huitième neuf/neuvième dix/dixième onze/onzième "
    "douze/douzième treize quatorze quinze seize",
}


def figures(text: str, language: Language) -> Counter[str]:
    """Every number of a text: "2,250" and "2 250" both as "2250", "1er" as "1", "2019-22" as both years.

    >>> sorted(figures("2,2 millions le 1er avril 2021", "fr"))
    ['1', '2.2', '2021']
    """
    plain = YEARS.sub(lambda m: f"{m[1]} {m[1][:2]}{m[2]}", text)
    plain = THOUSANDS[language].sub(lambda m: re.sub(r"\D", "", m[0]), plain)
    if language == "fr":
        plain = FRENCH_DECIMAL.sub(".", plain)
    return Counter(NUMBER.findall(plain))


def spelled(text: str, language: Language) -> frozenset[str]:
    """The numbers that a text writes in words, up to sixteen, as digits."""
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    forms = enumerate(WORDS[language].split())
    return frozenset(str(value) for value, names in forms if words.intersection(names.split("/")))


def missing_figures(english: str, french: str) -> list[str]:
    """The figures that stand in one of the two texts and not, in digits or words, in the other."""
    return [*_missing(english, "en", french, "fr"), *_missing(french, "fr", english, "en")]


def _missing(text: str, language: Language, other: str, other_language: Language) -> list[str]:
    known = {
        *figures(other, other_language),
        *spelled(other, other_language),
        *NAME_YEARS[language].findall(text),
    }
    return [f"{number} (in {language} only)" for number in figures(text, language) if number not in known]
