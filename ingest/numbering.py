"""The labels that open lines of a statute, in English and French: what each looks like, and which follows which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.address import letter_value, number_key, roman_value

Level = Literal[
    "section", "subsection", "definition", "clause", "subclause", "subsubclause",
    "paragraph_item", "subparagraph", "subsubparagraph",
]  # fmt: skip
# How deep a label stands; a label closes every open provision that is as deep or deeper.
DEPTH: dict[str, int] = {
    "section": 0,
    "subsection": 1,
    "definition": 2,
    "clause": 3,
    "paragraph_item": 3,
    "subclause": 4,
    "subparagraph": 4,
    "subsubclause": 5,
    "subsubparagraph": 5,
}

# "27 (1) A provider", "27. Each network", "5.1 The", "27 [Repealed". Dotted or not, something that opens a sentence
# must follow. Must not match "30 days after the notice" (small letter), "2006, c. 4" (comma), "1.5 million".
SECTION = re.compile(
    r"(?P<number>\d{1,4}(?:\.\d+)*[A-Z]?)(?P<dot>\.)?\s*(?:[-–—]\s+)?(?=\(\d|[A-ZÀ-ÖØ-Þ\[“\"«]|l['’][A-ZÀ-Ý])(?P<rest>.+)"
)
# A label by itself on its line, the words following on the next: "27", "27." or "(2)".
BARE_SECTION = re.compile(r"(?P<number>\d{1,4}(?:\.\d+)*[A-Z]?)(?P<dot>\.)?")
# Several sections in one line, as e-Laws prints repealed ones: "19-21.2 Repealed: 2019, c. 5", "19., 20. Abrogés :".
SECTION_RUN = re.compile(
    r"(?P<first>\d+(?:\.\d+)*)\.?\s*(?:[-–—,]|to|and|à|et)\s*(?P<last>\d+(?:\.\d+)*)\.?:?\s+"
    r"(?=[\[(]?(?:repealed|revoked|spent|abrogée?s?|omitted|omis))(?P<rest>.+)",
    re.I,
)
SUBSECTION = re.compile(r"\((?P<number>\d{1,3}(?:\.\d+)*)\)\s*(?P<rest>.*)")
# "(a)" in English, "a)" in French; letters double after z. The Roman reading of the same mark is decided by context.
LETTERED = re.compile(r"\(?(?P<number>[a-z]{1,2}(?:\.\d+)*|[ivxl]{1,7}(?:\.\d+)*)\)\s+(?P<rest>.+)")
CAPITAL = re.compile(r"\(?(?P<number>[A-Z]{1,4}(?:\.\d+)*)\)\s+(?P<rest>.+)")
# "4. Keep" and "4) Keep"; e-Laws prints an inserted one without the last dot: "3.1 Keep".
PARAGRAPH = re.compile(r"(?P<number>\d{1,3}(?:\.\d+)*(?=[.)])|\d{1,3}(?:\.\d+)+(?=\s))[.)]?\s+(?P<rest>.+)")
SUBPARAGRAPH = re.compile(r"(?P<number>[ivxl]{1,7}(?:\.\d+)*(?=\.)|[ivxl]{1,7}(?:\.\d+)+)\.?\s+(?P<rest>.+)")
SUB_SUBPARAGRAPH = re.compile(r"(?P<number>[A-Z](?:\.\d+)*(?=\.)|[A-Z](?:\.\d+)+)\.?\s+(?P<rest>.+)")

# "PART V", "PART V.1 - INTEGRATION", "Partie IV Gouvernance". The title must begin with a capital or a dash, so that
# "Part of the plan" and "Part V of this Act applies" are not headings.
PART = re.compile(
    r"(?i:part|partie|pt\.)\s+(?P<number>[IVXLC]+(?:\.\d+)?|\d+(?:\.\d+)?)\b\.?\s*(?:[-–—:]\s*)?(?P<rest>(?:[A-ZÀ-Ý(«“].{0,150})?)"
)
SCHEDULE = re.compile(
    r"(?i:schedule|annexe)\s*(?P<number>\d{0,3}[A-Z]?)\b\s*(?:[-–—:]\s*)?(?P<rest>(?:[A-ZÀ-Ý(«“].{0,150})?)"
)
PREAMBLE = re.compile(r"preamble|préambule", re.I)
# How an Act names itself over its text: "S.O. 2019, CHAPTER 5", "L.O. 2006, chap. 4".
CHAPTER = re.compile(
    r"[RSL]\.(?:[SR]\.)?O\.? ?\d{4},? (?:chapter|chapitre|chap\.|c\.) \S+(?:,? (?:schedule|annexe|sched\.) \w+)?",
    re.I,
)
CONTENTS = re.compile(r"(?:table of )?contents|sommaire|table des matières|table analytique", re.I)

# A quoted or bold term, then what it means. Must not match a sentence that merely begins with a quotation:
# the term is short, and a verb of definition or a comma follows somewhere in the line.
DEFINITION = re.compile(r"[“\"«]\s*(?P<term>[^”\"»]{1,90}?)\s*[”\"»],?\s+(?P<rest>.+)")
BARE_DEFINITION = re.compile(
    r"(?P<term>[a-zà-ÿ][\w ,’'-]{1,70}?),?\s+(?P<rest>(?:means|includes|has the (?:same )?meaning|s['’]entend|désigne)\b.+)"
)
DEFINES = re.compile(
    r"\bmeans\b|\bincludes?\b|\bhas the (?:same )?meaning|\bhave the (?:same )?meaning|\brefers? to\b|s['’]entend|désigne|\((?:“|\*|«|\")",
    re.I,
)

# Quantifiers that never give back (++, *+): a long line of dots or digits would else take for ever.
# A line that only says where words came from: "2006, c. 4, s. 2; 2016, c. 30, s. 12.", "O. Reg. 515/09, s. 3.",
# "Section Amendments with date in force (d/m/y)", "[+]", "Historical Note". A sentence must not match: no verb fits.
CITED = r"(?:(?:[RS]\.?[SO]\.?O?\.?\s|L\.[RO]\.(?:O\.)?\s)?\d{4},\s*(?:c|ch|chap)\.\s*[\w.-]+|(?:O\.|R\.R\.O\.) ?(?:\d{4}, )?Reg\.\s*\d+(?:/\d+)?|Règl\. de l['’]Ont\.\s*\d+/\d+)"
AMENDMENT = re.compile(
    rf"\[?{CITED}(?:[,;]?\s*(?:ss?\.|art\.|par\.|disp\.|al\.|Sched\.|Scheds\.|annexe|Table|Tableau|table|subs\.|cl\.|{CITED}|[\d.()/-]++|[a-z]\)|"
    r"\([a-zA-Z]+\)|\(?[A-Z]\)?|and|et|to|à|[ivx]+|[-–—]|,|;|or))*+\.?\]?"
    r"|(?:section|regulation|schedule|part|form|table) amendments? with date in force.*|modifications?.{0,60}\([jd]/m/[ay]\).*|\[\+\].*|historical notes?|notes? historiques?",
    re.I,
)
NOTE = re.compile(r"\[?(?:note|remarque)\s*:.*", re.I)

# After such words comes text of another law ("is repealed and the following substituted:"), whose numbers are its own.
QUOTES_LAW = re.compile(
    r"(?:following (?:is |are )?(?:substituted|added)|(?:substituted|adding|added)(?: the following)?(?: \w+){0,4}|amended by adding.*"
    r"|remplacée?s? par ce qui suit|(?:par )?(?:adjonction|substitution)[^:]{0,80}):$",
    re.I,
)
INTRODUCES = re.compile(r"[,:—–-]$|\b(?:that|who|of|to|if|que|de|qui|and|et)$", re.I)


@dataclass(frozen=True, slots=True)
class Label:
    """One reading of the label that opens a line."""

    level: Level
    number: str
    rest: str
    dotted: bool = False
    last: str = ""  # the last section or paragraph of a run
    word: str = ""  # the label as written, with what separates it from the words left out

    @property
    def step(self) -> str:
        """The step that this label adds to an address."""
        if self.level in ("paragraph_item", "subparagraph", "subsubparagraph"):
            return f"{self.number}."
        return f'"{self.number}"' if self.level == "definition" else f"({self.number})"


def readings(line: str) -> list[Label]:
    """Every way to read the label of a line; empty when it has none."""
    found: list[Label] = []
    run = SECTION_RUN.fullmatch(line)
    if run and number_key(run["first"]) < number_key(run["last"]):
        word = line[: run.start("rest")].strip()
        levels: tuple[Level, ...] = ("section", "paragraph_item") if "." in word else ("section",)
        return [Label(level, run["first"], run["rest"], True, run["last"], word) for level in levels]
    patterns: tuple[tuple[Level, re.Pattern[str]], ...] = (
        ("section", SECTION),
        ("section", BARE_SECTION),
        ("subsection", SUBSECTION),
        ("clause", LETTERED),
        ("subclause", LETTERED),
        ("subsubclause", CAPITAL),
        ("paragraph_item", PARAGRAPH),
        ("subparagraph", SUBPARAGRAPH),
        ("subsubparagraph", SUB_SUBPARAGRAPH),
    )
    for level, pattern in patterns:
        match = pattern.fullmatch(line)
        if match is None or not _sequence(level, match["number"]):
            continue
        rest = match.groupdict().get("rest") or ""
        word = line[: match.start("rest")].strip() if rest else line.strip()
        found.append(Label(level, match["number"], rest, bool(match.groupdict().get("dot")), word=word))
    return found


def _sequence(level: Level, number: str) -> bool:
    """Whether a number can stand at a level: "(ii)" is no clause unless letters double, "(b)" no subclause."""
    stem = number.partition(".")[0]
    if level in ("subclause", "subparagraph"):
        return roman_value(stem) > 0
    if level == "clause":
        return len(set(stem)) == 1
    return True


def value(level: Level, number: str) -> tuple[float, ...]:
    """What numbers of a level are ordered by."""
    stem, _, suffix = number.partition(".")
    if stem[0].isdigit():
        return number_key(number)
    roman = level in ("subclause", "subparagraph")
    return ((roman_value(stem) if roman else letter_value(stem.lower())), *number_key(suffix))


def follows(level: Level, before: str, after: str) -> bool:
    """Whether `after` is the next number, or one inserted before the next: 5, 5.1, 5.1.1, 6; (a), (a.1), (b)."""
    first, second = value(level, before), value(level, after)
    return first < second and second[0] - first[0] <= 1


def is_first(level: Level, number: str) -> bool:
    """Whether a number opens its sequence: (1), (a), (i), 1., i., A."""
    return value(level, number)[:1] == (1.0,)
