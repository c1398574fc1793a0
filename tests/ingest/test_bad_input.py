import io
import os
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from corpus.store import Store
from ingest.pipeline import ingest_files


def pdf(words: str = "The board gives notice to every clinic on the shore.", password: str = "") -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, words)
    canvas.showPage()
    canvas.save()
    if not password:
        return buffer.getvalue()
    writer = PdfWriter(clone_from=PdfReader(buffer))
    writer.encrypt(password, algorithm="RC4-128")
    protected = io.BytesIO()
    writer.write(protected)
    return protected.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return buffer.getvalue()


BAD = {
    "empty.txt": (b"", "empty.txt is empty."),
    "blank.md": (b" \n\n ", "blank.md is empty."),
    "nothing.html": (b"<html><body><script>x()</script></body></html>", "nothing.html holds no readable text."),
    "locked.pdf": (pdf(password="secret"), "locked.pdf is encrypted; save a copy without a password and ingest that."),
    "cut.pdf": (pdf()[:600], "cut.pdf is cut short: the end of the PDF is missing; download or copy it again."),
    "scan.pdf": (pdf(" "), "scan.pdf holds scanned pages without text; run text recognition (OCR) on it first."),
    "letter.pdf": (b"Dear board", "letter.pdf is not a PDF, whatever its name says; check how it was saved."),
    "letter.docx": (b"Dear board", "letter.docx is not a Word file, whatever its name says; check how it was saved."),
    "broken.docx": (archive({"word/document.xml": b"<w:x"}), "broken.docx is a damaged Word file"),
    "short.docx": (archive({"word/document.xml": b"x" * 500})[:90], "short.docx is a damaged Word file (cut short?)"),
    "bomb.docx": (archive({"word/document.xml": b"\0" * 30_000_000}), "bomb.docx would unpack to 28 MB from 28 KB"),
    "sheet.docx": (archive({"xl/workbook.xml": b"x"}), "sheet.docx is an archive or an Office file that is not read"),
    "old.doc": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old.doc is an old or password-protected Office file"),
    "note.rtf": (rb"{\rtf1 hello}", "note.rtf is an RTF file, which is not read; save it as .docx or PDF."),
    "mixed.txt": ("Réseau ".encode() * 40 + b"\xe9\x81", "mixed.txt is not valid UTF-8 text (byte 321)"),
    "mangled.txt": ("Réseau local ".encode() * 40 + b"\xe9 t", "mangled.txt is not valid UTF-8 text (byte 561)"),
    "picture.txt": (b"\x89PNG\x00\x01\x02" * 30, "picture.txt is not a text, PDF, Word, web or e-mail file"),
    "blank.eml": (b"Subject: x\nFrom: a@example.org\n\n", "blank.eml is an e-mail without text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_gets_one_clear_sentence(name: str, store: Store, tmp_path: Path) -> None:
    data, sentence = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    (result,) = ingest_files([path], store).results
    assert result.outcome == "failed"
    assert result.reason.startswith(sentence)
    assert result.reason.endswith(".")
    assert store.documents() == []


def test_a_damaged_pdf_says_so(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(pdf().replace(b"/Pages", b"/Pagez").replace(b"xref", b"xxxx"))
    (result,) = ingest_files([path], store).results
    assert result.outcome == "failed"
    assert "damaged.pdf is a damaged PDF" in result.reason


def test_the_rest_of_a_folder_is_read(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    (folder / "good.txt").write_text("The board gives notice to every clinic on the shore.")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    report = ingest_files([folder], store)
    assert report.count("failed") == len(BAD)
    assert [r.document_id for r in report.results if r.outcome == "added"] == ["good"]


def test_a_large_file_is_refused_before_it_is_read(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 101 * 1024 * 1024)  # sparse: no such bytes exist
    (result,) = ingest_files([path], store).results
    assert result.reason == "huge.txt is too large (101 MB; the limit is 100 MB); split it into parts."
    small = tmp_path / "small.txt"
    small.write_text("words " * 400)
    (result,) = ingest_files([small], store, largest=1000).results
    assert "too large" in result.reason


def test_missing_paths_and_empty_folders_are_reported(store: Store, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    (empty / ".hidden").mkdir(parents=True)
    (empty / ".hidden" / "a.txt").write_text("secret")
    gone, none = ingest_files([tmp_path / "gone.txt", empty], store).results
    assert gone.reason == f"{tmp_path / 'gone.txt'} does not exist; check the path."
    assert none.reason.startswith(f"{empty} holds no file that can be read (.docx, .eml,")


def test_a_western_file_is_read_with_a_warning(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ancien.txt"
    path.write_bytes("Le réseau local a publié un avis à l'été.".encode("cp1252"))
    (result,) = ingest_files([path], store).results
    assert result.outcome == "added"
    assert (
        result.reason == "The file is not UTF-8; it was read as Windows-1252. Check that accents are right."
    )
    assert store.documents("ancien")[0].text == "Le réseau local a publié un avis à l'été."
