"""A question that asks several things: its parts, so that each is answered, or said to be missing."""

from __future__ import annotations

import re

ASKING = (
    r"(?:who(?:m|se)?|what|when|where|which|why|how|to whom|by whom|by what|by when|for how|in (?:what|which)|on (?:what|which)|"
    r"at what|by which|under (?:what|which)|"
    r"qui|quand|combien|comment|pourquoi|où|quels?|quelles?|à qui|par qui|de qui|à quel(?:le)?|en quel(?:le)?|par quel(?:le)?|"
    r"dans quel(?:le)?|sous quel(?:le)?|pour quel(?:le)?|qu'|que|est-ce)"
)
# "... and how many teams were picked?", "..., et quand son rapport est-il sorti?"
JOINED = re.compile(rf"[,;]?\s+(?:and|but|et|mais|puis|ainsi que)\s+(?={ASKING}\b)|(?<=\?)\s+(?=\S)", re.I)
STARTS = re.compile(rf"^\W*(?:and |but |et |mais )?{ASKING}\b", re.I)
ENDS = re.compile(r"\?\s*$")
MOST = 3
# Not after an abbreviation ("v. ", "s. ", "art. ").
SENTENCE = re.compile(r"(?<=\w\w\w\w[.!?])\s+(?=\S)|(?<=[?!])\s+(?=\S)")
REMARK = 6  # a sentence of so many words beside a question tells when and where it is asked, not what about


def asking_alone(text: str) -> str:
    """The sentences of a text that ask, where only short remarks stand around them; "" where none do or all do.

    >>> asking_alone("Item 4 of the agenda. Who gets the notice? We meet on Thursday.")
    'Who gets the notice?'
    """
    sentences = SENTENCE.split(text.strip())
    asking = [sentence for sentence in sentences if ENDS.search(sentence)]
    remarks = [sentence for sentence in sentences if sentence not in asking]
    short = all(len(sentence.split()) <= REMARK for sentence in remarks)
    return " ".join(asking) if asking and remarks and short else ""


def parts_of(question: str) -> tuple[str, ...]:
    """What a question asks, one part after the other; a question that asks one thing is its own only part.

    Every part must ask something itself ("who ... and when ...?"), so that a clause inside one question
    ("must we say what changes and when it starts?") is not cut off. At most MOST parts are told apart.

    >>> parts_of("Who chaired the council, and when was its first report out?")
    ('Who chaired the council', 'when was its first report out?')
    >>> parts_of("Do we have to say who is affected and when we start?")
    ('Do we have to say who is affected and when we start?',)
    """
    pieces = [piece.strip() for piece in JOINED.split(question) if piece.strip()]
    all_ask = all(STARTS.match(piece) or ENDS.search(piece) for piece in pieces)
    return tuple(pieces) if all_ask and 1 < len(pieces) <= MOST else (question,)
