"""Where a provision stands in its document: reading, ordering and writing addresses such as "s. 5.1 (2) (a)"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import total_ordering

from corpus.errors import AddressError

NUMBER = r"\d+(?:\.\d+)*(?-i:[A-Z]?)"
ROMAN = r"[IVXLC]+(?:\.\d+)?"

# A citation that names an instrument by itself, with no provision after it: "O. Reg. 284/11", "2010, c. 14",
# "Bill 11 (2025)". A plain name ("LHSIA") is not one: it needs a provision to be an address.
INSTRUMENT = re.compile(
    r"O\. Reg\. \d+/\d+|R\.R\.O\. \d{4}, Reg\. \d+|Règl\. de l['’]Ont\. \d+/\d+|(?:[RS]\.[SO]\.O?\.? )?\d{4}, (?:c|chap)\. [\w.-]+"
    r"|Bill \d+(?: \(\d{4}\))?"
)
# The words that open a provision. Longest first, so that "ss." is not read as "s.". "par." before a number and a
# bracket is the French "paragraphe" (our subsection); "par." alone is a numbered paragraph, both as Ontario cites.
SCHEDULE = re.compile(rf"(?:scheds?\.|schedules?|annexes?|ann\.)\s*({NUMBER}|[A-Z]{{1,2}})(?![\w])", re.I)
PART = re.compile(rf"(?:parts?|parties?|pt\.)\s+({ROMAN}|{NUMBER})(?![\w])", re.I)
PREAMBLE = re.compile(r"(?:preamble|préambule)(?!\w)", re.I)
SECTION = re.compile(
    rf"(?:ss?\.|sections?|subsections?|subs\.|subclauses?|clauses?|cl\.|arts?\.|articles?|paragraphes?|"
    rf"(?:sous-)?alinéas?|par\.(?=\s*{NUMBER}\s*\())\s*({NUMBER})",
    re.I,
)
PARAGRAPH = re.compile(
    rf"(?:subparagraphs?|paragraphs?|subpar\.|paras?\.|pars?\.|(?:sous-)?dispositions?|disp\.)\s*({NUMBER})",
    re.I,
)
KEYWORD = re.compile(
    "|".join(f"(?:{p.pattern})" for p in (SCHEDULE, PART, PREAMBLE, SECTION, PARAGRAPH)), re.I
)

BRACKETED = re.compile(r"\s*\(\s*(\d+(?:\.\d+)*|[a-z]{1,6}(?:\.\d+)?|[A-Z]{1,3}(?:\.\d+)?)\s*\)")
FRENCH_CLAUSE = re.compile(r"\s*([a-z]{1,6}(?:\.\d+)?)\)")
SUBPARAGRAPH = re.compile(
    r"(?:,?\s*(?:subpar\.|subparagraph|sous-disp\.)\s*|\s+)([ivxl]+(?:\.\d+)?|[A-Z](?:\.\d+)?)\b(?!\))"
)
DEFINITION = re.compile(
    r",?\s*(?:(?:definition(?: of)?|def\.|définition(?: de)?)\s*)?[\"“«]\s*([^\"”»]+?)\s*[\"”»]"
)
TO = re.compile(r"\s*(?:-|–|—|to\b|à\b|au\b)\s*")

# "paragraph 4 of subsection 27 (3)" and "disposition 4 du paragraphe 27 (3)": the inner provision named first.
INSIDE_OUT = re.compile(
    r"(?:sub)?(?:paragraph|(?:sous-)?disposition) (?P<inner>[\d.]+(?: [ivxl]+)?) (?:of|du|de l['’]) ?"
    r"(?P<outer>(?:sub)?section .+|(?:paragraphe|article) .+)",
    re.I,
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Address:
    """One provision, or a run of them: an instrument, what it stands in, and the steps down to it.

    Steps are written as in the text: "(3)", "(a)", "(ii)", "4." for a numbered paragraph, "i." and "A." below it,
    and '"term"' for a definition. `until` is the last section (or the last step) of a run.

    >>> str(parse("subsection 27(3)(a)"))
    's. 27 (3) (a)'
    """

    instrument: str = ""
    schedule: str = ""
    part: str = ""
    preamble: bool = False
    section: str = ""
    steps: tuple[str, ...] = ()
    until: str = ""

    def __str__(self) -> str:
        places = [self.instrument, f"sched. {self.schedule}" if self.schedule else ""]
        places += [f"Part {self.part}" if self.part else "", "Preamble" if self.preamble else ""]
        if self.section:
            word = "ss." if self.until and not self.steps else "s."
            places.append(f"{word} {self.section}{self._run('-')}")
        elif self.steps:
            places.append(self._run("-").removeprefix(", "))
        return ", ".join(place for place in places if place)

    def french(self) -> str:
        """The address as French statutes are cited, e.g. "art. 27 (3) a)"."""
        places = [self.instrument.replace("O. Reg.", "Règl. de l'Ont.")]
        places += [
            f"annexe {self.schedule}" if self.schedule else "",
            f"partie {self.part}" if self.part else "",
        ]
        places.append("préambule" if self.preamble else "")
        if self.section:
            places.append(f"art. {self.section}{self._run(' à ', french=True)}")
        elif self.steps:
            places.append(self._run(" à ", french=True).removeprefix(", "))
        return ", ".join(place for place in places if place)

    def _run(self, dash: str, *, french: bool = False) -> str:
        written = "".join(_written(self.steps, index, french) for index in range(len(self.steps)))
        if not self.until:
            return written
        last = (
            self.until
            if not self.steps
            else _written((*self.steps[:-1], self.until), len(self.steps) - 1, french)
        )
        return f"{written}{dash}{last.removeprefix(', par.').removeprefix(', disp.').strip()}"

    def slug(self) -> str:
        """The address in letters, digits, dots and hyphens, e.g. "s-27-3-a"; for ids."""
        return re.sub(r"(?<![0-9])\.|[^\w.]+", "-", str(self).lower()).replace("--", "-").strip("-.")

    def down(self, step: str) -> Address:
        """The provision one step inside this one."""
        return replace(self, steps=(*self.steps, step))

    @property
    def key(self) -> tuple[object, ...]:
        """What addresses are ordered by: the order in which provisions stand in a document."""
        rank = 0 if self.preamble else 1 if self.section else 2 if self.steps else 3 if self.part else -1
        steps = tuple(step_key(self.steps, index) for index in range(len(self.steps)))
        return (
            self.instrument,
            *_name_key(self.schedule),
            rank,
            _name_key(self.part),
            number_key(self.section),
            steps,
        )

    def __lt__(self, other: Address) -> bool:
        return (self.key, str(self)) < (other.key, str(other))


def _written(steps: tuple[str, ...], index: int, french: bool) -> str:
    step = steps[index]
    if step.startswith('"'):
        return f" «{step[1:-1]}»" if french else f" {step}"
    if step.endswith("."):
        first = step[0].isdigit()
        return f", {'disp.' if french else 'par.'} {step[:-1]}" if first else f" {step[:-1]}"
    clause = french and step[1].islower() and not any(s[1:2].islower() for s in steps[:index])
    return f" {step[1:]}" if clause else f" {step}"


def number_key(number: str) -> tuple[float, ...]:
    """Order of section numbers: 27 < 27.0.1 < 27.1 < 27.2 < 27.10 < 28; "12.01" (federal) stands before "12.1"."""
    parts = [part for part in re.split(r"\.|(?<=\d)(?=[A-Z])", number) if part]
    return tuple(
        int(part) / (10 ** (len(part) - len(part.lstrip("0"))) if int(part) else 1)
        if part.isdigit()
        else ord(part)
        for part in parts
    )


def _name_key(name: str) -> tuple[int, tuple[float, ...], str]:
    if re.fullmatch(NUMBER, name):
        return (1, number_key(name), "")
    stem, _, suffix = name.partition(".")
    value = roman_value(stem.lower())
    return (2 if name else 0, (value or 0, *number_key(suffix)), name)


ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman_value(text: str) -> int:
    """The value of a lower-case Roman numeral; 0 when the text is not one."""
    if not re.fullmatch(r"(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", text):
        return 0
    values = [ROMAN_DIGITS[letter] for letter in text]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


def letter_value(text: str) -> int:
    """The place of a clause letter: a 1 ... z 26, aa 27, bb 28 (statutes double the letter after z)."""
    return ord(text[0]) - ord("a") + 1 + 26 * (len(text) - 1)


def step_key(steps: tuple[str, ...], index: int) -> tuple[int, tuple[float, ...], str]:
    """Order of one step; a lower-case step is a letter the first time and a Roman numeral below that."""
    step = steps[index].strip("().")
    if steps[index].startswith('"'):
        return (5, (), steps[index].casefold())
    stem, _, suffix = step.partition(".")
    if stem[0].isdigit():
        return (4 if steps[index].endswith(".") else 1, number_key(step), "")
    below = any(s[-2:-1].islower() or s[1:2].islower() for s in steps[:index] if not s.startswith('"'))
    roman = roman_value(stem) if below or steps[index].endswith(".") else 0
    return (3, (roman or letter_value(stem.lower()), *number_key(suffix)), stem)


def parse(text: str) -> Address:
    """Read one address in English or French; raise AddressError when the text is not exactly one."""
    found = parse_all(text)
    if len(found) != 1:
        raise AddressError(
            f"“{text}” names {len(found)} provisions; give one, e.g. “s. 27 (3)”.",
            f"« {text} » désigne {len(found)} dispositions; n'en indiquez qu'une, p. ex. « art. 27 (3) ».",
        )
    return found[0]


def parse_all(text: str) -> tuple[Address, ...]:
    """Read a list such as "LHSIA, ss. 18 (1)-(3), (5), 21"; raise AddressError when it cannot be read to its end."""
    clean = " ".join(text.replace("“", '"').replace("”", '"').replace("’", "'").split())
    swapped = INSIDE_OUT.fullmatch(clean)
    if swapped:
        clean = f"{swapped['outer']}, par. {swapped['inner']}"
    reader = _Reader(text, clean)
    return reader.read()


def covers(parent: Address, child: Address) -> bool:
    """Whether `child` is `parent` or stands inside it, e.g. "ss. 19-21.2" covers "s. 20 (1)".

    Whether a section stands in a Part is known only when its address says so.
    """
    if (parent.instrument, parent.schedule) != (child.instrument, child.schedule):
        return bool(parent.instrument == child.instrument and parent == Address(instrument=parent.instrument))
    if parent.preamble or child.preamble:
        return parent.preamble == child.preamble
    if parent.part and parent.part != child.part:
        return False
    if not parent.section and not parent.steps:
        return True
    return _covers_section(parent, child) and _covers_steps(parent, child)


def _covers_section(parent: Address, child: Address) -> bool:
    if not parent.until or parent.steps:
        return parent.section == child.section and not (child.until and not child.steps)
    last = child.until if child.until and not child.steps else child.section
    return number_key(parent.section) <= number_key(child.section) and number_key(last) <= number_key(
        parent.until
    )


def _covers_steps(parent: Address, child: Address) -> bool:
    depth = len(parent.steps)
    if depth > len(child.steps):
        return False
    if not parent.until or not depth:
        same = parent.steps == child.steps[:depth]
        return same and not (child.until and len(child.steps) == depth and depth > 0)
    if parent.steps[:-1] != child.steps[: depth - 1]:
        return False
    low, high = step_key(parent.steps, depth - 1), step_key((*parent.steps[:-1], parent.until), depth - 1)
    first = step_key(child.steps, depth - 1)
    ends_here = child.until and len(child.steps) == depth
    last = step_key((*child.steps[:-1], child.until), depth - 1) if ends_here else first
    return low <= first and last <= high


class _Reader:
    """Reads one text from left to right; `at` is how far it has come."""

    def __init__(self, original: str, text: str) -> None:
        self.original = original
        self.text = text
        self.at = 0

    def read(self) -> tuple[Address, ...]:
        found: list[Address] = []
        base = Address(instrument=self._instrument())
        if self.at == len(self.text):
            return (base,)
        while self.at < len(self.text):
            before = self.at
            found.append(self._one(base, found[-1] if found else None))
            separator = re.compile(r"\s*(?:[,;]|\band\b|\bet\b|\bor\b|\bou\b)+\s*").match(self.text, self.at)
            self.at = separator.end() if separator else self.at
            if self.at == before or (separator is None and self.at < len(self.text)):
                raise self._error()
        return tuple(found)

    def _error(self) -> AddressError:
        return AddressError(
            f"“{self.original}” is not a provision's address; write it as “s. 27 (3) (a)”, “Part V” or “O. Reg. 515/09, s. 2”.",
            f"« {self.original} » ne désigne pas une disposition; écrivez p. ex. « art. 27 (3) a) », « partie V » ou « Règl. de l'Ont. 515/09, art. 2 ».",
        )

    def _take(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match[1] if pattern.groups else match[0]

    def _instrument(self) -> str:
        whole = INSTRUMENT.fullmatch(self.text)
        if whole:
            self.at = len(self.text)
            return whole[0]
        if KEYWORD.match(self.text):
            return ""
        for comma in re.finditer(r", ", self.text):
            if KEYWORD.match(self.text, comma.end()):
                self.at = comma.end()
                return self.text[: comma.start()].replace("Règl. de l'Ont.", "O. Reg.")
        raise self._error()

    def _one(self, base: Address, previous: Address | None) -> Address:
        """One address; "(5)" and "19 (1)" after "s. 18 (1)" take what they lack from the one before."""
        if previous is not None and KEYWORD.match(self.text, self.at) is None:
            return self._short(previous)
        place = base
        if (schedule := self._take(SCHEDULE)) is not None:
            place = self._enter(replace(place, schedule=schedule.upper()))
        if (part := self._take(PART)) is not None:
            place = self._enter(replace(place, part=part.upper()))
        if self._take(PREAMBLE) is not None:
            return replace(place, preamble=True)
        if (section := self._take(SECTION)) is not None:
            return self._steps(replace(place, section=section))
        if (paragraph := self._take(PARAGRAPH)) is not None:
            return self._below_paragraph(replace(place, steps=(f"{paragraph}.",)))
        if place == base:
            raise self._error()
        return place

    def _enter(self, place: Address) -> Address:
        """Step over the comma between a schedule or Part and the provision inside it, if one follows."""
        comma = re.compile(r", ?").match(self.text, self.at)
        inside = comma and (SECTION.match(self.text, comma.end()) or PARAGRAPH.match(self.text, comma.end()))
        part = comma and place.part == "" and PART.match(self.text, comma.end())
        if comma and (inside or part):
            self.at = comma.end()
        return place

    def _short(self, previous: Address) -> Address:
        if previous.section and (number := self._take(re.compile(rf"({NUMBER})"))) is not None:
            return self._steps(replace(previous, section=number, steps=(), until=""))
        if (
            previous.part
            and not previous.section
            and (part := self._take(re.compile(rf"({ROMAN})\b"))) is not None
        ):
            return replace(previous, part=part)
        if previous.steps and (step := self._take(BRACKETED)) is not None:
            return self._steps(replace(previous, steps=(*previous.steps[:-1], f"({step})"), until=""))
        raise self._error()

    def _steps(self, place: Address) -> Address:
        while True:
            if (step := self._take(BRACKETED)) is not None or (step := self._take(FRENCH_CLAUSE)) is not None:
                place = place.down(f"({step})")
            elif (term := self._take(DEFINITION)) is not None:
                place = place.down(f'"{term}"')
            elif (number := self._take(re.compile(r",?\s*" + PARAGRAPH.pattern, re.I))) is not None:
                return self._below_paragraph(place.down(f"{number}."))
            else:
                return self._until(place)

    def _below_paragraph(self, place: Address) -> Address:
        """What stands below a numbered paragraph: "i", "A", and clauses where a text has them there."""
        while True:
            if (step := self._take(SUBPARAGRAPH)) is not None:
                place = place.down(f"{step}.")
            elif (step := self._take(BRACKETED)) is not None or (
                step := self._take(FRENCH_CLAUSE)
            ) is not None:
                place = place.down(f"({step})")
            else:
                return self._until(place)

    def _until(self, place: Address) -> Address:
        """The end of a run, of the same sort as its beginning: "19-21.2", "(1)-(3)", "par. 1-4"."""
        start = self.at
        if self._take(TO) is None:
            return place
        last = place.steps[-1] if place.steps else ""
        if last.startswith("("):
            step = self._take(BRACKETED) or self._take(FRENCH_CLAUSE)
            if step is not None:
                return self._checked(replace(place, until=f"({step})"))
        elif not last or last[0].isdigit():
            number = self._take(re.compile(rf"({NUMBER})"))
            if number is not None:
                return self._checked(replace(place, until=number + ("." if last else "")))
        self.at = start
        raise self._error()

    def _checked(self, place: Address) -> Address:
        if place.steps:
            index = len(place.steps) - 1
            rising = step_key(place.steps, index) < step_key((*place.steps[:-1], place.until), index)
        else:
            rising = number_key(place.section) < number_key(place.until)
        if not rising:
            raise AddressError(
                f"“{self.original}” runs backwards; write the lower number first.",
                f"« {self.original} » va à rebours; écrivez d'abord le plus petit numéro.",
            )
        return place
