from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue import Term
from corpus.passage import Passage
from eval.perturb import changes, perturb, spell_out, without_accents
from eval.questions import Question
from eval.robustness import (
    altered_quotes,
    citation_check,
    measure_changes,
    rejection,
    robustness_failures,
)
from eval.run import run_questions
from eval.support import text_faults

GLOSSARY = (
    Term(
        "lhin",
        "local health integration network",
        "réseau local d'intégration",
        short_en=("LHIN",),
        short_fr=("RLISS",),
    ),
)


@pytest.mark.parametrize("name", sorted(changes(GLOSSARY)))
def test_a_change_repeats_and_keeps_everything_but_the_words(
    make_question: Callable[..., Question], name: str
) -> None:
    french = make_question(
        language="fr",
        question="Combien de temps le RLISS a-t-il été là?",
        facts=[{"text": "x", "any": ["x"]}],
    )
    [changed] = perturb([french], name, changes(GLOSSARY)[name], seed=3)
    [again] = perturb([french], name, changes(GLOSSARY)[name], seed=3)
    assert changed.text == again.text != french.text
    assert changed.request().question == changed.raw["question"] == changed.text
    assert (changed.id, changed.facts) == (french.id, french.facts)


def test_a_question_that_a_change_leaves_alone_is_left_out(make_question: Callable[..., Question]) -> None:
    english = make_question(question="Who may decide?")
    assert perturb([english], "no accents", changes(())["no accents"]) == []
    assert perturb([english], "acronyms", changes(GLOSSARY)["acronyms"]) == []


def test_spells_acronyms_out_in_the_questions_language() -> None:
    assert spell_out("Do LHINs pay?", "en", GLOSSARY) == "Do local health integration networks pay?"
    assert spell_out("Le RLISS paie?", "fr", GLOSSARY) == "Le réseau local d'intégration paie?"
    assert without_accents("À l'été") == "A l'ete"


def test_every_altered_quote_is_rejected_and_every_kind_is_tried(passages: list[Passage]) -> None:
    altered = altered_quotes(passages)
    counts = rejection(altered, citation_check)
    assert set(counts) == {"negation", "modality", "number", "actor", "deadline"}
    assert all(count["tried"] == count["rejected"] > 0 for count in counts.values())
    assert robustness_failures({}, counts) == []


def test_a_lenient_check_is_caught(passages: list[Passage]) -> None:
    def lenient(text: str, start: int, end: int, quote: str) -> bool:
        return len(set(quote.split()) - set(text.split())) <= 1

    failures = robustness_failures({}, rejection(altered_quotes(passages), lenient))
    assert failures
    assert "quote check lets" in failures[0]


def test_the_support_check_finds_nine_altered_statements_in_ten(passages: list[Passage]) -> None:
    altered = {(item.passage, item.quote) for item in altered_quotes(passages)}
    found = [bool(text_faults(quote, [passage], passage.language)) for passage, quote in altered]
    assert sum(found) >= 0.9 * len(found)
    assert all(text_faults(p.text, [p], p.language) == [] for p in passages)


def test_a_fall_of_more_than_three_points_is_a_failure(
    tmp_path: Path, questions: list[Question], system: Any
) -> None:
    run = run_questions(questions, system, tmp_path / "run", held=system.ranking, progress=False)
    broken = {
        "blanked": lambda text, language, rng: "lantern",
        "same": lambda text, language, rng: text + " ",
    }
    figures = measure_changes(
        questions, system, run.records, held=system.ranking, today=date.today(), changes=broken
    )
    assert figures["blanked"]["broken"] == ["t1", "t2", "t3", "t4"]
    assert figures["same"]["facts_partial"]["difference"] == 0.0
    [failure] = robustness_failures(figures, {})
    assert "blanked" in failure
