"""What the page does when it is used, without Gradio: asking, stopping, reading, filtering."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from corpus.passage import Language
from server.assembly import Workplace
from server.saved import forget_question, saved_questions
from server.service import Service
from ui.completions import completions
from ui.handlers import Desk, Screen
from ui.handlers_library import Shelf
from ui.handlers_tools import Tools
from ui.history import KEPT, REMEMBERED, Asked, Exchange, read_asked, read_history, read_turns
from ui.quality import DOCUMENT, keep_run, own_quality, recorded_quality
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
    screens = list(desk.ask(QUESTION))
    first = next(s for s in screens if s.evidence is not None)
    assert 'class="card"' in str(first.evidence)
    assert 'class="cite"' not in str(first.exchanges)
    assert 'class="cite"' in str(last(screens, "exchanges"))


def test_only_start_and_end_are_spoken(desk: Desk) -> None:
    screens = list(desk.ask(QUESTION))
    spoken = list(dict.fromkeys(s.status for s in screens if s.status))
    assert len(spoken) == 3
    assert "Answer ready" in str(spoken[-1])


def kept(screen: Screen) -> tuple[dict[str, str | None], dict[str, object]]:
    """What a screen gives the browser to keep: the attributes, and the exchange."""
    found = Marks()
    found.feed(str(screen.kept))
    attributes = next(values for values in found.tags if "data-kept" in values)
    exchange: dict[str, object] = json.loads(str(attributes["data-kept"]))
    return attributes, exchange


class Marks(HTMLParser):
    """The attributes of every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(dict(attrs))


def test_an_exchange_is_kept_and_shown_again(desk: Desk) -> None:
    screen = list(desk.ask({**QUESTION, "conversation": "c1", "number": 3}))[-1]
    attributes, exchange = kept(screen)
    assert (attributes["data-conversation"], attributes["data-number"]) == ("c1", "3")
    opened = desk.open({"exchanges": [exchange, exchange]})
    assert str(opened.exchanges).count("What replaced s. 24 of LHSIA?") >= 2
    assert 'id="turn-2"' in str(opened.exchanges)
    assert "<mark>" in str(opened.evidence)


def test_an_answer_sends_its_own_exchange_only(desk: Desk) -> None:
    before = [["What is a LHIN?", "A local body."]]
    screens = list(desk.ask({**QUESTION, "number": 2, "before": before}))
    pages = [str(s.exchanges) for s in screens if s.exchanges]
    assert all(page.count("<article") == 1 and 'id="turn-2"' in page for page in pages)


def test_an_earlier_question_gives_the_next_its_subject(desk: Desk) -> None:
    _, first = kept(list(desk.ask(QUESTION))[-1])
    assert isinstance(first["answer"], dict)
    before = [[QUESTION["question"], first["answer"]["answer"]]]
    _, second = kept(list(desk.ask({"question": "And when?", "before": before}))[-1])
    assert isinstance(second["answer"], dict)
    assert "LHSIA" in second["answer"]["standalone_question"]


@pytest.mark.parametrize("before", [None, "x", [1], [["q"]], [[1, 2]], [["q", "a", "b"]]])
def test_a_conversation_that_cannot_be_read_counts_for_nothing(before: object) -> None:
    assert read_turns(before) == ()


@given(st.lists(st.lists(st.text(max_size=30), min_size=2, max_size=2), max_size=30))
def test_only_the_newest_exchanges_are_sent_along(before: list[list[str]]) -> None:
    turns = read_turns(before)
    questions = [turn.content for turn in turns if turn.role == "user"]
    assert questions == [question for question, _ in before][-REMEMBERED:]
    assert all(turn.content for turn in turns if turn.role == "assistant")


def test_search_only_lists_passages(desk: Desk) -> None:
    screens = list(desk.ask({**QUESTION, "mode": "search"}))
    page = str(last(screens, "exchanges"))
    assert word("search_outcome", "en") in page
    assert page.count('class="card"') > 1


def test_an_unknown_document_is_an_error_in_words(desk: Desk) -> None:
    screens = list(desk.ask({**QUESTION, "document": "no-such"}))
    assert "banner-unavailable" in str(last(screens, "exchanges"))
    assert "no-such" in str(last(screens, "exchanges"))


def test_an_error_is_said_in_french(service: Service) -> None:
    page = str(last(list(Desk(service, "fr", pause=0).ask({**QUESTION, "document": "no-such"})), "exchanges"))
    assert "Il n&#x27;y a pas de document « no-such »" in page
    assert "There is" not in page


def test_a_stopped_question_stays_to_be_asked_again(desk: Desk) -> None:
    page = str(desk.stop(QUESTION).exchanges)
    assert word("stopped", "en") in page
    assert 'data-act="edit"' in page


def test_a_failure_is_said_unless_the_reader_stopped(desk: Desk) -> None:
    searching = next(desk.ask(QUESTION)).status
    assert word("broken", "en") in str(desk.broken(str(searching)).status)
    assert desk.broken(str(desk.stop(QUESTION).status)) == Screen()


def test_nothing_is_asked_without_a_question(desk: Desk) -> None:
    assert list(desk.ask({"question": "   "})) == []


def test_feedback_is_kept_or_says_why_not(desk: Desk, workplace: Workplace) -> None:
    _, exchange = kept(list(desk.ask(QUESTION))[-1])
    assert isinstance(exchange["answer"], dict)
    trace = exchange["answer"]["trace_id"]
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
    opened = desk.open({"exchanges": stored})
    assert opened.exchanges == ""
    assert word("trust", "en") in str(opened.evidence)


def test_no_more_exchanges_are_opened_than_a_browser_keeps() -> None:
    many = [Exchange(Asked(f"q{n}")).to_json() for n in range(KEPT + 5)]
    assert [exchange.asked.question for exchange in read_history(many)][0] == "q5"


def test_a_form_with_unreadable_limits_loses_only_those() -> None:
    asked = read_asked({"question": " s. 27? ", "kinds": ["novel", "statute"], "language": "de"})
    assert asked == Asked("s. 27?", kinds=("statute",))


@pytest.mark.parametrize("typed", ["2015-06-01", "June 1, 2015", "1er juin 2015"])
def test_a_day_is_read_as_it_is_typed(service: Service, desk: Desk, typed: str) -> None:
    assert read_asked({"question": "s. 27?", "as_of": typed}) == Asked("s. 27?", as_of="2015-06-01")
    tools, shelf = Tools(service, "en"), Shelf(service, "en")
    assert 'value="2015-06-01"' in tools.obligations({"as_of": typed})
    assert "As it stood on June 1, 2015" in shelf.timeline({"day": typed})


@pytest.mark.parametrize(
    ("language", "said"), [("en", "“soon” is not a day"), ("fr", "« soon » n&#x27;est pas une date")]
)
def test_what_is_no_day_is_said_on_every_page(service: Service, language: Language, said: str) -> None:
    tools, shelf = Tools(service, language), Shelf(service, language)
    asking = Desk(service, language, pause=0).ask({**QUESTION, "as_of": "soon"})
    rule = "lhsia-27-review"
    pages = (
        str(last(list(asking), "exchanges")),
        tools.obligations({"as_of": "soon"}),
        tools.deadlines({"rule": rule, "trigger": "soon"}),
        tools.walk({"role": "provider", "as_of": "soon"}),
        tools.walk({"state": json.dumps({"role": "provider"}), f"date:{rule}": "soon"}),
        tools.changes({"from": "soon"}),
        tools.saved({"question": "s. 27?", "as_of": "soon"}),
        shelf.timeline({"day": "soon"}),
    )
    assert [page for page in pages if said not in page] == []


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


def test_the_register_is_exported_as_it_is_shown(service: Service) -> None:
    page = Tools(service, "en").obligations({"actor": "lhin", "kind": "all", "has_deadline": "yes"})
    for ending in ("format=csv", "limit="):
        assert f"actor=lhin&amp;language=en&amp;kind=all&amp;has_deadline=true&amp;{ending}" in page
    assert "banner-unavailable" in Tools(service, "en").obligations({"actor": "lhni"})


def test_a_provision_is_shown_beside_what_replaced_it(service: Service) -> None:
    tools = Tools(service, "fr")
    page = tools.concordance({"document": "lhsia-2006", "address": "art. 27", "direction": "replaced_by"})
    assert "art. 35" in page
    assert page.count('data-act="open"') >= 2
    assert word("own_words", "fr").replace("’", "’") in unescape(page)
    back = Tools(service, "en").concordance(
        {"document": "connecting-care-act-2019", "address": "s. 35", "direction": "replaces"}
    )
    assert "s. 27" in back
    assert word("no_row", "en") in Tools(service, "en").concordance(
        {"document": "lhsia-2006", "address": "s. 999", "direction": "replaced_by"}
    )
    assert "banner-unavailable" in tools.concordance({"document": "lhsia-2006", "address": "nowhere"})
    assert tools.concordance({}).count("<tr>") > 10


def test_an_answer_on_a_replaced_provision_shows_its_successor(desk: Desk) -> None:
    question = {
        "question": "What duty to identify integration opportunities did s. 24 of LHSIA put on a LHIN?"
    }
    evidence = str(last(list(desk.ask(question)), "evidence"))
    assert word("replaced_by_what", "en") in evidence
    assert "Connecting Care Act" in evidence


def test_a_question_is_followed_from_the_page(service: Service) -> None:
    tools = Tools(service, "en")
    page = tools.saved(
        {"question": "Who identifies opportunities under s. 24 of LHSIA?", "as_of": "2015-01-01"}
    )
    assert "Who identifies opportunities under s. 24 of LHSIA?" in page
    assert "law as of January 1, 2015" in page
    assert "banner-unavailable" in tools.saved({"question": "x" * 5000})
    for saved in saved_questions(service.workplace.store):  # the store is shared by all tests
        forget_question(service.workplace.store, saved.id)


def test_a_period_of_the_register_can_be_counted(service: Service) -> None:
    tools = Tools(service, "en")
    chosen = tools.deadlines({}).split('value="register:')[1].split('"')[0]
    page = tools.deadlines({"rule": unescape(f"register:{chosen}"), "trigger": "2014-03-03"})
    assert "Ends on" in page
    assert page.count("https://www.ontario.ca/laws/statute/06l21") >= 2
    assert "banner-unavailable" in tools.deadlines({"rule": "lhsia-27-review", "trigger": "9999-12-31"})


def test_days_typed_into_a_checklist_date_it(service: Service) -> None:
    answers = ["yes", "no", "yes", "voluntary"]
    tools = Tools(service, "en")
    page = tools.walk({"role": "provider", "as_of": "2015-03-02", "answers": answers})
    assert 'name="date:lhsia-27-review"' in page
    state = page.split('name="state" value="')[1].split('"')[0]
    dated = tools.walk({"state": unescape(state), "date:lhsia-27-review": "2015-03-02"})
    assert "May 1, 2015" in dated
    assert "May 2, 2015" in dated
    assert "2015-03-02" in dated.split("format=docx")[1].split(">")[0]
    for broken in ("{", "[]", '"x"', '{"dates": 3, "answers": [1], "role": "provider"}'):
        assert "<section>" in tools.walk({"state": broken, "date:lhsia-27-review": "soon"})


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


def test_a_run_is_kept_and_shown_beside_the_figures_on_record(
    service: Service, workplace: Workplace, tmp_path: Path
) -> None:
    assert word("quality_none", "en") in Tools(service, "en").quality()
    run = tmp_path / "run"
    keep_run(run, workplace.settings.home)
    assert own_quality(workplace.settings.home) is None
    run.mkdir()
    figures = {"correct": {"value": 0.9, "low": 0.85, "high": 0.94, "n": 250}}
    (run / "scores.json").write_text(json.dumps({"questions": 250, "measures": figures}), encoding="utf-8")
    (run / "report.html").write_text("<p>", encoding="utf-8")
    keep_run(run, workplace.settings.home)
    try:
        page = Tools(service, "en").quality()
        assert "Of 250 questions, 225 were handled rightly (90%)." in page
        assert 'href="/page/evaluation/own"' in page
        assert word("quality_none", "en") not in page
    finally:
        shutil.rmtree(workplace.settings.home / "evaluation")


def test_the_figures_on_record_are_those_of_the_document() -> None:
    """docs/evaluation.md and eval/recorded.json come from one run; `lhsia eval --record` renews the second."""
    document = DOCUMENT.read_text(encoding="utf-8")
    labels = {
        "correct": "handled rightly", "facts_partial": "share of facts stated", "facts_strict": "all facts stated",
        "document_first": "right document first", "pinpoint": "right provision cited", "quotes_exact": "quotes exact",
        "supported": "statements that follow", "wrong_date": "law of the wrong day",
        "forbidden_said": "forbidden statement made", "refusal_recall": "unanswerable questions refused",
        "false_refusal": "answerable questions refused",
    }  # fmt: skip
    every, reported = recorded_quality()
    table = document.split("## The answers", 1)[1].split("Median answer", 1)[0]
    rows = {
        line.split("|")[1].strip(): line.split("|")[2:5]
        for line in table.splitlines()
        if line.startswith("| ")
    }
    for name, label in labels.items():
        cells = next(cells for row, cells in rows.items() if row.startswith(label))
        shown = [float(cell.split("%")[0]) for cell in cells]
        assert round(every.figures[name].mean * 100, 1) == pytest.approx(shown[0], abs=0.051), name
        assert round(reported.figures[name].mean * 100, 1) == pytest.approx(shown[2], abs=0.051), name
    assert f"as of {day_of(every.day)}" in table


def day_of(iso: str) -> str:
    """A day as docs/evaluation.md writes it."""
    found = date.fromisoformat(iso)
    return f"{found.day} {found:%B %Y}"


def test_completions_name_provisions_with_what_they_are_about(service: Service, workplace: Workplace) -> None:
    for language, name, address in (("en", "LHSIA", "s. 24"), ("fr", "LISSL", "art. 24")):
        found = completions(service.snapshot(), workplace.knowledge.glossary, language)  # type: ignore[arg-type]
        law = next(law for law in found["laws"] if law["name"] == name)
        provisions = dict(map(tuple, law["provisions"]))
        assert provisions[address]
        assert name in dict(map(tuple, found["names"]))
        numbers = [int(re.findall(r"\d+", a)[0]) for a in provisions]
        assert numbers == sorted(numbers)
