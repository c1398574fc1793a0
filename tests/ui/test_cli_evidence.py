"""Evidence packs and saved answers through the front door: what was altered is found, what changed is told."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.store import Store
from server.verify import verify_pack

Lhsia = Callable[..., Any]
QUESTION = "Under LHSIA s. 27, what notice did a provider give the LHIN?"


@pytest.fixture
def board(lhsia: Lhsia, tmp_path: Path) -> Path:
    """A pack with at least one quotation."""
    target = tmp_path / "board.zip"
    made = json.loads(lhsia("pack", QUESTION, "--as-of", "2015-03-02", "--out", target, "--json").out)
    assert made["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert made["quotes"] > 0
    return target


def alter(pack: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Write the pack again with one file changed, as someone with a ZIP program would."""
    with zipfile.ZipFile(pack) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    files[name] = change(files[name])
    with zipfile.ZipFile(pack, "w") as archive:
        for entry, data in files.items():
            archive.writestr(entry, data)


def test_a_pack_verifies(board: Path, lhsia: Lhsia) -> None:
    ran = lhsia("verify", board)
    assert ran.status == 0
    assert "every file, quotation and citation matches" in ran.out
    digest = hashlib.sha256(board.read_bytes()).hexdigest()
    assert lhsia("verify", board, "--digest", digest, "--held").status == 0


def test_one_letter_of_a_passage_is_told(board: Path, lhsia: Lhsia) -> None:
    alter(board, "passages/001.txt", lambda text: text.swapcase()[:1] + text[1:])
    ran = lhsia("verify", board)
    assert ran.status == 1
    assert "does not match: passages/001.txt was altered" in ran.out
    assert "is not the text that was quoted" in ran.out


def test_one_byte_of_the_file_is_told(board: Path, lhsia: Lhsia) -> None:
    with zipfile.ZipFile(board) as archive:
        place = archive.getinfo("answer.json")
    data = bytearray(board.read_bytes())
    data[place.header_offset + 30 + len("answer.json") + place.compress_size // 2] ^= 1
    board.write_bytes(data)
    ran = lhsia("verify", board, "--json")
    report = json.loads(ran.out)
    assert (ran.status, report["whole"]) == (1, False)
    assert [(f["code"], f["file"]) for f in report["findings"]] == [("altered_file", "answer.json")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_byte_may_be_altered_and_nothing_breaks(board: Path, place: float, bit: int) -> None:
    """What is in the files is found out; bytes that only say when a file was zipped are the digest's to find."""
    whole = board.read_bytes()
    data = bytearray(whole)
    data[int(place * len(data))] ^= 1 << bit
    copy = board.with_name("altered.zip")
    copy.write_bytes(data)
    digest = hashlib.sha256(whole).hexdigest()
    assert verify_pack(copy, digest)[0].code == "digest"
    if not verify_pack(copy):
        with zipfile.ZipFile(copy) as altered, zipfile.ZipFile(board) as before:
            assert {n: altered.read(n) for n in altered.namelist()} == {
                n: before.read(n) for n in before.namelist()
            }


def test_another_pack_is_told_by_its_digest(board: Path, lhsia: Lhsia) -> None:
    ran = lhsia("verify", board, "--digest", "0" * 64)
    assert ran.status == 1
    assert "written down" in ran.out


def test_a_pack_is_not_written_over(board: Path, lhsia: Lhsia) -> None:
    before = board.read_bytes()
    ran = lhsia("pack", QUESTION, "--out", board)
    assert ran.status == 1
    assert "--replace" in ran.err
    assert board.read_bytes() == before
    assert lhsia("pack", QUESTION, "--out", board, "--replace").status == 0


def change_cited(store: Store, passage_id: str) -> None:
    """Store a passage's document again with other words in that passage."""
    passage = store.passage(passage_id)
    (document,) = (d for d in store.documents(passage.document_id) if d.language == passage.language)
    own = [p for p in store.passages(document.id) if p.language == document.language]
    changed = [
        replace(p, text=p.text.replace("notice", "a warning")) if p.id == passage_id else p for p in own
    ]
    store.put_document(document, changed, "1")


def test_a_saved_answer_is_affected_by_a_change(lhsia: Lhsia, opener: Any) -> None:
    (saved,) = json.loads(lhsia("save", QUESTION, "--as-of", "2015-03-02", "--json").out)
    assert json.loads(lhsia("affected", "--json").out) == []
    cited = next(c for c in saved["cited"] if "notice" in c["quote"])
    change_cited(opener.store(), cited["passage_id"])
    (entry,) = json.loads(lhsia("affected", "--json").out)
    assert entry["saved"]["question"] == QUESTION
    (change,) = entry["changes"]
    assert (change["kind"], change["quote_stands"]) == ("changed", False)
    printed = lhsia("affected").out
    assert "1 of 1 saved answers affected" in printed
    assert "{+a warning.+}" in " ".join(printed.split())


def test_an_ingest_says_that_saved_answers_are_affected(lhsia: Lhsia, opener: Any, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Ferry note\n\nThe ferry must leave at noon.\n", encoding="utf-8")
    assert lhsia("ingest", note).status == 0
    assert lhsia("save", "When must the ferry leave?").status == 0
    note.write_text("# Ferry note\n\nThe ferry must leave at dusk.\n", encoding="utf-8")
    assert "1 saved answer affected" in lhsia("ingest", note).out


def test_a_saved_question_is_let_go(lhsia: Lhsia) -> None:
    (saved,) = json.loads(lhsia("save", QUESTION, "--json").out)
    assert lhsia("save", "--remove", saved["id"]).status == 0
    ran = lhsia("save", "--remove", saved["id"])
    assert ran.status == 1
    assert "There is no saved question" in ran.err
    assert lhsia("save", QUESTION, "--remove", saved["id"]).status == 2


CLEAN = """
import socket, sys
def refuse(*_): raise OSError("no network here")
socket.socket.connect = refuse
from ui.cli import run
status = run(["verify", sys.argv[1]])
assert not {"torch", "sentence_transformers"} & set(sys.modules), "a model was loaded"
sys.exit(status)
"""


@pytest.mark.slow
def test_a_pack_is_checked_on_a_machine_that_has_nothing(board: Path, tmp_path: Path) -> None:
    """No home, no index, no network: only the program and the file."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    copy = place / "board.zip"
    copy.write_bytes(board.read_bytes())
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(place / "none"), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", CLEAN, "board.zip"],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "every file, quotation and citation matches" in done.stdout
    assert [path.name for path in place.iterdir()] == ["board.zip"]


def test_saved_questions_are_listed(lhsia: Lhsia) -> None:
    assert "No question is saved" in lhsia("save").out
    lhsia("save", QUESTION)
    assert QUESTION in " ".join(lhsia("save").out.split())


def test_a_saved_question_names_its_passages_for_the_check_of_sources(lhsia: Lhsia, opener: Any) -> None:
    (saved,) = json.loads(lhsia("save", QUESTION, "--json").out)
    (record,) = opener.store().records("saved_question")
    assert record["passage_ids"] == [cited["passage_id"] for cited in saved["cited"]]
