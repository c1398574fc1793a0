"""What is read off a sentence to compare it with another: numbers with units, days, actors; one form for quotes and dashes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from corpus.citation import find_references
from server.wording import ACTORS, DATES, MONTHS, NUMBER_WORDS, UNITS

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SINGLE_QUOTES = re.compile("[\u2018\u2019\u201a\u201b]")
DOUBLE_QUOTES = re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb]")
HYPHENS = re.compile("[\u2010-\u2015\u2212]")
NUMBER = re.compile(
    r"(?<![\w./])(?P<span>(?:19|20)\d\d[/-]\d\d(?:\d\d)?|\d{1,2}/\d{1,2})(?![\w/-])"
    r"|(?<![\w.])(?P<money>\$ ?)?(?P<digits>\d{1,3}(?:[ ,]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?![\w/])"
    rf"|\b(?P<word>{'|'.join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))})\b",
    re.IGNORECASE,
)
# The unit after a number, also over a second number: "30 or 60 days".
UNIT = {
    name: re.compile(rf"(?:(?:,| or| to| and| ou| à| et|-) ?[\d.,]+)*[ -]?(?:{pattern})", re.IGNORECASE)
    for name, pattern in UNITS.items()
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, e.g. (60, "day"); the unit is "" when none is written, "span" for "2018/19" or "24/7"."""

    value: float
    unit: str


def normalize(text: str) -> str:
    """The text after NFKC, with straight quotes, plain hyphens and single spaces.

    >>> normalize("65\u202f%  of\u00a0the LHIN\u2019s \u201cplan\u201d")
    '65 % of the LHIN\\'s "plan"'
    """
    text = unicodedata.normalize("NFKC", text)
    text = HYPHENS.sub("-", DOUBLE_QUOTES.sub('"', SINGLE_QUOTES.sub("'", text)))
    return " ".join(text.split())


@lru_cache(maxsize=20_000)
def days(text: str) -> tuple[frozenset[str], str]:
    """The days and months in a text as "2021-04-01", "2021-04" or "--04-01", and the text without them."""
    found = set()
    for pattern in DATES:
        found |= {day_of(match) for match in pattern.finditer(text)}
        text = pattern.sub(" , ", text)
    return frozenset(found), text


def day_of(match: re.Match[str]) -> str:
    """The day or month that a match of one of DATES names, as `days` writes it."""
    parts = match.groupdict()
    month = int(parts.get("m") or MONTHS[parts["name"].lower()])
    day = f"-{int(parts['d']):02d}" if parts.get("d") else ""
    return f"{parts.get('y') or '-'}-{month:02d}{day}"


def quantities(text: str) -> list[Quantity]:
    """The numbers in a text with their units; days and provisions are not numbers."""
    _, text = days(text)
    for start, length in sorted({(r.start, len(r.text)) for r in find_references(text)}, reverse=True):
        text = f"{text[:start]} , {text[start + length :]}"
    found = []
    for match in NUMBER.finditer(text):
        unit = (
            "span"
            if match["span"]
            else next((name for name, pattern in UNIT.items() if pattern.match(text, match.end())), "")
        )
        found.append(Quantity(_value(match), unit))
    return found


def actors(text: str) -> set[str]:
    """The actors that a text names, by our names for them."""
    return {name for name, pattern in ACTORS.items() if pattern.search(text)}


def _value(match: re.Match[str]) -> float:
    if match["span"]:
        return float(re.sub(r"\D", "", match["span"]))
    if match["word"]:
        return float(NUMBER_WORDS[match["word"].lower()])
    digits = re.sub(r"[ ,](?=\d{3}(?!\d))", "", match["digits"])
    return float(digits.replace(",", "."))
