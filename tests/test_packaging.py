"""The six generic names are ours, in the checkout and in a wheel, and a wheel carries every file that code reads."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "ingest", "index", "server", "ui", "eval")
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", ".*")

READ_SHIPPED_FILES = """
import json
from importlib import resources
import corpus
brief = resources.files("corpus").joinpath("briefs/fr/lhsia-2006.md").read_text(encoding="utf-8")
entry = resources.files("corpus").joinpath("catalogue/lhsia-2006.toml").read_text(encoding="utf-8")
ranker = json.loads(resources.files("server").joinpath("data/ranker.json").read_text(encoding="utf-8"))
print(json.dumps([corpus.__file__, brief[:3], "lhsia-2006" in entry, bool(ranker["weights"])]))
"""


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_the_one_in_this_repository(package: str) -> None:
    file = importlib.import_module(package).__file__
    assert file is not None
    assert Path(file).parent == ROOT / package


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_has_the_name(package: str) -> None:
    assert set(packages_distributions()[package]) == {"lhsia-assistant"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing is left in the checkout."""
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=NOT_SHIPPED)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    target = source / "dist"
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target)], source)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; the libraries come from this one, the checkout does not."""
    folder = tmp_path_factory.mktemp("environment")
    run([sys.executable, "-m", "venv", "--without-pip", str(folder)], folder)
    python = folder / "bin" / "python"
    run([sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)], folder)  # fmt: skip
    site = run([str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"], folder)
    # Lines of a .pth file add folders, and the .pth files there (the editable install's hook) are not read.
    (Path(site.strip()) / "libraries.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    return python


def run(command: list[str], folder: Path) -> str:
    """What a command prints; the test fails with its errors when it does."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_six_packages_and_no_other(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert names == files


@pytest.mark.slow
def test_the_wheel_runs_from_another_folder(python: Path) -> None:
    text = run([str(python.parent / "lhsia"), "--help"], Path("/"))
    assert "serve" in text
    assert "ask" in text


@pytest.mark.slow
def test_the_wheel_reads_what_ships(python: Path) -> None:
    file, brief, entry, ranker = json.loads(run([str(python), "-c", READ_SHIPPED_FILES], Path("/")))
    assert str(python.parents[1]) in file
    assert (brief, entry, ranker) == ("---", True, True)


@pytest.mark.slow
def test_the_corpus_of_the_wheel_is_whole(python: Path) -> None:
    assert "0 errors" in run([str(python.parent / "lhsia"), "doctor", "--corpus"], Path("/"))
