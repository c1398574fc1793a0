"""What e-Laws says about a law beside its words: periods, amendment histories, and notes on what will change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from corpus.address import Address, parse_all
from corpus.errors import AddressError
from corpus.passage import Validity

State = Literal["in_force", "not_yet_in_force", "repealed", "spent"]
Effect = Literal["repeal", "substitute", "add", "amend", "commence"]

MONTHS = {
    **{name: number for number, name in enumerate("january february march april may june july".split(), 1)},
    **{name: number for number, name in enumerate("august september october november december".split(), 8)},
    **{name: number for number, name in enumerate("janvier février mars avril mai juin juillet".split(), 1)},
    **{name: number for number, name in enumerate("août septembre octobre novembre décembre".split(), 8)},
}
MONTH = "|".join(MONTHS)
DAY = re.compile(rf"\b(?:({MONTH}) (\d{{1,2}}),? (\d{{4}})|(\d{{1,2}})(?:er)? ({MONTH}) (\d{{4}}))\b", re.I)
HISTORICAL = re.compile(r"historical version|version telle qu", re.I)
CURRENT = re.compile(r"consolidation period|période de codification", re.I)

# At the beginning of a provision's words; not "Repealed Acts are listed in ..." (a stop or a bracket must follow).
GONE = re.compile(r"(?:repealed|revoked|abrogée?s?|révoquée?s?)\s*(?:[:.;,(]|$)", re.I)
SPENT = re.compile(r"(?:spent|omitted|périmée?s?|caduc|caduque|omise?s?)\s*(?:[:.;,(]|$)", re.I)
# The line over a section's history: "Section Amendments with date in force (d/m/y)" and its French counterpart.
HISTORY_TITLE = re.compile(r"amendments? with dates? in force|en vigueur \(j/m/a\)", re.I)
HISTORY_ROW = re.compile(
    r"(?P<citation>.+?) [-–—] (?P<day>\d\d/\d\d/\d{4}|not in force|no amendments?|non en vigueur|pas en vigueur|sans objet)",
    re.I,
)
# One enactment as a source note names it: "2016, c. 30, s. 2 (1)", "O. Reg. 64/07, s. 1", "2016, chap. 30, art. 2".
CITATION = (
    r"(?:(?:(?:[RS]\.S?\.?O\.|L\.(?:R\.)?O\.) )?\d{4}, (?:c|chap)\. [^;]+?"
    r"|(?:O\. Reg\.|Règl\. de l['’]Ont\.) \d+/\d+[^;]*?|R\.R\.O\. \d{4}, [^;]+?)"
)
SOURCE_NOTE = re.compile(rf"(?:^|(?<=[.;:)”»] ))({CITATION}(?:; {CITATION})*)\.?$")

NOTE = re.compile(r"(?:note|remarque) ?:", re.I)
# A notice of a change opens with its day or with what changes; "Note: Despite its repeal, ..." is none.
NOTICE = re.compile(
    r"(?:note|remarque) ?: ?(?:on |this |the |(?:sub)?sections? |clauses? |paragraphs? |parts? |le |la |les |l['’])",
    re.I,
)
SEE = re.compile(r"\((?:See|Voir) ?: (.+)\)\.?$", re.I)
EFFECTS: tuple[tuple[Effect, re.Pattern[str]], ...] = (
    ("substitute", re.compile(r"(?:repealed|abrogée?s?)\b.*(?:substituted|remplacée?s? par)", re.I)),
    ("repeal", re.compile(r"\b(?:repealed|revoked|abrogée?s?)\b", re.I)),
    ("add", re.compile(r"by adding the following|par adjonction (?:de|du|des)\b(?! «)", re.I)),
    ("amend", re.compile(r"\b(?:amended|modifiée?s?)\b", re.I)),
    ("commence", re.compile(r"comes? into force|entren?t? en vigueur|not (?:yet )?in force", re.I)),
)
# What a note is about: the words between its date and its verb.
SUBJECT = re.compile(
    r"(?P<subject>(?:sub)?(?:sections?|clauses?|paragraphs?|parts?)\b[^,;]*?|the definition of .+? in (?:sub)?section [\d. ()]+"
    r"|(?:l['’]article|(?:les?|la) (?:articles?|paragraphes?|alinéas?|dispositions?|parties?))\b[^,;]*?)"
    r"(?: of (?:the|this) (?:act|regulation)| de la (?:présente )?loi| du règlement)?,? (?:is|are|was|were|comes?|est|sont|entren?t?) ",
    re.I,
)
ARTICLE = re.compile(
    r"^(?:the |l['’]|les? |la )| (?:of|du|de la) (?:the |this |présente )?(?:act|regulation|loi|règlement)$",
    re.I,
)
# The instrument itself, not "section 17 of the Act".
WHOLE = re.compile(
    r"(?<!of )\b(?:this|the) (?:act|regulation) (?:is|was) (?:repealed|revoked)"
    r"|(?<!de )\b(?:la (?:présente )?loi|le (?:présent )?règlement) (?:est|a été) abrogée?\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Amendment:
    """One row of a provision's history: which enactment changed it, and from what day.

    `status` is "in_force" with a day, "not_in_force" without one, or "none" (the publisher states no amendments).
    """

    address: str
    citation: str
    in_force: date | None
    status: Literal["in_force", "not_in_force", "none"]


@dataclass(frozen=True, slots=True)
class Note:
    """A notice of a change that is not made yet; `on` is None while the day waits for a proclamation.

    `addresses` are the provisions it names, () when it names none; `whole` says that it ends the whole instrument.
    """

    text: str
    effect: Effect
    on: date | None
    addresses: tuple[Address, ...]
    source: str = ""
    whole: bool = False
    past: bool = False


def days_in(text: str) -> list[date]:
    """Every day written out in a text, in order, English or French; a day that does not exist is left out.

    >>> days_in("du 1er mai 2022 au 31 mai 2022")
    [datetime.date(2022, 5, 1), datetime.date(2022, 5, 31)]
    """
    found = []
    for match in DAY.finditer(text):
        month, day, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        try:
            found.append(date(int(year), MONTHS[month.lower()], int(day)))
        except ValueError:
            continue
    return found


def read_period(text: str) -> Validity | None:
    """The days for which a consolidation stands, from the line that states them; None when the line does not.

    The publisher names the last day; a Validity ends on the day after it.
    """
    days = days_in(text)
    if not days:
        return None
    if HISTORICAL.search(text):
        last = days[1] + timedelta(days=1) if len(days) > 1 else None
        return Validity(days[0], last) if last is None or last > days[0] else None
    return Validity(days[0], None) if CURRENT.search(text) else None


def read_history(text: str, address: str) -> Iterator[Amendment]:
    """The amendments that one line of a section's history lists."""
    for part in re.split(r"; (?=\D*\d{4}, |O\. Reg|Règl)", text):
        match = HISTORY_ROW.fullmatch(part.strip(" ;."))
        if match is None:
            continue
        day = match["day"].lower()
        if day[0].isdigit():
            number, month, year = (int(piece) for piece in day.split("/"))
            try:
                yield Amendment(address, match["citation"], date(year, month, number), "in_force")
            except ValueError:
                continue
        else:
            none = day.startswith("no amend") or day == "sans objet"
            yield Amendment(address, match["citation"], None, "none" if none else "not_in_force")


def read_sources(text: str) -> tuple[str, ...]:
    """The enactments that a provision's closing note names, e.g. ("2006, c. 4, s. 2", "2016, c. 30, s. 3")."""
    match = SOURCE_NOTE.search(text)
    return tuple(part.strip() for part in match[1].split("; ")) if match else ()


def read_state(text: str) -> State:
    """Whether a provision's words (after its number) are law, or only say that it is gone."""
    if GONE.match(text):
        return "repealed"
    return "spent" if SPENT.match(text) else "in_force"


def read_note(text: str) -> Note | None:
    """A notice such as "Note: On July 1, 2030, section 5 is repealed. (See: ...)"; None when it changes nothing."""
    if not NOTICE.match(text):
        return None
    see = SEE.search(text)
    body = text[: see.start()] if see else text
    effect = next((name for name, pattern in EFFECTS if pattern.search(body)), None)
    if effect is None:
        return None
    days = days_in(body.split(" by ", 1)[0] if effect == "amend" else body)
    whole = bool(WHOLE.search(body)) and effect == "repeal"
    past = bool(re.search(r"\b(?:was|were|a été|ont été)\b", body))
    addresses = () if whole else _subject(body)
    return Note(text, effect, days[0] if days else None, addresses, see[1] if see else "", whole, past)


def _subject(text: str) -> tuple[Address, ...]:
    for match in SUBJECT.finditer(NOTE.sub("", text, count=1).strip() + " "):
        phrase = ARTICLE.sub("", match["subject"])
        phrase = re.sub(r"definition of (.+?) in ((?:sub)?section [\d. ()]+)", r"\2 \1", phrase, flags=re.I)
        try:
            return parse_all(phrase.strip())
        except AddressError:
            continue
    return ()


def standing(period: Validity, amendments: list[Amendment]) -> Validity:
    """The days on which words of a section certainly stood: since its last amendment, as far as the page's period goes."""
    days = [a.in_force for a in amendments if a.in_force is not None]
    if period.start is None or not days:
        return period
    past = [day for day in days if day <= period.start]
    return Validity(max(past), period.end) if past and len(past) == len(days) else period
