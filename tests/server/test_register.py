import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from ingest.obligations import Obligation, register
from server.changes import what_changed
from server.concordance import compare, look_up, word_difference
from server.errors import BadRequest
from server.facts import Facts
from server.knowledge import Knowledge, shipped_knowledge
from server.obligations import (
    BOM,
    COLUMNS,
    RegisterQuery,
    binds,
    filter_obligations,
    obligations_csv,
    obligations_json,
    safe_cell,
)

BEFORE, TODAY = date(2015, 1, 1), date(2026, 1, 1)


@pytest.fixture(scope="module")
def rows(facts: Facts) -> list[Obligation]:
    return register(facts.passages)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped_knowledge()


def anchors(found: list[Obligation]) -> set[str]:
    return {row.anchor for row in found}


def test_every_row_of_the_briefs_quotes_exactly(facts: Facts, rows: list[Obligation]) -> None:
    texts = {passage.id: passage.text for passage in facts.passages}
    assert len(rows) > 150
    assert all(texts[row.passage_id][row.start : row.end] == row.quote for row in rows)


def test_the_core_duties_of_lhsia_are_there(rows: list[Obligation]) -> None:
    must = filter_obligations(rows, RegisterQuery(actor="hsp", modality="must", language="en", as_of=BEFORE))
    assert {"s16.7", "s24.1", "s27.2", "s27.3"} <= anchors(must)
    barred = filter_obligations(rows, RegisterQuery(actor="lhin", modality="must_not", language="en"))
    assert "s26.3" in anchors(barred)


def test_the_same_in_french(rows: list[Obligation]) -> None:
    must = filter_obligations(rows, RegisterQuery(actor="hsp", modality="must", language="fr", as_of=BEFORE))
    assert {"s24.1", "s27.2", "s27.3"} <= anchors(must)
    barred = filter_obligations(
        rows, RegisterQuery(modality="must_not", language="fr", text="aller de l'avant")
    )
    assert anchors(barred) == {"s27.5"}


def test_a_repealed_duty_does_not_bind_today(rows: list[Obligation]) -> None:
    today = filter_obligations(rows, RegisterQuery(actor="hsp", as_of=TODAY, language="en"))
    assert "s27.2" not in anchors([row for row in today if row.document_id == "lhsia-2006"])
    assert "s30.1" in anchors([row for row in today if row.document_id == "connecting-care-act-2019"])


def test_rows_with_a_deadline(rows: list[Obligation]) -> None:
    found = filter_obligations(rows, RegisterQuery(has_deadline=True, language="en", document="lhsia-2006"))
    assert {"s26.7", "s27.4"} <= anchors(found)
    assert all(row.deadline for row in found)


def test_a_class_holds_its_kinds_and_words_find_other_actors(rows: list[Obligation]) -> None:
    for_ccacs = filter_obligations(rows, RegisterQuery(actor="hsp/ccac", language="en"))
    assert "s27.2" in anchors(for_ccacs)  # a community care access centre is a provider
    assert for_ccacs == filter_obligations(rows, RegisterQuery(actor="CCAC", language="en"))
    assert filter_obligations(rows, RegisterQuery(actor="Lieutenant Governor"))


def test_a_name_inside_another_word_is_not_meant(rows: list[Obligation]) -> None:
    plan = replace(rows[0], actor="An IHSP under LHSIA s. 15", actor_classes=())
    assert not binds(plan, "hsp")
    assert binds(plan, "IHSP")


def test_an_unknown_modality_is_refused(rows: list[Obligation]) -> None:
    with pytest.raises(BadRequest, match="must_not"):
        filter_obligations(rows, RegisterQuery(modality="shall"))


@pytest.mark.parametrize("query", [RegisterQuery(actor="lhni"), RegisterQuery(kind="statue")])
def test_a_misspelt_name_is_refused_and_not_an_empty_list(
    rows: list[Obligation], query: RegisterQuery
) -> None:
    with pytest.raises(BadRequest, match="lhin|statute"):
        filter_obligations(rows, query)


def test_what_only_retells_rules_is_shown_when_asked_for(rows: list[Obligation]) -> None:
    retold = [replace(row, kind="research") for row in rows]
    assert filter_obligations(retold, RegisterQuery()) == []
    for query in (RegisterQuery(kind="research"), RegisterQuery(kind="all")):
        assert filter_obligations(retold, query) == retold
    assert filter_obligations(retold, RegisterQuery(document="lhsia-2006"))


def test_the_exports_hold_every_row(rows: list[Obligation]) -> None:
    table = list(csv.reader(io.StringIO(obligations_csv(rows).removeprefix(BOM))))
    assert tuple(table[0]) == COLUMNS
    assert len(table) == len(rows) + 1
    assert [entry["id"] for entry in json.loads(obligations_json(rows))] == [row.id for row in rows]


def test_a_cell_is_never_a_formula() -> None:
    assert safe_cell("=1+1") == "'=1+1"
    assert safe_cell(None) == ""


def test_a_provision_inside_a_replaced_section_finds_its_row(knowledge: Knowledge) -> None:
    found = look_up(knowledge.concordance, "lhsia-2006", "s. 27 (3) (a)", "replaced_by")
    assert [(row.to_document, row.to_address) for row in found] == [("connecting-care-act-2019", ("s. 35",))]
    back = look_up(knowledge.concordance, "connecting-care-act-2019", "s. 33", "replaces", "fr")
    assert {"s. 26", "s. 28"} <= {place for row in back for place in row.from_address}


def test_an_address_that_cannot_be_read_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(BadRequest):
        look_up(knowledge.concordance, "lhsia-2006", "somewhere", "replaced_by")


def test_both_sides_are_quoted_and_compared(facts: Facts, knowledge: Knowledge) -> None:
    row = look_up(knowledge.concordance, "lhsia-2006", "s. 24", "replaced_by")[0]
    found = compare(row, facts.passages)
    assert found.old
    assert found.new
    assert all(citation.is_exact() for citation in (*found.old, *found.new))
    assert {"removed", "added", "same"} == {piece.kind for piece in found.pieces}


def test_a_side_that_is_not_held_is_said(facts: Facts, knowledge: Knowledge) -> None:
    row = look_up(knowledge.concordance, "lhsia-2006", "s. 24", "replaced_by")[0]
    old_only = [p for p in facts.passages if p.document_id == "lhsia-2006"]
    assert "connecting-care-act-2019" in compare(row, old_only).note


def test_the_difference_keeps_every_word() -> None:
    pieces = word_difference("a b c d", "a x c d e")
    assert " ".join(p.text for p in pieces if p.kind != "added") == "a b c d"
    assert " ".join(p.text for p in pieces if p.kind != "removed") == "a x c d e"


def test_what_changed_for_providers(rows: list[Obligation], knowledge: Knowledge) -> None:
    query = RegisterQuery(actor="hsp", language="en")
    found = what_changed(rows, knowledge.concordance, BEFORE, TODAY, query)
    duty = next(change for change in found.changed if change.before.anchor == "s24.1")
    assert duty.after.document_id == "connecting-care-act-2019"
    assert duty.concordance == "duty-to-identify-opportunities"
    assert "s16.7" in anchors(list(found.gone))
    assert not {row.id for row in found.added} & {change.after.id for change in found.changed}


def test_nothing_changed_within_a_year_of_the_same_law(rows: list[Obligation], knowledge: Knowledge) -> None:
    found = what_changed(
        rows, knowledge.concordance, date(2010, 1, 1), date(2010, 6, 1), RegisterQuery(actor="hsp")
    )
    assert (found.added, found.changed, found.gone) == ((), (), ())
    assert found.unchanged > 0


def test_dates_in_the_wrong_order_are_refused(rows: list[Obligation], knowledge: Knowledge) -> None:
    with pytest.raises(BadRequest, match="after the first"):
        what_changed(rows, knowledge.concordance, TODAY, BEFORE)
