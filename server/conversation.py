"""Earlier turns to one question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.citation import find_references
from index.tokens import WORD, tokenize, word_token
from server.answer import Turn
from server.follow_up import CONTINUES, POINTS, PRONOUN, load_follow_up_model
from server.knowledge import Knowledge, fold
from server.places import without_other_places
from server.question import Standalone, detect_language, read_kind

IN_LANGUAGE = re.compile(
    r"^\W*(?:and |et |can you say (?:that|it) |say (?:that|it) |(?:now |please )+)*(?:in|en) (french|english|français|anglais)\W*(?:please|s'il vous plaît|svp)?\W*$",
    re.I,
)
# A question of this many telling words or fewer that names nothing of the field leans on what came before.
SHORT = 2
# A follow-up of this many telling words or fewer says next to nothing: "When?", "Who decides?".
BARE = 1
CORRECTION = re.compile(
    r"^\W*(?:no|non),?\s+(?:i mean(?:t)?|je (?:veux|voulais) dire|rather|plutôt|the|le|la)?\s*", re.I
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of the conversation and what was answered."""

    question: str
    answer: str = ""


def make_standalone(question: str, history: Sequence[Turn], knowledge: Knowledge) -> Standalone:
    """The question with what it takes from the conversation; unchanged when it stands alone already."""
    return _standalone(question, _exchanges(history), knowledge)


def _exchanges(history: Sequence[Turn]) -> list[Exchange]:
    """The questions with their answers; a wish for another language adds nothing to what is talked about."""
    exchanges: list[Exchange] = []
    for turn in history:
        text = turn.content.strip()
        if turn.role == "user" and text and not (exchanges and IN_LANGUAGE.match(text)):
            exchanges.append(Exchange(text))
        elif turn.role == "assistant" and exchanges:
            exchanges[-1] = replace(exchanges[-1], answer=text)
    return exchanges


def _standalone(question: str, before: Sequence[Exchange], knowledge: Knowledge) -> Standalone:
    if not before:
        return Standalone(question, question)
    if switch := IN_LANGUAGE.match(question):
        earlier = _standalone(before[-1].question, before[:-1], knowledge)
        return replace(earlier, language="fr" if switch[1].lower() in ("french", "français") else "en")
    if not _depends(question, before, knowledge):
        return Standalone(question, question)
    current = CORRECTION.sub("", question).strip() or question
    background = _background(current, before, knowledge)
    return Standalone(f"{current.rstrip()} ({background})", current, background)


def _background(current: str, before: Sequence[Exchange], knowledge: Knowledge) -> str:
    """What the conversation is about: the last question that stood alone, without the words that only ask.

    The last question comes along where it leans on that one too and the current one says next to nothing ("When?").
    What gives way to something of the same kind in the current question is left out. Where no question names a
    document, the one that the last answer began with is added.
    """
    root = len(before) - 1
    while root and _depends(before[root].question, before[:root], knowledge):
        root -= 1
    last = before[-1]
    bare = len(tokenize(current, detect_language(current))) <= BARE
    asked = [before[root].question, *([last.question] if bare and root < len(before) - 1 else [])]
    words = "; ".join(_told(_without_rivals(question, current, knowledge)) for question in asked)
    if knowledge.instruments.find(f"{words} {current}"):
        return words
    named = _named(last.answer, knowledge, with_provision=not find_references(current))
    return f"{words}; {named}" if named else words


def _told(question: str) -> str:
    """A question from its first telling word or provision on: "How long did a LHIN have?" gives "long did a LHIN have"."""
    language = detect_language(question)
    telling = (match.start() for match in WORD.finditer(question) if word_token(match[0], language))
    start = min((next(telling, 0), *(reference.start for reference in find_references(question))))
    return question[start:].rstrip(" ?.")


def _without_rivals(earlier: str, current: str, knowledge: Knowledge) -> str:
    """An earlier question without the document, provision and network that the current one asks about in their place."""
    kept = without_other_places(earlier, current)
    now = {mention.key for mention in knowledge.instruments.find(current)}
    if now and len(fold(kept)) == len(kept):
        for mention in reversed(knowledge.instruments.find(kept)):
            if mention.key not in now:
                kept = kept[: mention.start] + kept[mention.end :]
    if find_references(current):
        for reference in find_references(kept):
            kept = kept.replace(reference.text, " ")
    return " ".join(kept.split())


def _named(answer: str, knowledge: Knowledge, *, with_provision: bool) -> str:
    """The document that an answer names first in its first paragraph, with the provision; nothing else of its words."""
    start = answer.split("\n")[0]
    mentions = knowledge.instruments.find(start)
    if not mentions or len(fold(start)) != len(start):
        return ""
    first = min(mentions, key=lambda mention: (mention.start, -mention.end))
    provisions = [reference.text for reference in find_references(start)] if with_provision else []
    return " ".join((start[first.start : first.end], *provisions[:1]))


def _depends(question: str, before: Sequence[Exchange], knowledge: Knowledge) -> bool:
    asked = [exchange.question for exchange in before]
    return load_follow_up_model().depends(question, asked, knowledge)


def is_unclear(question: str, knowledge: Knowledge) -> bool:
    """Whether a question with nothing before it leaves open what it is about: "How long do they have?", "Deadline?"."""
    if (
        knowledge.instruments.find(question)
        or knowledge.terms.find(question)
        or find_references(question)
        or read_kind(question) == "corpus"
    ):
        return False
    text = question.replace("’", "'")
    leans = CONTINUES.match(question) or POINTS.search(text) or PRONOUN.search(text)
    telling = tokenize(question, detect_language(question))
    return len(telling) <= (SHORT if leans else 1)
