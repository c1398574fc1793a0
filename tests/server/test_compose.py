"""How an answer reads: history as history, today's law beside it, lists whole, both languages; over an invented Act."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from corpus.catalogue import Replacement, Term, read_catalogue
from corpus.store import Store
from index.hybrid import SearchIndex
from ingest.encoder import HashingEncoder
from ingest.pipeline import ingest_shipped
from server.answer import Answer, Request
from server.assistant import Assistant
from server.evidence import EvidenceFinder, load_ranker
from server.knowledge import Knowledge
from server.library import Library
from server.support import load_support_model

ENTRY = """id = "{id}"
kind = "statute"
authority_level = "binding"
title_en = "{en}, {year}"
title_fr = "{fr}"
short_en = "{en}"
short_fr = "{fr}"
publisher = "Province"
status = "{status}"
licence_note = "none"
aliases_en = []
superseded_by = {later}
"""
HEAD = '---\nid: {id}\nlanguage: {language}\ntitle: "{id}"\nsources:\n  a: https://laws.example\n---\n'
LAMP = """- [s1.1] s. 1 | 1911-01-01..1950-01-01 | seen | a
  Under the Lamp Act s. 1, every harbour lamp had to burn whale oil.
  ? What did every harbour lamp have to burn?
  ?yes Did every harbour lamp have to burn whale oil?
  ?no Was seal oil enough for a harbour lamp?
- [s2.1] s. 2 | 1911-01-01..1950-01-01 | recalled | a
  Under the Lamp Act s. 2, a keeper had to:
  * fill the lamp
  * trim the wick
  * polish the glass
  ? Which tasks did a keeper have?
  ?yes Did a keeper have to trim the wick?
- [s3.1] s. 3 | 1911-01-01..1950-01-01 | seen | a
  Under the Lamp Act s. 3, a dark lantern cost its keeper ten dollars.
  ? What did a dark lantern cost its keeper?
"""
LAMP_FRENCH = """- [s1.1]
  Selon l'art. 1 de la Loi sur les lampes, chaque lampe du port devait brûler de l'huile de baleine.
  ? Que devait brûler chaque lampe du port?
  ?yes Chaque lampe du port devait-elle brûler de l'huile de baleine?
- [s2.1]
  Selon l'art. 2 de la Loi sur les lampes, un gardien devait :
  * remplir la lampe
  * tailler la mèche
  * polir le verre
- [s3.1]
  Selon l'art. 3 de la Loi sur les lampes, une lanterne éteinte coûtait dix dollars au gardien.
"""
LIGHT = """- [s7.1] s. 7 | 1950-01-01.. | seen | a
  Under the Light Act s. 7, electricity feeds the beacons of the province.
  ? What feeds the beacons of the province?
  ?yes Does electricity feed the beacons of the province?
  ?no Do the beacons of the province burn oil?
- [conc.1] s. 7 | 1950-01-01.. | seen | a
  What the Lamp Act s. 1 provided on fuel is now in s. 7 of the Light Act.
"""
ROW = Replacement(
    "fuel",
    "Fuel",
    "Combustible",
    "lamp-act",
    ("s. 1",),
    "light-act",
    ("s. 7",),
    "changed",
    "",
    "",
    "seen",
    (),
)
FUEL = "What did every harbour lamp have to burn?"
TASKS = "Which tasks did a keeper have?"
BEACONS = "What feeds the beacons of the province?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over two invented Acts, which answers whatever it finds first; today is 21 November 2026."""
    folder = tmp_path_factory.mktemp("lamps")
    acts = (("lamp-act", "Lamp Act", "Loi sur les lampes", "superseded", 1911), ("light-act", "Light Act", "Loi sur la lumière", "in_force", 1950))  # fmt: skip
    for part in ("catalogue", "briefs/en", "briefs/fr"):
        (folder / part).mkdir(parents=True)
    for name, en, fr, status, year in acts:
        later = '["light-act"]' if status == "superseded" else "[]"
        text = ENTRY.format(id=name, en=en, fr=fr, status=status, year=year, later=later)
        (folder / "catalogue" / f"{name}.toml").write_text(text, encoding="utf-8")
    for path, facts in (("en/lamp-act", LAMP), ("fr/lamp-act", LAMP_FRENCH), ("en/light-act", LIGHT)):
        head = HEAD.format(id=path[3:], language=path[:2])
        (folder / "briefs" / f"{path}.md").write_text(head + facts, encoding="utf-8")
    library = Library(Store(folder / "home"), folder / "index", HashingEncoder(), 1_000_000)
    ingest_shipped(library.store, briefs=folder / "briefs", catalogue=folder / "catalogue")
    library.renew()
    lamp = Term("lamp", "lamp", "lampe")
    knowledge = Knowledge(read_catalogue(folder / "catalogue"), (lamp,), (ROW,))
    finder = EvidenceFinder(SearchIndex.open(folder / "index", library.encoder), knowledge, load_ranker())
    support = replace(load_support_model(), answer_from=0.0)
    return Assistant(finder, support, library.store, today=lambda: date(2026, 11, 21))


def ask(assistant: Assistant, question: str, as_of: date | None = None) -> Answer:
    documents = frozenset({"lamp-act", "light-act"})  # not the cards on what is held
    return assistant.answer(Request(question, as_of=as_of, documents=documents))


def codes(answer: Answer) -> list[str]:
    return [notice.code for notice in answer.warnings]


def test_a_repealed_rule_comes_as_history_and_its_successor_as_todays_law(assistant: Assistant) -> None:
    answer = ask(assistant, FUEL)
    assert answer.text.startswith("*No longer in force: Lamp Act, s. 1 ceased to hold on January 1, 1950.*")
    assert answer.statements[0].text.endswith("every harbour lamp had to burn whale oil.")
    assert "Today: What the Lamp Act s. 1 provided on fuel is now in s. 7 of the Light Act." in answer.text
    assert [answer.citations[0].status, answer.citations[-1].status] == ["repealed", "successor"]
    message = next(notice.message for notice in answer.warnings if notice.code == "repealed")
    assert (
        message
        == "Lamp Act, s. 1 ceased to hold on January 1, 1950; its place was taken by Light Act, s. 7. Changed."
    )


@pytest.mark.parametrize(("question", "as_of"), [(FUEL, date(1930, 7, 1)), (f"On 1 July 1930: {FUEL}", None)])
def test_the_law_of_a_past_day_is_given_as_of_that_day(
    assistant: Assistant, question: str, as_of: date | None
) -> None:
    answer = ask(assistant, question, as_of)
    assert answer.as_of == date(1930, 7, 1)
    assert answer.text.startswith("*As the law stood on July 1, 1930:*")
    assert (answer.citations[0].passage.anchor, answer.citations[0].status) == ("s1.1", "in_force")
    assert "repealed" not in codes(answer)
    assert "No longer in force" not in answer.text


@pytest.mark.parametrize(
    "day", [date(1900, 1, 1), date(1930, 7, 1), date(1949, 12, 31), date(1950, 1, 1), date(2026, 11, 21)]
)
@pytest.mark.parametrize("question", [FUEL, TASKS, BEACONS, "What is the law on lamps?"])
def test_no_rule_is_shown_as_current_on_a_day_on_which_it_was_not_law(
    assistant: Assistant, question: str, day: date
) -> None:
    answer = ask(assistant, question, day)
    for citation in answer.citations:
        if citation.status == "successor":
            # The only rule of another day that may stand in the answer is what holds today, and it says so.
            assert f"Today: {citation.quote}" in answer.text
            continue
        assert (citation.status == "in_force") == citation.passage.validity.holds_on(day)
        assert citation.status == "in_force" or {"repealed", "not_in_force"} & set(codes(answer))


def test_a_list_is_kept_whole_with_its_mark_after_the_lead_in(assistant: Assistant) -> None:
    answer = ask(assistant, TASKS)
    assert "a keeper had to: [1]\n- fill the lamp\n- trim the wick\n- polish the glass" in answer.text
    assert "recalled" in codes(answer)


def test_a_french_question_gets_french_words_and_french_framing(assistant: Assistant) -> None:
    answer = ask(assistant, "Que devait brûler chaque lampe du port?")
    assert answer.language == answer.citations[0].passage.language == "fr"
    assert answer.text.startswith(
        "*Plus en vigueur : Loi sur les lampes, art. 1, depuis le 1er janvier 1950.*"
    )
    assert "art. 7" in next(notice.message for notice in answer.warnings if notice.code == "repealed")


def test_text_held_only_in_the_other_language_is_quoted_and_marked(assistant: Assistant) -> None:
    answer = assistant.answer(Request(BEACONS, language="fr", documents=frozenset({"light-act"})))
    assert answer.language == "fr"
    assert (
        answer.citations[0].quote
        == "Under the Light Act s. 7, electricity feeds the beacons of the province."
    )
    assert "other_language" in codes(answer)
    message = next(notice.message for notice in answer.warnings if notice.code == "other_language")
    assert "anglais" in message


def test_a_superseded_source_is_warned_of_with_what_came_after(assistant: Assistant) -> None:
    messages = [n.message for n in ask(assistant, FUEL).warnings if n.code == "superseded"]
    assert messages == ["Lamp Act has been superseded by Light Act."]
    assert "superseded" not in codes(ask(assistant, BEACONS, date(2020, 1, 1)))


def test_a_comparison_stands_side_by_side_under_the_names_of_the_acts(assistant: Assistant) -> None:
    answer = ask(assistant, f"Compare the Lamp Act and the Light Act: {FUEL} {BEACONS}")
    assert {citation.passage.document_id for citation in answer.citations} == {"lamp-act", "light-act"}
    assert "**Lamp Act**" in answer.text
    assert "**Light Act**" in answer.text


@pytest.mark.parametrize("question", [FUEL, TASKS, BEACONS, "Que devait brûler chaque lampe du port?"])
def test_every_statement_is_the_quote_it_cites_and_every_mark_has_its_citation(
    assistant: Assistant, question: str
) -> None:
    answer = ask(assistant, question)
    quotes = {citation.number: citation.quote for citation in answer.citations}
    assert list(quotes) == list(range(1, len(quotes) + 1))
    assert all(
        statement.text == quotes[number] for statement in answer.statements for number in statement.citations
    )
    assert {int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)} == set(quotes)
    assert "brief_only" in codes(answer)


@pytest.mark.parametrize(
    ("question", "lead", "opening"),
    [
        ("Does electricity feed the beacons of the province?", "yes", "**Yes.** Under the Light Act s. 7"),
        ("Is it true that the beacons of the province burn oil?", "no", "**No.** Under the Light Act s. 7"),
        ("Why do the beacons of the province burn oil?", "otherwise", "**The corpus says otherwise.** Under"),
    ],
)
def test_a_question_that_a_fact_settles_is_answered_yes_or_no_with_the_fact(
    assistant: Assistant, question: str, lead: str, opening: str
) -> None:
    answer = ask(assistant, question)
    assert answer.lead == answer.to_json()["lead"] == lead
    assert answer.text.startswith(opening)
    assert answer.statements[0].citations == (1,)
    assert answer.statements[0].text == answer.citations[0].quote


def test_a_yes_on_law_that_has_ended_says_until_when(assistant: Assistant) -> None:
    answer = ask(assistant, "Did every harbour lamp have to burn whale oil?")
    assert answer.lead == "yes"
    assert "**Yes, until January 1, 1950.** Under the Lamp Act s. 1" in answer.text
    assert answer.text.startswith("*No longer in force")
    french = ask(assistant, "Chaque lampe du port devait-elle brûler de l'huile de baleine?")
    assert "**Oui, jusqu'au 1er janvier 1950.** Selon" in french.text


@pytest.mark.parametrize(
    "question",
    [
        "Does every harbour lamp have to burn whale oil?",  # the rule has ended
        "Did a keeper have to trim the wick?",  # recalled, not checked
        "Does gas feed the beacons of the province?",
        "Does electricity feed the beacons of another province?",
        "Does electricity not feed the beacons of the province?",
        "Must electricity feed the beacons of the province?",
        "Does electricity feed the beacons of the province in 1930?",
        "Does electricity feed the beacons of the province, and who pays?",
        "What feeds the beacons of the province?",
        "Why does electricity feed the beacons of the province?",
    ],
)
def test_no_lead_is_given_where_the_fact_does_not_settle_the_question(
    assistant: Assistant, question: str
) -> None:
    answer = ask(assistant, question)
    assert answer.lead is None
    assert "**Yes" not in answer.text
    assert "**No" not in answer.text
