"""What the page does when it is used, without Gradio: asking, stopping, reading, filtering."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest

from corpus.passage import Language
from server.assembly import Workplace
from server.service import Service
from ui.handlers import Desk, Screen
from ui.handlers_library import Shelf
from ui.handlers_tools import Tools
from ui.history import KEPT, Asked, Exchange, read_asked, read_history, stored_history
from ui.quality import read_quality
from ui.words import EXAMPLES, word

QUESTION = {"question": "What replaced s. 24 of LHSIA?"}


@pytest.fixture(scope="module")
def service(workplace: Workplace) -> Service:
    return Service(workplace)


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service, "en", pause=0)


def last(screens: list[Screen], name: str) -> object:
    """The newest value of a part of the screen."""
    return [getattr(s, name) for s in screens if getattr(s, name) is not None][-1]


def test_the_evidence_comes_before_the_text(desk: Desk) -> None:
    screens = list(desk.ask(QUESTION, []))
    first = next(s for s in screens if s.evidence is not None)
    assert 'class="card"' in str(first.evidence)
    assert 'class="cite"' not in str(first.conversation)
    assert 'class="cite"' in str(last(screens, "conversation"))


def test_only_start_and_end_are_spoken(desk: Desk) -> None:
    screens = list(desk.ask(QUESTION, []))
    spoken = list(dict.fromkeys(s.status for s in screens if s.status))
    assert len(spoken) == 3
    assert "Answer ready" in str(spoken[-1])


def test_the_conversation_is_kept_and_shown_again(desk: Desk) -> None:
    stored = last(list(desk.ask(QUESTION, [])), "stored")
    again = json.loads(json.dumps(stored))
    opened = desk.open(again)
    assert "What replaced s. 24 of LHSIA?" in str(opened.conversation)
    assert "<mark>" in str(opened.evidence)


def test_an_earlier_question_gives_the_next_its_subject(desk: Desk) -> None:
    stored = last(list(desk.ask(QUESTION, [])), "stored")
    kept = last(list(desk.ask({"question": "And when?"}, stored)), "stored")
    assert isinstance(kept, list)
    assert "LHSIA" in kept[1]["answer"]["standalone_question"]


def test_search_only_lists_passages(desk: Desk) -> None:
    screens = list(desk.ask({**QUESTION, "mode": "search"}, []))
    page = str(last(screens, "conversation"))
    assert word("search_outcome", "en") in page
    assert page.count('class="card"') > 1


def test_an_unknown_document_is_an_error_in_words(desk: Desk) -> None:
    screens = list(desk.ask({**QUESTION, "document": "no-such"}, []))
    assert "banner-unavailable" in str(last(screens, "conversation"))
    assert "no-such" in str(last(screens, "conversation"))


def test_a_stopped_question_stays_to_be_asked_again(desk: Desk) -> None:
    page = str(desk.stop(QUESTION, []).conversation)
    assert word("stopped", "en") in page
    assert 'data-act="edit"' in page


def test_a_failure_is_said_unless_the_reader_stopped(desk: Desk) -> None:
    searching = next(desk.ask(QUESTION, [])).status
    assert word("broken", "en") in str(desk.broken(str(searching)).status)
    assert desk.broken(str(desk.stop(QUESTION, []).status)) == Screen()


def test_nothing_is_asked_without_a_question(desk: Desk) -> None:
    assert list(desk.ask({"question": "   "}, [])) == []


def test_feedback_is_kept_or_says_why_not(desk: Desk, workplace: Workplace) -> None:
    stored = last(list(desk.ask(QUESTION, [])), "stored")
    assert isinstance(stored, list)
    trace = stored[0]["answer"]["trace_id"]
    before = len(workplace.store.records("feedback"))
    assert word("thanks", "en") in desk.feedback({"trace": trace, "reasons": "incomplete", "comment": ""})
    assert len(workplace.store.records("feedback")) == before + 1
    assert word("thanks", "en") not in desk.feedback({"trace": trace})
    assert word("thanks", "en") not in desk.feedback({"trace": "gone", "reasons": ["other"]})


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "x",
        [1],
        [{}],
        [{"asked": {"question": "q"}, "answer": {"answer": 1}}],
        [{"asked": None, "answer": {}}],
    ],
)
def test_a_broken_browser_store_is_an_empty_conversation(desk: Desk, stored: object) -> None:
    assert read_history(stored) == []
    assert "exchange" not in str(desk.open(stored).conversation)


def test_old_exchanges_leave_the_browser() -> None:
    many = [Exchange(Asked(f"q{n}")) for n in range(KEPT + 5)]
    assert len(stored_history(many)) == KEPT


def test_a_form_with_unreadable_limits_loses_only_those() -> None:
    asked = read_asked(
        {"question": " s. 27? ", "as_of": "soon", "kinds": ["novel", "statute"], "language": "de"}
    )
    assert asked == Asked("s. 27?", kinds=("statute",))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_examples_on_the_empty_page_are_answered(real_workplace: Workplace, language: Language) -> None:
    questions = [question for group in EXAMPLES.values() for question in group[language]]
    outcomes = {q: Service(real_workplace).answer(Asked(q).request()).outcome for q in questions}
    assert {q: outcome for q, outcome in outcomes.items() if outcome not in ("answered", "partial")} == {}


def test_the_library_lists_opens_and_finds(service: Service) -> None:
    shelf = Shelf(service, "fr")
    assert "Loi de 2006" in shelf.list()
    page = shelf.open({"passage": "lhsia-2006:en:s24.1"})
    assert 'class="passage target"' in page
    assert "s. 24" in page
    assert 'class="card"' in shelf.find({"query": "intégration", "document": "lhsia-2006"})
    assert "banner-unavailable" in shelf.open({"document": "none"})


def test_only_uploads_can_be_deleted_from_the_list(service: Service) -> None:
    page = Shelf(service, "en").list()
    assert 'data-dialog="delete-lakeshore-act-en"' in page
    assert 'data-dialog="delete-lhsia-2006"' not in page


def test_the_timeline_shows_laws_and_events(service: Service) -> None:
    page = Shelf(service, "en").timeline()
    assert "Held from March 28, 2006 to April 1, 2021" in page
    assert page.count('class="year"') > 20


def test_obligations_are_filtered_and_can_be_saved(service: Service) -> None:
    tools = Tools(service, "en")
    page = tools.obligations({"actor": "lhin", "modality": "must"})
    assert "/v1/obligations?actor=lhin&amp;modality=must" in page
    assert "<tbody><tr>" in page


def test_a_deadline_is_shown_with_its_count(service: Service) -> None:
    page = Tools(service, "fr").deadlines({"rule": "lhsia-27-review", "trigger": "2014-01-24"})
    assert "Prend fin le 25 mars 2014" in page


def test_a_walk_reaches_its_checklist(service: Service) -> None:
    tools = Tools(service, "en")
    data: dict[str, object] = {"role": "provider", "as_of": "2015-06-01"}
    for _ in range(20):
        page = tools.walk(data)
        if 'class="checklist"' in page:
            break
        data = _first_choice(page)
    assert 'class="checklist"' in page


def _first_choice(page: str) -> dict[str, object]:
    raw = page.split('data-component="walk" data-form="', 1)[1].split('"', 1)[0]
    found: dict[str, object] = json.loads(unescape(raw))
    return found


def test_changes_compare_two_days(service: Service) -> None:
    tools = Tools(service, "en")
    page = tools.changes({"from": "2018-06-01", "to": "2022-01-01", "actor": "hsp"})
    assert word("gone_rules", "en") in page
    assert "banner-unavailable" in tools.changes({"from": "2022-01-01", "to": "2018-06-01", "actor": ""})


def test_quality_reads_the_newest_scores(tmp_path: Path) -> None:
    assert read_quality(tmp_path) is None
    folder = tmp_path / "evaluation" / "run"
    folder.mkdir(parents=True)
    figures = {"correct": {"value": 0.9, "low": 0.85, "high": 0.94, "n": 250}}
    (folder / "scores.json").write_text(json.dumps({"questions": 250, "measures": figures}), encoding="utf-8")
    found = read_quality(tmp_path)
    assert found is not None
    assert (found.questions, found.correct) == (250, 0.9)
