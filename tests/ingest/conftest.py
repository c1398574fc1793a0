from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.store import Store
from ingest.build import About, build_document
from ingest.formats import read

LAWS = Path(__file__).parent.parent / "laws"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture
def laws() -> Path:
    return LAWS


@pytest.fixture(scope="session")
def made() -> Callable[..., Document]:
    """Build a document from text, or from a file of tests/laws."""

    def make(text: str = "", name: str = "sample.txt", document_id: str = "sample") -> Document:
        path = LAWS / name
        data = text.encode("utf-8") if text else path.read_bytes()
        about = About(document_id, "upload", "upload", "0" * 64, file_name=name)
        return build_document(read(data, path), about)

    return make
