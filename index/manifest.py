"""What a generation was built from and with; refuses to open when that does not match."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import IndexMissing, IndexStale

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record beside a generation's files: counts, model, and the SHA-256 of each file."""

    generation: str
    created_at: str
    model: str
    dimension: int
    passages: int
    vectors: int
    documents: dict[str, str]
    files: dict[str, str]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write manifest.json."""
        (folder / "manifest.json").write_text(
            json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8"
        )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; raise IndexMissing or IndexStale."""
    path = folder / "manifest.json"
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexMissing(
            f"There is no index in {folder}; run `lhsia ingest`.",
            f"Il n'y a pas d'index dans {folder}; lancez `lhsia ingest`.",
        ) from error
    except ValueError as error:
        raise IndexStale(
            f"{path} is damaged ({error}); run `lhsia ingest --replace`.",
            f"{path} est endommagé ({error}); lancez `lhsia ingest --replace`.",
        ) from error
    if value.get("format") != FORMAT:
        raise IndexStale(
            f"{folder} has index format {value.get('format')}, this version reads {FORMAT}; run `lhsia ingest`.",
            f"{folder} est un index au format {value.get('format')}, cette version lit le format {FORMAT}; lancez `lhsia ingest`.",
        )
    return Manifest(**value)


def verify(folder: Path, manifest: Manifest, model: str) -> None:
    """Raise IndexStale when a file was altered or the configured model is not the one the index was built with."""
    if manifest.model != model:
        raise IndexStale(
            f"The index was built with {manifest.model!r} and {model!r} is configured; "
            "run `lhsia ingest` or set LHSIA_EMBEDDING_MODEL back.",
            f"L'index a été fait avec « {manifest.model} », or le modèle réglé est « {model} »; lancez `lhsia ingest` ou rétablissez LHSIA_EMBEDDING_MODEL.",
        )
    for name, digest in manifest.files.items():
        if file_sha256(folder / name) != digest:
            raise IndexStale(
                f"{folder / name} is not the file that was built; run `lhsia ingest --replace`.",
                f"{folder / name} n'est pas le fichier qui avait été fait; lancez `lhsia ingest --replace`.",
            )


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, "" when it is missing."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
