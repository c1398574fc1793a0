"""PDF to blocks with page numbers (the only file that imports pypdf)."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.blocks import Block, Extract
from ingest.clean import one_line
from ingest.errors import UnreadableSource
from ingest.lines import Line, blocks_of, lines_of

# What pypdf lets through when a file is damaged: its parser walks structures that are not what they claim to be.
DAMAGED = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    AssertionError,
    NotImplementedError,
    OSError,
    zlib.error,
)
# Alone on a line at a page's edge: "3", "- 3 -", "Page 3 of 10", "p. 3 / 10". Not a year, not a section number with words.
PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page|p\.)?\s*\d{1,3}(?:\s*(?:of|de|sur|/)\s*\d{1,4})?[-–—\s]*", re.I)
BROKEN_WORD = re.compile(r"(?P<first>[^\W\d_]{2,})[-\u2010]$")
EDGE = 2  # lines at the top and at the bottom of a page in which a running header or footer may stand
FEWEST_CHARACTERS = 20  # on average per page; below it the pages are pictures


def read_pdf(data: bytes, path: Path) -> Extract:
    """The text of a PDF; raise UnreadableSource when it is encrypted, cut short, damaged or only scanned."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    tail = data[-4096:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise UnreadableSource(
            path,
            "is cut short: the end of the PDF is missing; download or copy it again.",
            "est tronqué : la fin du PDF manque; téléchargez-le ou copiez-le de nouveau.",
        )
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableSource(
                path,
                "is encrypted; save a copy without a password and ingest that.",
                "est chiffré; enregistrez-en une copie sans mot de passe et ajoutez celle-ci.",
            )
        pages = [lines_of(page.extract_text()) for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "")
    except DAMAGED as error:
        raise UnreadableSource(
            path,
            f"is a damaged PDF ({type(error).__name__}); download or copy it again.",
            "est un PDF endommagé; téléchargez-le ou copiez-le de nouveau.",
        ) from error
    characters = sum(len(line.text.strip()) for page in pages for line in page)
    if characters < FEWEST_CHARACTERS * max(len(pages), 1):
        raise UnreadableSource(
            path,
            "holds scanned pages without text; run text recognition (OCR) on it first.",
            "contient des pages numérisées sans texte; passez-le d'abord à la reconnaissance de texte (OCR).",
        )
    empty = [number for number, page in enumerate(pages, 1) if not any(line.text.strip() for line in page)]
    warnings = (f"Pages without text (scanned?): {', '.join(map(str, empty))}.",) if empty else ()
    numbered = [[Line(line.text, number) for line in page] for number, page in enumerate(pages, 1)]
    return Extract(tuple(_blocks(without_running_lines(numbered))), title=one_line(title), warnings=warnings)


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without their running headers and footers: edge lines that repeat, digits aside, and page numbers."""
    full = [[line for line in page if line.text.strip()] for page in pages]
    counts: Counter[str] = Counter()
    for page in full:
        counts.update({_shape(line) for line in (*page[:EDGE], *page[-EDGE:])})
    often = max(2, (len(pages) + 1) // 2)
    kept = []
    for page in full:
        start, end = 0, len(page)
        while start < min(EDGE, end) and _runs(page[start], counts, often):
            start += 1
        while end > max(start, len(page) - EDGE) and _runs(page[end - 1], counts, often):
            end -= 1
        kept.append(list(page[start:end]))
    return kept


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split())).casefold()


def _runs(line: Line, counts: Counter[str], often: int) -> bool:
    return counts[_shape(line)] >= often or PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _blocks(pages: Sequence[Sequence[Line]]) -> list[Block]:
    lines = _join_broken_words([line for page in pages for line in page])
    return [replace(block, text=block.text.strip()) for block in blocks_of(lines)]


def _join_broken_words(lines: Sequence[Line]) -> list[Line]:
    """Undo hyphens at line ends: "inte-" + "gration" is one word; "long-" + "term" keeps its hyphen when the document
    writes it so elsewhere."""
    text = "\n".join(line.text for line in lines)
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))
    joined: list[Line] = []
    for line in lines:
        broken = BROKEN_WORD.search(joined[-1].text) if joined else None
        head, _, rest = line.text.strip().partition(" ")
        letters = re.match(r"[^\W\d_]+", head)
        if broken is None or letters is None or not head[0].islower():
            joined.append(line)
            continue
        hyphenated = f"{broken['first']}-{letters[0]}".casefold()
        plain = hyphenated.replace("-", "")
        keep = hyphenated in words and plain not in words
        before = joined[-1].text if keep else joined[-1].text[:-1]
        joined[-1] = replace(joined[-1], text=before + head)
        if rest:
            joined.append(replace(line, text=rest))
    return joined
