"""Commands that run and keep the service: serve, mcp, doctor, backup, restore."""

from __future__ import annotations

import socket
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import AssistantError, StoreError
from corpus.validate import count_corpus, validate_corpus
from index.generation import current_folder
from index.manifest import read_manifest, verify
from server.mcp_tools import Tools
from server.routes_mcp import NOT_INSTALLED, is_installed
from server.service import Service
from ui.cli_options import DONE, FAILED
from ui.console import OUT
from ui.opening import Opener, opener_of


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (serve, mcp, doctor, backup, restore):
        app.command()(command)


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
) -> int:
    """Serve API and web page. Example: lhsia serve --port 8000."""
    _require_free(host, port)
    import uvicorn

    from server.app import create_app
    from ui.page import mount_page

    place = opener_of(context).workplace()
    place.assistant.warm_up()
    application = mount_page(create_app(place), place)
    OUT.print(
        f"LHSIA Assistant: page and API on http://{host}:{port} (API reference: /docs). Stop with Ctrl+C."
    )
    uvicorn.run(application, host=host, port=port, log_level="warning")
    return DONE


def mcp(context: typer.Context) -> int:
    """Serve the Model Context Protocol on standard input and output. Example: lhsia mcp."""
    if not is_installed():
        raise AssistantError(*NOT_INSTALLED)
    from server.mcp_server import serve_stdio

    serve_stdio(Tools(Service(opener_of(context).workplace())))
    return DONE


def doctor(
    context: typer.Context,
    corpus: Annotated[
        bool, typer.Option("--corpus", help="Check the knowledge that ships, line by line.")
    ] = False,
) -> int:
    """Check the installation and say what to do. Example: lhsia doctor --corpus."""
    return _check_corpus() if corpus else _check_installation(opener_of(context))


def backup(
    context: typer.Context, target: Annotated[Path, typer.Argument(help="The archive to write (.tar.gz).")]
) -> int:
    """Write store, uploads and index into one archive. Example: lhsia backup lhsia-2026-11-21.tar.gz."""
    home = opener_of(context).settings().home
    if not (home / "store.sqlite3").exists():
        raise StoreError(
            f"There is nothing to back up in {home}; run `lhsia ingest` first.",
            f"Il n'y a rien à sauvegarder dans {home}; lancez d'abord `lhsia ingest`.",
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store.sqlite3"
        with (
            closing(sqlite3.connect(home / "store.sqlite3")) as source,
            closing(sqlite3.connect(copy)) as goal,
        ):
            source.backup(goal)
        with tarfile.open(target, "w:gz") as archive:
            archive.add(copy, "store.sqlite3")
            for name in ("sources", "index"):
                if (home / name).exists():
                    archive.add(home / name, name)
    OUT.print(f"Backed up {home} to {target}.", markup=False, soft_wrap=True)
    return DONE


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="An archive written by `lhsia backup`.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in place of what is there.")] = False,
) -> int:
    """Put a backup into LHSIA_HOME. Example: lhsia restore lhsia-2026-11-21.tar.gz."""
    home = opener_of(context).settings().home
    home.mkdir(parents=True, exist_ok=True)
    held = list(home.iterdir())
    if held and not replace:
        raise StoreError(
            f"{home} is not empty; move it away or add --replace.",
            f"{home} n'est pas vide; déplacez-le ou ajoutez --replace.",
        )
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        old, new = Path(folder) / "old", Path(folder) / "new"
        old.mkdir()
        new.mkdir()
        _unpack(source, new)
        for entry in held:
            entry.rename(old / entry.name)
        for entry in list(new.iterdir()):
            entry.rename(home / entry.name)
    OUT.print(f"Restored {source} to {home}.", markup=False, soft_wrap=True)
    return DONE


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise StoreError(
            f"{source} cannot be read as a backup ({error}); choose a file written by `lhsia backup`.",
            f"{source} ne peut pas être lu comme une sauvegarde ({error}); choisissez un fichier écrit par `lhsia backup`.",
        ) from error
    if not (folder / "store.sqlite3").exists():
        raise StoreError(
            f"{source} holds no store; choose a file written by `lhsia backup`.",
            f"{source} ne contient pas de dépôt; choisissez un fichier écrit par `lhsia backup`.",
        )


def _require_free(host: str, port: int) -> None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AssistantError(
                f"Port {port} on {host} cannot be used ({error.strerror}); choose another with --port.",
                f"Le port {port} de {host} ne peut pas être utilisé ({error.strerror}); choisissez-en un autre avec --port.",
            ) from error


def _check_installation(opener: Opener) -> int:
    """Print one line per check; 1 when one failed, after which the others would say nothing."""
    home = opener.settings().home
    OUT.print(f"home: {home}", markup=False, soft_wrap=True)
    try:
        library = opener.library()
        OUT.print(f"ok: model {library.encoder.name}, {library.encoder.dimension} numbers per vector")
        OUT.print(f"ok: store, {len(library.documents())} documents")
        folder = current_folder(library.index_root)
        assert folder is not None  # raises when there is none
        manifest = read_manifest(folder)
        verify(folder, manifest, library.encoder.name)
    except AssistantError as error:
        OUT.print(f"failed: {error}", markup=False, soft_wrap=True)
        return FAILED
    held = f"{manifest.passages} passages, {len(manifest.documents)} documents"
    OUT.print(f"ok: index {manifest.generation}, {held}", markup=False, soft_wrap=True)
    if not library.is_current():
        OUT.print("note: the corpus has changed since the index was built; the next question renews it.")
    return DONE


def _check_corpus() -> int:
    """Print every finding and the counts; 1 when a finding is an error, notes alone are no failure."""
    findings = validate_corpus()
    for finding in findings:
        OUT.print(str(finding), markup=False, soft_wrap=True)
    counts = asdict(count_corpus())
    for level, number in counts.pop("confidence").items():
        counts[f"facts {level} (English)"] = number
    for language, number in counts.pop("facts").items():
        counts[f"facts in {language}"] = number
    for name, number in counts.items():
        OUT.print(f"{name.replace('_', ' ')}: {number}")
    errors = sum(finding.severity == "error" for finding in findings)
    OUT.print(f"{errors} errors, {len(findings) - errors} notes")
    return FAILED if errors else DONE
