"""The layout: what lies where, how long files are, and which file may import what."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "ingest", "index", "server", "ui", "eval")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST = 450
LONGER: dict[str, str] = {}  # path: why it may be longer

# Libraries that cost seconds to import, or whose types must not spread: the only files that may import them.
HOMES = {
    "docx": {"ingest/word.py", "server/word_file.py"},
    "faiss": {"index/vectors.py"},
    "gradio": {"ui/page.py"},
    "llama_index": {"eval/baselines.py", "eval/judge.py"},
    "mcp": {"server/mcp_server.py"},
    "plotly": {"eval/figures.py"},
    "pypdf": {"ingest/pdf.py"},
    "reportlab": {"server/pdf_file.py"},
    "selectolax": {"ingest/webpage.py", "ingest/elaws_page.py"},
    "sentence_transformers": {"ingest/encoder.py"},
    "tantivy": {"index/terms.py"},
    "safetensors": {"eval/fit_reader.py", "server/reader.py"},
    "tokenizers": {"ingest/encoder.py"},
    "torch": {"eval/fit_reader.py", "ingest/encoder.py", "server/reader.py"},
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def imported(path: Path) -> frozenset[str]:
    """The top-level names of what a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return frozenset(found)


def test_the_six_packages_and_nothing_else_are_code() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders == set(PACKAGES)


def test_no_package_among_the_tests() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(p) for p in MODULES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_module_is_too_long() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    long = {path for path, lines in lengths.items() if lines > LONGEST}
    assert long == set(LONGER), "split them, or list them here with a reason"


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    named = {name(path) for path in MODULES if path.stem in sys.stdlib_module_names}
    assert named == set()


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_at_home(library: str) -> None:
    assert {name(path) for path in MODULES if library in imported(path)} == HOMES[library]


def test_a_file_that_claims_to_be_the_only_one_is() -> None:
    claims = {
        (found[1], name(path))
        for path in MODULES
        if (found := re.search(r"only file that imports (\w+)", path.read_text(encoding="utf-8")))
    }
    true = {(library, name(path)) for path in MODULES for library in imported(path)}
    assert {library for library, _ in claims} >= {"faiss", "tantivy", "pypdf", "sentence_transformers"}
    assert {pair for pair in true if pair[0] in dict(claims)} == claims


def test_imports_point_downwards() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
