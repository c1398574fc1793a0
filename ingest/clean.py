"""Named cleaning steps for text, applied in a fixed order; each states what holds after it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# Zero-width space and (non-)joiners, word joiner, byte order mark, bidirectional marks, embeddings, overrides and
# isolates, invisible operators, soft hyphen, Mongolian separator, interlinear marks, combining grapheme joiner,
# Hangul fillers, tag characters and variation selectors: all invisible, all able to hide words or split them.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
LINE_END = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
WIDE_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def compose(text: str) -> str:
    """Afterwards every accented letter is one code point (NFC), so that equal words have equal characters."""
    return unicodedata.normalize("NFC", text)


def unify_line_ends(text: str) -> str:
    """Afterwards a line ends with "\\n" and nothing else."""
    return LINE_END.sub("\n", text)


def remove_invisible(text: str) -> str:
    """Afterwards no character is invisible: what a reader sees is what is searched and quoted."""
    return CONTROL.sub("", INVISIBLE.sub("", text))


def unify_spaces(text: str) -> str:
    """Afterwards the only horizontal space that is not a tab is " "."""
    return WIDE_SPACE.sub(" ", text)


STEPS: tuple[Callable[[str], str], ...] = (unify_line_ends, remove_invisible, unify_spaces, compose)


def clean(text: str) -> str:
    """All steps in order; cleaning clean text changes nothing."""
    for step in STEPS:
        text = step(text)
    return text


def one_line(text: str) -> str:
    """Clean text with every run of white space as one space."""
    return " ".join(clean(text).split())
