"""References to provisions as people write them, in English and French, read to normal addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = r"\d{1,3}(?:\.\d{1,4}){0,2}"
# After the word "section" a number may be longer: federal Acts go up to four digits.
FIRST = r"\d{1,4}(?:\.\d{1,4}){0,2}"
# One bracketed level: "(3)", "(a)", "(2.1)", "(ii)"; French writes clauses without the first bracket: "a)".
LEVEL = r"(?:\s*\(\s*(?:\d{1,2}(?:\.\d{1,2})?|[a-z]{1,4}(?:\.\d)?)\s*\)|\s+[a-z]\))"
WORD = (
    r"(?:ss?\.?|sec(?:tion|tions|t?s?\.)?|sub-?sections?|subs?\.|clauses?|cl\.|§§?|art(?:\.|icles?)|"
    r"par(?:\.|agraphes?)|alin[ée]as?|al\.)"
)
# "s. 27 (3)", "sections 25 to 28", "ss. 19-21.2", "art. 27 (3) a)", "par. 27 (3)".
# Not "s" at the end of another word, and not a paragraph of a list ("par. 4" alone is read, and means section 4
# only in French, where "par. 27 (3)" is the usual way to cite a subsection).
SECTION = re.compile(
    rf"(?:(?<![\w.'’])|(?<=\b[ld]['’])){WORD}\s*(?P<first>{FIRST})(?P<levels>{LEVEL}*)"
    rf"(?:\s*(?P<to>-|–|to|through|à|au)\s*(?P<last>{NUMBER})(?![\d/-]))?"
    rf"(?P<more>(?:\s*(?:,|and|et|or|ou|&)\s*(?:{WORD}\s*)?{NUMBER}{LEVEL}*(?![\d/%-]|\s*[%$]|\s*(?:per\s?cent|pour cent|days?|jours?|"
    r"weeks?|semaines?|months?|mois|years?|ans?|LHINs?|RLISS|HSPs?|OHTs?|million|milliard|billion)\b))*)",
    re.I,
)
# "subsection (3) of section 27", "le paragraphe 3 de l'article 27", "clause (a) of s. 27 (3)".
INVERTED = re.compile(
    rf"(?:sub-?section|clause|paragraph|paragraphe|alin[ée]a)\s+\(?(?P<inner>\d{{1,2}}(?:\.\d)?|[a-z])\)?\s+(?:of|de)\s+"
    rf"(?:the\s+|l['’])?(?:ss?\.?|section|art(?:\.|icle)?)\s*(?P<first>{FIRST})(?P<levels>{LEVEL}*)",
    re.I,
)
# "27(3)" or "27 (3)(a)" with no word before it; the bracket must follow, or it is any number.
BARE = re.compile(rf"(?<![\w./$-])(?P<first>{NUMBER})(?P<levels>{LEVEL}+)")
PART = re.compile(r"(?<!\w)(?:part|partie)\s+(?P<part>[IVX]{1,4}(?:\.\d)?)(?!\w)", re.I)
# "O. Reg. 515/09", "Ontario Regulation 515/09", "Règl. de l'Ont. 515/09", "Règlement 515/09", "Reg 515/09".
REGULATION = re.compile(
    r"(?<!\w)(?:O\.?\s*Reg\.?|Ontario\s+Reg(?:ulation|\.)?|R[èe]gl(?:\.|ement)?(?:\s+de\s+l['’]Ont(?:\.|ario)?)?|Reg(?:ulation|\.)?)"
    r"\s*(?P<number>\d{1,3}/\d{2})",
    re.I,
)
EXTRA = re.compile(rf"(?P<first>{NUMBER})(?P<levels>{LEVEL}*)", re.I)
RANGE_LIMIT = 12


@dataclass(frozen=True, slots=True)
class Reference:
    """A provision named in running text, e.g. Reference("s. 27 (3) (a)", "section 27(3)(a)").

    `regulation` is set when the text names one ("O. Reg. 515/09"); `text` is what was read, `start` where.
    """

    address: str
    text: str
    start: int
    regulation: str = ""


def normal_address(number: str, levels: str) -> str:
    """The normal form of a section number and its bracketed levels: "27", "(3)a)" -> "s. 27 (3) (a)"."""
    parts = re.findall(r"[\w.]+", levels.lower())
    return " ".join([f"s. {number}", *(f"({part})" for part in parts)])


def find_references(text: str) -> list[Reference]:
    """Every provision that a text names, in order; a range names each of its whole sections (twelve at most).

    >>> [r.address for r in find_references("What do ss. 25 to 27 and art. 28 (1) a) say?")]
    ['s. 25', 's. 26', 's. 27', 's. 28 (1) (a)']
    """
    found: list[Reference] = []
    taken: list[tuple[int, int]] = []
    for match in REGULATION.finditer(text):
        taken.append(match.span())
        found.append(Reference("", match[0], match.start(), f"O. Reg. {match['number']}"))
    for match in INVERTED.finditer(text):
        taken.append(match.span())
        address = normal_address(match["first"], f"{match['levels']}({match['inner']})")
        found.append(Reference(address, match[0], match.start()))
    for match in SECTION.finditer(text):
        if not _overlaps(match.span(), taken):
            taken.append(match.span())
            found.extend(_section_references(match))
    for match in BARE.finditer(text):
        if not _overlaps(match.span(), taken):
            found.append(Reference(normal_address(match["first"], match["levels"]), match[0], match.start()))
    for match in PART.finditer(text):
        found.append(Reference(f"Part {match['part'].upper()}", match[0], match.start()))
    return sorted(found, key=lambda reference: reference.start)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _section_references(match: re.Match[str]) -> list[Reference]:
    first, last = match["first"], match["last"]
    addresses = [normal_address(first, match["levels"])]
    if last is not None:
        addresses += [f"s. {number}" for number in _between(first, last)]
    for extra in EXTRA.finditer(match["more"] or ""):
        addresses.append(normal_address(extra["first"], extra["levels"]))
    return [Reference(address, match[0], match.start()) for address in addresses]


def _between(first: str, last: str) -> list[str]:
    """The whole section numbers after `first` up to and with `last`."""
    low, high = int(first.split(".")[0]), int(last.split(".")[0])
    whole = [str(number) for number in range(low + 1, min(high, low + RANGE_LIMIT) + 1)]
    return [*whole, last] if "." in last and last not in whole else whole
