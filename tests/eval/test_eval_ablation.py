"""Each part switched off does what it says, and the gate stops the assistant whose ranker is broken."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.ablation import PartialIndex, broken_ranker, variants
from eval.commands import Bench, Options, evaluate
from eval.questions import SHIPPED, load_questions
from eval.reading import reading_once
from index.features import FEATURES
from index.hit import Query
from server.answer import Request, Turn
from server.assembly import Workplace

WHO = "Who is responsible for identifying integration opportunities under LHSIA?"
TAX = "What is the tax rate on capital gains?"
HELD = {"lhsia-2006", "connecting-care-act-2019", "toronto-central-facilitated-integrations"}


def test_every_variant_answers_and_the_assistant_stays_whole(workplace: Workplace) -> None:
    before = workplace.assistant.answer(Request(WHO))
    for name, system in variants(workplace.assistant).items():
        assert system.answer(Request(WHO)).outcome, name
        assert system.retrieve(Request(WHO), 5), name
    after = workplace.assistant.answer(Request(WHO))
    assert (after.text, after.confidence) == (before.text, before.confidence)


class Rules:
    """A reader with a rule: a passage answers when it names integration; it keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        self.asked.append(question)
        return [4.0 if "integration" in passage else -4.0 for passage in passages]


def test_a_reader_is_asked_once_and_can_be_switched_off(workplace: Workplace) -> None:
    reader, finder = Rules(), copy(workplace.assistant.finder)
    finder.reader = reader
    read = replace(workplace.assistant, finder=finder)
    once = reading_once(read)
    expected = read.answer(Request(WHO))
    reader.asked.clear()
    assert once.answer(Request(WHO)).text == expected.text
    asked = len(reader.asked)
    assert asked
    assert once.retrieve(Request(WHO), 5)
    assert len(reader.asked) == asked
    unread = copy(finder)
    unread.reader = None
    assert "without the reader" not in variants(replace(read, finder=unread))
    variants(read)["without the reader"].answer(Request(WHO))
    assert len(reader.asked) == asked


def test_a_searcher_that_is_off_finds_nothing_and_weighs_nothing(workplace: Workplace) -> None:
    whole = workplace.assistant.finder.index
    query = Query("identifying integration opportunities", 10)
    words_off, meaning_off = PartialIndex(whole, words=False), PartialIndex(whole, meaning=False)
    assert whole.search_terms(query, 10)
    assert words_off.search_terms(query, 10) == {}
    assert all("terms" not in hit.scores for hit in words_off.search(query))
    assert all("vector" not in hit.scores for hit in meaning_off.search(query))
    found = meaning_off.candidates(query)
    rows = sorted(found.fused)
    vector = whole.encoder.encode([query.text])[0]
    features = meaning_off.features(query, np.asarray(rows), vector)
    assert not features[:, FEATURES.index("cosine")].any()
    assert features[:, FEATURES.index("bm25")].any()


def test_questions_and_provisions_can_be_switched_off(workplace: Workplace) -> None:
    whole = workplace.assistant.finder.index
    query = Query("notice of voluntary integration", 10, addresses=(("lhsia-2006", "s. 24"),))
    assert any("vector.question" in hit.scores for hit in whole.search(query))
    assert not any(
        "vector.question" in hit.scores for hit in PartialIndex(whole, questions=False).search(query)
    )
    assert whole.search(query)[0].passage.address.startswith("s. 24")
    assert not any("address" in hit.scores for hit in PartialIndex(whole, addresses=False).search(query))


def test_without_conversation_and_without_refusal(workplace: Workplace) -> None:
    without = variants(workplace.assistant)
    history = (Turn("user", WHO), Turn("assistant", "Each LHIN and each provider."))
    asked = Request("Since when do they?", history)
    assert "identifying integration opportunities" in workplace.assistant.answer(asked).standalone_question
    assert without["without the conversation"].answer(asked).standalone_question == "Since when do they?"
    assert WHO in without["history prepended"].answer(asked).standalone_question
    assert workplace.assistant.answer(Request(TAX)).outcome in ("not_in_corpus", "out_of_scope")
    assert without["without refusals"].answer(Request(TAX)).outcome == "answered"


@pytest.fixture(scope="module")
def bench(workplace: Workplace) -> Bench:
    assistant = workplace.assistant
    return Bench(
        assistant,
        workplace.store,
        workplace.store.documents,
        workplace.library.encoder,
        today=assistant.today(),
    )


def test_the_gate_stops_a_broken_ranker(
    tmp_path: Path, bench: Bench, workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Development questions on what the workplace holds; the floors are what the sound assistant reaches."""
    chosen = [q for q in load_questions(SHIPPED / "development.jsonl") if HELD & set(q.documents)][:40]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("".join(json.dumps(dict(q.raw)) + "\n" for q in chosen), encoding="utf-8")
    options = Options(questions=questions, out=tmp_path / "sound", progress=False)
    assert evaluate(options, lambda: bench) == 0
    measures = json.loads((tmp_path / "sound" / "scores.json").read_text())["measures"]
    floors = tmp_path / "floors.toml"
    floors.write_text(
        "[quotes_exact]\nrecorded = 1.0\n[wrong_date]\nrecorded = 0.0\n"
        + "".join(
            f"[{name}]\nrecorded = {measures[name]['value']}\n"
            f"noise = {(measures[name]['high'] - measures[name]['low']) / 2}\n"
            for name in ("facts_partial", "document_first")
        )
    )
    gated = replace(options, out=tmp_path / "gated", gate=True, floors=floors)
    assert evaluate(gated, lambda: bench) == 0
    broken = replace(bench, system=broken_ranker(workplace.assistant))
    capsys.readouterr()
    assert evaluate(replace(gated, out=tmp_path / "broken"), lambda: broken) == 1
    said = capsys.readouterr().out
    assert "(facts_partial) is" in said
    assert "(document_first) is" in said
    assert "(quotes_exact)" not in said
