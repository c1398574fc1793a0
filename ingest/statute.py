"""Whether a text is a statute or a regulation, told from the text itself, and where its table of contents ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.address import number_key
from ingest import numbering as n
from ingest.blocks import Block
from ingest.lines import ENDS_SENTENCE

# Words that laws use of themselves, and other texts hardly ever.
OF_ITSELF = re.compile(
    r"\b(?:this|the present) (?:Act|Regulation|by-law)\b.{0,60}\b(?:may be cited|comes? into force|applies|binds|is repealed)"
    r"|short title of this (?:Act|Regulation)|\bin this (?:Act|Regulation|Part|Schedule)\b|amends? the\b.{0,80}\bas follows"
    r"|\b(?:la présente loi|le présent règlement|la présente partie)\b|titre abrégé|\bLes définitions qui suivent s['’]appliquent"
    r"|\benacts as follows|\bédicte ?:",
    re.I,
)
LONGEST_NOTE = 120  # characters of a marginal note or a group heading
# What Ontario's publisher prints over a consolidation.
OVER_CONSOLIDATION = re.compile(
    r"(?:consolidation period|historical version for the period|legislative history|last amendment)\b.*\d.*"
    r"|(?:période de codification|version telle qu|historique législatif|dernière modification)\b.*\d.*",
    re.I,
)


def line_of(block: Block) -> str:
    """The block as it stood, with its mark."""
    return f"{block.marker} {block.text}" if block.marker and block.marker != "-" else block.text


def looks_like_statute(blocks: Sequence[Block]) -> bool:
    """Whether a text is numbered and speaks like an Act or a regulation; decided from the text alone.

    A numbered report, a newsletter that cites an Act or a policy with "1. Purpose" must not pass: rising section
    numbers are needed, and beside them subsections, source notes or the words that laws use of themselves.
    """
    lines = [line_of(block) for block in blocks]
    labels = [label for line in lines for label in n.readings(line)[:1]]
    sections: list[tuple[float, ...]] = []
    for label in labels:
        key = number_key(label.number) if label.level == "section" else ()
        if key and (not sections or key > sections[-1]):
            sections.append(key)
    inner = [line for line in lines if re.match(r"(?:\d[\d.]*\s+)?\(\d+(?:\.\d+)?\)\s", line)]
    sources = [
        line
        for line in lines
        if n.AMENDMENT.fullmatch(line)
        or OVER_CONSOLIDATION.fullmatch(line)
        or re.search(rf"{n.CITED}, (?:ss?|art)\. [\d ().]+\.$", line)
    ]
    own_words = [line for line in lines if OF_ITSELF.search(line)]
    published = [
        line for line in lines[:40] if OVER_CONSOLIDATION.fullmatch(line) or n.CHAPTER.fullmatch(line)
    ]
    if len(published) > 1 and len(sections) > 1:
        return True
    if len(sections) < 2 or not own_words:
        return False
    evidence = min(len(inner), 3) + min(len(sources), 3) + min(len(own_words), 3)
    share = (len(sections) + len(inner) + len(labels)) / max(len(lines), 1)
    return evidence >= 3 and share >= 0.2


def _unruled(line: str) -> str:
    """A row of a table that was drawn with bars, without them: "|1. |Definitions |"."""
    return " ".join(line.replace("|", " ").split()) if line.startswith("|") and line.endswith("|") else line


def is_title(block: Block) -> bool:
    """A short line without a label that does not end like a sentence; or one wholly in bold."""
    text = block.text
    if block.kind != "paragraph" or len(text) > LONGEST_NOTE or n.readings(text):
        return False
    if block.strong and block.strong == text:
        return True
    ended = ENDS_SENTENCE.search(text.rstrip("?")) or text.endswith((",", "—", "–"))
    return not ended and text[:1].isupper() and not n.DEFINITION.fullmatch(text)


def contents_span(blocks: Sequence[Block]) -> tuple[int, int]:
    """Where a table of contents begins and ends, as block numbers; (0, 0) when there is none.

    It ends where its first number comes again, now with words, or at the preamble before that.
    """
    lines = [_unruled(line_of(block)) for block in blocks]
    start = next((i for i, line in enumerate(lines[:60]) if n.CONTENTS.fullmatch(line)), None)
    if start is None:
        return 0, 0
    numbered = [
        (index, label.number)
        for index in range(start, len(lines))
        for label in n.readings(lines[index])[:1]
        if label.level == "section" and (label.rest or label.dotted or "." in label.number)  # no page number
    ]
    first = numbered[0][1] if numbered else ""
    end = next((index for index, number in numbered[1:] if number == first), None)
    if end is None:
        return 0, 0
    if any(n.AMENDMENT.fullmatch(line) for line in lines[start:end]):
        end = numbered[0][0]  # a history stands only in the law, so the contents gave no numbers
    for index in range(start + 1, end):
        if n.PREAMBLE.fullmatch(lines[index]) and ENDS_SENTENCE.search(lines[index + 1]):
            return start, index
    while end > start + 1 and (is_title(blocks[end - 1]) or n.PART.fullmatch(lines[end - 1])):
        if n.SCHEDULE.fullmatch(lines[end - 1]):
            break  # the last entry of the contents, not the heading of the first section
        end -= 1
    return start, end
