"""An answer as PDF with footnotes at the foot of the page that refers to them; the same content gives the same bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import reportlab
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from server.report import Block, Report

# Bitstream Vera comes with reportlab: it has every letter of English and French, with quotes, dashes and œ.
FONT_FILES = {"Body": "Vera.ttf", "Bold": "VeraBd.ttf"}
SIZES = {"title": 16.0, "heading": 12.5, "paragraph": 10.0, "bullet": 10.0}
SPACE_BEFORE = {"title": 0.0, "heading": 10.0, "paragraph": 6.0, "bullet": 3.0}
NOTE_SIZE = 8.0
LEADING = 1.35
MARGIN = 64.0
INDENT = 14.0


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, or a note mark that stands against the word before it."""

    text: str
    note: int = 0


def report_pdf(report: Report) -> bytes:
    """The report as PDF on letter paper."""
    for name, file in FONT_FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(Path(reportlab.__file__).parent / "fonts" / file)))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1)
    canvas.setTitle(report.blocks[0].text if report.blocks else "")
    canvas.setAuthor("LHSIA Assistant")
    page = _Page(canvas, report.notes)
    for block in report.blocks:
        page.add(block)
    page.finish()
    canvas.save()
    return out.getvalue()


class _Page:
    """Fills pages from the top with text and from the foot with the notes that the text calls for."""

    def __init__(self, canvas: Any, notes: tuple[str, ...]) -> None:
        self.canvas = canvas
        self.notes = notes
        self.width = LETTER[0] - 2 * MARGIN
        self._start()

    def _start(self) -> None:
        self.y = LETTER[1] - MARGIN
        self.pending: list[list[str]] = []

    def add(self, block: Block) -> None:
        size, font = SIZES[block.kind], "Bold" if block.kind in ("title", "heading") else "Body"
        left = INDENT if block.kind == "bullet" else 0.0
        lines = _lines(_words(block), font, size, self.width - left)
        self.y -= SPACE_BEFORE[block.kind]
        for number, line in enumerate(lines):
            notes = [self._note_lines(word.note) for word in line if word.note]
            if self.y - size * LEADING < self._floor([*self.pending, *notes]):
                self.finish()
                self._start()
            self.y -= size * LEADING
            if block.kind == "bullet" and number == 0:
                self._draw("•", MARGIN, font, size)
            self._draw_line(line, MARGIN + left, font, size)
            self.pending += notes

    def _note_lines(self, number: int) -> list[str]:
        words = [_Word(word) for word in f"{number} {self.notes[number - 1]}".split()]
        return [" ".join(word.text for word in line) for line in _lines(words, "Body", NOTE_SIZE, self.width)]

    def _floor(self, notes: list[list[str]]) -> float:
        count = sum(len(note) for note in notes)
        return MARGIN + (count * NOTE_SIZE * LEADING + 10.0 if count else 0.0)

    def _draw(self, text: str, x: float, font: str, size: float, rise: float = 0.0) -> float:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y + rise, text)
        return float(pdfmetrics.stringWidth(text, font, size))

    def _draw_line(self, line: list[_Word], x: float, font: str, size: float) -> None:
        words: list[str] = []
        started = False
        for word in [*line, _Word("", -1)]:
            if not word.note:
                words.append(word.text)
                continue
            if words:
                x += self._draw((" " if started else "") + " ".join(words), x, font, size)
                words, started = [], True
            if word.note > 0:
                x += self._draw(str(word.note), x, font, size * 0.65, rise=size * 0.35)

    def finish(self) -> None:
        """Write the notes of the page at its foot and close it."""
        self.y = self._floor(self.pending)
        if self.pending:
            self.canvas.line(MARGIN, self.y - 4, MARGIN + 120, self.y - 4)
            self.y -= 6
        for line in (line for note in self.pending for line in note):
            self.y -= NOTE_SIZE * LEADING
            self._draw(line, MARGIN, "Body", NOTE_SIZE)
        self.canvas.showPage()


def _words(block: Block) -> list[_Word]:
    words: list[_Word] = []
    for run in block.runs:
        words += [_Word("", run.note)] if run.note else [_Word(word) for word in run.text.split()]
    return words


def _lines(words: list[_Word], font: str, size: float, width: float) -> list[list[_Word]]:
    """Words to lines no wider than `width`; a word wider than a line is cut."""
    lines: list[list[_Word]] = [[]]
    used = 0.0
    for word in (piece for whole in words for piece in _cut(whole, font, size, width)):
        room = _measure(word, font, size) + (
            pdfmetrics.stringWidth(" ", font, size) if not word.note else 0.0
        )
        if lines[-1] and used + room > width and not word.note:
            lines.append([])
            used = 0.0
        lines[-1].append(word)
        used += room
    return lines


def _measure(word: _Word, font: str, size: float) -> float:
    if word.note:
        return float(pdfmetrics.stringWidth(str(word.note), font, size * 0.65))
    return float(pdfmetrics.stringWidth(word.text, font, size))


def _cut(word: _Word, font: str, size: float, width: float) -> list[_Word]:
    if word.note or _measure(word, font, size) <= width:
        return [word]
    fits = max(1, int(len(word.text) * width / _measure(word, font, size)) - 1)
    return [_Word(word.text[at : at + fits]) for at in range(0, len(word.text), fits)]
