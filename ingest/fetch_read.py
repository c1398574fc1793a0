"""What an official address gave, as a document: e-Laws pages by their marks, other pages and PDFs by the usual readers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from corpus.catalogue import Address, Entry
from corpus.document import Document
from corpus.passage import ALWAYS, Language, Passage, Validity
from ingest.build import PARSER as BUILD_PARSER, About, build_document
from ingest.elaws import PARSER as ELAWS_PARSER, read_elaws
from ingest.errors import UnreadableSource
from ingest.fetch_http import Response
from ingest.fetch_policy import FetchError
from ingest.formats import decode, read
from ingest.passages import passages_of

# "/laws/statute/06l04/v12", "/fr/lois/reglement/r17401": the edition, the sort, the code and the version.
ELAWS_PATH = re.compile(
    r"(?:/(?:en|fr))?/(?P<edition>laws|lois)/(?P<sort>statute|regulation|loi|reglement)/(?P<code>[\w.-]+)(?:/(?P<version>v\d+))?/?",
    re.I,
)
# Codes of laws as enacted or filed, never consolidated: "S06004", "r17401".
AS_ENACTED = re.compile(r"[rs]\d{5}", re.I)
REGULATION_CODE = re.compile(r"r?(\d\d)(\d{3,4})", re.I)
SORTS = {"loi": "statute", "reglement": "regulation"}
PAGES = frozenset({"text/html", "application/xhtml+xml", ""})
DATA = "application/json"
PDFS = frozenset({"application/pdf", "application/x-pdf", "application/octet-stream"})


@dataclass(frozen=True, slots=True)
class Source:
    """One official address of a catalogue entry, and the edition and version its document is kept under."""

    entry: Entry
    address: Address
    url: str
    position: int = 1  # among the entry's plain pages and reports in this language

    @property
    def language(self) -> Language:
        """The language the catalogue states."""
        return "fr" if self.address.language == "fr" else "en"

    @property
    def elaws(self) -> re.Match[str] | None:
        """The parts of an e-Laws address; None for any other."""
        return ELAWS_PATH.fullmatch(urlsplit(self.url).path)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with its passages, and the reader's version."""

    document: Document
    passages: tuple[Passage, ...]
    parser: str


def data_addresses(source: Source) -> tuple[str, ...]:
    """Where e-Laws keeps the words of a page whose own HTML is empty without scripts, the likeliest first."""
    match = source.elaws
    if match is None:
        return ()
    parts = urlsplit(source.url)
    language = "fr" if match["edition"].lower() == "lois" else "en"
    sort = match["sort"].lower()
    tail = match["code"] + (f"/{match['version']}" if match["version"] else "")
    base = f"{parts.scheme}://{parts.netloc}/laws/api/v2/legislation/{language}/doc-search"
    return tuple(dict.fromkeys(f"{base}/{name}/{tail}" for name in (SORTS.get(sort, sort), sort)))


def instruments_of(source: Source) -> tuple[str, ...]:
    """The names under which a brief may cite the instrument at an address."""
    names = [source.entry.short_en, source.entry.short_fr, source.entry.title_en, source.entry.title_fr]
    match = source.elaws
    if match is not None and (code := REGULATION_CODE.fullmatch(match["code"])) is not None:
        names.append(f"O. Reg. {int(code[2])}/{code[1]}")
    return tuple(name for name in names if name)


def check_type(response: Response, *, data: bool = False) -> None:
    """Raise FetchError when the bytes are neither a page nor a PDF (nor `data`), whatever the address promised."""
    kind = response.content_type
    is_pdf = b"%PDF-" in response.body[:1024]
    if kind in PDFS and is_pdf:
        return
    if (kind in PAGES or (data and kind == DATA)) and not is_pdf and response.body.strip():
        return
    found = "an empty answer" if not response.body.strip() else f"{kind or 'no stated type'}"
    raise FetchError(
        response.requested, f"gave {found} where a page or a PDF was expected, so it was not kept."
    )


def text_of(response: Response) -> str:
    """The words of a page, in the encoding that the server or the page states; "" for a PDF."""
    if b"%PDF-" in response.body[:1024]:
        return ""
    charset = re.search(r"charset=[\"']?([\w-]+)", response.headers.get("content-type", ""), re.I)
    if charset is not None:
        try:
            return response.body.decode(charset[1])
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return decode(response.body, _name(response.url))[0]
    except UnreadableSource as error:
        raise FetchError(response.requested, f"cannot be read: {error.reason}") from error


def read_source(source: Source, body: bytes, text: str, retrieved_at: str) -> Reading:
    """The document of what was fetched; `text` is the body's words, "" for a PDF."""
    digest = hashlib.sha256(body).hexdigest()
    if source.elaws is not None:
        return _read_law(source, text, digest, retrieved_at)
    try:
        extract = read(body, _name(source.url))
    except UnreadableSource as error:
        raise FetchError(source.url, f"was fetched but cannot be read: {error.reason}") from error
    about = About(
        id=source.entry.id,
        kind=source.entry.kind,
        authority="official",
        source_sha256=digest,
        title=source.entry.title(source.language),
        language=source.language,
        version="web" if source.position == 1 else f"web-{source.position}",
        url=source.url,
        retrieved_at=retrieved_at,
        validity=Validity(source.entry.in_force_from, source.entry.in_force_to),
        status=source.entry.status,
    )
    document = build_document(extract, about)
    return Reading(document, tuple(passages_of(document)), BUILD_PARSER)


def _read_law(source: Source, text: str, digest: str, retrieved_at: str) -> Reading:
    code = _code(source.url)
    codes = [_code(a.url) for a in source.entry.addresses if a.official and _code(a.url)]
    reading = read_elaws(
        text,
        document_id=source.entry.id,
        url=source.url,
        retrieved_at=retrieved_at,
        title=source.entry.title(source.language),
    )
    document = reading.document
    passages: Sequence[Passage] = reading.passages
    if document.validity == ALWAYS:
        document, passages = _undated(source, codes[:1] == [code], document, passages)
    if codes[:1] != [code]:
        document, passages = _rename(document, passages, f"{code}-{document.version}")
    return Reading(replace(document, source_sha256=digest), tuple(passages), ELAWS_PARSER)


def _undated(
    source: Source, main: bool, document: Document, passages: Sequence[Passage]
) -> tuple[Document, Sequence[Passage]]:
    """Give a page that states no period the days of the catalogue; a law as enacted, beside its consolidation, only its first."""
    start, end = source.entry.in_force_from, source.entry.in_force_to
    if source.address.valid_from is not None:
        start, end = source.address.valid_from, source.address.valid_to
    elif not main and start is not None and AS_ENACTED.fullmatch(_code(source.url)):
        end = date.fromordinal(start.toordinal() + 1)
    period = Validity(start, end)
    dated = [replace(p, validity=period) if p.validity == ALWAYS else p for p in passages]
    return replace(document, validity=period, status="historical" if end else document.status), dated


def _rename(
    document: Document, passages: Sequence[Passage], version: str
) -> tuple[Document, Sequence[Passage]]:
    """Another instrument of the same entry gets its code in front of its version, and so ids of its own."""
    before, after = f"@{document.version}:", f"@{version}:"
    renamed = [replace(p, id=p.id.replace(before, after, 1), version=version) for p in passages]
    return replace(document, version=version), renamed


def _code(url: str) -> str:
    match = ELAWS_PATH.fullmatch(urlsplit(url).path)
    return match["code"].lower() if match else ""


def _name(url: str) -> Path:
    """A file name for the readers, which tell formats by content but name the file in what they say."""
    name = PurePosixPath(urlsplit(url).path).name or "page"
    return Path(name if "." in name else f"{name}.html")
