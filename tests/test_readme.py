"""The README and the pages it links tell the truth: settings, commands, targets and files are as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from server.settings import Settings
from ui.cli import app

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED_FILE = re.compile(r"`((?:corpus|ingest|index|server|ui|eval|tests|docs)/[\w./-]*)`")
COMMAND = re.compile(r"(?:^|`)lhsia ([a-z-]+)", re.M)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def links(page: Path) -> list[Path]:
    """The files that a page links to."""
    found = LINK.findall(read(page))
    return [(page.parent / link).resolve() for link in found if not re.match(r"https?:|mailto:", link)]


def pages() -> list[Path]:
    """The README and every page of the project that it links to."""
    return [README, *dict.fromkeys(path for path in links(README) if path.suffix == ".md" and path.exists())]


def commands() -> set[str]:
    """The commands of `lhsia`, as the program has them."""
    group = typer.main.get_command(app)
    return set(getattr(group, "commands", {}))


def targets() -> set[str]:
    """The targets of the Makefile that have a line of help."""
    return set(re.findall(r"^([a-z]+):.*## ", read(ROOT / "Makefile"), re.M))


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_explained(field: str) -> None:
    assert any(f"`LHSIA_{field.upper()}`" in read(page) for page in pages())


def test_no_setting_is_invented() -> None:
    named = {found for page in pages() for found in re.findall(r"`LHSIA_([A-Z_]+)`", read(page))}
    assert {found.lower() for found in named} <= {*Settings.model_fields, "screenshots"}


def test_every_command_is_in_the_readme() -> None:
    assert commands() <= set(COMMAND.findall(read(README)))


def test_every_command_named_exists() -> None:
    named = {found for page in pages() for found in COMMAND.findall(read(page))}
    assert named <= commands()


def test_every_target_is_in_the_readme_and_none_is_invented() -> None:
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", read(README), re.M)) == targets()


def test_links_lead_somewhere() -> None:
    broken = [str(path) for page in pages() for path in links(page) if not path.exists()]
    assert broken == []


def test_files_named_in_the_text_exist() -> None:
    named = {found for page in pages() for found in NAMED_FILE.findall(read(page))}
    assert [found for found in sorted(named) if not (ROOT / found).exists()] == []
