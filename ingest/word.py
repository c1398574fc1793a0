"""Word files to blocks."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError, PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from ingest.blocks import Block, Extract
from ingest.clean import one_line
from ingest.errors import UnreadableSource
from ingest.lines import MARKER

HEADING = re.compile(r"(?:heading|titre)\s*(\d)", re.I)
LIST_STYLE = re.compile(r"list (bullet|number|paragraph)(?: (\d))?", re.I)
QUOTE_STYLE = re.compile(r"(?:intense )?quote|citation", re.I)

# What python-docx lets through; an XML error of the parser below it is a SyntaxError.
DAMAGED = (
    PackageNotFoundError,
    OpcError,
    KeyError,
    ValueError,
    AttributeError,
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)
LARGEST_UNPACKED = 500 * 1024 * 1024
LARGEST_RATIO = 200  # real Word files stay below 100; a bomb has thousands


def read_word(data: bytes, path: Path) -> Extract:
    """The text of a DOCX; raise UnreadableSource when it is damaged or would unpack to far more than its size."""
    _refuse_bomb(data, path)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = tuple(_Words(document).blocks())
    except DAMAGED as error:
        raise UnreadableSource(
            path,
            f"is a damaged Word file ({type(error).__name__}); open it and save it again.",
            "est un fichier Word endommagé; ouvrez-le et enregistrez-le de nouveau.",
        ) from error
    title = one_line(document.core_properties.title or "")
    return Extract(blocks, title=title, marked=any(block.kind == "heading" for block in blocks))


def _refuse_bomb(data: bytes, path: Path) -> None:
    """Read only the list of parts, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableSource(
            path,
            "is a damaged Word file (cut short?); open it and save it again.",
            "est un fichier Word endommagé (tronqué?); ouvrez-le et enregistrez-le de nouveau.",
        ) from error
    if unpacked > LARGEST_UNPACKED or (unpacked > 1024 * 1024 and unpacked > LARGEST_RATIO * len(data)):
        raise UnreadableSource(
            path,
            f"would unpack to {unpacked // 1024 // 1024} MB from {len(data) // 1024} KB, which no Word file does; it was not opened.",
            f"passerait de {len(data) // 1024} ko à {unpacked // 1024 // 1024} Mo une fois décompressé, ce que ne fait aucun fichier Word; il n'a pas été ouvert.",
        )


class _Words:
    """Goes through a Word document's body and keeps count of its numbered lists."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.counts: Counter[tuple[str, int]] = Counter()

    def blocks(self) -> Iterator[Block]:
        for part in self.document.iter_inner_content():
            if isinstance(part, Table):
                yield from self._rows(part)
            elif text := one_line(_visible(part)):
                yield self._block(part, text)

    def _rows(self, table: Table) -> Iterator[Block]:
        for row in table.rows:
            cells: list[str] = []
            for cell in row.cells:
                text = one_line(" ".join(_visible(paragraph) for paragraph in cell.paragraphs))
                if text and (not cells or cells[-1] != text):  # a merged cell comes once for each column
                    cells.append(text)
            if cells:
                yield Block("row", " | ".join(cells)) if len(cells) > 1 else Block("paragraph", cells[0])

    def _block(self, paragraph: Paragraph, text: str) -> Block:
        style = str(paragraph.style.name if paragraph.style is not None else "")
        strong = one_line(_opening_bold(paragraph))
        if heading := HEADING.match(style):
            return Block("heading", text, min(max(int(heading[1]), 1), 6))
        if style in ("Title", "Titre"):
            return Block("heading", text, 1)
        listed = self._list_place(paragraph, style)
        if listed is not None:
            level, marker = listed
            return Block("item", text, level, marker)
        if own := MARKER.match(text):
            return Block("item", text[own.end() :], 0, own["marker"])
        return Block("quote" if QUOTE_STYLE.match(style) else "paragraph", text, strong=strong)

    def _list_place(self, paragraph: Paragraph, style: str) -> tuple[int, str] | None:
        """Depth and mark of a list item; None for what is none."""
        named = LIST_STYLE.match(style)
        properties = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
        number = properties.numId.val if properties is not None and properties.numId is not None else 0
        if not number and (named is None or named[1].lower() == "paragraph"):
            return None
        depth = properties.ilvl.val if properties is not None and properties.ilvl is not None else 0
        level = max(depth, int(named[2]) - 1 if named and named[2] else 0)
        numbered = named[1].lower() == "number" if named and not number else self._is_decimal(number, depth)
        if not numbered:
            return level, "-"
        key = (f"{number}:{style}", level)
        self.counts[key] += 1
        return level, f"{self.counts[key]}."

    def _is_decimal(self, number: int, depth: int) -> bool:
        numbering = self.document.part.numbering_part.element
        for num in numbering.findall(qn("w:num")):
            if num.get(qn("w:numId")) == str(number):
                wanted = num.find(qn("w:abstractNumId")).get(qn("w:val"))
                path = f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{wanted}']/{qn('w:lvl')}[@{qn('w:ilvl')}='{depth}']"
                form = numbering.find(f"{path}/{qn('w:numFmt')}")
                return form is not None and form.get(qn("w:val")) == "decimal"
        return False


def _visible(paragraph: Paragraph) -> str:
    """A paragraph's words without hidden runs; hyperlinks keep theirs."""
    words = []
    for part in paragraph.iter_inner_content():
        runs = getattr(part, "runs", None) or [part]
        words += [run.text for run in runs if not run.font.hidden]
    return "".join(words)


def _opening_bold(paragraph: Paragraph) -> str:
    words = []
    for run in paragraph.runs:
        if not run.bold:
            break
        words.append(run.text)
    return "".join(words)
