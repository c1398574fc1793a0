"""Whether a statement follows from the passages it cites, by rules: numbers, force, actors and terms; no model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from corpus.citation import find_references
from corpus.passage import Language, Passage
from index.tokens import tokenize
from server.answer import Answer, Statement
from server.readings import actors, day_of, days, normalize, quantities
from server.wording import ACTORS, DATES, NEGATION, NUMBER_WORDS, OBLIGE, PERMIT

# The share of a statement's content words that its sources must have; restating needs some words of its own.
TERM_SHARE = 0.5
MARKUP = re.compile(r"\[\d+(?:, ?\d+)*\]|[*_`#>]+")
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[^\W\d_a-z]|[\"(-]|\d+ )|\n+")


# A sentence copies a source when this share of its words stands there in the same order; a copy may leave out clauses,
# but when no more words than DROPPED are missing at a place, a negation among them was taken out.
COPIED, DROPPED = 0.75, 3
WORDS = re.compile(r"\w+n't\b|[^\W\d_]+'|\d(?:[\d.,/-]*\d)?|[^\W\d_]+(?:-[^\W\d_]+)*|[%$]")
COPY_FAULTS = {
    "oblige": "a duty that the source does not state",
    "permit": "a permission that the source does not state",
}
FORCES = {"negation": NEGATION, "oblige": OBLIGE, "permit": PERMIT}
# A reply to the question that opens a sentence says nothing of its own.
YES_NO = re.compile(r"^(?:yes|no|oui|non)[,:;-] +", re.IGNORECASE)
CLAUSE_END = re.compile(r",? (?:but|except|unless|mais|sauf) |; ", re.IGNORECASE)


def support_faults(statement: Statement, answer: Answer) -> list[str]:
    """Why the statement does not follow from the passages it cites, as short phrases; empty when it does."""
    sources = [c.passage for c in answer.citations if c.number in statement.citations]
    if not sources:
        return ["no citation"]
    return text_faults(statement.text, sources, answer.language)


def supported_share(answer: Answer) -> float | None:
    """The share of statements that follow from what they cite; None for an answer without statements.

    A deterministic reading of citation recall (ALCE: Gao et al., 2023), with rules in place of an entailment model:
    every number, day, provision and actor stands in the sources; a sentence of theirs has the same negation and the
    same modality, for the same actor; where a sentence copies one of theirs nearly word for word, no number, actor,
    negation or modality is another; and half of the content words are theirs.
    """
    if not answer.statements:
        return None
    return sum(not support_faults(statement, answer) for statement in answer.statements) / len(
        answer.statements
    )


def text_faults(text: str, sources: Sequence[Passage], language: Language) -> list[str]:
    """Why a text does not follow from passages; see `supported_share`."""
    said = plain(text)
    held = [plain(_whole(passage)) for passage in sources]
    joined = " \n ".join(held)
    faults = [f"number {item}" for item in _missing_quantities(said, joined)]
    faults += [f"date {day}" for day in _missing_days(said, joined, sources)]
    faults += [f"provision {name}" for name in _missing_provisions(said, joined)]
    faults += [f"actor {name}" for name in sorted(actors(said) - actors(joined))]
    candidates = [sentence for passage in sources for sentence in _candidates(passage)]
    for sentence in [part for line in text.split("\n") for part in sentences(plain(line))]:
        fault = _force_fault(sentence, candidates, language)
        faults += [fault] if fault else []
    same = [passage for passage in sources if passage.language == language]
    if same and _term_share(said, joined, language) < TERM_SHARE:
        faults.append("too few words of the source")
    return faults


def plain(text: str) -> str:
    """The text normalized, without Markdown and [1] marks."""
    return normalize(MARKUP.sub(" ", text))


def sentences(text: str) -> list[str]:
    """The sentences and list items of a text."""
    return [part.strip() for part in SENTENCE_END.split(text) if part.strip(" -*")]


def _whole(passage: Passage) -> str:
    dates = " ".join(f"{day}" for day in (passage.validity.start, passage.validity.end) if day)
    return "\n".join((passage.context, passage.address, dates, passage.text))


def _missing_quantities(said: str, held: str) -> list[str]:
    known = quantities(held)
    dated = {float(day[:4]) for day in days(held)[0] if day[0] != "-"}
    missing = []
    for item in quantities(said):
        units = {k.unit for k in known if k.value == item.value}
        there = item.unit in units if item.unit else bool(units) or item.value in dated
        missing += [] if there else [f"{item.value:g} {item.unit}".strip()]
    return missing


def _missing_days(said: str, held: str, sources: Iterable[Passage]) -> list[str]:
    known = set(days(held)[0])
    for passage in sources:
        known |= {str(day) for day in (passage.validity.start, passage.validity.end) if day}
    return sorted(day for day in days(said)[0] if not any(_same_day(day, k) for k in known))


def _same_day(day: str, known: str) -> bool:
    return known.startswith(day) if day[0] != "-" else known.endswith(day[1:])


def _missing_provisions(said: str, held: str) -> list[str]:
    known = find_references(held)
    missing = []
    for named in find_references(said):
        if named.regulation:
            there = any(k.regulation == named.regulation for k in known)
        else:
            there = any(
                k.address == named.address or k.address.startswith(f"{named.address} ") for k in known
            )
        missing += [] if there else [named.text]
    return missing


def _candidates(passage: Passage) -> list[str]:
    """The passage's sentences and their clauses; an item of a list with the words that lead into it; a list as a whole."""
    lines = [plain(line) for line in passage.text.split("\n") if line.strip()]
    if not lines:
        return []
    whole = [sentence for line in lines for sentence in sentences(line)]
    clauses = [parts[0] for sentence in whole if len(parts := CLAUSE_END.split(sentence)) > 1]
    lead = plain(passage.lead_in) or lines[0]
    items = [f"{lead} {line}" for line in (lines if passage.lead_in else lines[1:])]
    return [*whole, *clauses, *items, *([" ".join(lines)] if items else [])]


def _force_fault(sentence: str, candidates: Sequence[str], language: Language) -> str:
    """What keeps every sentence of the sources that speaks of the same thing from having the same force."""
    sentence = YES_NO.sub("", sentence)
    closest = _closest(sentence, candidates, language)
    if not closest:
        return ""
    altered = _alteration(sentence, closest)
    if altered:
        return altered
    faults = [_force_difference(sentence, candidate) for candidate in closest]
    return "" if "" in faults else faults[0]


def _alteration(sentence: str, candidates: Sequence[str]) -> str:
    """What a sentence that copies one of the candidates nearly word for word has changed in it; "" for no copy."""
    if any(sentence in candidate for candidate in candidates):
        return ""
    said, held = _marked(sentence), [_marked(candidate) for candidate in candidates]
    matches = [SequenceMatcher(None, said, words, autojunk=False) for words in held]
    copied = [
        sum(block.size for block in match.get_matching_blocks()) / max(1, len(said)) for match in matches
    ]
    best = max(copied)
    if best < COPIED:
        return ""
    faults = [
        _changed(match, said, words)
        for match, words, share in zip(matches, held, copied, strict=True)
        if share == best
    ]
    return "" if "" in faults else faults[0]


def _changed(match: SequenceMatcher[str], copy: Sequence[str], source: Sequence[str]) -> str:
    """What a copy adds or puts in another's place, or the negation that it leaves out; "" where its force is the same."""
    for tag, start, end, held_start, held_end in match.get_opcodes():
        if tag == "equal":
            continue
        said, held = _forces(copy[start:end]), _forces(source[held_start:held_end])
        lost = held & {"negation"} if held_end - held_start <= DROPPED else set()
        added = {name for name in said - held if not any(_within_day(name, other) for other in held)}
        if changed := sorted(added | (lost - said)):
            return COPY_FAULTS.get(changed[0], changed[0])
    return ""


def _within_day(name: str, other: str) -> bool:
    """Whether "number 2007-04" is told less exactly than "number 2007-04-01"."""
    return other.startswith(f"{name}-")


def _marked(text: str) -> list[str]:
    """The words and numbers of a text, in order; each day as one word."""
    for pattern in DATES:
        text = pattern.sub(lambda match: f" {day_of(match)} ", text)
    return WORDS.findall(text.lower())


def _forces(words: Sequence[str]) -> set[str]:
    """What carries the force of a stretch of words: "negation", "oblige", "permit", actors, and numbers by value."""
    text = " ".join(words)
    found = {name for name, pattern in FORCES.items() if pattern.search(text)}
    found |= {f"another actor: {name}" for name in actors(text)}
    for word in words:
        if word[0].isdigit() or word in NUMBER_WORDS:
            found.add(f"number {NUMBER_WORDS.get(word, word.replace(',', ''))}")
    return found


def _closest(sentence: str, candidates: Sequence[str], language: Language) -> list[str]:
    """The candidates that share nearly the most words with the sentence, those with the fewest other words first."""
    words = set(tokenize(sentence, language))
    found = [(len(words & (other := set(tokenize(c, language)))), len(other - words), c) for c in candidates]
    best = max((overlap for overlap, _, _ in found), default=0)
    near = sorted((extra, -overlap, c) for overlap, extra, c in found if overlap >= 0.8 * best)
    return [candidate for _, _, candidate in near]


def _force_difference(sentence: str, candidate: str) -> str:
    denied, held_denied = len(NEGATION.findall(sentence)), len(NEGATION.findall(candidate))
    if bool(denied) != bool(held_denied) or denied > held_denied:
        return "negation"
    said, held = modality(sentence), modality(candidate)
    if "oblige" in said and "oblige" not in held:
        return "a duty that the source does not state"
    if "permit" in said and "permit" not in held and "oblige" in held:
        return "a permission where the source states a duty"
    for force in said.keys() & held.keys():
        if said[force] and held[force] and not said[force] & held[force]:
            return f"another actor: {', '.join(sorted(said[force]))}"
    return ""


def modality(sentence: str) -> dict[str, set[str]]:
    """The forces of a sentence ("oblige", "permit") and for each the actors named last before its words."""
    _, sentence = days(sentence)
    found: dict[str, set[str]] = {}
    for force, pattern in (("oblige", OBLIGE), ("permit", PERMIT)):
        for match in pattern.finditer(sentence):
            found.setdefault(force, set()).update(_last_actor(sentence[: match.start()]))
    return found


def _last_actor(text: str) -> set[str]:
    places = {
        name: max(match.end() for match in pattern.finditer(text))
        for name, pattern in ACTORS.items()
        if pattern.search(text)
    }
    return {max(places, key=lambda name: places[name])} if places else set()


def _term_share(said: str, held: str, language: Language) -> float:
    words = {word for word in tokenize(said, language) if not any(c.isdigit() for c in word)}
    return len(words & set(tokenize(held, language))) / len(words) if words else 1.0
