"""Compliance commands through the front door: obligations, concordance, deadline, walk, changes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from corpus.store import Store
from server.walkthrough import trees

Lhsia = Callable[..., Any]


def rows(lhsia: Lhsia, *arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(lhsia("obligations", "--json", *arguments).out)["obligations"]
    return found


def test_every_row_of_the_register_quotes_its_passage(lhsia: Lhsia, opener: Any) -> None:
    store: Store = opener.store()
    found = rows(lhsia, "--language", "all")
    assert {row["language"] for row in found} == {"en", "fr"}
    for row in found:
        assert store.passage(row["passage_id"]).text[row["start"] : row["end"]] == row["quote"]


def test_the_register_is_narrowed(lhsia: Lhsia) -> None:
    found = rows(
        lhsia, "--actor", "lhin", "--modality", "must", "--document", "lhsia-2006", "--as-of", "2015-06-01"
    )
    assert found
    for row in found:
        assert ("lhin" in row["actor_classes"], row["modality"], row["document_id"]) == (
            True,
            "must",
            "lhsia-2006",
        )
        assert row["in_force_from"] <= "2015-06-01"
        assert (row["in_force_to"] or "9999") > "2015-06-01"


def test_rules_with_a_deadline_and_words(lhsia: Lhsia) -> None:
    found = rows(lhsia, "--has-deadline", "--text", "submissions")
    assert found
    assert all(row["deadline"] and "submissions" in row["quote"] for row in found)
    assert not any(row["deadline"] for row in rows(lhsia, "--no-deadline"))


def test_the_register_is_printed_up_to_a_limit(lhsia: Lhsia) -> None:
    ran = lhsia("obligations", "--limit", 1)
    assert "... and" in ran.out
    assert len(ran.out) < len(lhsia("obligations").out)


def test_the_register_as_csv(lhsia: Lhsia, tmp_path: Path) -> None:
    target = tmp_path / "rules.csv"
    assert f"to {target}" in lhsia("obligations", "--actor", "hsp", "--csv", target).out
    with target.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["quote"] for row in written] == [row["quote"] for row in rows(lhsia, "--actor", "hsp")]


def test_the_register_is_law_and_own_documents_unless_asked(lhsia: Lhsia) -> None:
    law = {row["kind"] for row in rows(lhsia)}
    assert law <= {"statute", "regulation", "upload"}
    assert "upload" in law
    assert {row["kind"] for row in rows(lhsia, "--kind", "guidance")} == {"guidance"}
    assert len(rows(lhsia, "--kind", "all")) > len(rows(lhsia))


def test_a_misspelt_actor_is_no_empty_list(lhsia: Lhsia) -> None:
    ran = lhsia("obligations", "--actor", "lhni")
    assert ran.status == 2
    assert "'lhni'" in ran.err


def test_a_rule_that_ended_says_so(lhsia: Lhsia) -> None:
    assert "no longer law since 2021-04-01" in lhsia("obligations", "--document", "lhsia-2006").out
    printed = lhsia("obligations", "--document", "lhsia-2006", "--as-of", "2015-01-01").out
    assert "no longer law" not in printed
    assert "law of 2015-01-01" in printed


def test_a_file_that_cannot_be_written_is_one_sentence(lhsia: Lhsia, tmp_path: Path) -> None:
    ran = lhsia("obligations", "--csv", tmp_path / "no" / "rules.csv")
    assert ran.status == 1
    assert "cannot be written" in ran.err
    assert ran.err.count("\n") == 1


# Concordance


def test_the_whole_concordance(lhsia: Lhsia) -> None:
    found = json.loads(lhsia("concordance", "--json").out)
    assert {row["kind"] for row in found} <= {"same", "changed", "split", "merged", "new", "none"}
    assert all(row["topic_en"] in " ".join(lhsia("concordance").out.split()) for row in found[:1])


def test_what_replaced_a_provision_with_both_texts(lhsia: Lhsia) -> None:
    (found,) = json.loads(lhsia("concordance", "lhsia-2006 s. 27", "--json").out)
    assert found["correspondence"]["to_address"] == ["s. 35"]
    assert found["correspondence"]["repealed_on"] == "2021-04-01"
    assert {c["document_id"] for c in found["old"]} == {"lhsia-2006"}
    assert {c["document_id"] for c in found["new"]} == {"connecting-care-act-2019"}
    printed = lhsia("concordance", "lhsia-2006 s. 27").out
    assert "lhsia-2006 s. 27 -> connecting-care-act-2019 s. 35" in printed
    assert "our briefs" in printed


def test_back_from_the_new_provision(lhsia: Lhsia) -> None:
    (found,) = json.loads(lhsia("concordance", "connecting-care-act-2019 s. 35", "--back", "--json").out)
    assert (found["correspondence"]["direction"], found["correspondence"]["from_address"]) == (
        "replaces",
        ["s. 27"],
    )


def test_the_new_act_has_no_successor(lhsia: Lhsia) -> None:
    ran = lhsia("concordance", "connecting-care-act-2019 s. 35")
    assert ran.status == 1
    assert "does not say what" in ran.err


# Deadlines


def test_the_rules_are_listed(lhsia: Lhsia) -> None:
    known = {rule["id"] for rule in json.loads(lhsia("deadline", "--json").out)}
    assert {"lhsia-27-review", "cca-35-notice"} <= known
    assert any(name.startswith("register:") for name in known)
    assert "lhsia-27-review" in lhsia("deadline").out


def test_a_deadline_step_by_step(lhsia: Lhsia) -> None:
    found = json.loads(lhsia("deadline", "lhsia-27-review", "--from", "2015-03-02", "--json").out)
    assert (found["day"], found["confidence"], found["missing"]) == ("2015-05-01", "seen", [])
    printed = lhsia("deadline", "lhsia-27-review", "--from", "2015-03-02").out
    assert "Friday 2015-05-01" in printed
    assert "Legislation Act, 2006, s. 89 (3)" in printed
    assert found["citations"][0]["quote"] in " ".join(printed.split())


def test_a_holiday_moves_the_end(lhsia: Lhsia) -> None:
    plain = lhsia(
        "deadline", "lhsia-27-review", "--from", "2015-03-02", "--proclaimed", "2015-05-01", "--json"
    )
    assert json.loads(plain.out)["day"] == "2015-05-02"


def test_a_missing_fact_is_named(lhsia: Lhsia) -> None:
    ran = lhsia("deadline", "lhsia-27-review")
    assert ran.status == 0
    assert "missing: date of notice" in ran.out
    unknown = json.loads(lhsia("deadline", "cca-35-notice", "--from", "2024-01-02", "--json").out)
    assert unknown["day"] is None
    assert unknown["missing"]


def test_a_deadline_in_french(lhsia: Lhsia) -> None:
    assert (
        "vendredi 2015-05-01"
        in lhsia("deadline", "lhsia-27-review", "--from", "2015-03-02", "--language", "fr").out
    )


def test_a_deadline_for_the_calendar(lhsia: Lhsia, tmp_path: Path) -> None:
    target = tmp_path / "end.ics"
    assert lhsia("deadline", "lhsia-27-review", "--from", "2015-03-02", "--ics", target).status == 0
    assert b"DTSTART;VALUE=DATE:20150501\r\n" in target.read_bytes()
    without = lhsia("deadline", "lhsia-27-review", "--ics", tmp_path / "none.ics")
    assert without.status == 1
    assert "There is no date" in without.err
    assert not (tmp_path / "none.ics").exists()


def test_a_period_that_the_register_read(lhsia: Lhsia) -> None:
    known = [
        rule for rule in json.loads(lhsia("deadline", "--json").out) if rule["id"].startswith("register:")
    ]
    found = json.loads(lhsia("deadline", known[0]["id"], "--from", "2015-03-02", "--json").out)
    assert found["day"]
    assert found["citations"][0]["document_id"] == known[0]["document"]


# Walk-through

VOLUNTARY = ("walk", "--as-of", "2015-03-02", "--answers", "yes,no,yes,voluntary")


def test_a_walk_begins_with_a_question_and_its_choices(lhsia: Lhsia) -> None:
    ran = lhsia("walk", "--as-of", "2015-03-02")
    assert ran.status == 0
    assert "Does the plan" in ran.out
    assert "one of yes, no" in ran.out
    step = json.loads(lhsia("walk", "--as-of", "2015-03-02", "--json").out)
    assert [choice["id"] for choice in step["choices"]] == ["yes", "no"]
    assert step["checklist"] is None


def test_a_walk_ends_in_a_checklist_with_dates(lhsia: Lhsia) -> None:
    ran = lhsia(*VOLUNTARY, "--date", "lhsia-27-review=2015-03-02", "--json")
    items = json.loads(ran.out)["checklist"]["items"]
    days = {item["deadline"]["rule_id"]: item["deadline"]["day"] for item in items if item["deadline"]}
    assert days == {"lhsia-27-review": "2015-05-01", "lhsia-27-proceed": "2015-05-02"}
    assert all(item["citation"]["quote"] for item in items)


def test_a_checklist_without_dates_says_how_to_get_them(lhsia: Lhsia) -> None:
    assert "--date lhsia-27-review=YYYY-MM-DD" in lhsia(*VOLUNTARY).out


def test_a_checklist_as_word_and_csv(lhsia: Lhsia, tmp_path: Path) -> None:
    word, table = tmp_path / "list.docx", tmp_path / "list.csv"
    assert lhsia(*VOLUNTARY, "--role", "funder", "--docx", word, "--csv", table).status == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    (shown,) = Document(str(word)).tables
    assert [[cell.text for cell in row.cells] for row in shown.rows] == written


def test_an_unfinished_walk_writes_nothing(lhsia: Lhsia, tmp_path: Path) -> None:
    ran = lhsia("walk", "--as-of", "2015-03-02", "--answers", "yes", "--docx", tmp_path / "list.docx")
    assert ran.status == 2
    assert "not finished" in ran.err
    assert not (tmp_path / "list.docx").exists()


@pytest.mark.parametrize("role", ["provider", "funder"])
@pytest.mark.parametrize("day", ["2015-03-02", "2026-11-21"])
def test_every_walk_ends(day: str, role: str, lhsia: Lhsia) -> None:
    """Take the last choice each time, and see that the command leads on to a checklist."""
    answers: list[str] = []
    longest = max(len(tree.questions) for tree in trees())
    for _ in range(longest + 1):
        step = json.loads(
            lhsia("walk", "--as-of", day, "--role", role, "--answers", ",".join(answers), "--json").out
        )
        if step["checklist"]:
            break
        answers.append(step["choices"][-1]["id"])
    assert step["checklist"]["role"] == role
    assert step["end"]


# Changes


def test_what_changed_for_an_actor(lhsia: Lhsia) -> None:
    arguments = ("changes", "2018-06-01", "2026-01-01", "--actor", "hsp")
    found = json.loads(lhsia(*arguments, "--json").out)
    assert (found["from"], found["to"], found["actor"]) == ("2018-06-01", "2026-01-01", "hsp")
    assert any(row["address"].startswith("s. 27") for row in found["gone"])
    assert all(row["in_force_to"] <= "2026-01-01" for row in found["gone"])
    assert f"{len(found['added'])} added, {len(found['changed'])} changed" in lhsia(*arguments).out
