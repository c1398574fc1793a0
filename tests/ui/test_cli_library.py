"""Commands on what is held, through the front door: ingest, fetch, documents, provision, backup and restore."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from corpus.catalogue import Address, Entry, read_catalogue
from corpus.passage import Language
from corpus.shipped import CATALOGUE
from ingest.elaws import read_elaws
from ingest.fetch_policy import FetchPolicy
from server.answer import Answer, Citation, Statement
from ui.cli import run
from ui.console import show_answer
from ui.opening import Held, Opener

Lhsia = Callable[..., Any]
PAGE = Path(__file__).parents[1] / "laws" / "elaws" / "lantern_act_en.html"
POLICY = "Bylaw of the pier\n\nThe pier society must publish the tide table within 10 days of the board's meeting.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files: one that can be read, and a PDF that is none."""
    found = tmp_path / "policies"
    found.mkdir()
    (found / "bylaw.txt").write_text(POLICY, encoding="utf-8")
    (found / "broken.pdf").write_bytes(b"this is no PDF")
    return found


def test_a_bad_file_does_not_stop_the_rest(folder: Path, lhsia: Lhsia) -> None:
    ran = lhsia("ingest", folder)
    assert ran.status == 1
    assert "added: " in ran.out
    assert "1 added, 1 failed" in ran.out
    assert ran.err.startswith("failed: broken.pdf")
    assert ran.err.count("\n") == 1
    assert "tide table" in lhsia("search", "tide table of the pier", "--document", "bylaw").out


def test_what_became_of_each_file_as_json(folder: Path, lhsia: Lhsia) -> None:
    rows = json.loads(lhsia("ingest", folder, "--json").out)
    assert [(Path(row["path"]).name, row["outcome"], row["document_id"]) for row in rows] == [
        ("broken.pdf", "failed", ""),
        ("bylaw.txt", "added", "bylaw"),
    ]
    assert rows[0]["reason"]
    assert rows[1]["passages"] > 0


def test_the_same_file_again_is_unchanged(folder: Path, lhsia: Lhsia) -> None:
    lhsia("ingest", folder / "bylaw.txt")
    again = lhsia("ingest", folder / "bylaw.txt")
    assert (again.status, again.out.splitlines()[-1]) == (0, "1 unchanged")


def test_replace_puts_a_file_in_place_of_its_namesake(folder: Path, tmp_path: Path, lhsia: Lhsia) -> None:
    lhsia("ingest", folder / "bylaw.txt")
    other = tmp_path / "bylaw.txt"
    other.write_text(POLICY.replace("10 days", "20 days"), encoding="utf-8")
    assert "updated" in lhsia("ingest", other, "--replace").out
    assert "20 days" in lhsia("search", "tide table", "-k", 1, "--document", "bylaw").out


def test_a_path_that_is_not_there_fails(lhsia: Lhsia, tmp_path: Path) -> None:
    ran = lhsia("ingest", tmp_path / "nowhere")
    assert ran.status == 1
    assert "does not exist" in ran.err


def test_documents_are_listed_whole(lhsia: Lhsia) -> None:
    listed = lhsia("documents").out
    rows = json.loads(lhsia("documents", "--json").out)
    assert {"lhsia-2006", "connecting-care-act-2019"} <= {row["id"] for row in rows}
    assert all(row["id"] in listed for row in rows)
    (act,) = (row for row in rows if row["id"] == "lhsia-2006")
    assert act["languages"] == ["en", "fr"]
    assert act["passages"] > 100


def test_a_provision_shows_its_dates(lhsia: Lhsia) -> None:
    ran = lhsia("provision", "lhsia-2006 s. 27 (3)")
    assert ran.status == 0
    assert "repealed, 2006-03-28 until 2021-04-01" in ran.out
    assert "notice" in ran.out


@pytest.mark.parametrize(
    "reference", ["lhsia-2006 s. 27 (3)", "LHSIA section 27(3)", "lhsia-2006 art. 27 (3)"]
)
def test_a_provision_is_named_in_many_ways(reference: str, lhsia: Lhsia) -> None:
    found = json.loads(lhsia("provision", reference, "--json").out)
    assert (found["document_id"], found["address"]) == ("lhsia-2006", "s. 27 (3)")
    assert [row["to_document"] for row in found["replaced_by"]] == ["connecting-care-act-2019"]
    assert all(passage["status"] == "repealed" for passage in found["passages"] if passage["in_force_to"])


def test_a_provision_on_a_day_is_only_what_held(lhsia: Lhsia) -> None:
    then = json.loads(lhsia("provision", "lhsia-2006 s. 27", "--as-of", "2015-06-01", "--json").out)
    assert {passage["status"] for passage in then["passages"]} <= {"in_force", ""}
    ran = lhsia("provision", "lhsia-2006 s. 27 (3)", "--as-of", "2001-01-01")
    assert ran.status == 1
    assert "was not law on 2001-01-01" in ran.err


def test_a_provision_in_french(lhsia: Lhsia) -> None:
    found = json.loads(lhsia("provision", "lhsia-2006 s. 27", "--language", "fr", "--json").out)
    assert {passage["language"] for passage in found["passages"]} == {"fr"}


def test_a_clause_that_is_not_held_alone_shows_what_it_stands_in(lhsia: Lhsia) -> None:
    found = json.loads(lhsia("provision", "lhsia-2006 s. 27 (3) (b)", "--json").out)
    assert found["passages"]
    assert "s. 27 (3) (b)" not in {p["address"] for p in found["passages"]}


def test_the_timeline_is_in_order(lhsia: Lhsia) -> None:
    days = [event["day"] for event in json.loads(lhsia("timeline", "--json").out) if event["day"]]
    assert "2006-03-28" in days
    assert len(days) > 20
    assert "LISSL" in lhsia("timeline", "--language", "fr").out


def test_a_backup_comes_back(folder: Path, tmp_path: Path, lhsia: Lhsia, opener: Any) -> None:
    lhsia("ingest", folder / "bylaw.txt")
    archive = tmp_path / "home.tar.gz"
    assert lhsia("backup", archive).status == 0
    elsewhere = replace(opener, home=tmp_path / "other", opened=[])
    assert run(["restore", str(archive)], elsewhere) == 0
    assert [d.id for d in elsewhere.store().documents("bylaw")] == ["bylaw"]
    found = elsewhere.workplace().assistant.finder.index.generation.passages
    assert any(passage.document_id == "bylaw" for passage in found)


def test_restore_writes_over_nothing_unless_told(tmp_path: Path, lhsia: Lhsia) -> None:
    archive = tmp_path / "home.tar.gz"
    lhsia("backup", archive)
    ran = lhsia("restore", archive)
    assert ran.status == 1
    assert "--replace" in ran.err
    assert lhsia("restore", archive, "--replace").status == 0
    assert lhsia("documents").status == 0


def test_a_bad_backup_leaves_the_home_as_it_was(tmp_path: Path, lhsia: Lhsia) -> None:
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(b"not an archive")
    assert lhsia("restore", bad, "--replace").status == 1
    assert "lhsia-2006" in lhsia("documents").out


def test_the_doctor_finds_nothing_wrong(lhsia: Lhsia) -> None:
    ran = lhsia("doctor")
    assert ran.status == 0
    assert "ok: model hashing-128" in ran.out
    assert "ok: index" in ran.out


def test_the_doctor_says_what_to_do_about_a_lost_index(lhsia: Lhsia, opener: Any) -> None:
    (opener.home / "index" / "current").unlink()
    ran = lhsia("doctor")
    assert ran.status == 1
    assert "lhsia ingest" in ran.out


def test_the_shipped_corpus_has_notes_at_most(lhsia: Lhsia) -> None:
    ran = lhsia("doctor", "--corpus")
    assert ran.status == 0
    assert "documents: " in ran.out
    assert "0 errors" in ran.out


# Official sources


class Page(BaseHTTPRequestHandler):
    """One law, and no rules for programs."""

    def do_GET(self) -> None:
        body = PAGE.read_bytes() if self.path == "/laws/statute/11l90" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def publisher(opener: Any) -> Iterator[Opener]:
    """The small home, whose catalogue has one Act at an address of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    host = f"127.0.0.1:{server.server_address[1]}"
    addresses = tuple(
        Address("en", "html", f"http://{host}/laws/statute/{name}", True) for name in ("11l90", "gone")
    )
    act = replace(read_catalogue(CATALOGUE)["lhsia-2006"], id="lantern-act-2011", addresses=addresses)

    class Reachable(Opener):
        def catalogue(self) -> dict[str, Entry]:
            return {act.id: act}

        def policy(self, entries: Iterable[Entry]) -> FetchPolicy:
            return FetchPolicy(
                frozenset({host}), allow_http=True, allow_private=True, pause_seconds=0, retries=0
            )

        def held(self) -> Held:
            return opener.held()  # type: ignore[no-any-return]

        store, library, workplace = opener.store, opener.library, opener.workplace

    yield Reachable()
    server.shutdown()
    server.server_close()


def test_a_law_is_fetched_and_found(publisher: Opener, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetch", "lantern-act-2011"], publisher) == 1  # one of its two addresses is gone
    printed = capsys.readouterr()
    assert printed.out.startswith("new: lantern-act-2011 (en, version 2022-05-01")
    assert "1 new, 1 failed" in printed.out
    assert "/gone" in printed.err
    assert run(["search", "lantern keepers", "--document", "lantern-act-2011"], publisher) == 0
    assert "lantern" in capsys.readouterr().out.lower()


def test_a_check_says_what_is_held_and_what_is_not(
    publisher: Opener, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fetch", "--check"], publisher) == 0
    assert "0 changed, 0 unchanged, 2 not fetched yet, 0 failed" in capsys.readouterr().out
    run(["fetch"], publisher)
    capsys.readouterr()
    assert run(["fetch", "--check", "--json"], publisher) == 0
    report = json.loads(capsys.readouterr().out)
    assert (len(report["unchanged"]), len(report["not_held"]), report["changes"]) == (1, 1, [])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "(official text, in force, version 2022-05-01, fetched 2026-11-21)"),
        ("fr", "(texte officiel, en vigueur, version 2022-05-01, obtenu le 2026-11-21)"),
    ],
)
def test_an_answer_says_which_version_of_a_law_it_quotes(language: Language, said: str) -> None:
    page = read_elaws(
        PAGE.read_text(encoding="utf-8"),
        document_id="lantern-act-2011",
        url="https://www.ontario.ca/laws/statute/11l90",
        retrieved_at="2026-11-21",
    )
    passage = page.passages[0]
    cited = Citation(1, passage, passage.text, 0, len(passage.text), "in_force")
    reply = Answer(
        "What?", "What?", language, date(2026, 11, 21), "answered", passage.text,
        (Statement(passage.text, (1,)),), (cited,), (),
    )  # fmt: skip
    out = Console(record=True, width=200, file=io.StringIO())
    show_answer(reply, out)
    assert said in out.export_text()
