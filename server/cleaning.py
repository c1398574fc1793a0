"""A request before it is read: no instructions to the assistant, no broken characters, nothing longer than is read."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.passage import Language
from server.answer import Notice, Request, Turn
from server.words import say

MAX_QUESTION = 4_000
MAX_TURNS = 10
# To the end of the sentence; the dot of "s. 27" or "art. 27" does not end one.
REST = r"(?:[^.!?\n]|(?<=\bs)\.|(?<=\bss)\.|(?<=\bart)\.)*[.!?\n]?"
# Words that speak to the assistant rather than ask: they are cut out of the question and never obeyed.
INSTRUCTION = re.compile(
    rf"(?:^|(?<=[.!?;:\n]))\s*(?:please\s+|s'il vous plaît,?\s+)?(?:ignore[rz]?|disregard|forget|oublie[rz]?|ne tenez pas compte|"
    rf"ne tiens pas compte|from now on|désormais,)\b{REST}"
    rf"|(?:^|(?<=[.!?;:\n,]))\s*(?:and\s+|et\s+|then\s+|puis\s+)?(?:you must |vous devez |please |just )?"
    rf"(?:say|state|answer|reply|respond|pretend|act as|you are now|dis|dites|réponds|répondez|affirme[rz]?)\s+"
    rf"(?:(?:only|seulement|uniquement)\s+)?(?:par\s+)?(?:that|with|as|like|yes|no|que|comme|oui|non)\b{REST}"
    rf"|\b(?-i:SYSTEM|SYST[ÈE]ME) ?:{REST}|(?:^|(?<=[.!?;:\n]))\s*syst(?:em|ème) ?:{REST}"
    rf"|\b(?-i:You must|Vous devez)\s+(?:say|state|answer|reply|respond|dire|répondre|affirmer)\b{REST}"
    rf"|\b(?-i:Ignore[rz]?|Disregard|Forget|Oublie[rz]?)\s+(?:(?:all|any|every|the|your|my|of|toutes?|tous|les|vos|tes|ces)\s+)*"
    rf"(?:earlier|previous|prior|preceding|above|instructions?|consignes?|précédent\w*)\b{REST}"
    rf"|\b(?:system prompt|developer mode|mode développeur|jailbreak)\b{REST}",
    re.I,
)

# Words of courtesy and of the mail around a question, and announcements of one, in whole phrases: they ask nothing.
COURTESY = re.compile(
    r"^\W*(?:fwd?|re|tr)\s?:\s*|^\W*(?:hello|hi|hey|dear \w+|good (?:morning|afternoon|evening|day)|bonjour|bonsoir|salut)"
    r"(?: (?:there|all|everyone|team|madam|sir|madame|monsieur|à tous))?\s*[,.!:;-]+\s*"
    r"|\b(?:could|can|would) you (?:please |kindly )?(?:help|assist)(?: (?:me|us))?(?: (?:with|on) (?:this|that|it|something))?\s*[?.!]+"
    r"|\b(?:pourriez|pouvez)-vous (?:m'|nous )(?:aider|assister)(?: s'il vous plaît)?\s*[?.!]+"
    r"|\b(?:sorry|apologies|excuse me|pardon|désolée?|excusez-moi)\b[^.!?:–-]{0,40}(?:[.!:–]|\s-)\s*"
    r"|(?:\bmany )?\b(?:thanks|thank you|much appreciated|merci|je vous en (?:suis|serais) reconnaissante?|kind regards|best regards|"
    r"cordialement)\b[^?]{0,60}$"
    r"|^[^?:]{0,60}\b(?:know|find out|question|savoir)\b[^?:]{0,20}:\s*|(?<=\?)\s+[^?]{0,40}\b(?:know|savoir)\b[^?]{0,20}$"
    r"|\s*\((?:sent from|envoyé de(?:puis)?)[^)]{0,40}\)\s*$|(?<=\?)[?!\s]+$",
    re.I,
)


def clean_request(
    request: Request, language: Language, longest: int = MAX_QUESTION
) -> tuple[Request, list[Notice]]:
    """The request as it is read, and what the reader must know of what was left out."""
    text, notices = tidy(request.question), []
    if len(text) > longest:
        half = longest // 2
        text = tidy(f"{text[:half]} {text[-half:]}")
        notices.append(Notice("shortened", say("warn_shortened", language, limit=str(longest))))
    kept = without_instructions(text)
    if kept != text:
        notices.append(Notice("instruction_ignored", say("warn_instruction", language)))
    kept = without_courtesies(kept)
    history = tuple(Turn(turn.role, _clean_turn(turn)) for turn in request.history[-MAX_TURNS:])
    return replace(request, question=kept, history=history), notices


def tidy(text: str) -> str:
    """Single spaces, no control characters, no lone surrogates."""
    readable = text.encode("utf-8", "ignore").decode("utf-8")
    return " ".join("".join(c if c.isprintable() else " " for c in readable).split())


def without_instructions(text: str) -> str:
    """The text without what speaks to the assistant."""
    return " ".join(INSTRUCTION.sub(" ", text).split())


def without_courtesies(text: str) -> str:
    """The text without greetings, thanks and marks of the mail; a text that is nothing else is left as it is.

    >>> without_courtesies("Good morning. Who gets the notice? Thanks in advance.")
    'Who gets the notice?'
    """
    bare, before = text.replace("’", "'"), ""
    while bare != before:
        bare, before = COURTESY.sub(" ", bare).strip(), bare
    return " ".join(bare.split()) if re.search(r"\w", bare) else text


def _clean_turn(turn: Turn) -> str:
    text = tidy(turn.content)[:MAX_QUESTION]
    return without_instructions(text) if turn.role == "user" else text
