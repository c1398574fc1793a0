"""Which format a file has, by its content before its name, and the reader for each."""

from __future__ import annotations

import codecs
import re
import zipfile
from io import BytesIO
from pathlib import Path

from ingest.blocks import Extract
from ingest.errors import UnreadableSource
from ingest.mail import read_mail
from ingest.markdown import read_markdown
from ingest.pdf import read_pdf
from ingest.plain import read_plain
from ingest.webpage import read_webpage
from ingest.word import read_word

READABLE = frozenset(".txt .text .md .markdown .html .htm .xhtml .pdf .docx .eml".split())
# What people keep beside their documents and might expect to be read: told about, not passed over in silence.
UNREAD = frozenset(".doc .rtf .odt .xls .xlsx .ppt .pptx .msg .epub .pages .docm".split())

HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
HTML_TAGS = re.compile(r"<(?:p|div|h[1-6]|ul|table|br|span)\b[^>]*>", re.I)
MAIL_HEADER = re.compile(
    r"^(?:From|To|Subject|Date|Received|MIME-Version|Message-ID|Return-Path|Content-Type):[ \t]", re.M | re.I
)
CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.I)
MARKDOWN_SIGN = re.compile(r"^#{1,6} \S|\[[^\]\n]+\]\((?:\w+:|[#/.])[^)\s]*\)|^\*\*[^*\n]+\*\*|^```", re.M)
MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def read(data: bytes, path: Path) -> Extract:
    """Blocks of a file in any format that is read; raise UnreadableSource with what is wrong and what to do."""
    if not data.strip():
        raise UnreadableSource(path, "is empty.", "est vide.")
    if b"%PDF-" in data[:1024]:
        return read_pdf(data, path)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_word(data, _word_file(data, path))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSource(
            path,
            "is an old or password-protected Office file; save it as .docx without a password, or as PDF.",
            "est un fichier Office ancien ou protégé par un mot de passe; enregistrez-le en .docx sans mot de passe, ou en PDF.",
        )
    if data.startswith(b"{\\rtf"):
        raise UnreadableSource(
            path,
            "is an RTF file, which is not read; save it as .docx or PDF.",
            "est un fichier RTF, qui n'est pas lu; enregistrez-le en .docx ou en PDF.",
        )
    if path.suffix.lower() == ".pdf":
        raise UnreadableSource(
            path,
            "is not a PDF, whatever its name says; check how it was saved.",
            "n'est pas un PDF malgré son nom; vérifiez comment il a été enregistré.",
        )
    if path.suffix.lower() == ".docx":
        raise UnreadableSource(
            path,
            "is not a Word file, whatever its name says; check how it was saved.",
            "n'est pas un fichier Word malgré son nom; vérifiez comment il a été enregistré.",
        )
    return _read_text(data, path)


def _word_file(data: bytes, path: Path) -> Path:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        if path.suffix.lower() == ".docx":
            raise UnreadableSource(
                path,
                "is a damaged Word file (cut short?); open it and save it again.",
                "est un fichier Word endommagé (tronqué?); ouvrez-le et enregistrez-le de nouveau.",
            ) from error
        raise UnreadableSource(
            path,
            "is a damaged archive, which is not read; ingest the files inside it.",
            "est une archive endommagée, qui n'est pas lue; ajoutez les fichiers qu'elle contient.",
        ) from error
    if "word/document.xml" not in names:
        raise UnreadableSource(
            path,
            "is an archive or an Office file that is not read; save it as .docx or PDF.",
            "est une archive ou un fichier Office qui n'est pas lu; enregistrez-le en .docx ou en PDF.",
        )
    return path


def _read_text(data: bytes, path: Path) -> Extract:
    suffix = path.suffix.lower()
    text, warning = decode(data, path)
    if suffix == ".eml" or (suffix not in READABLE and len(MAIL_HEADER.findall(text[:4000])) > 3):
        found = read_mail(data, path)
    elif HTML_START.match(text) or (suffix in (".html", ".htm", ".xhtml") and HTML_TAGS.search(text)):
        found = read_webpage(text)
    elif suffix in (".md", ".markdown") or MARKDOWN_SIGN.search(text):
        found = read_markdown(text)
    else:
        found = read_plain(text)
    if not found.blocks:
        raise UnreadableSource(path, "holds no readable text.", "ne contient aucun texte lisible.")
    return Extract(found.blocks, found.title, (*found.warnings, *warning), found.marked)


def decode(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """Text of UTF-8, UTF-16 (with its mark) or Windows-1252 bytes, and a warning where the encoding was guessed.

    A page that names its own encoding is read in it. Bytes that are none of these are refused, never mangled.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        named = CHARSET.search(data[:2048])
        encoding = named[1].decode("ascii") if named else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        return _decode_western(data, path, getattr(error, "start", 0))
    if "\x00" in text:
        raise UnreadableSource(
            path,
            "is not a text, PDF, Word, web or e-mail file; save it in one of these forms.",
            "n'est ni un texte, ni un PDF, ni un fichier Word, ni une page Web, ni un courriel; enregistrez-le sous une de ces formes.",
        )
    return text, ()


def _decode_western(data: bytes, path: Path, at: int) -> tuple[str, tuple[str, ...]]:
    """Windows-1252, when the bytes make sense in it: letters with accents between letters, no controls."""
    refusal = UnreadableSource(
        path,
        f"is not valid UTF-8 text (byte {at + 1}); save it again as UTF-8.",
        f"n'est pas un texte UTF-8 valide (octet {at + 1}); enregistrez-le de nouveau en UTF-8.",
    )
    if b"\x00" in data:
        raise UnreadableSource(
            path,
            "is not a text, PDF, Word, web or e-mail file; save it in one of these forms.",
            "n'est ni un texte, ni un PDF, ni un fichier Word, ni une page Web, ni un courriel; enregistrez-le sous une de ces formes.",
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise refusal from None
    strange = sum(not (c.isprintable() or c.isspace()) for c in text)
    accents = sum(ord(c) > 127 and not c.isalpha() for c in text)
    if strange or MOJIBAKE.search(text) or accents > len(text) // 20:
        raise refusal
    return text, ("The file is not UTF-8; it was read as Windows-1252. Check that accents are right.",)
