"""Word files: an answer with footnotes, and a checklist as a table; the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from docx import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from server.checklist import ROLE_NAMES, Checklist, checklist_rows
from server.report import Block, Report

FIXED = datetime(2000, 1, 1)
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOT_ADVICE = {
    "en": "Restated by the LHSIA Assistant from the sources named; this is not legal advice. Check the official text.",
    "fr": "Reformulé par l'assistant LISSL d'après les sources nommées; ceci n'est pas un avis juridique. Vérifiez le texte officiel.",
}
STYLES = {"title": "Title", "heading": "Heading 1", "paragraph": "Normal", "bullet": "List Bullet"}


def report_docx(report: Report) -> bytes:
    """The report as .docx, its notes as Word footnotes."""
    document = _new_document(report.blocks[0].text if report.blocks else "")
    for block in report.blocks:
        _add_block(document, block)
    if report.notes:
        _add_footnotes(document, report.notes)
    return _bytes(document)


def checklist_docx(found: Checklist) -> bytes:
    """The checklist as .docx: the way to it, then a table with room for a tick."""
    document = _new_document(found.title)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(found.title, level=0)
    document.add_paragraph(f"{found.as_of.isoformat()} · {ROLE_NAMES[found.role][found.language]}")
    for question, answer in found.path:
        document.add_paragraph(f"{question} {answer}", style="List Bullet")
    rows = checklist_rows(found)
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    document.add_paragraph(NOT_ADVICE[found.language])
    return _bytes(document)


def _new_document(title: str) -> Any:
    document = WordDocument()
    document.styles["Normal"].font.size = Pt(11)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = (
        title,
        "LHSIA Assistant",
        "LHSIA Assistant",
    )
    properties.created = properties.modified = FIXED
    properties.comments = ""
    return document


def _add_block(document: Any, block: Block) -> None:
    paragraph = document.add_paragraph(style=STYLES[block.kind])
    for run in block.runs:
        if run.note:
            mark = paragraph.add_run()
            mark.font.superscript = True
            reference = OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), str(run.note))
            mark._r.append(reference)
        else:
            paragraph.add_run(run.text)


def _add_footnotes(document: Any, notes: tuple[str, ...]) -> None:
    """python-docx has no footnotes: the part is written here. Ids -1 and 0 are the two lines Word asks for."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for kind, number, mark in (
            ("separator", -1, "separator"),
            ("continuationSeparator", 0, "continuationSeparator"),
        )
    )
    body = "".join(_footnote(number, text) for number, text in enumerate(notes, 1))
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:footnotes xmlns:w="{NAMESPACE}">{separators}{body}</w:footnotes>'
    )
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, xml.encode("utf-8"), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _footnote(number: int, text: str) -> str:
    return (
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
    )


def _bytes(document: Any) -> bytes:
    """The file with the times inside its ZIP set to one moment."""
    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()
