"""What a provision's own words say about its end: "Repealed: 2019, c. 5", "On April 1, 2021, section 19 is repealed"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from corpus.address import Address, covers, parse
from corpus.document import Node
from corpus.errors import AddressError
from corpus.passage import Validity

MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(names.split(), 1)
}
_MONTH = "|".join(MONTHS)
# "April 1, 2021", "1er avril 2021", "1 avril 2021", "2021-04-01", and the day/month/year of amendment tables.
DAY = (
    rf"(?:(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}}),\s+(?P<y1>\d{{4}})|(?P<d2>\d{{1,2}})(?:er)?\s+(?P<m2>{_MONTH})\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d\d)-(?P<d3>\d\d)|(?P<d4>\d\d)/(?P<m4>\d\d)/(?P<y4>\d{4}))"
)
ANY_DAY = re.compile(DAY, re.I)
# At the very beginning of a provision's words, after its number: "Repealed: 2019, c. 5", "[Repealed, 2018, c. 12]",
# "REPEALED", "Abrogé : 2019, chap. 5", "Revoked". Must not match "The repealed Act ..." nor "Repealed provisions
# continue to apply" (a verb follows, so a colon, comma, bracket, full stop or the end is asked for).
REPEALED = re.compile(
    r"[\[(]?(?:repealed|revoked|spent|abrogée?s?|périmée?s?|caduc|caduque)\s*(?:[:.,;\])]|$|by\b|par\b|on\b|le\b|effective\b)",
    re.I,
)
NUMBER = re.compile(r"^[\s\d.,–-]*(?:\([\d.a-z]+\)\s*)?(?:[a-z]\)\s*)?")
# A note that dates the end of the provision it names: "Note: On April 1, 2021, subsection 27 (3) of the Act is repealed".
DATED_NOTE = re.compile(
    rf"(?:On|Le)\s+{DAY},?\s+(?:the\s+|l['’]|le\s+|la\s+)?"
    r"(?P<place>(?:sub)?section\s+[\d.]+(?:\s*\([\w.]+\))*|(?:article|paragraphe|alinéa)\s+[\d.]+(?:\s*\([\w.]+\))*(?:\s*[a-z]\))?)"
    r"[^.;]{0,60}?\s(?:is|are|was|est|sont|a été)\s+(?:repealed|abrogée?s?)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Repeals:
    """Provisions that say they are repealed, each with the day if one is given."""

    ends: tuple[tuple[str, date | None], ...] = ()

    def validity(self, address: str, otherwise: Validity) -> Validity:
        """The validity of the provision at an address: ended on the day known for it or for what it stands in."""
        for place, day in self.ends:
            if day is not None and address and _covers(place, address):
                return replace(otherwise, end=min(day, otherwise.end or day))
        return otherwise

    def warnings(self) -> tuple[str, ...]:
        """One sentence that names the provisions repealed without a day."""
        undated = [place for place, day in self.ends if day is None]
        if not undated:
            return ()
        more = f" and {len(undated) - 12} more" if len(undated) > 12 else ""
        return (
            f"Repealed by the document's own words, on a day it does not give: {', '.join(undated[:12])}{more}.",
        )


def _covers(place: str, address: str) -> bool:
    try:
        return covers(parse(place), parse(address))
    except AddressError:
        return place == address


def days_in(text: str) -> list[date]:
    """Every calendar day written in a text, in English or French, in order."""
    found = (_day(match) for match in ANY_DAY.finditer(text))
    return [day for day in found if day is not None]


def _day(match: re.Match[str]) -> date | None:
    for form in "1234":
        if year := match[f"y{form}"]:
            month = match[f"m{form}"]
            number = int(month) if month.isdigit() else MONTHS[month.lower()]
            try:
                return date(int(year), number, int(match[f"d{form}"]))
            except ValueError:
                return None
    return None


def is_repealed(text: str) -> bool:
    """Whether a provision's words, number aside, begin by saying that it is repealed."""
    return REPEALED.match(text[NUMBER.match(text).end() :].lstrip()) is not None  # type: ignore[union-attr]


def find_repeals(root: Node, text: str) -> Repeals:
    """Look through a document's provisions and notes."""
    ends: list[tuple[str, date | None]] = []
    for node in root.walk():
        if node.address and is_repealed(_own_words(node, text)):
            note = next((child for child in node.children if child.kind == "note"), node)
            sources = [text[n.start : n.end] for n in node.children if n.kind == "amendment_note"]
            days = days_in(
                " ".join((text[node.start : note.start if note is not node else node.end], *sources))
            )
            ends.append((node.address, days[-1] if days else None))
        elif node.kind in ("note", "amendment_note"):
            for match in DATED_NOTE.finditer(text, node.start, node.end):
                ends.append((_place(match["place"]), _day(match)))
    dated = {place for place, day in ends if day is not None}
    return Repeals(
        tuple((place, day) for place, day in ends if place and (day is not None or place not in dated))
    )


def _place(words: str) -> str:
    try:
        address: Address = parse(words)
    except AddressError:
        return ""
    return str(address)


def _own_words(node: Node, text: str) -> str:
    """The words of a provision without its marginal note."""
    body = next((child for child in node.children if child.kind not in ("marginal_note", "heading")), None)
    return (
        text[body.start : node.end]
        if body is not None and body.start > node.start
        else text[node.start : node.end]
    )
