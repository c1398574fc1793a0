"""The texts under which a passage is found by meaning, and the hash that names a text in the store."""

from __future__ import annotations

import hashlib

from corpus.passage import Passage


def facets(passage: Passage) -> tuple[tuple[str, str], ...]:
    """Each facet's name and text: "text" is the passage in its context, "question.0" ... its search aids."""
    context = f"{passage.context}\n{passage.text}" if passage.context else passage.text
    questions = ((f"question.{number}", question) for number, question in enumerate(passage.questions))
    return (("text", context), *questions)


def text_sha256(text: str) -> str:
    """The hash under which the vector of a text is kept."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
