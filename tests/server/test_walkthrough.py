import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
from docx import Document as WordDocument

from ingest.obligations import register
from server.checklist import Situation, checklist, checklist_csv, checklist_rows
from server.errors import BadRequest
from server.facts import Facts
from server.obligations import BOM
from server.walkthrough import (
    ROLES,
    Tree,
    WalkthroughError,
    check_trees,
    tree_for,
    trees,
    walk,
)
from server.word_file import checklist_docx

VOLUNTARY = ["yes", "no", "yes", "voluntary"]


def test_the_trees_are_sound(facts: Facts) -> None:
    check_trees(facts)


def test_a_citation_that_is_not_held_is_an_error(facts: Facts) -> None:
    few = Facts(p for p in facts.passages if p.anchor != "s27.2")
    with pytest.raises(WalkthroughError, match=r"lhsia-2006 s27\.2"):
        check_trees(few)


def test_the_tree_follows_the_law_of_the_day() -> None:
    assert tree_for(date(2021, 3, 31)).id == "lhsia"
    assert tree_for(date(2021, 4, 1)).id == "connecting-care"
    with pytest.raises(BadRequest, match="2006-03-28"):
        tree_for(date(2005, 1, 1))


def test_lhsia_has_its_five_ways() -> None:
    ends = next(tree for tree in trees() if tree.id == "lhsia").ends
    assert {"by-funding", "facilitated", "required", "voluntary", "minister"} <= set(ends)


def test_a_walk_asks_until_the_end(facts: Facts) -> None:
    first = walk(date(2015, 5, 1), [], facts)
    assert [branch.id for branch in first.choices] == ["yes", "no"]
    assert all(branch.citation.is_exact() for branch in first.choices)
    last = walk(date(2015, 5, 1), VOLUNTARY, facts, "fr")
    assert last.end == "voluntary"
    assert len(last.path) == 4
    assert last.citation.passage.language == "fr"


def test_a_wrong_answer_names_the_right_ones(facts: Facts) -> None:
    with pytest.raises(BadRequest, match="yes, no"):
        walk(date(2015, 5, 1), ["maybe"], facts)
    with pytest.raises(BadRequest, match="one too many"):
        walk(date(2015, 5, 1), [*VOLUNTARY, "yes"], facts)


def test_a_lhin_that_would_close_a_provider_is_sent_to_the_minister(facts: Facts) -> None:
    assert walk(date(2014, 3, 1), ["yes", "no", "yes", "required", "yes"], facts).end == "minister"
    assert walk(date(2014, 3, 1), ["yes", "no", "yes", "required", "no"], facts).end == "required"


def paths(tree: Tree, place: str = "", before: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """Every way through a tree, as the answers given."""
    question = tree.questions.get(place or tree.first)
    if question is None:
        yield list(before)
        return
    for choice in question.answers:
        yield from paths(tree, choice.next, (*before, choice.id))


@pytest.mark.parametrize("day", [date(2006, 3, 28), date(2015, 5, 1), date(2021, 3, 31), date(2021, 4, 1)])
def test_no_item_rests_silently_on_what_was_not_law(day: date, facts: Facts) -> None:
    for answers in paths(tree_for(day)):
        for role in ROLES:
            for item in checklist(answers, Situation(role, day), facts).items:
                passage = item.citation.passage
                assert passage.validity.holds_on(day) or any("not law" in w for w in item.warnings)
                assert passage.confidence != "recalled" or any("ecalled" in w for w in item.warnings)


def test_each_branch_names_its_provision_and_dates(facts: Facts) -> None:
    who = walk(date(2015, 5, 1), VOLUNTARY[:3], facts)
    provisions = {branch.id: branch.citation.passage.address for branch in who.choices}
    assert provisions["required"] == "s. 26"
    assert provisions["voluntary"] == "s. 27"
    assert all(branch.citation.passage.validity.holds_on(date(2015, 5, 1)) for branch in who.choices)


def test_items_carry_their_rules_of_the_register(facts: Facts) -> None:
    situation = Situation("provider", date(2015, 5, 7))
    found = checklist(VOLUNTARY, situation, facts, register(facts.passages))
    notice = next(item for item in found.items if item.citation.passage.anchor == "s27.2")
    assert [(rule.actor_classes, rule.modality) for rule in notice.rules] == [(("hsp",), "must")]
    assert "provider: must" in checklist_rows(found)[notice.number]


def test_two_hospitals_moving_a_service_in_2015(facts: Facts) -> None:
    situation = Situation("provider", date(2015, 5, 7), "en", {"lhsia-27-review": date(2015, 5, 7)})
    found = checklist(VOLUNTARY, situation, facts)
    days = {item.deadline.rule_id: item.deadline.day for item in found.items if item.deadline}
    assert days == {"lhsia-27-review": date(2015, 7, 6), "lhsia-27-proceed": date(2015, 7, 7)}
    assert all(item.citation.is_exact() for item in found.items)


def test_the_same_today_says_what_is_missing(facts: Facts) -> None:
    found = checklist(["yes", "yes", "voluntary"], Situation("provider", date(2026, 1, 5)), facts)
    notice = next(item.deadline for item in found.items if item.deadline)
    assert notice.day is None
    assert len(notice.missing) == 2


def test_a_lhin_requiring_an_integration_in_2014(facts: Facts) -> None:
    situation = Situation("funder", date(2014, 3, 1), "en", {"lhsia-26-submissions": date(2014, 3, 3)})
    found = checklist(["yes", "no", "yes", "required", "no"], situation, facts)
    assert [item.deadline.day for item in found.items if item.deadline] == [date(2014, 4, 2)]
    assert found.items[2].citation.passage.anchor == "s26.6"


def test_a_walk_that_is_not_finished_has_no_checklist(facts: Facts) -> None:
    with pytest.raises(BadRequest, match="next question"):
        checklist(["yes"], Situation("provider", date(2015, 5, 1)), facts)


def test_every_end_has_a_checklist_in_both_languages_for_both_roles(facts: Facts) -> None:
    for answers in (VOLUNTARY, ["yes", "no", "yes", "minister"], ["yes", "no", "yes", "funding"]):
        for role in ("provider", "funder"):
            for language in ("en", "fr"):
                situation = Situation(role, date(2015, 5, 1), language)
                assert checklist(answers, situation, facts).items


def test_the_exports_hold_every_item(facts: Facts) -> None:
    found = checklist(VOLUNTARY, Situation("provider", date(2015, 5, 7), "fr"), facts)
    rows = list(csv.reader(io.StringIO(checklist_csv(found).removeprefix(BOM))))
    assert rows == [list(row) for row in checklist_rows(found)]
    table = WordDocument(io.BytesIO(checklist_docx(found))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == rows
    assert checklist_docx(found) == checklist_docx(found)
