"""The command line's manners: help with examples, exit statuses, one sentence per error, never a traceback."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from ui.cli import app, run
from ui.opening import Opener
from ui.quality import own_quality

COMMANDS = sorted(getattr(typer.main.get_command(app), "commands", {}))
ROOT = Path(__file__).parents[2]
Lhsia = Callable[..., Any]


def one_sentence(text: str) -> bool:
    return text.startswith("lhsia: ") and text.count("\n") == 1 and text.endswith(".\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(command: str, lhsia: Lhsia) -> None:
    ran = lhsia(command, "--help")
    assert ran.status == 0
    assert f"Example: lhsia {command}" in " ".join(ran.out.split())


def test_nothing_typed_shows_the_commands(lhsia: Lhsia) -> None:
    ran = lhsia()
    assert ran.status == 0
    assert all(command in ran.out for command in COMMANDS)


WRONG = [
    ("nonsense",),
    ("ask",),
    ("ask", "What?", "--as-of", "soon"),
    ("ask", "What?", "--as-of", "2015-02-30"),
    ("ask", "What?", "--language", "de"),
    ("search", "notice", "-k", "0"),
    ("search", "notice", "--kind", "poem"),
    ("search", "--no-such-option", "x"),
    ("obligations", "--modality", "should"),
    ("obligations", "--as-of", "01/06/2015"),
    ("obligations", "--language", "de"),
    ("deadline", "lhsia-27-review", "--from", "yesterday"),
    ("deadline", "lhsia-27-review", "--from", "2015-03-02", "--proclaimed", "never"),
    ("walk", "--role", "patient"),
    ("walk", "--answers", "maybe"),
    ("walk", "--as-of", "1999-01-01"),
    ("walk", "--date", "2015-03-02"),
    ("changes", "2018-06-01"),
    ("changes", "2018-06-01", "later"),
    ("changes", "2020-01-01", "2018-01-01"),
    ("pack", "What?"),
    ("verify", "no-such-pack.zip"),
    ("eval", "--part", "half"),
    ("eval", "--record", "--part", "reported"),
    ("eval", "--limit", "0"),
    ("eval", "--questions", "no-such-file.jsonl"),
    ("eval", "--against", "no-such-run"),
    ("eval", "--baseline", "oracle"),
    ("eval", "--collection", "no-such-folder"),
    ("eval", "--json", "no-such-folder/scores.json"),
    ("timeline", "--language", "de"),
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_usage_is_one_sentence_and_status_2(arguments: tuple[str, ...], lhsia: Lhsia) -> None:
    ran = lhsia(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert one_sentence(ran.err), ran.err


NOT_HELD = [
    ("search", "notice", "--document", "no-such-act"),
    ("obligations", "--document", "no-such-act"),
    ("provision", "no-such-act s. 27"),
    ("provision", "lhsia-2006"),
    ("provision", "lhsia-2006 s. 999"),
    ("concordance", "lhsia-2006 s. 999"),
    ("deadline", "no-such-rule"),
    ("deadline", "register:no-such-row"),
    ("changes", "2018-06-01", "2026-01-01", "--document", "no-such-act"),
    ("fetch", "no-such-act"),
]


@pytest.mark.parametrize("arguments", NOT_HELD, ids=" ".join)
def test_what_is_not_held_is_one_sentence_and_status_1(arguments: tuple[str, ...], lhsia: Lhsia) -> None:
    ran = lhsia(*arguments)
    assert (ran.status, ran.out) == (1, "")
    assert one_sentence(ran.err), ran.err


def test_an_answer_as_json_has_the_contract_s_fields(lhsia: Lhsia) -> None:
    ran = lhsia(
        "ask",
        "Under LHSIA s. 27, what notice did a provider give the LHIN?",
        "--as-of",
        "2015-06-01",
        "--json",
    )
    answer = json.loads(ran.out)
    fields = "question standalone_question language as_of outcome answer statements citations warnings obligations confidence composer related choices lead trace_id timings_ms"
    assert set(answer) == set(fields.split())
    assert answer["as_of"] == "2015-06-01"
    for citation in answer["citations"]:
        assert citation["quote"]
        assert citation["end"] - citation["start"] == len(citation["quote"])


def test_an_evaluation_is_kept_for_the_page(lhsia: Lhsia, opener: Any, tmp_path: Path) -> None:
    question: dict[str, Any] = {
        "id": "q",
        "audience": "provider",
        "language": "en",
        "question": "What was LHSIA s. 27 about?",
    }
    question |= {"answerable": True, "documents": ["lhsia-2006"], "facts": [], "difficulty": 1}
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(question) + "\n", encoding="utf-8")
    assert lhsia("eval", "--questions", questions, "--out", tmp_path / "run").status == 0
    kept = own_quality(opener.home)
    assert kept is not None
    assert kept.questions == 1
    assert kept.report is not None
    assert kept.report.read_text(encoding="utf-8") == (tmp_path / "run" / "report.html").read_text(
        encoding="utf-8"
    )


def test_found_passages_as_json(lhsia: Lhsia) -> None:
    rows = json.loads(
        lhsia("search", "notice of integration", "-k", 3, "--document", "lhsia-2006", "--json").out
    )
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert {row["document_id"] for row in rows} == {"lhsia-2006"}


def test_a_conversation_ends_with_an_empty_line(lhsia: Lhsia, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("What was LHSIA s. 27 about?\n\n"))
    ran = lhsia("chat", "--as-of", "2015-06-01")
    assert ran.status == 0
    assert "Sources" in ran.out


def test_a_damaged_store_is_one_sentence(lhsia: Lhsia, opener: Any) -> None:
    (opener.home / "store.sqlite3").write_bytes(b"SQLite format 3\0 and then nothing that can be read" * 100)
    ran = lhsia("documents")
    assert ran.status == 1
    assert one_sentence(ran.err)


def test_debug_shows_where_it_failed(opener: Any) -> None:
    class Broken(Opener):
        def held(self) -> Any:
            raise sqlite3.DatabaseError("malformed")

    assert run(["documents"], Broken()) == 1
    with pytest.raises(sqlite3.DatabaseError):
        run(["--debug", "documents"], Broken())


@pytest.mark.slow
def test_the_program_itself_gives_its_status(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ui", "ask", "What?", "--as-of", "soon"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert one_sentence(done.stderr)


def test_a_refusal_is_french_where_french_is_asked_for(lhsia: Lhsia) -> None:
    ran = lhsia("provision", "rien", "--language", "fr")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("lhsia: « rien » ne désigne pas")
    assert lhsia("provision", "rien", "--language=fr").err == ran.err
    assert "does not name" in lhsia("provision", "rien").err
