"""Which local health integration networks a text names: an answer about one is no answer about another."""

from __future__ import annotations

import re

from server.knowledge import fold

# The fourteen networks by area, as English and French texts call them; folded, so without accents.
NAMES: dict[str, str] = {
    "erie st. clair": r"erie[ -]st\.?[ -]clair",
    "south west": r"south[ -]?west|sud-ouest",
    "waterloo wellington": r"waterloo[ -]wellington",
    "hamilton niagara haldimand brant": r"hamilton[ -]niagara|hnhb",
    "central west": r"central west|centre-ouest",
    "mississauga halton": r"mississauga[ -]halton",
    "toronto central": r"toronto[ -]central|centre-toronto",
    "central": r"(?<!toronto )\bcentral lhin|(?:rliss|reseau local) du centre\b(?!-)",
    "central east": r"central east|centre-est",
    "south east": r"south[ -]?east|sud-est",
    "champlain": r"champlain",
    "north simcoe muskoka": r"north simcoe|simcoe[ -]nord",
    "north east": r"north[ -]?east|nord-est",
    "north west": r"north[ -]?west|nord-ouest",
}
NETWORK = re.compile(r"lhin|rliss")
PATTERNS = {name: re.compile(rf"\b(?:{pattern})\b") for name, pattern in NAMES.items()}


def places(text: str) -> frozenset[str]:
    """The networks that a text names.

    >>> sorted(places("Le RLISS du Centre-Est et le South West LHIN"))
    ['central east', 'south west']
    >>> sorted(places("Toronto Central LHIN"))
    ['toronto central']
    """
    folded = fold(text)
    return frozenset(name for name, pattern in PATTERNS.items() if pattern.search(folded))


def without_other_places(text: str, current: str) -> str:
    """A text without the networks that it names, where `current` names others.

    >>> without_other_places("Who leads the South East LHIN?", "And Champlain?")
    'Who leads the LHIN?'
    """
    now = places(current)
    for name in sorted(places(text) - now) if now else ():
        folded = fold(text)
        found = PATTERNS[name].search(folded)
        if found and len(folded) == len(text):
            network = NETWORK.search(found[0])
            text = text[: found.start()] + (network[0].upper() if network else "") + text[found.end() :]
    return " ".join(text.split())
